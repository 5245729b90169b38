//go:build !js

package bridge

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/glissade-io/glissade/transport/ws"
	"github.com/glissade-io/glissade/transport/ws/internal/multiplex"
)

// admitShared decides whether r may have a WebSocket for several streams. It is counted as a
// connection until its first stream is, and must be released.
func (b *Bridge) admitShared(set *settings, r *http.Request, address string) (*guest, *refusal) {
	if refused := set.origins.check(r, set.config.AllowNoOrigin); refused != nil {
		return nil, refused
	}
	who, refused := b.identify(set, r)
	if refused != nil {
		return nil, refused
	}
	if refused := b.limiter.admit(address, who.account, set.config); refused != nil {
		return nil, refused
	}
	return &guest{identity: who, set: set}, nil
}

// accept takes a stream that the client opens, or refuses it.
func (m *sharedSocket) accept(s *multiplex.Stream, target, address string) {
	guest, refused := m.admit(target, address)
	if refused != nil {
		m.refuse(s, refused)
		return
	}
	m.mux.Take(s)
	m.serving.Go(func() {
		defer m.release()
		if refused := m.bridge.mayReach(m.pipe.open, guest.target); refused != nil {
			m.refuse(s, refused)
			return
		}
		p := &streamPipe{stream: s}
		session, refused := m.bridge.newSession(p, guest)
		if refused != nil {
			p.close(ending{refused.code, refused.label, refused.reason})
			return
		}
		m.bridge.serve(session, m.request)
	})
}

func (m *sharedSocket) refuse(s *multiplex.Stream, refused *refusal) {
	m.bridge.metrics.refusals.WithLabelValues(refused.label).Inc()
	m.log.Warn("refused", "origin", m.request.Header.Get("Origin"), "code", int(refused.code), "reason", refused.reason)
	s.CloseWith(int(refused.code), refused.reason)
}

// admit decides whether a stream may be opened, by the rules for WebSockets. Whoever is
// admitted must be released.
func (m *sharedSocket) admit(target, address string) (*guest, *refusal) {
	m.mu.Lock()
	farewell := m.farewell
	m.mu.Unlock()
	if farewell != nil {
		return nil, refuse(farewell.code, farewell.label, farewell.reason)
	}
	set, who := m.bridge.now.Load(), m.guest.identity
	if set != m.guest.set {
		var refused *refusal
		if who, refused = set.recognize(m.guest, m.request); refused != nil {
			return nil, refused
		}
	}
	if !who.expires.IsZero() && !time.Now().Before(who.expires) {
		return nil, refuse(tokenExpired.code, tokenExpired.label, tokenExpired.reason)
	}
	asked := url.Values{}
	if target != "" {
		asked.Set("target", target)
	}
	if address != "" {
		asked.Set("address", address)
	}
	admitted, refused := set.invite(who, asked)
	if refused != nil {
		return nil, refused
	}
	admitted.from = m.from.text
	return admitted, m.count(set)
}

// count has a stream be a connection. The first takes the place of the WebSocket itself.
func (m *sharedSocket) count(set *settings) *refusal {
	m.mu.Lock()
	defer m.mu.Unlock()
	var refused *refusal
	switch {
	case m.open >= maxStreams:
		refused = refuse(ws.CloseLimit, "limit_streams", "the WebSocket has "+strconv.Itoa(maxStreams)+" streams; close some, or open another WebSocket")
	case m.open > 0:
		refused = m.bridge.limiter.admit(m.from.group, m.guest.account, set.config)
	case m.opened > 0:
		refused = m.bridge.limiter.allow(m.from.group, set.config)
	}
	if refused == nil {
		m.open++
		m.opened++
	}
	return refused
}

// release has a stream be no connection any more. The last leaves its place to the
// WebSocket, for which others give it back.
func (m *sharedSocket) release() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.open--; m.open > 0 {
		m.bridge.limiter.release(m.from.group, m.guest.account)
	}
}
