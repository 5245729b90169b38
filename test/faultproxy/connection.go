package faultproxy

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"time"
)

// connection is a client's connection and the one to the server that it is joined to.
type connection struct {
	proxy  *Proxy
	client *net.TCPConn
	ctx    context.Context // ends with the connection
	cancel context.CancelFunc

	// writing keeps injected bytes and those of the server apart.
	writing sync.Mutex

	mu       sync.Mutex
	server   *net.TCPConn // nil until it is dialled
	halfOpen bool         // the server's side is gone and the client is not to know
}

// serve joins the client to the server and copies until either ends.
func (c *connection) serve() {
	defer c.end()
	requests := c.pieces(c.client)
	if c.hold(time.Time{}) != nil {
		return
	}
	server, err := c.proxy.dial(c.ctx)
	if err != nil {
		return
	}
	c.mu.Lock()
	c.server = server
	gone := c.halfOpen || c.ctx.Err() != nil
	c.mu.Unlock()
	if gone {
		server.Close()
	}
	var pumps sync.WaitGroup
	pumps.Go(func() { c.pump(requests, c.toServer, c.clientEnded) })
	pumps.Go(func() { c.pump(c.pieces(server), c.toClient, c.serverEnded) })
	pumps.Wait()
}

// toServer writes a piece of a request.
func (c *connection) toServer(bytes []byte) error {
	if c.isHalfOpen() {
		return nil
	}
	_, err := c.server.Write(bytes)
	if c.isHalfOpen() {
		return nil
	}
	return err
}

// toClient writes a piece of a reply.
func (c *connection) toClient(bytes []byte) error {
	if c.isHalfOpen() {
		return nil
	}
	if err := c.ctx.Err(); err != nil {
		return err // What is left of a reply after its reset must not count towards the next.
	}
	passing, reset := c.proxy.pass(len(bytes))
	err := c.writeClient(bytes[:passing])
	if reset {
		c.reset()
	}
	return err
}

func (c *connection) writeClient(bytes []byte) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	_, err := c.client.Write(bytes)
	return err
}

// clientEnded passes on that the client has said its last.
func (c *connection) clientEnded(err error) {
	if errors.Is(err, io.EOF) && !c.isHalfOpen() {
		_ = c.server.CloseWrite() // If it fails, reading from the server does too.
		return
	}
	c.end()
}

// serverEnded passes on that the server has ended the connection, by the same means.
func (c *connection) serverEnded(err error) {
	switch {
	case c.isHalfOpen():
	case errors.Is(err, io.EOF):
		c.end()
	default:
		c.reset()
	}
}

func (c *connection) isHalfOpen() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.halfOpen
}

// loseServer closes the server's side and leaves the client's open.
func (c *connection) loseServer() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.halfOpen = true
	if c.server != nil {
		c.server.Close()
	}
}

// reset ends the connection so that the client's system is sent a reset.
func (c *connection) reset() {
	_ = c.client.SetLinger(0) // It fails where the connection has ended already.
	c.end()
}

// end closes both sides.
func (c *connection) end() {
	c.cancel()
	c.client.Close()
	c.mu.Lock()
	if c.server != nil {
		c.server.Close()
	}
	c.mu.Unlock()
	c.proxy.remove(c)
}
