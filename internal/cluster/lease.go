package cluster

import (
	"bytes"
	"context"
	"errors"
	"time"

	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/node"
)

// Lease returns a connection that its caller has to itself, of the server that is
// right for r, of which only what chooses the server, the name and the timeout count.
// It is waited for and tried again as in [Cluster.DoDedicated]. See [node.Node.Lease].
func (c *Cluster) Lease(ctx context.Context, r Request) (*node.Lease, error) {
	var lease *node.Lease
	err := c.retry(ctx, new(mux.Call), &r, 0, func(m *member, ctx context.Context, _ *mux.Call, request mux.Request) error {
		taking, cancel := within(ctx, request.Timeout)
		defer cancel()
		var err error
		lease, err = m.Lease(taking, request.Name)
		return err
	})
	return lease, err
}

// within bounds how long a connection is waited for; 0 leaves that to ctx alone.
func within(ctx context.Context, timeout time.Duration) (context.Context, context.CancelFunc) {
	if timeout <= 0 {
		return ctx, func() {}
	}
	return context.WithTimeoutCause(ctx, max(timeout, time.Millisecond), errTimeout)
}

// errTimeout tells the end of a request's own time from that of its context.
var errTimeout = errors.New("the request's time is up")

// Asked returns the address of the server that a slot is on its way to, if that is what
// replies say which came over a lease from another; of a transaction they are those to
// MULTI, to each command and to EXEC.
func (c *Cluster) Asked(replies []byte, transaction bool, from string) (address string, asked bool) {
	line := firstLine(replies)
	if transaction {
		line = refusedInTransaction(replies)
	}
	where, asked := bytes.CutPrefix(line, []byte("ASK "))
	if !asked {
		return "", false
	}
	_, address, err := c.parseRedirect(string(where), from)
	return address, err == nil
}

// AcquireAsked is Lease from the server at an address that [Cluster.Asked] has returned.
// It is not tried again.
func (c *Cluster) AcquireAsked(ctx context.Context, address string, r mux.Request) (*node.Lease, error) {
	ctx, cancel := within(ctx, r.Timeout)
	defer cancel()
	return c.askedMember(address).Lease(ctx, r.Name)
}

// Observe takes in what replies that came over a lease say of its server: one that refuses
// them because it has the slot no more is not the right one. Those of a transaction are
// the replies to MULTI, to each command and to EXEC. It reports whether the connection
// is of no use any more because of that.
func (c *Cluster) Observe(replies []byte, transaction bool) (useless bool) {
	line := firstLine(replies)
	if transaction {
		line = refusedInTransaction(replies)
	}
	code, rest, _ := bytes.Cut(line, []byte(" "))
	switch string(code) {
	case "MOVED", "READONLY":
	case "UNBLOCKED":
		if !isForced(rest) {
			return false
		}
	default:
		return false
	}
	c.look()
	return true
}
