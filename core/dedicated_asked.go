package core

import (
	"context"
	"time"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/internal/queue"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/internal/restate"
)

// asked is a connection to the server that a slot is on its way to. A command goes there
// only when the owner of the slot has said by ASK that it has not got the keys any more:
// before that, the other server would take them for keys that do not exist.
type asked struct {
	conn  *node.DedicatedConn
	state connectionState
}

const asking = "*1\r\n$6\r\nASKING\r\n"

// follow repeats a command, or a transaction, where its replies in call point to by ASK,
// if it may. It returns the connection that the replies in call came over then.
func (d *Dedicated) follow(ctx context.Context, s sent, call *mux.Call, req mux.Request) (*node.DedicatedConn, error) {
	address, is := d.client.asked(d.conn, call.Frames(), s.transaction)
	if !is || !d.mayFollow(s) {
		return d.conn, nil
	}
	a, err := d.acquireAsked(ctx, address, req)
	if a == nil {
		return d.conn, err
	}
	s, err = d.sendAsked(a, s)
	if err != nil {
		return a.conn, err
	}
	req.Bytes, req.Prelude = append([]byte(asking), req.Bytes...), 1
	err = a.conn.Do(ctx, call, req)
	return a.conn, d.finish(a.conn, &a.state, s, call, err)
}

// mayFollow reports whether the other connection serves a command as well as this one:
// not if this one's state counts, or the keys would be watched at both servers.
func (d *Dedicated) mayFollow(s sent) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	watches := s.name == "WATCH" || s.transaction
	return d.ended == nil && !d.state.changed && !s.queuing && !(watches && s.watching)
}

// sendAsked notes that a command is sent over the other connection.
func (d *Dedicated) sendAsked(a *asked, s sent) (sent, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ended != nil {
		return sent{}, restate.For(d.ended, restate.Request{Command: s.name, Delivery: failure.NotSent})
	}
	d.running++
	elsewhere := a.state.send(s.name)
	elsewhere.transaction = s.transaction
	return elsewhere, nil
}

// acquireAsked returns the connection to a server that was pointed to. It returns nil and
// no error if there is one to another server, the state of which counts.
func (d *Dedicated) acquireAsked(ctx context.Context, address string, req mux.Request) (*asked, error) {
	d.acquiring.Lock()
	defer d.acquiring.Unlock()
	d.mu.Lock()
	old := d.asked
	d.mu.Unlock()
	if old != nil {
		lost := old.conn.Err()
		if lost == nil && old.conn.Address() == address {
			return old, nil
		}
		if left, err := d.leaveAsked(old, lost, req.Name); !left {
			return nil, err
		}
	}
	conn, err := acquireWorking(ctx, req.Timeout, func() (*node.DedicatedConn, error) { return d.client.acquireAsked(ctx, address, req) })
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ended != nil {
		conn.Release(true)
		return nil, restate.For(d.ended, restate.Request{Command: req.Name, Delivery: failure.NotSent})
	}
	d.asked = &asked{conn: conn}
	return d.asked, nil
}

// leaveAsked gives back a connection that is of no use any more, which has ended if lost
// is not nil. It returns false if its state counts: what was watched there must not be
// taken for watched any more.
func (d *Dedicated) leaveAsked(old *asked, lost error, name string) (left bool, err error) {
	d.mu.Lock()
	asNew := old.state.asNew()
	if asNew {
		d.asked = nil
	}
	d.mu.Unlock()
	switch {
	case asNew:
		old.conn.Release(false) // Others may have a command under way on it.
		return true, nil
	case lost != nil:
		reason := &failure.ConnectionError{Address: old.conn.Address(), Reason: "lost, with what was watched", Cause: lost}
		d.end(reason)
		return false, restate.For(reason, restate.Request{Command: name, Delivery: failure.NotSent})
	default:
		return false, nil
	}
}

// watchedElsewhere returns the other connection if keys are watched there.
func (d *Dedicated) watchedElsewhere() *asked {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.asked != nil && d.asked.state.watching {
		return d.asked
	}
	return nil
}

// errKeysElsewhere is the error of a transaction of which keys are at two servers.
var errKeysElsewhere = &failure.ExecAbortError{
	Message: "the slot is on its way to another server, and not all keys have arrived; nothing was executed, try again",
}

// execWatched executes a transaction where its watched keys are, once the owner of the
// slot has said that it has none of the transaction's keys.
func (d *Dedicated) execWatched(ctx context.Context, a *asked, b *queue.Queue, call *mux.Call, req mux.Request) error {
	if err := d.checkKeysElsewhere(ctx, b, req.Timeout); err != nil {
		d.unwatchAsked(ctx, a, req.Timeout)
		return err
	}
	s, err := d.sendAsked(a, sent{name: "EXEC", transaction: true})
	if err != nil {
		return err
	}
	req.Bytes, req.Prelude = append([]byte(asking), req.Bytes...), 1
	err = a.conn.Do(ctx, call, req)
	return d.finish(a.conn, &a.state, s, call, err)
}

// checkKeysElsewhere asks the owner of the slot whether all keys of a batch have left it, by
// watching them: a user who may watch may do so.
func (d *Dedicated) checkKeysElsewhere(ctx context.Context, b *queue.Queue, timeout time.Duration) error {
	d.mu.Lock()
	watching := d.state.watching
	d.mu.Unlock()
	if watching { // Keys are watched at both.
		return d.unwatchElsewhere(ctx)
	}
	r := newRequest()
	defer r.release()
	r.args.Begin("WATCH")
	for i := range b.Len() {
		sent := words(b.Command(i))
		metadata, known := command.LookupArguments(sent)
		if !known {
			continue
		}
		places, _ := metadata.Keys(sent)
		for _, place := range places {
			r.args.Key(sent[place])
		}
	}
	if r.args.Len() == 1 {
		return nil // It has none.
	}
	s, err := d.start(ctx, "WATCH", false, false)
	if err != nil {
		return err
	}
	err = d.conn.Do(ctx, &r.call, mux.Request{Name: "WATCH", Bytes: r.args.Encoded(), Timeout: timeout})
	if err = d.finish(d.conn, &d.state, s, &r.call, err); err != nil {
		return err
	}
	if _, is := d.client.asked(d.conn, r.call.Frames(), false); is {
		return nil
	}
	if refused := mux.ErrorOf(r.call.Frame(0)); refused != nil {
		return &failure.ExecAbortError{Message: errKeysElsewhere.Message, Causes: []error{d.refine(refused, d.conn)}}
	}
	return d.unwatchElsewhere(ctx)
}

// unwatchElsewhere ends the watching at the owner of the slot, and returns errKeysElsewhere, or else why
// that has failed.
func (d *Dedicated) unwatchElsewhere(ctx context.Context) error {
	if err := d.acknowledged(ctx, func(a *command.Args) { a.Begin("UNWATCH") }); err != nil {
		return err
	}
	return errKeysElsewhere
}

// unwatchAsked ends the watching at the other server. If it fails, giving the connection
// back closes it.
func (d *Dedicated) unwatchAsked(ctx context.Context, a *asked, timeout time.Duration) {
	s, err := d.sendAsked(a, sent{name: "UNWATCH"})
	if err != nil {
		return
	}
	var call mux.Call
	err = a.conn.Do(ctx, &call, mux.Request{Name: "UNWATCH", Bytes: resp.AppendCommand(nil, "UNWATCH"), Timeout: timeout})
	_ = d.finish(a.conn, &a.state, s, &call, err)
}

// followEach repeats those commands of a pipeline that ASK points elsewhere.
func (d *Dedicated) followEach(ctx context.Context, b *queue.Queue, results []any, r *request, timeout time.Duration) {
	for i := range results {
		if _, is := d.client.asked(d.conn, r.call.Frame(i), false); !is {
			continue
		}
		single := newRequest()
		req := mux.Request{Name: b.Name(i), Bytes: batchCommand(d.client.compression(), b, i), Timeout: timeout}
		err := single.call.Set(func(dst []byte) ([]byte, error) { return append(dst, r.call.Frame(i)...), nil })
		conn := d.conn
		if err == nil {
			conn, err = d.follow(ctx, sent{name: req.Name}, &single.call, req)
		}
		if err != nil {
			b.Fail(i, err)
		} else if results[i], err = resolveReply(d.client.compression(), b, i, single.call.Frame(0)); err != nil {
			err = d.refine(err, conn)
		}
		if err != nil {
			results[i] = err
		}
		single.release()
	}
}

// words takes a command apart.
func words(encoded []byte) []string {
	decoder := resp.NewDecoder(encoded)
	token, _ := decoder.Next() // It was encoded here, and is an array of strings.
	list := make([]string, token.Len)
	for i := range list {
		token, _ := decoder.Next()
		list[i] = string(token.Text)
	}
	return list
}
