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
	failed  atomic.Bool // whether reading or writing failed
}

// Read reads from the connection.
func (c *oneClose) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if err != nil {
		c.failed.Store(true)
	}
	return n, err
}

// Write sends p, unless p is a close frame that follows one.
func (c *oneClose) Write(p []byte) (int, error) {
	const finalClose = 0x88 // FIN and the opcode of a close frame, section 5.2
	if c.closing.Load() && len(p) > 0 && p[0] == finalClose && c.sent.Swap(true) {
		return len(p), nil
	}
	n, err := c.Conn.Write(p)
	if err != nil {
		c.failed.Store(true)
	}
	return n, err
}

// hijacker hands out connections as oneClose.
type hijacker struct {
	http.ResponseWriter
	request *http.Request
	conn    *oneClose
}

// WriteHeader sends the status. With one that is no upgrade the connection ends, since
// deadlines were set for it; the library has it stay open.
func (h *hijacker) WriteHeader(status int) {
	if status != http.StatusSwitchingProtocols && h.request.ProtoMajor == 1 {
		connection := h.Header().Values("Connection")
		h.Header()["Connection"] = append([]string{"close"}, connection...)
	}
	h.ResponseWriter.WriteHeader(status)
}

func (h *hijacker) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffers, err := http.NewResponseController(h.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	h.conn = &oneClose{Conn: conn}
	reader := buffers.Reader
	if reader.Buffered() == 0 { // else the client has sent something already
		reader = bufio.NewReaderSize(h.conn, readSize)
	}
	return h.conn, bufio.NewReadWriter(reader, bufio.NewWriterSize(h.conn, writeSize)), nil
}

// Each connection has buffers of these sizes, in bytes, for as long as it lasts: room for
// what most messages take, rather than what net/http reads requests with. What is larger
// is read and written without them.
const (
	readSize  = 1 << 10
	writeSize = 2 << 10
)
