package credentials

import (
	"context"
	"strconv"
	"sync/atomic"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
)

// listener has a client subscribed to a channel to which numbers are published all the time.
type listener struct {
	*environment
	published   atomic.Int64
	received    atomic.Int64 // messages
	last        atomic.Int64 // number received
	missing     atomic.Int64 // numbers, whether a gap told of them or not
	unannounced atomic.Int64 // of those, that none did
	gaps        atomic.Int64
	repeated    atomic.Int64
	cancel      context.CancelFunc
	ended       chan struct{}
}

// listen has messages published by a client of the user "default".
func (e *environment) listen(c client, subscribe func(ctx context.Context, names []string) (*core.Subscription, error), name, channel string) *listener {
	e.Helper()
	s, err := subscribe(e.Context(), []string{name})
	require.NoError(e, err)
	other := e.connect(nil)
	ctx, cancel := context.WithCancel(e.Context())
	l := &listener{environment: e, cancel: cancel, ended: make(chan struct{}, 2)}
	go func() {
		defer func() { l.ended <- struct{}{} }()
		for ctx.Err() == nil {
			if _, err := other.Publish(e.Context(), channel, strconv.FormatInt(l.published.Load()+1, 10)); err != nil {
				e.Errorf("publish: %v", err)
				return
			}
			l.published.Add(1)
		}
	}()
	go func() {
		defer func() { l.ended <- struct{}{} }()
		told := true // One who comes late has not missed what was before.
		for message, err := range s.Messages(ctx) {
			var gap *failure.GapError
			switch {
			case err == nil:
				l.take(message.Message, told)
				told = false
			case ctx.Err() != nil:
				return
			default:
				if !asGap(err, &gap) {
					e.Errorf("a message: %v", err)
					return
				}
				l.gaps.Add(1)
				told = true
			}
		}
	}()
	return l
}

func asGap(err error, gap **failure.GapError) bool {
	g, is := err.(*failure.GapError)
	*gap = g
	return is
}

func (l *listener) take(text string, told bool) {
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		l.Errorf("a message: %v", err)
	}
	last := l.last.Swap(number)
	l.received.Add(1)
	switch missing := number - last - 1; {
	case missing < 0:
		l.repeated.Add(1)
	case last == 0:
	default:
		l.missing.Add(missing)
		if !told {
			l.unannounced.Add(missing)
		}
	}
}

// awaitMore waits until some of what is published from now on has come.
func (l *listener) awaitMore() {
	l.Helper()
	now := l.published.Load()
	require.Eventually(l, func() bool { return l.last.Load() > now+10 }, patience, tick)
}

// end ends the publishing and the listening. What is missing must have been told of, and
// nothing has come twice.
func (l *listener) end() {
	l.Helper()
	l.cancel()
	<-l.ended
	<-l.ended
	require.Zero(l, l.unannounced.Load(), "numbers that are missing without a word")
	require.Zero(l, l.repeated.Load())
}
