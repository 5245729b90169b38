//go:build !js

package ws

import (
	"context"
	"io"
	"sync"
	"time"

	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/transport/ws/internal/multiplex"
)

const (
	// streamCredit is how many bytes of a stream may have arrived and not been read.
	streamCredit = 1 << 20
	// lingerTime is how long a WebSocket without streams stays open.
	lingerTime = 500 * time.Millisecond
)

// sharedSocket is a WebSocket that carries the streams of a dialer.
type sharedSocket struct {
	dialer *Dialer
	socket *socket
	conn   *multiplex.Conn
	linger *time.Timer // guarded by sharing
}

// handshake is one that is under way.
type handshake struct {
	done chan struct{} // closed when err is set
	err  error         // what it failed with, unless the dial that made it was given up
}

// sharing guards shared and opening, which hold nothing of dialers without a WebSocket.
var (
	sharing sync.Mutex
	shared  = map[*Dialer]*sharedSocket{}
	opening = map[*Dialer]*handshake{}
)

// dialShared opens a stream on the dialer's WebSocket.
func (d *Dialer) dialShared(ctx context.Context, to Destination) (stream.Stream, error) {
	for {
		isNew, used, opened, err := d.openShared(ctx, to)
		if err != nil {
			return nil, err
		}
		received := used.conn.Received()
		select {
		case <-opened.Accepted():
			return &sharedStream{opened, redactedURL(d.URL)}, nil
		case <-opened.Ended():
			if isNew || !leaves(opened.Err()) {
				return &sharedStream{opened, redactedURL(d.URL)}, nil // Read tells why
			}
			// The WebSocket was at its end when the stream was opened: another will do.
		case <-ctx.Done():
			_ = opened.Close()
			if ctx.Err() == context.DeadlineExceeded && used.conn.Received() == received {
				used.end(&CloseError{URL: redactedURL(d.URL), Code: CloseAbnormal, Reason: "the bridge answered nothing in time"})
			}
			return nil, ctx.Err()
		}
	}
}

// leaves tells whether a WebSocket ended because the bridge has no more use for it.
func leaves(err error) bool {
	closed, ok := err.(*CloseError) // errors.As costs a page 5 KB
	return ok && closed.Code == CloseGoingAway
}

// openShared opens a stream on the dialer's WebSocket, which it opens if there is none.
func (d *Dialer) openShared(ctx context.Context, to Destination) (isNew bool, used *sharedSocket, opened *multiplex.Stream, err error) {
	for {
		sharing.Lock()
		if used = shared[d]; used != nil {
			if opened, err = used.conn.Open(to.Target, to.Address); err == nil {
				used.linger.Stop()
				sharing.Unlock()
				return isNew, used, opened, nil
			}
			delete(shared, d) // it has ended, or is about to
		}
		under := opening[d]
		if under == nil {
			under = &handshake{done: make(chan struct{})}
			opening[d] = under
			sharing.Unlock()
			isNew = true
			if err := d.shake(ctx, under); err != nil {
				return false, nil, nil, err
			}
			continue
		}
		sharing.Unlock()
		select {
		case <-under.done:
			if under.err != nil {
				return false, nil, nil, under.err
			}
		case <-ctx.Done():
			return false, nil, nil, ctx.Err()
		}
	}
}

// shake opens a WebSocket for the dialer.
func (d *Dialer) shake(ctx context.Context, h *handshake) error {
	socket, err := d.dialSocket(ctx, d.endpoint(Destination{}), MultiplexSubprotocol)
	sharing.Lock()
	defer sharing.Unlock()
	delete(opening, d)
	defer close(h.done)
	if err != nil {
		if ctx.Err() == nil {
			h.err = err
		}
		return err
	}
	s := &sharedSocket{dialer: d, socket: socket}
	s.linger = time.AfterFunc(lingerTime, s.endUnused)
	delay, bytes := socket.WriteWindow()
	s.conn = multiplex.New(multiplex.Config{
		Write: s.write, Credit: streamCredit, Delay: delay, Bytes: bytes, Idle: s.idle,
		Explain: func(code int, reason string) error { return closeFrameError(socket.url, CloseCode(code), reason) },
		Leaving: s.leave,
	})
	shared[d] = s
	go s.receive()
	return nil
}

func (s *sharedSocket) write(p []byte) error {
	_, err := s.socket.Write(p)
	if err != nil {
		_ = s.socket.Close()
	}
	return err
}

// receive hands what arrives to the streams until the WebSocket ends.
func (s *sharedSocket) receive() {
	buffer := make([]byte, maxMessage)
	for {
		n, err := s.socket.Read(buffer)
		if n > 0 {
			if wrong := s.conn.Feed(buffer[:n]); wrong != nil {
				err = &CloseError{URL: s.socket.url, Code: CloseAbnormal, Reason: "the bridge broke " + MultiplexSubprotocol, Cause: wrong}
			}
		}
		if err == io.EOF {
			err = &CloseError{URL: s.socket.url, Code: CloseAbnormal, Reason: "the bridge closed the WebSocket of several streams"}
		}
		if err != nil {
			s.end(err)
			return
		}
	}
}

// end ends the WebSocket and its streams.
func (s *sharedSocket) end(err error) {
	s.leave()
	s.conn.End(err)
	_ = s.socket.Close()
}

// leave has the next Dial open another WebSocket.
func (s *sharedSocket) leave() {
	sharing.Lock()
	defer sharing.Unlock()
	if shared[s.dialer] == s {
		delete(shared, s.dialer)
	}
	if s.conn.Streams() == 0 {
		s.linger.Reset(0)
	}
}

// idle is called when the last stream has ended.
func (s *sharedSocket) idle() {
	sharing.Lock()
	defer sharing.Unlock()
	wait := lingerTime
	if shared[s.dialer] != s {
		wait = 0
	}
	s.linger.Reset(wait)
}

// endUnused ends the WebSocket if it has no streams.
func (s *sharedSocket) endUnused() {
	sharing.Lock()
	unused := s.conn.Streams() == 0
	if unused && shared[s.dialer] == s {
		delete(shared, s.dialer)
	}
	sharing.Unlock()
	if unused {
		s.conn.End(ErrClosed)
		_ = s.socket.Close()
	}
}

// sharedStream is a stream on a WebSocket with others.
type sharedStream struct {
	*multiplex.Stream
	url string
}

// Write sends p.
func (s *sharedStream) Write(p []byte) (int, error) {
	n, err := s.Stream.Write(p)
	if err != nil {
		err = writeError(s.url, err)
	}
	return n, err
}
