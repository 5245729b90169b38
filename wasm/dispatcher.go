package main

import (
	"cmp"
	"context"
	"strconv"
	"sync"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/internal/submission"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/wasm/internal/boundary"
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
	GetQueue() (*core.Subscription, error)
	NewSubscription(queue options.SubscriptionQueue) (*core.Subscription, error)
	GetSubscriptions() models.PubSubState
	Statistics() models.Statistics
	SubscribeKeyEvents(ctx context.Context, k options.KeyEvents) (*core.KeyEventSubscription, error)
	ReconnectNow()
	Shutdown(ctx context.Context) error
	Close()
}

// dispatcher serves the requests of one JavaScript package.
type dispatcher struct {
	host host
	out  deliveryQueue

	mu            sync.Mutex
	clients       map[uint32]client
	subscriptions map[uint32]*subscription
	watches       map[uint32]*watch // by client
	dedicated     map[uint32]*dedicated
	cancels       map[uint32]context.CancelFunc // by request

	// Of the request that submit is at.
	arguments boundary.Arguments
	args      command.Args
	parser    command.Parser
}

func newDispatcher(h host) *dispatcher {
	return &dispatcher{
		host: h, out: newDeliveryQueue(h.deliver), clients: make(map[uint32]client),
		subscriptions: make(map[uint32]*subscription), watches: make(map[uint32]*watch),
		dedicated: make(map[uint32]*dedicated), cancels: make(map[uint32]context.CancelFunc),
	}
}

// submit starts every request of a batch and does not wait for any. It must not be
// called by two goroutines at once, and the batch must not be written to again.
func (d *dispatcher) submit(batch []byte) {
	requests := boundary.NewRequests(batch)
	for request, ok := requests.Next(); ok; request, ok = requests.Next() {
		d.handle(request)
	}
	if err := requests.Err(); err != nil {
		d.fail(0, err)
	}
}

func (d *dispatcher) handle(request boundary.Request) {
	d.arguments.Reset(methodName(request.Operation), request.Arguments)
	switch request.Operation {
	case boundary.OperationCreate:
		d.create(request, &d.arguments)
		return
	case boundary.OperationCreateCluster:
		d.createCluster(request, &d.arguments)
		return
	case boundary.OperationCancel:
		d.cancel(request.ID)
		return
	case boundary.OperationNone:
		return
	}
	if d.useDedicated(request, &d.arguments) {
		return
	}
	if request.Operation == boundary.OperationClose {
		d.close(request)
		return
	}
	client := d.client(request.Client)
	if client == nil {
		d.fail(request.ID, &failure.ClosingError{Command: methodName(request.Operation), Delivery: failure.NotSent})
		return
	}
	switch request.Operation {
	case boundary.OperationCommand, boundary.OperationCommand | boundary.WithOptions:
		d.command(client, request)
	case boundary.OperationCommands:
		d.commands(client, request)
	case boundary.OperationBatch:
		d.batch(client, request, &d.arguments)
	case boundary.OperationShutdown:
		d.shutdown(client, request, &d.arguments)
	case boundary.OperationOpenSubscription:
		d.openSubscription(client, request, &d.arguments)
	case boundary.OperationOpenKeyEvents:
		d.openKeyEvents(client, request, &d.arguments)
	case boundary.OperationGetSubscriptions:
		d.getSubscriptions(client, request.ID)
	case boundary.OperationWatch:
		d.watch(client, request, &d.arguments)
	case boundary.OperationReconnect:
		client.ReconnectNow()
		d.succeed(request.ID)
	case boundary.OperationUnwatch:
		d.unwatch(request, &d.arguments)
	case boundary.OperationDedicated:
		d.openDedicated(client, request, &d.arguments)
	case boundary.OperationStatistics:
		d.statistics(client, request.ID)
	case boundary.OperationClusterScan:
		d.clusterScan(client, request, &d.arguments)
	case boundary.OperationSubscribe, boundary.OperationUnsubscribe, boundary.OperationReceive, boundary.OperationCloseSubscription:
		d.useSubscription(client, request, &d.arguments)
	case boundary.OperationSelect, boundary.OperationUpdatePassword, boundary.OperationResetPassword:
		d.changeConnections(client, request, &d.arguments)
	default:
		d.fail(request.ID, noSuchOperation(request.Operation))
	}
}

func noSuchOperation(operation uint16) error {
	return &boundary.Error{Message: "there is no operation " + strconv.Itoa(int(operation))}
}

// command sends a single command, which JavaScript has encoded.
func (d *dispatcher) command(client client, request boundary.Request) {
	var o options.CallOptions
	if request.Operation&boundary.WithOptions != 0 {
		_, inCluster := client.(*core.ClusterClient)
		o = readCallOptions(&d.arguments, inCluster)
	}
	d.parser.Parse(&d.args, d.arguments.Rest())
	if err := cmp.Or(d.arguments.Err(), d.args.Err()); err != nil {
		d.fail(request.ID, err)
		return
	}
	id := request.ID
	ctx, over := d.life(request)
	if cluster, ok := client.(*core.ClusterClient); ok && o.Route != nil {
		d.submitByRoute(ctx, cluster, id, o, over)
		return
	}
	if standalone, ok := client.(*core.Client); ok && o.Route != nil {
		d.submitOnEach(ctx, standalone, id, o, over)
		return
	}
	submit(ctx, client, &d.args, o, func(reply []byte, err error) {
		over()
		if err == nil {
			err = withHint(client, reply)
		}
		d.answer(id, reply, err)
	})
}

// submit sends a command by either kind of client.
func submit(ctx context.Context, client client, args *command.Args, o options.CallOptions, completion func(reply []byte, err error)) {
	switch client := client.(type) {
	case *core.ClusterClient:
		submission.OfCluster(client).Submit(ctx, args, o, completion)
	case *core.Client:
		submission.Of(client).Submit(ctx, args, o, completion)
	}
}

// create makes a client. JavaScript chose its id, and uses it once the request has succeeded.
func (d *dispatcher) create(request boundary.Request, in *boundary.Arguments) {
	configuration, b, err := readConfiguration(in)
	d.createClient(request, b, err, func(dialer stream.Dialer, settings []core.Option) (client, error) {
		return core.NewClient(context.Background(), dialer, configuration, settings...)
	})
}

// createClient makes a client of either kind, unless its configuration could not be read.
func (d *dispatcher) createClient(request boundary.Request, b bridge, err error, create func(stream.Dialer, []core.Option) (client, error)) {
	if err != nil {
		d.fail(request.ID, err)
		return
	}
	dialer := d.host.dialer(request.Client, b)
	if v, ok := dialer.(interface{ Validate() error }); ok {
		if err := v.Validate(); err != nil {
			d.fail(request.ID, err)
			return
		}
	}
	go func() {
		settings := []core.Option{core.WithConnectionEvents(d.eventHandler(request.Client))}
		if b.invalidations {
			settings = append(settings, d.withInvalidations(request.Client))
		}
		client, err := create(dialer, settings)
		if err != nil {
			d.fail(request.ID, err)
			return
		}
		d.mu.Lock()
		d.clients[request.Client] = client
		d.mu.Unlock()
		d.succeed(request.ID)
	}()
}

func (d *dispatcher) close(request boundary.Request) {
	d.endWatch(request.Client)
	client := d.removeClient(request.Client)
	// Away from here, where nothing may wait.
	go func() {
		if client != nil {
			client.Close()
		}
		d.succeed(request.ID)
	}()
}

// shutdown closes a client once it is idle, or after the timeout.
func (d *dispatcher) shutdown(client client, request boundary.Request, in *boundary.Arguments) {
	timeout := in.Duration("timeout")
	in.End()
	if err := in.Err(); err != nil {
		d.fail(request.ID, err)
		return
	}
	d.endWatch(request.Client)
	d.removeClient(request.Client)
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), timeout)
		defer cancel()
		// Commands that were not answered have said so by themselves.
		_ = client.Shutdown(ctx)
		d.succeed(request.ID)
	}()
}

func (d *dispatcher) client(id uint32) client {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.clients[id]
}

// removeClient removes a client, with its subscriptions, and returns it.
func (d *dispatcher) removeClient(id uint32) client {
	d.mu.Lock()
	defer d.mu.Unlock()
	client := d.clients[id]
	delete(d.clients, id)
	for each, held := range d.dedicated {
		if held.client == id {
			delete(d.dedicated, each) // The client ends them.
		}
	}
	for each, s := range d.subscriptions {
		if s.client == id {
			s.cancel()
			delete(d.subscriptions, each)
		}
	}
	return client
}

// withHint returns the error that a reply is, if the client has a hint for its user. Other
// errors are left to JavaScript.
func withHint(client client, reply []byte) error {
	if standalone, ok := client.(*core.Client); ok && len(reply) > 0 && resp.Type(reply[0]).IsError() {
		return submission.Of(standalone).Explain(reply)
	}
	return nil
}

// answer answers a request by a reply, or by an error.
//
//go:noinline
func (d *dispatcher) answer(id uint32, reply []byte, err error) {
	if err != nil {
		d.fail(id, err)
		return
	}
	d.out.lock().Reply(id, reply)
	d.out.unlock()
}

// succeed answers a request that has no reply.
//
//go:noinline
func (d *dispatcher) succeed(id uint32) {
	d.out.lock().Done(id)
	d.out.unlock()
}

// fail answers a request by an error. It is not inlined, since pages download each copy.
//
//go:noinline
func (d *dispatcher) fail(id uint32, err error) {
	d.out.lock().Failure(id, err)
	d.out.unlock()
}

// methods are the JavaScript names of the operations.
var methods = [...]string{
	boundary.OperationCreate:            "createClient",
	boundary.OperationClose:             "close",
	boundary.OperationBatch:             "exec",
	boundary.OperationSelect:            "select",
	boundary.OperationUpdatePassword:    "updateConnectionPassword",
	boundary.OperationResetPassword:     "resetConnectionPassword",
	boundary.OperationCreateCluster:     "createClient",
	boundary.OperationShutdown:          "shutdown",
	boundary.OperationSubscribe:         "subscribe",
	boundary.OperationUnsubscribe:       "unsubscribe",
	boundary.OperationReceive:           "getPubSubMessage",
	boundary.OperationOpenSubscription:  "subscription",
	boundary.OperationCloseSubscription: "close",
	boundary.OperationGetSubscriptions:  "getSubscriptions",
	boundary.OperationOpenKeyEvents:     "keyEvents",
	boundary.OperationCommand:           "command",
	boundary.OperationClusterScan:       "scan",
	boundary.OperationWatch:             "watch",
	boundary.OperationUnwatch:           "unwatch",
	boundary.OperationStatistics:        "getStatistics",
	boundary.OperationCommands:          "command",
	boundary.OperationCancel:            "cancel",
	boundary.OperationDedicated:         "dedicated",
	boundary.OperationNone:              "cancel",
	boundary.OperationReconnect:         "connect",
}

// methodName returns the JavaScript name of an operation.
func methodName(operation uint16) string {
	operation &^= boundary.WithOptions
	if int(operation) < len(methods) {
		return methods[operation]
	}
	return "operation " + strconv.Itoa(int(operation))
}
