//go:build !js

package bridge

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/transport/ws"
	"github.com/glissade-io/glissade/transport/ws/bridge/internal/request"
	"github.com/glissade-io/glissade/transport/ws/internal/websocket"
)

const (
	// frameSize is the largest message sent to a client, in bytes. Frames, not
	// bytes, are what a browser is slow at, so each holds what one Read yields.
	frameSize = 64 << 10
	// copySize is how much of a client's message is forwarded at once.
	copySize = 32 << 10
	// slowGrace is what a slow client is given beyond WriteTimeout: a frame that is
	// cut short leaves no way to tell the client why.
	slowGrace = 5 * time.Second
)

// session forwards bytes between one client and one server. Each direction is a
// loop that blocks where the other side does not take more; there is no queue.
type session struct {
	bridge   *Bridge
	guest    *guest
	log      *slog.Logger
	request  *http.Request
	filter   *request.Filter // what of the client's requests passes; nil for everything
	passed   []byte          // room for that
	conn     *websocket.Conn
	upstream stream.Stream
	ends     chan ending   // room for one of each goroutine, and some of stop's
	retired  chan struct{} // closed when the session has lasted long enough
	sending  atomic.Bool   // a message to the client is under way
	slow     atomic.Bool   // the client was cut off because it took no data in time
	stalled  atomic.Bool   // the server took no data in time
	pinging  atomic.Bool   // a ping to the client is under way

	writing sync.Mutex // held while writing to the server
	broken  error      // what a write to the server failed with, if the connection broke

	bytesIn, bytesOut atomic.Int64
	lastIn, lastOut   atomic.Int64 // when bytes last went to the server, to the client (Unix nanoseconds)
}

// ending is why a session is over. Without a code there is no point in a close
// frame: the client is gone, or takes nothing.
type ending struct {
	code          ws.CloseCode
	label, reason string
}

// newSession connects a client to its target.
func (b *Bridge) newSession(conn *websocket.Conn, guest *guest) (*session, *refusal) {
	target := guest.target
	log := b.log.With("client", guest.from, "target", target.label)
	if guest.subject != "" {
		log = log.With("subject", guest.subject)
	}
	upstream, err := b.dial(guest)
	if err != nil {
		b.metrics.dialErrors.Inc()
		log.Error("dial failed", "address", target.address, "error", err)
		if errors.Is(err, errOutside) {
			outside := refuse(ws.CloseForbidden, "target", "node not allowed: "+quoted(target.address)+" "+dialReason(err))
			b.metrics.refusals.WithLabelValues(outside.label).Inc()
			return nil, outside
		}
		return nil, refuse(ws.CloseDialFailed, "dial", "cannot reach "+quoted(target.label)+": "+dialReason(err))
	}
	log.Info("connected")
	return &session{
		bridge: b, guest: guest, log: log, conn: conn, upstream: upstream, filter: target.filterFor(guest.login),
		ends: make(chan ending, 8), retired: make(chan struct{}),
	}, nil
}

// serve forwards until one side ends, or the bridge does.
func (b *Bridge) serve(s *session, r *http.Request) {
	b.metrics.connections.Inc()
	b.metrics.active.Inc()
	defer b.metrics.active.Dec()
	begun := time.Now()
	if expires := s.guest.expires; !expires.IsZero() {
		defer time.AfterFunc(time.Until(expires), s.endWithToken).Stop()
	}
	if limit := s.config().IdleTimeout; limit > 0 {
		defer s.watchIdle(limit)()
	}
	if limit := s.config().MaxLifetime; limit > 0 {
		defer time.AfterFunc(limit, func() { close(s.retired) }).Stop()
	}
	defer b.register(s, r)()
	end := s.run()
	b.metrics.ends.WithLabelValues(end.label).Inc()
	s.log.Info("ended", "reason", end.label, "after", time.Since(begun).Round(time.Millisecond),
		"bytes_to_server", s.bytesIn.Load(), "bytes_to_client", s.bytesOut.Load())
}

// dial opens a stream to the server, and logs in where that is the bridge's to do.
func (b *Bridge) dial(guest *guest) (stream.Stream, error) {
	ctx, cancel := context.WithTimeout(b.dead, guest.set.config.DialTimeout)
	defer cancel()
	begun := time.Now()
	upstream, err := guest.target.dial(ctx)
	if err == nil && guest.login != nil {
		if err = logIn(ctx, upstream, *guest.login); err != nil {
			_ = upstream.Close()
		}
	}
	b.metrics.dialSeconds.Observe(time.Since(begun).Seconds())
	return upstream, err
}

// config is what the session was admitted under.
func (s *session) config() *Config { return &s.guest.set.config }

func (s *session) run() ending {
	ctx, cancel := context.WithCancel(s.bridge.dead)
	var running sync.WaitGroup
	running.Go(func() { s.ends <- s.copyToClient(ctx) })
	running.Go(func() {
		if end, ok := s.copyToServer(ctx); ok {
			s.ends <- end
		}
	})
	end := s.watch(ctx, &running)
	cancel()
	_ = s.upstream.Close() // its errors no longer matter
	if end.code != 0 {
		_ = s.conn.Close(int(end.code), end.reason)
	}
	_ = s.conn.CloseNow()
	running.Wait()
	return end
}

// copyToClient sends what each Read of the server yields as one message.
func (s *session) copyToClient(session context.Context) ending {
	ctx, cancel := context.WithCancel(s.bridge.dead)
	defer cancel()
	limit := s.config().WriteTimeout
	cut := time.AfterFunc(limit+s.bridge.grace, func() {
		s.slow.Store(true)
		cancel()
	})
	cut.Stop()
	defer cut.Stop()
	pace := newThrottle(s.config().MaxBytesPerSecondToClient)
	read := newPieces(s.upstream, pace.piece(frameSize))
	for {
		piece, err := read.next()
		if n := len(piece); n > 0 {
			pace.wait(session, n)
			begun := time.Now()
			cut.Reset(limit + s.bridge.grace)
			s.sending.Store(true)
			writeErr := s.conn.WriteMessage(ctx, piece)
			read.release()
			s.sending.Store(false)
			cut.Stop()
			now := time.Now()
			slow := now.Sub(begun) > limit
			if writeErr != nil {
				return s.clientEnding(writeErr)
			}
			s.lastOut.Store(now.UnixNano())
			s.bytesOut.Add(int64(n))
			s.bridge.metrics.toClient.Add(float64(n))
			s.bridge.metrics.framesOut.Inc()
			if slow {
				return ending{ws.CloseSlowConsumer, "slow_consumer", "the client took more than " + limit.String() + " to accept a message; read faster, or ask for less at once"}
			}
		}
		switch {
		case err == nil:
		case s.stalled.Load():
			return ending{ws.CloseDialFailed, "server_stalled", "the server took no data for " + limit.String() + "; see whether it is busy or stopped"}
		case errors.Is(err, io.EOF):
			return s.serverEnd()
		default:
			return lost(err)
		}
	}
}

// serverEnd is the end when the server's side is over without an error. The system
// reports to one call alone why a connection broke: if that was a write, reads see
// nothing but the end.
func (s *session) serverEnd() ending {
	_ = s.upstream.Close() // ends a write that is under way
	s.writing.Lock()
	defer s.writing.Unlock()
	if s.broken != nil {
		return lost(s.broken)
	}
	return ending{ws.CloseNormal, "server_closed", "the server closed the connection"}
}

// lost is the end when the connection to the server broke.
func lost(err error) ending {
	reason := "the connection to the server broke; connect again"
	if errors.Is(err, syscall.ETIMEDOUT) {
		reason = "the server's machine answered nothing in time; see whether it is stopped, overloaded or unreachable"
	}
	return ending{ws.CloseDialFailed, "server_lost", reason}
}

// write sends p to the server and notes whether the connection broke. It did not where
// the server had closed it before, or this side has.
func (s *session) write(p []byte) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	if len(p) == 0 {
		return nil
	}
	_, err := s.upstream.Write(p)
	if err != nil && !errors.Is(err, syscall.EPIPE) && !errors.Is(err, net.ErrClosed) {
		s.broken = err
	}
	return err
}

// passing returns what of the client's bytes goes to the server.
func (s *session) passing(p []byte) (passed []byte, err error) {
	if s.filter == nil {
		return p, nil
	}
	s.passed, err = s.filter.Append(s.passed[:0], p)
	return s.passed, err
}

// copyToServer forwards the client's messages. It returns false when the server no
// longer takes them: then copyToClient still reads what the server said last, and
// knows why it closed.
func (s *session) copyToServer(session context.Context) (ending, bool) {
	// Closing the stream is the one way to unblock a Write that every stream has.
	stall := time.AfterFunc(s.config().WriteTimeout, func() {
		s.stalled.Store(true)
		_ = s.upstream.Close()
	})
	stall.Stop()
	late := time.AfterFunc(s.config().MessageTimeout, s.endLate)
	late.Stop()
	defer late.Stop()
	f := &forwarder{s, newThrottle(s.config().MaxBytesPerSecondToServer), stall, late}
	for {
		binary, message, err := s.conn.NextMessage(s.bridge.dead)
		if err != nil {
			return s.clientEnding(err), true
		}
		if !binary {
			return ending{ws.CloseUnsupported, "text_message", "streams are binary; send ArrayBuffers, not strings"}, true
		}
		s.bridge.metrics.framesIn.Inc()
		if end, ok := f.forward(session, message); end != nil {
			return *end, ok
		}
	}
}

// stop ends the session for a reason that is in neither stream.
func (s *session) stop(end ending) {
	select {
	case s.ends <- end:
	default: // it is ending already
	}
}

// endLate ends the session because a message that the client has begun does not end.
func (s *session) endLate() {
	s.stop(ending{ws.CloseSlowConsumer, "slow_sender", "a message took more than " + s.config().MessageTimeout.String() + "; send smaller ones"})
}

// endWithToken ends the session because its token has ended.
func (s *session) endWithToken() {
	s.stop(ending{ws.CloseUnauthorized, "token_expired", "the token has expired; get a new one and connect again"})
}

// clientEnding is the end when the client's side fails. Both directions see that
// and either may be first.
func (s *session) clientEnding(err error) ending {
	_, _, closed := websocket.CloseStatus(err)
	switch {
	case s.bridge.dead.Err() != nil:
		return ending{label: "killed"}
	case s.slow.Load():
		return ending{label: "slow_consumer"}
	case closed:
		return ending{label: "client_closed"}
	case s.conn.Malformed(err):
		return ending{label: "protocol_error"} // the library has said so, with code 1002
	default:
		return ending{label: "client_lost"}
	}
}
