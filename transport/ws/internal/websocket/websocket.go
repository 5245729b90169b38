//go:build !js

// Package websocket is what the native dialer and the bridge need of a WebSocket
// library, and the only place that names one: exchanging the library means
// rewriting this file. It does not exist under GOOS=js, where the browser's own
// WebSocket is bound instead.
package websocket

//lint:file-ignore SA1019 nhooyr.io/websocket works and is what this project chose; its successor has the same API.

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"nhooyr.io/websocket"
)

// Conn is one WebSocket connection. One goroutine may read, others may write,
// ping and close meanwhile. A context that ends during a call closes the
// connection, since a frame that was cut short cannot be taken up again.
type Conn struct {
	conn *websocket.Conn
	raw  *oneClose // of accepted connections
}

// redirectError is the error of a handshake that was answered with a redirect.
type redirectError struct{ scheme, host string }

func (e *redirectError) Error() string {
	return "it redirects to " + e.scheme + "://" + e.host +
		", which is not followed, since that would be sent the token; give the URL of the bridge itself"
}

// withoutRedirects returns a client like the given one that follows no redirects. The
// handshake's headers hold a token, which is for no other host.
func withoutRedirects(client *http.Client) *http.Client {
	copied := http.Client{Transport: transport()}
	if client != nil {
		copied = *client
	}
	copied.CheckRedirect = func(next *http.Request, _ []*http.Request) error {
		return &redirectError{next.URL.Scheme, next.URL.Host}
	}
	return &copied
}

// maxHeaderBytes bounds the headers of the answer to a handshake, in bytes.
const maxHeaderBytes = 64 << 10

// transport is like http.DefaultTransport, but for a lower limit and for connections
// that failed, which are of no use to anybody.
var transport = sync.OnceValue(func() http.RoundTripper {
	t, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return http.DefaultTransport
	}
	t = t.Clone()
	t.MaxResponseHeaderBytes = maxHeaderBytes
	t.DisableKeepAlives = true
	return t
})

// Dial connects to url, which starts with ws:// or wss://. ctx bounds the
// handshake alone. A redirect is an error. Without a client a new one is used, with the
// proxies of the environment.
func Dial(ctx context.Context, url string, subprotocols []string, client *http.Client, header http.Header) (*Conn, error) {
	conn, response, err := websocket.Dial(ctx, url, &websocket.DialOptions{
		HTTPClient:   withoutRedirects(client),
		HTTPHeader:   header,
		Subprotocols: subprotocols,
	})
	if err != nil {
		if response != nil && response.Body != nil {
			response.Body.Close()
		}
		return nil, err
	}
	// A message is read piece by piece, so its size costs no memory.
	conn.SetReadLimit(-1)
	return &Conn{conn: conn}, nil
}

// Accept answers the handshake of r and selects subprotocol if it was offered. It
// checks no origin: the caller has its own, stricter check. On an error the
// response has been written.
func Accept(w http.ResponseWriter, r *http.Request, subprotocol string) (*Conn, error) {
	raw := &hijacker{ResponseWriter: w, request: r}
	conn, err := websocket.Accept(raw, r, &websocket.AcceptOptions{
		Subprotocols:       []string{subprotocol},
		InsecureSkipVerify: true,
		CompressionMode:    websocket.CompressionDisabled,
	})
	if err != nil {
		return nil, err
	}
	conn.SetReadLimit(-1)
	return &Conn{conn: conn, raw: raw.conn}, nil
}

// Subprotocol returns the selected subprotocol, or "".
func (c *Conn) Subprotocol() string { return c.conn.Subprotocol() }

// NextMessage waits for a message and returns a reader of it, which must be read
// to its end before the next call. Pings and close frames are answered meanwhile.
func (c *Conn) NextMessage(ctx context.Context) (binary bool, message io.Reader, err error) {
	kind, message, err := c.conn.Reader(ctx)
	return kind == websocket.MessageBinary, message, err
}

// WriteMessage sends p as one binary message in one frame.
func (c *Conn) WriteMessage(ctx context.Context, p []byte) error {
	return c.conn.Write(ctx, websocket.MessageBinary, p)
}

// Ping sends a ping and waits until ctx ends for the pong, which a concurrent
// NextMessage receives.
func (c *Conn) Ping(ctx context.Context) error { return c.conn.Ping(ctx) }

// closeTime bounds Close: what the library waits for the close frame to be sent and
// answered. By itself it waits without end for the rest of a message that the other
// side has begun.
const closeTime = 10 * time.Second

// Close sends a close frame, waits up to 5 seconds each for that to be sent and
// answered, and closes the connection. The reason has at most 123 bytes.
func (c *Conn) Close(code int, reason string) error {
	if c.raw != nil {
		c.raw.closing.Store(true)
		defer time.AfterFunc(closeTime, c.Cut).Stop()
	}
	return c.conn.Close(websocket.StatusCode(code), reason)
}

// CloseNow closes the connection without a close frame.
func (c *Conn) CloseNow() error { return c.conn.CloseNow() }

// Cut ends an accepted connection from any goroutine, whatever another one waits for,
// a Close included. CloseNow must still be called.
func (c *Conn) Cut() {
	if c.raw != nil {
		_ = c.raw.Conn.Close()
	}
}

// Malformed tells whether the err that ended reading from an accepted connection means
// that the other side broke the protocol, rather than the connection.
func (c *Conn) Malformed(err error) bool {
	_, _, closed := CloseStatus(err)
	return c.raw != nil && !closed && !c.raw.failed.Load() &&
		!errors.Is(err, net.ErrClosed) && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded)
}

// CloseStatus returns the code and reason of the close frame behind err, and
// whether there was one.
func CloseStatus(err error) (code int, reason string, ok bool) {
	var closed websocket.CloseError
	if !errors.As(err, &closed) {
		return 0, "", false
	}
	return int(closed.Code), closed.Reason, true
}
