package nodes

import (
	"sync"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
)

// listener keeps what a client tells of.
type listener struct {
	mu      sync.Mutex
	primary string
	count   int // of servers
	events  []core.ClientEvent
}

func (l *listener) connection(e core.ConnectionEvent) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if e.Kind == core.PrimaryChanged {
		l.primary = e.Address
	}
}

func (l *listener) client(e core.ClientEvent) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.events = append(l.events, e)
	if e.Servers > 0 {
		l.count = e.Servers
	}
}

func (l *listener) servers() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.count
}

// await waits for a condition on what was told.
func (l *listener) await(s *environment, condition func() bool) {
	s.Helper()
	require.Eventually(s, func() bool {
		l.mu.Lock()
		defer l.mu.Unlock()
		return condition()
	}, patience, time.Millisecond)
}
