package cluster

import (
	"bufio"
	"context"
	"net"
	"sync"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/test/servers"
)

// longest is the longest time between two moments of a kind.
type longest struct {
	mu   sync.Mutex
	last time.Time
	gap  time.Duration
}

// now notes such a moment.
func (l *longest) now() { l.at(time.Now()) }

func (l *longest) at(moment time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.last.IsZero() {
		l.gap = max(l.gap, moment.Sub(l.last))
	}
	if moment.After(l.last) {
		l.last = moment
	}
}

// begin forgets what was, and has the time run from now on.
func (l *longest) begin() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last, l.gap = time.Now(), 0
}

func (l *longest) longest() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.gap
}

// machine measures what the machine itself adds to all times: how long it takes until
// a goroutine that waits for a timer has woken another, and for how long at most those
// servers are silent that are asked without any client.
type machine struct {
	ticks   [chains]longest
	answers []*longest
	stop    context.CancelFunc
	stopped sync.WaitGroup
}

const (
	tick = time.Millisecond
	// chains is how many pairs of goroutines measure at once: where another process
	// keeps one processor busy, only what waits for that one is late.
	chains = 8
)

// observe measures until end is called.
func (s *scene) observe(nodes ...*servers.Node) *machine {
	s.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	m := &machine{stop: cancel}
	for i := range m.ticks {
		ticks, woken := &m.ticks[i], make(chan struct{})
		ticks.begin()
		m.stopped.Go(func() {
			defer close(woken)
			for ctx.Err() == nil {
				time.Sleep(tick)
				woken <- struct{}{}
			}
		})
		m.stopped.Go(func() {
			for range woken {
				ticks.now()
			}
		})
	}
	for _, node := range nodes {
		answers := new(longest)
		m.answers = append(m.answers, answers)
		conn, err := net.Dial("tcp", node.Addr())
		require.NoError(s, err)
		context.AfterFunc(ctx, func() { conn.Close() })
		answers.begin()
		m.stopped.Go(func() {
			reader := bufio.NewReader(conn)
			for {
				if _, err := conn.Write([]byte("PING\r\n")); err != nil {
					return
				}
				if _, err := reader.ReadString('\n'); err != nil {
					return
				}
				answers.now()
				time.Sleep(tick)
			}
		})
	}
	return m
}

// begin forgets what was measured so far.
func (m *machine) begin() {
	for _, answers := range m.answers {
		answers.begin()
	}
}

// end ends the measurement.
func (m *machine) end() {
	m.stop()
	m.stopped.Wait()
}

// delay returns the worst of the scheduling of goroutines.
func (m *machine) delay() time.Duration {
	var worst time.Duration
	for i := range m.ticks {
		worst = max(worst, m.ticks[i].longest()-tick)
	}
	return worst
}

// silence returns for how long at most a server was silent that was observed.
func (m *machine) silence() time.Duration {
	var worst time.Duration
	for _, answers := range m.answers {
		worst = max(worst, answers.longest())
	}
	return worst
}
