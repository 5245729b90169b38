//go:build !js

package ws

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/transport/ws/internal/websocket"
)

// Platform holds what only native programs can set.
type Platform struct {
	// HTTPClient makes the handshake: TLS settings, proxies and cookies are its own.
	// It is not changed, and redirects are errors whatever its CheckRedirect says. Nil
	// means one without cookies whose transport is http.DefaultTransport's like, with
	// the proxies of the environment.
	HTTPClient *http.Client
	// Header is sent with the handshake. Bridges refuse a connection without an
	// Origin header unless they are told to allow it, so a program may need one.
	Header http.Header
}

// Dial opens a stream to address, "host:port", through the bridge. ctx bounds the
// WebSocket handshake; the bridge dials the server after it.
func (d *Dialer) Dial(ctx context.Context, address string) (stream.Stream, error) {
	return d.dial(ctx, address)
}

// dialSocket opens a WebSocket.
func (d *Dialer) dialSocket(ctx context.Context, endpoint, subprotocol string) (*socket, error) {
	if _, err := url.Parse(endpoint); err != nil {
		// What is wrong is not told, since it may be a part of a password.
		return nil, &failure.ConfigurationError{Field: "Dialer.URL", Message: "cannot be parsed; percent-encode what is special in it"}
	}
	conn, err := websocket.Dial(ctx, endpoint, d.subprotocols(subprotocol), d.HTTPClient, d.Header)
	if err != nil {
		var quoting *url.Error
		if errors.As(err, &quoting) {
			err = quoting.Err
		}
		return nil, d.newDialError(err)
	}
	if selected := conn.Subprotocol(); selected != subprotocol {
		_ = conn.CloseNow()
		return nil, d.subprotocolError(selected)
	}
	return &socket{conn: conn, url: redactedURL(d.URL), ended: make(chan struct{})}, nil
}

// socket is a stream over one WebSocket.
type socket struct {
	conn    *websocket.Conn
	url     string
	message io.Reader     // what is left of the message being read, or nil
	readErr error         // what ended reading, returned ever after
	ended   chan struct{} // closed once readErr is set
	closed  atomic.Bool
}

// Read returns bytes of one message, or io.EOF once the server ended its
// connection, or a [CloseError].
func (s *socket) Read(p []byte) (int, error) {
	if len(p) == 0 || s.readErr != nil {
		return 0, s.readErr
	}
	for {
		if s.message == nil {
			binary, message, err := s.conn.NextMessage(context.Background())
			switch {
			case err != nil:
				return 0, s.endRead(s.explain(err))
			case !binary:
				return 0, s.endRead(textMessageError(s.url))
			}
			s.message = message
		}
		n, err := s.message.Read(p)
		switch {
		case err == io.EOF:
			s.message = nil
		case err != nil && n == 0:
			return 0, s.endRead(s.explain(err))
		}
		if n > 0 {
			return n, nil // an error that came with bytes comes again
		}
	}
}

func (s *socket) endRead(err error) error {
	s.readErr = err
	close(s.ended)
	_ = s.conn.CloseNow() // frees what an abnormal end left behind
	return s.readErr
}

// Write sends p in messages of at most 64 KiB.
func (s *socket) Write(p []byte) (int, error) {
	sent := 0
	for sent < len(p) {
		n := min(len(p)-sent, maxMessage)
		if err := s.conn.WriteMessage(context.Background(), p[sent:sent+n]); err != nil {
			return sent, s.explainWrite(err)
		}
		sent += n
	}
	return sent, nil
}

// explainWrite returns the reason why the bridge closed the stream, which only
// Read learns: Write alone sees a closed connection.
func (s *socket) explainWrite(err error) error {
	if s.closed.Load() {
		return ErrClosed
	}
	timer := time.NewTimer(time.Second)
	defer timer.Stop()
	select {
	case <-s.ended:
		return writeError(s.url, s.readErr)
	case <-timer.C: // nobody reads
		return s.explain(err)
	}
}

// Close ends the stream at once. It sends no close frame: that could block for as
// long as a Write does, and the bridge treats the end of the connection the same.
func (s *socket) Close() error {
	if s.closed.CompareAndSwap(false, true) {
		_ = s.conn.CloseNow() // can only fail because the connection is gone already
	}
	return nil
}

// explain turns an error of the WebSocket library into one of this package's.
func (s *socket) explain(err error) error {
	if s.closed.Load() {
		return ErrClosed
	}
	code, reason, ok := websocket.CloseStatus(err)
	if !ok {
		return &CloseError{URL: s.url, Code: CloseAbnormal, Cause: err}
	}
	return closeFrameError(s.url, CloseCode(code), reason)
}
