package standalone

import (
	"context"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/mux"
)

// keptIdle is how many connections are kept for the next request that blocks.
const keptIdle = 4

// DoAlone executes a request on a connection of its own, so that the server may
// hold the reply back without holding up anybody else. If it fails, as it does
// when ctx is cancelled, the connection is closed: the server then gives up too,
// and pops nothing for a caller who is gone.
func (n *Node) DoAlone(ctx context.Context, call *mux.Call, request mux.Request) error {
	conn, err := n.borrow(ctx, request.Name)
	if err != nil {
		return err
	}
	err = conn.Do(ctx, call, request)
	n.giveBack(conn, err)
	return err
}

// SubmitAlone is to [Node.DoAlone] what Submit is to Do.
func (n *Node) SubmitAlone(request mux.Request, completion func(frames []byte, err error)) {
	request.Bytes = append([]byte(nil), request.Bytes...)
	go func() {
		conn, err := n.borrow(context.Background(), request.Name)
		if err != nil {
			completion(nil, err)
			return
		}
		conn.Submit(request, func(frames []byte, err error) {
			completion(frames, err)
			n.giveBack(conn, err)
		})
	}()
}

// borrow returns an idle connection, or a new one.
func (n *Node) borrow(ctx context.Context, command string) (*mux.Conn, error) {
	n.mu.Lock()
	for len(n.idle) > 0 && !n.closed {
		conn := n.idle[len(n.idle)-1]
		n.idle = n.idle[:len(n.idle)-1]
		if conn.Err() == nil {
			n.lent[conn] = struct{}{}
			n.mu.Unlock()
			return conn, nil
		}
	}
	closed := n.closed
	n.mu.Unlock()
	if closed {
		return nil, &failure.ClosingError{Command: command, Delivery: failure.NotSent}
	}

	dialing, cancel := context.WithTimeout(ctx, n.config.ConnectTimeout)
	defer cancel()
	conn, err := n.dial(dialing)
	if err != nil {
		if ctx.Err() == context.Canceled {
			err = &failure.CanceledError{Command: command, Delivery: failure.NotSent, Cause: context.Cause(ctx)}
		}
		return nil, forCommand(err, command)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.closed {
		conn.Close()
		return nil, &failure.ClosingError{Command: command, Delivery: failure.NotSent}
	}
	n.lent[conn] = struct{}{}
	return conn, nil
}

func (n *Node) giveBack(conn *mux.Conn, failed error) {
	n.mu.Lock()
	delete(n.lent, conn)
	keep := failed == nil && !n.closed && len(n.idle) < keptIdle
	if keep {
		n.idle = append(n.idle, conn)
	}
	n.mu.Unlock()
	if !keep {
		conn.Close()
	}
}
