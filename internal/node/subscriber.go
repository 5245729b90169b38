package node

import (
	"context"

	"github.com/glissade-io/glissade/internal/mux"
)

// resp3 is the first version of the protocol in which messages can be told from replies.
const resp3 = 3

// Subscriber returns a connection to subscribe on: under RESP3 the shared one, made if
// need be, and under RESP2 one that is for nothing else, and is the caller's to close.
// Errors: *failure.ConnectionError, *failure.TimeoutError, *failure.CanceledError,
// *failure.ClosingError.
func (n *Node) Subscriber(ctx context.Context) (conn *mux.Conn, shared bool, err error) {
	conn, err = n.connection(ctx, mux.Request{Name: "SUBSCRIBE"})
	if err != nil || conn.Server().Protocol >= resp3 {
		return conn, true, err
	}
	conn, err = n.Open(ctx, func(config *mux.Config) {
		config.Subscriber = true
	})
	return conn, false, err
}
