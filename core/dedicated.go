package core

import (
	"context"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/internal/page"
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
