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
	pipe     pipe
	upstream stream.Stream
	ends     chan ending   // room for one of each goroutine, and some of stop's
	retired  chan struct{} // closed when the session has lasted long enough
	stalled  atomic.Bool   // the server took no data in time

	writing sync.Mutex // held while writing to the server
	broken  error      // what a write to the server failed with, if the connection broke

	bytesIn, bytesOut atomic.Int64
	lastIn, lastOut   atomic.Int64 // when bytes last went to the server, to the client (Unix nanoseconds)
}

// newSession connects a client to its target.
func (b *Bridge) newSession(p pipe, guest *guest) (*session, *refusal) {
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
		bridge: b, guest: guest, log: log, pipe: p, upstream: upstream, filter: target.filterFor(guest.login),
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
	s.pipe.keepAlive(func() { s.stop(ending{label: "client_dead"}) })
	end := s.watch()
	cancel()
	_ = s.upstream.Close() // its errors no longer matter
	s.pipe.close(end)
	running.Wait()
	return end
}

// copyToClient sends what each Read of the server yields as one message.
func (s *session) copyToClient(session context.Context) ending {
	limit := s.config().WriteTimeout
	client := newSender(s.pipe, limit, s.bridge.grace)
	defer client.timer.Stop()
	pace := newThrottle(s.config().MaxBytesPerSecondToClient)
	read := newPieces(s.upstream, pace.piece(frameSize))
	for {
		piece, err := read.next()
		if n := len(piece); n > 0 {
			pace.wait(session, n)
			slow, wrong := client.send(piece)
			read.release()
			if wrong != nil {
				return s.pipe.explain(wrong)
			}
			s.lastOut.Store(time.Now().UnixNano())
			s.bytesOut.Add(int64(n))
			s.bridge.metrics.toClient.Add(float64(n))
			if slow {
				return client.tooSlow()
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
	pace := newThrottle(s.config().MaxBytesPerSecondToServer)
	var refused *ending
	end, over := s.pipe.receive(pace.piece(copySize), func(p []byte) bool {
		s.lastIn.Store(time.Now().UnixNano())
		pace.wait(session, len(p))
		passed, wrong := s.passing(p)
		if wrong != nil {
			refused = &ending{ws.CloseForbidden, "bad_request", wrong.Error()}
			return false
		}
		stall.Reset(s.config().WriteTimeout)
		if err := s.write(passed); err != nil {
			return false // stall stays armed, should the server not close its side
		}
		stall.Stop()
		s.bytesIn.Add(int64(len(p)))
		s.bridge.metrics.toServer.Add(float64(len(p)))
		return true
	}, s.endLate)
	if refused != nil {
		return *refused, true
	}
	return end, over
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
	s.stop(tooLate(s.config().MessageTimeout))
}

// tokenExpired is the end of who has presented a token that has ended.
var tokenExpired = ending{ws.CloseUnauthorized, "token_expired", "the token has expired; get a new one and connect again"}

// endWithToken ends the session because its token has ended.
func (s *session) endWithToken() {
	s.stop(tokenExpired)
}
