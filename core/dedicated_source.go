package core

import (
	"context"
	"errors"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/internal/cluster"
	"github.com/glissade-io/glissade/internal/compression"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/internal/queue"
	"github.com/glissade-io/glissade/internal/standalone"
	"github.com/glissade-io/glissade/options"
)

// source is what a client is to its dedicated connections.
type source interface {
	// acquire returns a connection to the server that is right for keys.
	acquire(ctx context.Context, purpose string, keys []string) (*node.DedicatedConn, error)
	// observe takes in what replies say of the server, and reports whether the connection
	// is of no use any more.
	observe(conn *node.DedicatedConn, replies []byte, transaction bool) (useless bool)
	// asked returns the address of another server to which replies point by ASK.
	asked(conn *node.DedicatedConn, replies []byte, transaction bool) (address string, asked bool)
	// acquireAsked returns a connection to that server.
	acquireAsked(ctx context.Context, address string, req mux.Request) (*node.DedicatedConn, error)
	// refine adds to an error of the server what its reply does not tell.
	refine(err error, conn *node.DedicatedConn) error
	// surrounding returns what stands around the operations of the client.
	surrounding() around
	// compressed returns what executes commands with their values compressed, if the client
	// does so, and compression what compresses them then, or nil.
	compressed(e executor) executor
	compression() compression.Codec
	// cached returns the cache of the client, nil if there is none.
	cached() *clientCache
	// check says why a command or a batch is not to be sent, or nil.
	check(name string) error
	checkBatch(b *queue.Queue, o options.BatchOptions) error
}

func (c *Client) acquire(ctx context.Context, purpose string, _ []string) (*node.DedicatedConn, error) {
	if err := c.call.forPrimary(purpose); err != nil {
		return nil, err
	}
	return c.group.Acquire(ctx, standalone.Request{Request: mux.Request{Name: purpose, Timeout: c.timeout}})
}

func (c *Client) surrounding() around { return c.around }

func (c *Client) observe(conn *node.DedicatedConn, replies []byte, transaction bool) bool {
	return c.group.Observe(conn, replies, transaction)
}

func (c *Client) check(name string) error {
	if c.readOnly && command.MayWrite(name) {
		return readOnlyError(name)
	}
	return nil
}

func (c *ClusterClient) acquire(ctx context.Context, purpose string, keys []string) (*node.DedicatedConn, error) {
	if err := c.call.forPrimary(purpose); err != nil {
		return nil, err
	}
	var a command.Args
	a.Begin(purpose)
	a.Keys(keys)
	to, err := cluster.TargetOfKeys(&a)
	if err != nil {
		return nil, err
	}
	return c.cluster.Acquire(ctx, cluster.Request{Request: mux.Request{Name: purpose, Timeout: c.timeout}, To: to})
}

func (c *ClusterClient) surrounding() around { return c.around }

func (c *ClusterClient) observe(conn *node.DedicatedConn, replies []byte, transaction bool) bool {
	return c.cluster.Observe(replies, transaction)
}

func (c *Client) asked(*node.DedicatedConn, []byte, bool) (string, bool) { return "", false }

func (c *Client) acquireAsked(context.Context, string, mux.Request) (*node.DedicatedConn, error) {
	return nil, nil
}

func (c *Client) refine(err error, _ *node.DedicatedConn) error {
	return refine(err, "", c.hintAtCluster)
}

func (c *ClusterClient) asked(conn *node.DedicatedConn, replies []byte, transaction bool) (string, bool) {
	return c.cluster.AskedBy(replies, transaction, conn.Address())
}

func (c *ClusterClient) acquireAsked(ctx context.Context, address string, req mux.Request) (*node.DedicatedConn, error) {
	return c.cluster.AcquireAsked(ctx, address, req)
}

func (c *ClusterClient) refine(err error, conn *node.DedicatedConn) error {
	return refine(err, conn.Address(), noHint)
}

func (c *ClusterClient) check(string) error { return nil }

func (c *ClusterClient) checkBatch(b *queue.Queue, o options.BatchOptions) error {
	if err := errors.Join(b.ErrDedicated(), o.Validate()); err != nil {
		return err
	}
	return checkCompressed(c.codec, b)
}
