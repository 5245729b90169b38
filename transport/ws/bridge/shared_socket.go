//go:build !js

package bridge

import (
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/glissade-io/glissade/transport/ws"
	"github.com/glissade-io/glissade/transport/ws/internal/multiplex"
)

const (
	// sharedCredit is how many bytes of a stream the bridge holds that the server has not
	// taken yet.
	sharedCredit = 128 << 10
	// maxStreams is how many streams a WebSocket may have open, whatever other limits say.
	maxStreams = 1024
	// emptyTime is how long a WebSocket without streams stays open.
	emptyTime = 30 * time.Second
	// finishTime is how long the last frames have to be sent before a WebSocket is closed.
	finishTime = time.Second
)

// sharedSocket is a WebSocket that carries streams, each of which is a session.
type sharedSocket struct {
	bridge  *Bridge
	log     *slog.Logger
	guest   *guest // without a target
	request *http.Request
	from    client
	pipe    *socketPipe
	sender  *sender
	mux     *multiplex.Conn
	ends    chan ending    // room for some: who finds none has been outrun
	empty   *time.Timer    // ends it when it has no streams
	serving sync.WaitGroup // of streams

	mu       sync.Mutex
	open     int     // sessions, also those that are about to begin or have not quite ended
	opened   int     // sessions so far
	farewell *ending // what it will end with, when it takes no more streams
}

// offersMultiplexing tells whether a client wants a WebSocket for several streams.
func offersMultiplexing(r *http.Request) bool {
	for _, line := range r.Header.Values("Sec-WebSocket-Protocol") {
		for name := range strings.SplitSeq(line, ",") {
			if strings.EqualFold(strings.TrimSpace(name), ws.MultiplexSubprotocol) {
				return true
			}
		}
	}
	return false
}

// serveShared serves streams until the client ends or the bridge does.
func (b *Bridge) serveShared(p *socketPipe, r *http.Request, guest *guest, from client) {
	config := &guest.set.config
	m := &sharedSocket{
		bridge: b, guest: guest, request: r, from: from, pipe: p, ends: make(chan ending, 8),
		sender: newSender(p, config.WriteTimeout, b.grace), log: b.log.With("client", from.text),
	}
	if guest.subject != "" {
		m.log = m.log.With("subject", guest.subject)
	}
	defer m.sender.timer.Stop()
	m.mux = multiplex.New(multiplex.Config{
		Write: m.write, Credit: sharedCredit, Accept: m.accept, Idle: m.idle,
		Explain: func(int, string) error { return sharedEnd{ending{label: "client_closed"}} },
	})
	m.empty = time.AfterFunc(b.emptyTime, m.endEmpty)
	defer m.empty.Stop()
	b.metrics.shared.Inc()
	defer b.metrics.shared.Dec()
	m.log.Info("connected for several")
	begun := time.Now()
	end := m.run()
	m.log.Info("ended for several", "reason", end.label, "after", time.Since(begun).Round(time.Millisecond), "connections", m.opened)
}

func (m *sharedSocket) run() ending {
	var running sync.WaitGroup
	running.Go(func() { m.stop(m.receive()) })
	m.pipe.keepAlive(func() { m.stop(ending{label: "client_dead"}) })
	end := m.awaitEnd()
	if end.code != 0 {
		select {
		case <-m.mux.Finish():
		case <-time.After(finishTime):
		}
	}
	m.mux.End(sharedEnd{ending{label: end.label}})
	m.pipe.close(end)
	running.Wait()
	m.serving.Wait()
	return end
}

// awaitEnd returns why the WebSocket ends. Where it is the bridge's wish the client opens
// no more streams, and those that are open end as they do on WebSockets of their own.
func (m *sharedSocket) awaitEnd() ending {
	config := &m.guest.set.config
	draining := m.bridge.draining
	var retired, expired <-chan time.Time
	if config.MaxLifetime > 0 {
		retired = time.After(config.MaxLifetime)
	}
	if !m.guest.expires.IsZero() {
		expired = time.After(time.Until(m.guest.expires))
	}
	for {
		select {
		case end := <-m.ends:
			return end
		case <-m.bridge.dead.Done():
			return ending{label: "killed"}
		case <-draining:
			draining = nil
			m.leave(ending{ws.CloseGoingAway, "drain", "the bridge is shutting down; connect again"})
		case <-retired:
			m.leave(ending{ws.CloseGoingAway, "lifetime", "the connection has lasted for " + config.MaxLifetime.String() + "; connect again"})
		case <-expired:
			m.leave(tokenExpired)
		}
	}
}

// leave has the client open no more streams, and ends the WebSocket after the last.
func (m *sharedSocket) leave(end ending) {
	m.mu.Lock()
	m.farewell = &end
	m.mu.Unlock()
	m.mux.Leave(int(end.code), end.reason)
	if m.mux.Streams() == 0 {
		m.stop(end)
	}
}

// idle is called when the last stream has ended.
func (m *sharedSocket) idle() {
	m.mu.Lock()
	end := m.farewell
	m.mu.Unlock()
	if end != nil {
		m.stop(*end)
		return
	}
	m.empty.Reset(m.bridge.emptyTime)
}

func (m *sharedSocket) endEmpty() {
	if m.mux.Streams() == 0 {
		m.stop(ending{ws.CloseGoingAway, "idle", "no stream was open for " + m.bridge.emptyTime.String() + "; connect again when there is something to ask"})
	}
}

func (m *sharedSocket) stop(end ending) {
	select {
	case m.ends <- end:
	default: // it is ending already
	}
}

// receive hands what the client sends to the streams.
func (m *sharedSocket) receive() ending {
	var wrong error
	end, over := m.pipe.receive(copySize, func(p []byte) bool {
		wrong = m.mux.Feed(p)
		return wrong == nil
	}, func() { m.stop(tooLate(m.guest.set.config.MessageTimeout)) })
	if !over {
		return ending{ws.CloseProtocolError, "protocol_error", clip(wrong.Error(), maxReason)}
	}
	return end
}

// write sends what streams have written.
func (m *sharedSocket) write(p []byte) error {
	for len(p) > 0 {
		piece := p[:min(len(p), frameSize)]
		slow, err := m.sender.send(piece)
		switch {
		case err != nil:
			m.stop(m.pipe.explain(err))
			return err
		case slow:
			m.stop(m.sender.tooSlow()) // what is pending is still sent, if that is soon
		}
		p = p[len(piece):]
	}
	return nil
}
