//go:build !js

package websocket

import (
	"bufio"
	"net"
	"net/http"
	"sync/atomic"
)

// oneClose keeps a connection from sending two close frames. The library answers the
// client's answer to its own close frame with another one, which RFC 6455 section
// 5.5.1 forbids; Chromium then reports code 1006 instead of the code and the reason.
type oneClose struct {
	net.Conn
	closing atomic.Bool // whether this side began to close
	sent    atomic.Bool // whether its close frame was sent
}

// Write sends p, unless p is a close frame that follows one.
func (c *oneClose) Write(p []byte) (int, error) {
	const finalClose = 0x88 // FIN and the opcode of a close frame, section 5.2
	if c.closing.Load() && len(p) > 0 && p[0] == finalClose && c.sent.Swap(true) {
		return len(p), nil
	}
	return c.Conn.Write(p)
}

// hijacker hands out connections as oneClose.
type hijacker struct {
	http.ResponseWriter
	conn *oneClose
}

func (h *hijacker) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffers, err := http.NewResponseController(h.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	h.conn = &oneClose{Conn: conn}
	return h.conn, bufio.NewReadWriter(buffers.Reader, bufio.NewWriter(h.conn)), nil
}
