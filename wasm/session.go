package main

import (
	"context"
	"strconv"
	"sync"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/internal/submission"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/wasm/internal/frame"
)

// host is the other side of the boundary.
type host interface {
	// deliver hands records over; it copies them.
	deliver(records []byte)
	// dialer returns what opens the streams of a client.
	dialer(client uint32, b bridge) stream.Dialer
}

// client is a *core.Client or a *core.ClusterClient.
type client interface {
	Select(ctx context.Context, databaseID int) (string, error)
	UpdateConnectionPassword(ctx context.Context, password string, immediateAuth bool) (string, error)
	ResetConnectionPassword(ctx context.Context) (string, error)
	Shutdown(ctx context.Context) error
	Close()
}

// session serves the requests of one JavaScript package.
type session struct {
	host host
	out  outgoing

	mu      sync.Mutex
	clients map[uint32]client

	// For the use of submit alone.
	arguments frame.Arguments
	args      command.Args
}

func newSession(h host) *session {
	return &session{host: h, out: newOutgoing(h.deliver), clients: make(map[uint32]client)}
}

// submit starts every request of a batch and does not wait for any. It must not be
// called by two goroutines at once, and the batch must not be written to again.
func (s *session) submit(batch []byte) {
	requests := frame.NewRequests(batch)
	for request, ok := requests.Next(); ok; request, ok = requests.Next() {
		s.start(request)
	}
	if err := requests.Err(); err != nil {
		s.fail(0, err)
	}
}

func (s *session) start(request frame.Request) {
	s.arguments.Reset(methodName(request.Operation&^frame.WithOptions), request.Arguments)
	switch request.Operation {
	case frame.OperationCreate:
		s.create(request, &s.arguments)
		return
	case frame.OperationCreateCluster:
		s.createCluster(request, &s.arguments)
		return
	case frame.OperationClose:
		s.close(request)
		return
	}
	client := s.client(request.Client)
	switch {
	case client == nil:
		s.fail(request.ID, &failure.ClosingError{Command: methodName(request.Operation &^ frame.WithOptions), Delivery: failure.NotSent})
	case request.Operation == frame.OperationBatch:
		s.batch(client, request, &s.arguments)
	case request.Operation == frame.OperationShutdown:
		s.shutdown(client, request, &s.arguments)
	case request.Operation < frame.FirstCommand:
		s.everywhere(client, request, &s.arguments)
	default:
		s.command(client, request)
	}
}

// command sends a single command.
func (s *session) command(client client, request frame.Request) {
	var o options.CallOptions
	if request.Operation&frame.WithOptions != 0 {
		request.Operation &^= frame.WithOptions
		s.arguments.Continue("with")
		_, inCluster := client.(*core.ClusterClient)
		o = readCallOptions(&s.arguments, inCluster)
		s.arguments.Continue(methodName(request.Operation))
	}
	shape, err := s.build(request.Operation, &s.arguments)
	if err != nil {
		s.fail(request.ID, err)
		return
	}
	id := request.ID
	if cluster, ok := client.(*core.ClusterClient); ok && o.Route != nil {
		s.routed(cluster, id, shape, o)
		return
	}
	submit(client, &s.args, o, func(reply []byte, err error) {
		if err == nil {
			err = explained(client, reply)
		}
		if err != nil {
			s.fail(id, err)
			return
		}
		s.out.begin().Reply(id, uint8(shape), reply)
		s.out.end()
	})
}

// submit sends a command by either kind of client.
func submit(client client, args *command.Args, o options.CallOptions, completion func(reply []byte, err error)) {
	switch client := client.(type) {
	case *core.ClusterClient:
		submission.OfCluster(client).Submit(args, o, completion)
	case *core.Client:
		submission.Of(client).Submit(args, o, completion)
	}
}

// build encodes a command into s.args.
func (s *session) build(operation uint16, in *frame.Arguments) (command.Shape, error) {
	s.args.Reset()
	shape, known := dispatch(operation, in, &s.args)
	if !known {
		return 0, &frame.Error{Message: "there is no operation " + strconv.Itoa(int(operation))}
	}
	in.End()
	if err := in.Err(); err != nil {
		return 0, err
	}
	return shape, s.args.Err()
}

// create makes a client. JavaScript chose its id, and uses it once it was told.
func (s *session) create(request frame.Request, in *frame.Arguments) {
	configuration, b, err := readConfiguration(in)
	s.open(request, b, err, func(dialer stream.Dialer, events core.Setting) (client, error) {
		return core.NewClient(context.Background(), dialer, configuration, events)
	})
}

// open makes a client of whichever kind, unless its configuration could not be read.
func (s *session) open(request frame.Request, b bridge, err error, create func(stream.Dialer, core.Setting) (client, error)) {
	if err != nil {
		s.fail(request.ID, err)
		return
	}
	dialer := s.host.dialer(request.Client, b)
	if v, ok := dialer.(interface{ Validate() error }); ok {
		if err := v.Validate(); err != nil {
			s.fail(request.ID, err)
			return
		}
	}
	go func() {
		client, err := create(dialer, core.WithConnectionEvents(s.events(request.Client)))
		if err != nil {
			s.fail(request.ID, err)
			return
		}
		s.mu.Lock()
		s.clients[request.Client] = client
		s.mu.Unlock()
		s.done(request.ID)
	}()
}

func (s *session) close(request frame.Request) {
	client := s.take(request.Client)
	// Away from here, where nothing may wait.
	go func() {
		if client != nil {
			client.Close()
		}
		s.done(request.ID)
	}()
}

// shutdown closes a client once it is idle, or its time is over.
func (s *session) shutdown(client client, request frame.Request, in *frame.Arguments) {
	timeout := in.Duration("timeout")
	in.End()
	if err := in.Err(); err != nil {
		s.fail(request.ID, err)
		return
	}
	s.take(request.Client)
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), timeout)
		defer cancel()
		// Commands that were not answered have said so by themselves.
		_ = client.Shutdown(ctx)
		s.done(request.ID)
	}()
}

func (s *session) client(id uint32) client {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.clients[id]
}

// take removes a client and returns it.
func (s *session) take(id uint32) client {
	s.mu.Lock()
	defer s.mu.Unlock()
	client := s.clients[id]
	delete(s.clients, id)
	return client
}

// explained returns the error that a reply is, if the client can tell its user more about
// it than the server does. Others are left to JavaScript.
func explained(client client, reply []byte) error {
	if standalone, ok := client.(*core.Client); ok && len(reply) > 0 && resp.Type(reply[0]).IsError() {
		return submission.Of(standalone).Explain(reply)
	}
	return nil
}

func (s *session) done(id uint32) {
	s.out.begin().Done(id)
	s.out.end()
}

func (s *session) fail(id uint32, err error) {
	s.out.begin().Failure(id, err)
	s.out.end()
}

// methodName returns the JavaScript name of an operation.
func methodName(operation uint16) string {
	switch {
	case operation == frame.OperationCreate, operation == frame.OperationCreateCluster:
		return "createClient"
	case operation == frame.OperationClose:
		return "close"
	case operation == frame.OperationBatch:
		return "exec"
	case operation == frame.OperationSelect:
		return "select"
	case operation == frame.OperationUpdatePassword:
		return "updateConnectionPassword"
	case operation == frame.OperationResetPassword:
		return "resetConnectionPassword"
	case operation == frame.OperationShutdown:
		return "shutdown"
	case int(operation) < len(methods) && methods[operation] != "":
		return methods[operation]
	default:
		return "operation " + strconv.Itoa(int(operation))
	}
}

// shapeNames returns the names of the shapes, in order of their numbers from 0 on,
// with blanks between them.
func shapeNames() string {
	names := "none"
	for shape := command.Shape(1); shape.String() != "unknown"; shape++ {
		names += " " + shape.String()
	}
	return names
}
