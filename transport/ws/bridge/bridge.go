//go:build !js

// Package bridge turns WebSockets into TCP connections, so that a page in a browser
// can talk to a Valkey server. It is an http.Handler for a server of your own; the
// command glissade-bridge below this package is a ready one.
//
//	b, err := bridge.New(bridge.Config{
//		Targets: []bridge.Target{{Name: "cache", Address: "127.0.0.1:6379"}},
//		Origins: []string{"https://app.example"},
//	})
//	http.Handle("/v1/", b)
//
// A client connects to GET /v1/connect?target=NAME, or ?address=HOST:PORT of a
// listed target, or with both to a node of a target that is a cluster, with the subprotocol "valkey.v1" and, where tokens are demanded,
// "bearer.BASE64URL" beside it. From then on binary messages carry bytes in both
// directions. POST /v1/ticket gives a ticket for a token, which stands for it in
// ?ticket= once. GET /healthz answers 200, or 503 while draining.
//
// The bridge denies by default: no target, no origin and no token is accepted that
// is not listed. It does not look into the bytes; what a page may do on the server
// is for the server's ACL to say. The README has the security model.
package bridge

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/glissade-io/glissade/transport/ws"
	"github.com/glissade-io/glissade/transport/ws/bridge/internal/safelog"
	"github.com/glissade-io/glissade/transport/ws/internal/websocket"
)

// Bridge serves WebSockets. Make one with [New]; end it with [Bridge.Shutdown] or
// [Bridge.Close].
type Bridge struct {
	now     atomic.Pointer[settings] // what Reload replaces
	limiter limiter
	tickets tickets
	metrics *metrics
	lines   *safelog.Handler // what log writes through
	log     *slog.Logger
	grace   time.Duration // slowGrace, but in tests

	emptyTime time.Duration // emptyTime, but in tests
	handler   http.Handler
	draining  chan struct{} // closed by Shutdown and Close
	dead      context.Context
	kill      context.CancelFunc // ends every session at once

	mu       sync.Mutex // guards the closing of draining against new sessions
	sessions sync.WaitGroup
	asking   sync.WaitGroup // of the seeds of clusters

	reloading sync.Mutex
	opening   sync.Mutex // guards open
	open      map[*session]struct{}
}

// New checks config and returns a bridge that is ready to serve.
func New(config Config) (*Bridge, error) {
	config = config.withDefaults()
	b := &Bridge{
		metrics: newMetrics(),
		lines:   safelog.New(config.Logger.Handler()),
		grace:   slowGrace,

		emptyTime: emptyTime,
		draining:  make(chan struct{}),
		open:      map[*session]struct{}{},
	}
	b.log = slog.New(b.lines)
	first, err := b.newSettings(config)
	if err != nil {
		return nil, err
	}
	b.now.Store(first)
	b.dead, b.kill = context.WithCancel(context.Background())
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+ws.DefaultPath, b.connect)
	mux.HandleFunc("POST "+ticketPath, b.issueTicket)
	mux.HandleFunc("OPTIONS "+ticketPath, b.allowTickets)
	mux.HandleFunc("GET /healthz", b.health)
	b.handler = b.Guard(mux)
	return b, nil
}

// Ready reports whether new connections are taken: whether the bridge is not shutting
// down.
func (b *Bridge) Ready() bool { return !b.isDraining() }

func (b *Bridge) health(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if b.isDraining() {
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = io.WriteString(w, "draining\n")
		return
	}
	_, _ = io.WriteString(w, "ok\n")
}

// connect opens a WebSocket, which is served by a goroutine of its own: that of the HTTP
// server has a large stack, buffers and what else it took to read the request, and most
// clients stay for long and do little.
func (b *Bridge) connect(w http.ResponseWriter, r *http.Request) {
	if !b.enter() {
		http.Error(w, "shutting down; connect again", http.StatusServiceUnavailable)
		return
	}
	leave, opened := b.sessions.Done, false
	defer func() {
		if !opened {
			leave()
		}
	}()
	set := b.now.Load()
	from := set.clientOf(r)
	subprotocol, admit := ws.Subprotocol, b.admit
	if offersMultiplexing(r) {
		subprotocol, admit = ws.MultiplexSubprotocol, b.admitShared
	}
	guest, refused := admit(set, r, from.group)
	if refused == nil {
		guest.from = from.text
		leave = func() {
			b.limiter.release(from.group, guest.account)
			b.sessions.Done()
		}
	} else {
		b.metrics.refusals.WithLabelValues(refused.label).Inc()
		b.log.Warn("refused", "client", from.text, "origin", r.Header.Get("Origin"), "code", int(refused.code), "reason", refused.reason)
		// An answer costs a connection for a moment; a flood gets none.
		if !b.limiter.beginRefusal(from.group) {
			http.Error(w, refused.reason, http.StatusServiceUnavailable)
			return
		}
		leave = func() {
			b.limiter.endRefusal(from.group)
			b.sessions.Done()
		}
	}
	guardRequest(w, r, set.config.WriteTimeout) // asking seeds may have taken long
	conn, err := websocket.Accept(w, r, subprotocol)
	if err != nil {
		b.metrics.refusals.WithLabelValues("handshake").Inc()
		b.log.Warn("handshake failed", "client", from.text, "error", err)
		return
	}
	// Closing takes up to ten seconds where the client does not answer.
	cut := context.AfterFunc(b.dead, conn.Cut)
	end := func() {
		cut()
		_ = conn.CloseNow() // only what an abnormal end left open
	}
	if refused == nil && conn.Subprotocol() != subprotocol {
		refused = refuse(ws.CloseForbidden, "subprotocol", `offer the subprotocol "`+ws.Subprotocol+`"`)
		b.metrics.refusals.WithLabelValues(refused.label).Inc()
	}
	var serve func()
	if refused == nil {
		r := r.WithContext(b.dead) // its own ends, and holds what the server had for it
		r.Body = http.NoBody
		p := b.newSocketPipe(conn, &guest.set.config)
		if subprotocol == ws.MultiplexSubprotocol {
			serve = func() { b.serveShared(p, r, guest, from) }
		} else {
			var s *session
			s, refused = b.newSession(p, guest)
			serve = func() { b.serve(s, r) }
		}
	}
	if refused != nil {
		defer end()
		_ = conn.Close(int(refused.code), refused.reason)
		return
	}
	opened = true
	go func() {
		defer leave()
		defer end()
		serve()
	}()
}

// admit decides whether r may connect, and where to. Whom it admits is counted by
// the limiter and must be released. Nothing has been dialled or accepted yet, but the
// seeds of a cluster.
func (b *Bridge) admit(set *settings, r *http.Request, address string) (*guest, *refusal) {
	if refused := set.origins.check(r, set.config.AllowNoOrigin); refused != nil {
		return nil, refused
	}
	who, refused := b.identify(set, r)
	if refused != nil {
		return nil, refused
	}
	admitted, refused := set.invite(who, r.URL.Query())
	if refused != nil {
		return nil, refused
	}
	if refused := b.limiter.admit(address, who.account, set.config); refused != nil {
		return nil, refused
	}
	if refused := b.mayReach(r.Context(), admitted.target); refused != nil {
		b.limiter.release(address, who.account)
		return nil, refused
	}
	return admitted, nil
}

// enter counts a request as running unless the bridge is draining.
func (b *Bridge) enter() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.isDraining() {
		return false
	}
	b.sessions.Add(1)
	return true
}

func (b *Bridge) isDraining() bool {
	select {
	case <-b.draining:
		return true
	default:
		return false
	}
}
