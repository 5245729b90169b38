package pubsub

import (
	"bytes"
	"context"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

// handover passes the messages of a server on from one connection to another, so that none
// is missing and none comes twice. For a while both are subscribed to everything, and to a
// channel that is nobody else's. What is published there, the marker, comes on both, at the
// same place among the messages: those before it are taken from the old connection, and those
// behind it from the new. The lock of the Subscriptions guards it.
type handover struct {
	old, new *mux.Conn
	marker   string
	isPast   bool     // the marker has come on the old connection
	hasBegun bool     // and on the new one
	ahead    [][]byte // what has come there behind it, and waits for the old one
	size     int      // of that, in bytes
	isOver   bool
	over     chan struct{} // closed when it is
}

const (
	// markerPrefix is what the names of markers begin with.
	markerPrefix = "__glissade__:handover:"
	// handoverTimeout bounds a handover.
	handoverTimeout = 10 * time.Second
	// mostAhead bounds what waits for the old connection, in bytes.
	mostAhead = 16 << 20
)

// HandOver has the connection to a server replaced that is for messages alone, where it has other
// credentials than a new one: under RESP2 a server takes no AUTH there.
func (s *Subscriptions) HandOver(n *node.Node) {
	s.mu.Lock()
	l := s.links[n]
	if l == nil || l.isShared || l.conn == nil {
		s.mu.Unlock()
		return
	}
	conn := l.conn
	s.mu.Unlock()
	if !n.OutOfDate(conn) {
		return
	}
	s.mu.Lock()
	l.isOutOfDate = l.isOutOfDate || l.conn == conn
	s.mu.Unlock()
	s.wake()
}

func newHandover(old, conn *mux.Conn) *handover {
	return &handover{old: old, new: conn, marker: markerPrefix + strconv.FormatUint(rand.Uint64(), 16), over: make(chan struct{})}
}

func (h *handover) end() {
	if !h.isOver {
		h.isOver = true
		close(h.over)
	}
}

// handOver has another connection take the place of the link's, or where that cannot be
// without a gap, with one. Nothing else is asked of the server meanwhile.
func (l *link) handOver(ctx context.Context, old *mux.Conn) {
	ctx, cancel := context.WithTimeout(ctx, handoverTimeout)
	defer cancel()
	if err := l.tryHandOver(ctx, old); err != nil {
		s := l.subscriptions
		s.mu.Lock()
		l.lose(old, errRenewed)
		s.wakeTouched()
		s.mu.Unlock()
	}
	old.Close()
}

func (l *link) tryHandOver(ctx context.Context, old *mux.Conn) error {
	conn, shared, err := l.node.Subscriber(ctx)
	if err != nil {
		return err
	}
	if shared {
		return errRenewed
	}
	h := newHandover(old, conn)
	request, commands, err := l.beginHandover(h)
	if err == nil {
		err = l.passMarker(ctx, h, request, commands)
	}
	s := l.subscriptions
	s.mu.Lock()
	if l.handover == h {
		l.handover = nil
	}
	isNew := l.conn == conn
	s.mu.Unlock()
	if isNew {
		conn.SubmitFenced(mux.Request{Name: "UNSUBSCRIBE", Bytes: resp.AppendCommand(nil, "UNSUBSCRIBE", h.marker)}, 1, func([]byte, error) {})
		return nil
	}
	conn.Close()
	if err == nil {
		err = errRenewed
	}
	return err
}

// beginHandover returns what the new connection is to subscribe to.
func (l *link) beginHandover(h *handover) (request []byte, commands int, err error) {
	s := l.subscriptions
	s.mu.Lock()
	defer s.mu.Unlock()
	if l.conn != h.old || l.isReleased {
		return nil, 0, errReleased
	}
	if err := h.new.Listen(&source{l, h.new}); err != nil {
		return nil, 0, err
	}
	l.handover = h
	for r := range l.routes {
		request = resp.AppendCommand(request, subscribeNames[r.mode], r.name)
	}
	return resp.AppendCommand(request, "SUBSCRIBE", h.marker), len(l.routes) + 1, nil
}

// passMarker has both connections subscribed, publishes the marker and waits until it has come
// on both.
func (l *link) passMarker(ctx context.Context, h *handover, request []byte, commands int) error {
	subscribed := make(chan error, 2)
	answered := func(frames []byte, err error) {
		if err == nil && len(errorsOf(frames)) > 0 {
			err = errRenewed
		}
		subscribed <- err
	}
	h.new.SubmitFenced(mux.Request{Name: "SUBSCRIBE", Bytes: request}, commands, answered)
	h.old.SubmitFenced(mux.Request{Name: "SUBSCRIBE", Bytes: resp.AppendCommand(nil, "SUBSCRIBE", h.marker)}, 1, answered)
	for range cap(subscribed) {
		select {
		case err := <-subscribed:
			if err != nil {
				return err
			}
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	var call mux.Call
	if err := l.node.Do(ctx, &call, mux.Request{Name: "PUBLISH", Bytes: resp.AppendCommand(nil, "PUBLISH", h.marker, "")}); err != nil {
		return err
	}
	if err := mux.ErrorOf(call.Frame(0)); err != nil {
		return err
	}
	select {
	case <-h.over:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// takes reports whether a push message is none for the link to take in: one that the other
// connection has too, or the marker. The lock is held.
func (h *handover) takes(src *source, frame []byte) bool {
	p := parse(frame)
	isMarker := p.kind == message && p.mode == models.Exact && string(p.name) == h.marker
	switch {
	case src.conn == h.old && h.isPast, src.conn == h.new && !h.hasBegun && !isMarker:
		return true
	case src.conn == h.old && isMarker:
		h.isPast = true
	case src.conn == h.new && isMarker:
		h.hasBegun = true
	case src.conn == h.new:
		h.ahead = append(h.ahead, bytes.Clone(frame))
		if h.size += len(frame); h.size > mostAhead {
			h.end()
		}
		return true
	default:
		return false
	}
	if h.isPast && h.hasBegun && !h.isOver {
		src.link.takeOver(h)
	}
	return true
}

// takeOver has messages taken from the new connection. The lock is held.
func (l *link) takeOver(h *handover) {
	l.conn, l.made, l.isBusy, l.handover, l.marker = h.new, time.Now(), false, nil, h.marker
	src := &source{l, h.new}
	for _, frame := range h.ahead {
		src.take(frame)
	}
	h.end()
	l.subscriptions.wake()
}

// errRenewed is why messages may be missing where a connection was replaced without a handover:
// the user may not have the marker, or one of the two has ended.
var errRenewed = &failure.ConnectionError{Delivery: failure.Answered, Reason: "the connection was replaced by one with new credentials"}
