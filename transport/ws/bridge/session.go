//go:build !js

package bridge

import (
	"context"
	"errors"
	"io"
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
	// quietTime is how long nothing flows before a draining session is closed.
	quietTime = 20 * time.Millisecond
	// slowGrace is what a slow client is given beyond WriteTimeout: a frame that is
	// cut short leaves no way to tell the client why.
	slowGrace = 5 * time.Second
)

// session forwards bytes between one client and one server. Each direction is a
// loop that blocks where the other side does not take more; there is no queue.
type session struct {
	bridge   *Bridge
	guest    *guest
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

// serve dials target and forwards until one side ends or the bridge does.
func (b *Bridge) serve(conn *websocket.Conn, r *http.Request, guest *guest) {
	target := guest.target
	log := b.log.With("client", guest.from, "target", target.label)
	if guest.subject != "" {
		log = log.With("subject", guest.subject)
	}
	upstream, err := b.dial(guest)
	if err != nil {
		b.metrics.dialErrors.Inc()
		log.Error("dial failed", "address", target.address, "error", err)
		failed := refuse(ws.CloseDialFailed, "dial", "cannot reach "+quoted(target.label)+": "+dialReason(err))
		if errors.Is(err, errOutside) {
			failed = refuse(ws.CloseForbidden, "target", "node not allowed: "+quoted(target.address)+" "+dialReason(err))
			b.metrics.refusals.WithLabelValues(failed.label).Inc()
		}
		_ = conn.Close(int(failed.code), failed.reason)
		return
	}
	b.metrics.connections.Inc()
	b.metrics.active.Inc()
	defer b.metrics.active.Dec()
	log.Info("connected")
	begun := time.Now()
	s := &session{bridge: b, conn: conn, upstream: upstream, ends: make(chan ending, 8), retired: make(chan struct{})}
	s.filter = target.filterFor(guest.login)
	if !guest.expires.IsZero() {
		defer time.AfterFunc(time.Until(guest.expires), s.endWithToken).Stop()
	}
	if limit := guest.set.config.IdleTimeout; limit > 0 {
		defer s.watchIdle(limit)()
	}
	if limit := guest.set.config.MaxLifetime; limit > 0 {
		defer time.AfterFunc(limit, func() { close(s.retired) }).Stop()
	}
	defer b.register(s, guest, r)()
	end := s.run()
	b.metrics.ends.WithLabelValues(end.label).Inc()
	log.Info("ended", "reason", end.label, "after", time.Since(begun).Round(time.Millisecond),
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
	running.Go(func() {
		if !s.keepAlive(ctx) {
			s.ends <- ending{label: "client_dead"}
		}
	})
	running.Go(func() {
		if err := s.watchServer(ctx); err != nil {
			s.ends <- lost(err)
		}
	})

	end := s.awaitEnd()
	cancel()
	_ = s.upstream.Close() // its errors no longer matter
	if end.code != 0 {
		_ = s.conn.Close(int(end.code), end.reason)
	}
	_ = s.conn.CloseNow()
	running.Wait()
	return end
}

func (s *session) awaitEnd() ending {
	killed := ending{label: "killed"}
	drained := ending{ws.CloseGoingAway, "drain", "the bridge is shutting down; connect again"}
	select {
	case end := <-s.ends:
		return end
	case <-s.bridge.dead.Done():
		return killed
	case <-s.bridge.draining:
	case <-s.retired:
		drained = ending{ws.CloseGoingAway, "lifetime", "the connection has lasted for " + s.config().MaxLifetime.String() + "; connect again"}
	}
	timeout := time.NewTimer(s.config().DrainTimeout)
	defer timeout.Stop()
	ticker := time.NewTicker(quietTime / 2)
	defer ticker.Stop()
	for {
		select {
		case end := <-s.ends:
			return end
		case <-s.bridge.dead.Done():
			return killed
		case <-timeout.C:
			return drained
		case <-ticker.C:
			if s.isQuiet() {
				return drained
			}
		}
	}
}

// isQuiet tells whether the server had the last word, some time ago: most likely
// nobody waits for a reply then.
func (s *session) isQuiet() bool {
	in, out := s.lastIn.Load(), s.lastOut.Load()
	return out >= in && time.Since(time.Unix(0, out)) > quietTime
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
	buffer := pace.piece(make([]byte, frameSize))
	for {
		n, err := s.upstream.Read(buffer)
		if n > 0 {
			pace.wait(session, n)
			begun := time.Now()
			cut.Reset(limit + s.bridge.grace)
			s.sending.Store(true)
			writeErr := s.conn.WriteMessage(ctx, buffer[:n])
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

// watchEvery is how often a session looks whether the server's machine is still there.
const watchEvery = time.Second

// watchServer returns an error once the server's machine has acknowledged nothing for
// some time, as the stream knows, or nil when ctx ends. A server that is busy is there.
func (s *session) watchServer(ctx context.Context) error {
	peer, knows := s.upstream.(stream.PeerWatcher)
	if !knows {
		return nil
	}
	ticker := time.NewTicker(watchEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
			if err := peer.PeerGone(); err != nil {
				return err
			}
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
	pace := newThrottle(s.config().MaxBytesPerSecondToServer)
	buffer := pace.piece(make([]byte, copySize))
	for {
		binary, message, err := s.conn.NextMessage(s.bridge.dead)
		if err != nil {
			return s.clientEnding(err), true
		}
		if !binary {
			return ending{ws.CloseUnsupported, "text_message", "streams are binary; send ArrayBuffers, not strings"}, true
		}
		s.bridge.metrics.framesIn.Inc()
		left := s.config().MessageTimeout // without the time that the server takes
		for size := int64(0); ; {
			begun := time.Now()
			late.Reset(left)
			n, err := message.Read(buffer)
			late.Stop()
			left -= time.Since(begun)
			if size += int64(n); size > s.config().MaxMessage {
				return ending{ws.CloseTooBig, "message_too_big", "the message is larger than this bridge allows; split it into messages of 64 KiB"}, true
			}
			if n > 0 {
				s.lastIn.Store(time.Now().UnixNano())
				pace.wait(session, n)
				passed, wrong := s.passing(buffer[:n])
				if wrong != nil {
					return ending{ws.CloseForbidden, "bad_request", wrong.Error()}, true
				}
				stall.Reset(s.config().WriteTimeout)
				if err := s.write(passed); err != nil {
					return ending{}, false // stall stays armed, should the server not close its side
				}
				stall.Stop()
				s.bytesIn.Add(int64(n))
				s.bridge.metrics.toServer.Add(float64(n))
			}
			if err == io.EOF {
				break
			}
			if err != nil {
				return s.clientEnding(err), true
			}
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

// keepAlive pings a client that is quiet. It returns false when the client did not
// answer for two intervals, true when ctx ended. WebSocket frames cannot be lost
// singly, so one ping that waits twice as long does for two.
func (s *session) keepAlive(ctx context.Context) bool {
	interval := s.config().PingInterval
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return true
		case <-ticker.C:
		}
		// A client that takes a message is judged by WriteTimeout, and a ping behind
		// that message would fail for want of room, not of life.
		if s.sending.Load() || time.Since(time.Unix(0, s.lastIn.Load())) < interval {
			continue
		}
		begun := time.Now()
		wait, cancel := context.WithTimeout(ctx, 2*interval)
		err := s.conn.Ping(wait)
		cancel()
		if err != nil && ctx.Err() == nil && time.Since(begun) >= 2*interval {
			return false
		}
	}
}
