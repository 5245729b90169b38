package core

import (
	"cmp"
	"context"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/internal/page"
	"github.com/glissade-io/glissade/internal/queue"
	"github.com/glissade-io/glissade/internal/restate"
	"github.com/glissade-io/glissade/options"
)

// Dedicated is a connection that its holder has to itself, to the primary: for what
// the server keeps by connection, as the watched keys of an optimistic transaction.
// Get one from [Client.Dedicated]. What a Dedicated is most often wanted for,
// [Client.Transaction] does with less to get wrong.
//
//	d, err := client.Dedicated(ctx)
//	if err != nil {
//		return err
//	}
//	defer d.Release()
//	if err := d.Watch(ctx, []string{"stock"}); err != nil {
//		return err
//	}
//	stock, err := d.Get(ctx, "stock")
//	…
//	b := batch.NewTransaction()
//	b.Set("stock", less(stock))
//	results, err := d.Exec(ctx, b, false) // nil, nil if somebody has changed stock
//
// It has the methods of [Commands], with differences. A command that blocks on the
// server holds up the others. One that is given up before its reply came ends the
// connection, so that the server gives it up too and pops nothing for a caller who is
// gone, and no later command can be taken in by its reply. Nothing is tried again: when the connection was lost, every command fails
// with a *failure.ConnectionError. CustomCommand takes the commands that change the
// connection alone, such as MULTI, EXEC, SELECT and AUTH, and so does a batch, but for
// those that belong to transactions or end the connection; between MULTI and EXEC it is
// the only method besides Reset, since the server answers QUEUED where others expect their reply.
//
// Where the client's credentials have changed since, it authenticates with the new ones in
// front of its next command, see [WithCredentialsProvider]; not between MULTI and EXEC, nor
// where its holder has sent AUTH, HELLO or RESET.
//
// A Dedicated is safe for use by several goroutines, who then share its state. It is
// one of the connections that Advanced.Dedicated.MaxConnections bounds, and ends with
// the client.
type Dedicated struct {
	Commands
	client  source
	timeout time.Duration // of requests
	conn    *node.DedicatedConn
	around  around

	// database is the one that was selected here, plus 1, or 0.
	database atomic.Int64

	acquiring sync.Mutex // held while asked is acquired

	mu       sync.Mutex
	state    connectionState
	asked    *asked // nil until ASK has pointed to another server
	refused  bool   // a command was refused, since its slot is elsewhere
	running  int    // commands under way,
	blocking int    // and those of them that may block
	ended    error  // why no command is taken any more
	returned bool   // the connection was given back

	authenticating chan struct{} // while it authenticates with new credentials, and
	authenticateAt time.Time     // not before, if a server has refused them
}

// Dedicated returns a connection to the primary for the caller alone, who must call
// [Dedicated.Release] when it is no longer needed. Where as many are in use as may be,
// it waits for one as long as the client's request timeout.
//
// Errors: *failure.ConnectionError; *failure.TimeoutError, which says what the
// connections are in use for if there are too many; *failure.CanceledError;
// *failure.ClosingError.
func (c *Client) Dedicated(ctx context.Context) (*Dedicated, error) {
	return dedicated(ctx, c, c.timeout, nil)
}

// Dedicated returns a connection for the caller alone, as [Client.Dedicated] does: to
// the primary that has the slot of key. Commands with keys of other servers are refused
// there by MOVED, which is not followed. When the slot has moved away, the connection
// is of no use any more.
//
// While the slot is on its way ASK is followed, by a connection to the server that it
// goes to: of commands, of transactions by [Dedicated.Exec], and of what is watched. It
// is not where that would mean to watch keys at both servers, nor between MULTI and EXEC
// that are sent by CustomCommand, nor after a command that has changed the connection,
// such as SELECT.
func (c *ClusterClient) Dedicated(ctx context.Context, key string) (*Dedicated, error) {
	return dedicated(ctx, c, c.timeout, []string{key})
}

func dedicated(ctx context.Context, c source, timeout time.Duration, keys []string) (*Dedicated, error) {
	conn, err := acquireWorking(ctx, timeout, func() (*node.DedicatedConn, error) { return c.acquire(ctx, "Dedicated", keys) })
	if err != nil {
		return nil, err
	}
	return newDedicated(c, timeout, conn), nil
}

// acquireWorking returns a connection that works: one that was idle may have ended.
func acquireWorking(ctx context.Context, timeout time.Duration, acquire func() (*node.DedicatedConn, error)) (*node.DedicatedConn, error) {
	for {
		conn, err := acquire()
		if err != nil || !conn.Reused() {
			return conn, err
		}
		if err = conn.Check(ctx, timeout); err == nil {
			return conn, nil
		}
		lost := conn.Err() != nil
		conn.Release(false)
		if !lost {
			return nil, err
		}
	}
}

// acquireUnchecked returns a connection that may have ended while it was idle.
func acquireUnchecked(ctx context.Context, c source, timeout time.Duration, purpose string, keys []string) (*Dedicated, error) {
	conn, err := c.acquire(ctx, purpose, keys)
	if err != nil {
		return nil, err
	}
	return newDedicated(c, timeout, conn), nil
}

func newDedicated(c source, timeout time.Duration, conn *node.DedicatedConn) *Dedicated {
	d := &Dedicated{client: c, timeout: timeout, conn: conn, around: c.surrounding()}
	if !page.Only && d.around.handle != nil {
		d.around.origin.database = d.databaseID
	}
	d.Commands = commandsOf(d.around.executor(c.cached().writes(c.compressed(d))))
	return d
}

// databaseID returns the database that commands are executed in.
func (d *Dedicated) databaseID() int {
	if selected := d.database.Load(); selected > 0 {
		return int(selected - 1)
	}
	return d.around.origin.client.session.DatabaseID()
}

// selected takes in that another database was selected.
func (d *Dedicated) selected(argument []byte) {
	if id, err := strconv.Atoi(string(argument)); err == nil && id >= 0 {
		d.database.Store(int64(id) + 1)
	}
}

// Release ends the use of the connection: commands that are under way, and later
// ones, fail with a *failure.ClosingError. The client keeps the connection for others
// if it is in the state of a new one: nothing is watched or queued, and no command has
// changed it. It may be called more than once.
func (d *Dedicated) Release() { d.end(errReleased) }

var errReleased = &failure.ClosingError{Reason: "the dedicated connection was released", Delivery: failure.NotSent}

// end takes no more commands, and gives the connection back.
func (d *Dedicated) end(reason error) {
	d.mu.Lock()
	d.ended = reason
	returned := d.returned
	d.returned = true
	// A command that is under way could reach whoever has the connection next.
	asNew := d.running == 0 && d.state.asNew()
	a := d.asked
	askedAsNew := a != nil && d.running == 0 && a.state.asNew()
	d.mu.Unlock()
	if returned {
		return
	}
	d.conn.Release(asNew)
	if a != nil {
		a.conn.Release(askedAsNew)
	}
}

// Watch has the next transaction on this connection executed only if none of keys is
// changed before: see [Dedicated.Exec]. It may be called several times, and adds to
// what is watched.
//
// Errors: *failure.ConfigurationError if keys is empty.
// Complexity: O(1) for each key. Since: 2.2.0.
// See https://valkey.io/commands/watch/
func (d *Dedicated) Watch(ctx context.Context, keys []string) error {
	return d.acknowledged(ctx, func(a *command.Args) {
		a.Begin("WATCH")
		a.Keys(keys)
	})
}

// Unwatch ends the watching of all keys.
//
// Complexity: O(1). Since: 2.2.0.
// See https://valkey.io/commands/unwatch/
func (d *Dedicated) Unwatch(ctx context.Context) error {
	if a := d.watchedElsewhere(); a != nil {
		d.unwatchAsked(ctx, a, d.timeout)
	}
	return d.acknowledged(ctx, func(a *command.Args) { a.Begin("UNWATCH") })
}

// Select changes the database of this connection alone, which is closed when it is
// released.
//
// Reply: OK. Errors: *failure.ServerError if there is no such database.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/select/
func (d *Dedicated) Select(ctx context.Context, databaseID int) (string, error) {
	if err := d.acknowledged(ctx, func(a *command.Args) { selectDatabase(a, databaseID) }); err != nil {
		return "", err
	}
	return "OK", nil
}

// Reset has the server take back what this connection has set up, and all that the client
// has in its handshake: nothing is queued, watched or tracked any more, the database is 0, the
// protocol RESP2, and the connection has neither name nor user. Where users need a
// password the server refuses everything but AUTH and HELLO from then on. The connection
// is closed when it is released; one that is as the client makes them is had by
// releasing this one and asking for another.
//
// The client has no Reset, nor have batches: it would take the user and the protocol from
// all who share a connection, whereas GLIDE sends it to all nodes.
//
// Reply: RESET. Errors: *failure.ServerError with a server older than 6.2.
// Complexity: O(1). Since: 6.2.0.
// See https://valkey.io/commands/reset/
func (d *Dedicated) Reset(ctx context.Context) (string, error) {
	if err := d.acknowledgedBy(ctx, "RESET", func(a *command.Args) { a.Begin("RESET") }); err != nil {
		return "", err
	}
	return "RESET", nil
}

// acknowledged executes a command whose reply says no more than that it was executed.
func (d *Dedicated) acknowledged(ctx context.Context, build func(a *command.Args)) error {
	return d.acknowledgedBy(ctx, "OK", build)
}

// acknowledgedBy is acknowledged by another word.
func (d *Dedicated) acknowledgedBy(ctx context.Context, word string, build func(a *command.Args)) error {
	r := newRequest()
	defer r.release()
	build(&r.args)
	err := d.executeAround(ctx, r) // which returns the error that a reply is
	if err == nil && string(r.call.Frame(0)) != "+"+word+"\r\n" {
		r.call.Distrust()
		err = &command.ShapeError{Shape: command.ShapeOK, Got: "another reply"}
	}
	return err
}

// executeAround executes a command with what stands around it. It does not call it an executor,
// by which pages would download how commands of all clients are executed by those who wait.
func (d *Dedicated) executeAround(ctx context.Context, r *request) error {
	if page.Only || d.around.handle == nil {
		return d.execute(ctx, r)
	}
	r.operation, r.traced = &Operation{name: r.args.Name(), args: &r.args}, true
	err := d.around.do(ctx, r.operation, func(ctx context.Context, _ *Operation) error { return d.execute(ctx, r) })
	r.operation, r.traced = nil, false
	return err
}

func (d *Dedicated) route() options.Route { return nil }

func (d *Dedicated) execute(ctx context.Context, r *request) error {
	r.trace().Attempt(d.conn.Address())
	if err := r.args.ErrUnshared(); err != nil {
		return err
	}
	req := mux.Request{Name: r.args.Name(), Bytes: r.args.Encoded(), Timeout: d.timeout}
	if err := d.client.check(req.Name); err != nil {
		return err
	}
	wait, blocks := r.args.Blocking()
	if !blocks {
		wait, blocks = r.args.Waiting()
	}
	if blocks {
		req.Timeout = blockingTimeout(wait, req.Timeout)
	}
	s, err := d.start(ctx, req.Name, r.args.Custom(), blocks)
	if err != nil {
		return err
	}
	req.Verify = r.args.Unproven() && !s.queuing
	conn := d.conn
	err = conn.Do(ctx, &r.call, req)
	err = d.finish(conn, &d.state, s, &r.call, err)
	if err == nil && isError(r.call.Frame(0)) {
		conn, err = d.follow(ctx, s, &r.call, req)
	}
	if err == nil && isError(r.call.Frame(0)) {
		err = d.refine(mux.ErrorOf(r.call.Frame(0)), conn)
	}
	if err == nil && req.Name == "SELECT" && !s.queuing {
		d.selected(r.args.Arg(1))
	}
	return err
}

// refine adds to an error of the server what its reply does not tell, and takes in
// whether it was one that is not there for the slot.
func (d *Dedicated) refine(err error, conn *node.DedicatedConn) error {
	if isElsewhere(err) {
		d.mu.Lock()
		d.refused = true
		d.mu.Unlock()
	}
	return d.client.refine(err, conn)
}

// Exec is [Client.Exec] on this connection: an atomic batch is executed only if no
// watched key has changed, and returns nil and no error if one has. Either way nothing
// is watched any more.
func (d *Dedicated) Exec(ctx context.Context, b *batch.Batch, raiseOnError bool) ([]any, error) {
	return d.ExecWithOptions(ctx, b, raiseOnError, options.BatchOptions{})
}

// ExecWithOptions is [Dedicated.Exec] with options, of which Idempotent has no effect:
// nothing is tried again here.
func (d *Dedicated) ExecWithOptions(ctx context.Context, b *batch.Batch, raiseOnError bool, o options.BatchOptions) ([]any, error) {
	if b == nil {
		return nil, errNilBatch
	}
	if !page.Only && d.around.handle != nil {
		return d.around.batch(ctx, queue.Of(b), nil, func(ctx context.Context, op *Operation) ([]any, error) {
			op.trace.Attempt(d.conn.Address())
			return d.exec(ctx, queue.Of(b), raiseOnError, o)
		})
	}
	return d.exec(ctx, queue.Of(b), raiseOnError, o)
}

func (d *Dedicated) exec(ctx context.Context, b *queue.Queue, raiseOnError bool, o options.BatchOptions) ([]any, error) {
	defer d.client.cached().wroteBatch(b)
	r := newRequest()
	defer r.release()
	conn, err := d.execBatch(ctx, r, b, o)
	if err != nil {
		b.FailAll(err)
		return nil, err
	}
	all, err := results(ctx, b, d.client.compression(), &r.call, d.timeout)
	if err == nil && !b.Atomic {
		d.followEach(ctx, b, all, r, cmp.Or(o.Timeout, d.timeout))
	}
	return refineAll(all, d.refine(err, conn), raiseOnError, conn.Address(), func(refused *failure.ServerError) failure.Text {
		_ = d.client.refine(refused, conn)
		return refused.Hint
	})
}

func (d *Dedicated) execBatch(ctx context.Context, r *request, b *queue.Queue, o options.BatchOptions) (*node.DedicatedConn, error) {
	if err := d.client.checkBatch(b, o); err != nil {
		return nil, err
	}
	req, _ := batchRequest(b, d.client.compression(), cmp.Or(o.Timeout, d.timeout), r.encoded[:0])
	r.encoded = req.Bytes
	if a := d.watchedElsewhere(); a != nil && b.Atomic {
		return a.conn, d.execWatched(ctx, a, b, &r.call, req.Request)
	}
	s, err := d.startBatch(ctx, b, req.Name)
	if err != nil {
		return nil, err
	}
	conn := d.conn
	err = conn.Do(ctx, &r.call, req.Request)
	err = d.finish(conn, &d.state, s, &r.call, err)
	if err == nil && b.Atomic {
		return d.follow(ctx, s, &r.call, req.Request)
	}
	return conn, err
}

// start registers a command, unless none is taken any more.
func (d *Dedicated) start(ctx context.Context, name string, custom, blocks bool) (sent, error) {
	d.lockToSend(ctx)
	defer d.mu.Unlock()
	if err := d.refusal(name, custom); err != nil {
		return sent{}, err
	}
	d.running++
	s := d.state.send(name)
	if s.blocks = blocks; blocks {
		d.blocking++
	}
	return s, nil
}

// startBatch is start for the commands of a batch.
func (d *Dedicated) startBatch(ctx context.Context, b *queue.Queue, name string) (sent, error) {
	d.lockToSend(ctx)
	defer d.mu.Unlock()
	if err := d.refusal(name, false); err != nil {
		return sent{}, err
	}
	d.running++
	for i := range b.Len() {
		d.state.send(b.Name(i))
	}
	if !b.Atomic {
		return d.state.send(name), nil
	}
	s := d.state.send("EXEC")
	s.transaction = true
	return s, nil
}

// refusal says why no command of that name is taken, or nil. The lock is held.
func (d *Dedicated) refusal(name string, custom bool) error {
	switch {
	case d.ended != nil:
		return restate.For(d.ended, restate.Request{Command: name, Delivery: failure.NotSent})
	case d.state.queuing && !custom && name != "RESET": // which is never queued
		return &failure.ConfigurationError{
			Field: name, Message: "would be queued after MULTI instead of being executed; use {Client.CustomCommand} until EXEC or DISCARD, or an atomic batch alone",
		}
	default:
		return nil
	}
}

// finish takes in what became of a command on a connection, whose state changes by it,
// and returns its error.
func (d *Dedicated) finish(conn *node.DedicatedConn, state *connectionState, s sent, call *mux.Call, err error) error {
	useless := err == nil && d.client.observe(conn, call.Frames(), s.transaction)
	d.mu.Lock()
	d.running--
	if s.blocks {
		d.blocking--
	}
	ended := d.ended
	state.changed = state.changed || useless
	if err == nil {
		state.receive(s, call.Frame(max(call.Replies()-1, 0)))
	} else {
		state.fail(s, failure.DeliveryOf(err))
	}
	d.mu.Unlock()
	switch e := err.(type) {
	case *failure.ClosingError:
		if ended != nil {
			return restate.For(ended, restate.Request{Command: e.Command, Delivery: e.Delivery})
		}
	case *failure.TimeoutError, *failure.CanceledError:
		if ended == nil && failure.DeliveryOf(err) == failure.MaybeExecuted {
			d.end(&failure.ConnectionError{
				Address: conn.Address(), Reason: "closed, since " + failure.Text(s.name) + " was given up before its reply came",
			})
		}
	}
	return err
}
