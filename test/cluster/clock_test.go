package cluster

import (
	"bufio"
	"context"
	"net"
	"sort"
	"sync"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/test/servers"
)

const (
	// tick is how often a clock wants to tick, and stall how long it may take for it.
	tick  = time.Millisecond
	stall = 4 * time.Millisecond
	// chains is how many clocks tick in this process: where another process keeps one
	// processor busy, only what waits for that one stands still.
	chains = 8
)

// clock tells how much time there was for work. It ticks by work of the same kind as
// that whose time it measures: as long as the machine does that work, it goes like any
// other clock, and where the machine is busy with something else it stands still. So
// the limits that tests set are limits for the client, whatever else runs beside it.
type clock struct {
	mu    sync.Mutex
	ticks []moment
}

type moment struct {
	at   time.Time
	work time.Duration // until then
}

func (c *clock) tick() {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := moment{at: time.Now()}
	if n := len(c.ticks); n > 0 {
		last := c.ticks[n-1]
		now.work = last.work + min(now.at.Sub(last.at), stall)
	}
	c.ticks = append(c.ticks, now)
}

// between returns how much time for work there was in a span.
func (c *clock) between(s span) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.until(s.to) - c.until(s.from)
}

func (c *clock) until(t time.Time) time.Duration {
	next := sort.Search(len(c.ticks), func(i int) bool { return c.ticks[i].at.After(t) })
	if next == 0 {
		return 0
	}
	last := c.ticks[next-1]
	return last.work + min(t.Sub(last.at), stall)
}

// span is the time between two moments.
type span struct{ from, to time.Time }

func (s span) length() time.Duration { return s.to.Sub(s.from) }

// machine is clocks of two kinds: those of this process tick when one goroutine that
// waits for a timer has woken another, those of servers when the server has answered
// somebody who uses no client.
type machine struct {
	own     [chains]clock
	threads threads
	servers map[*servers.Node]*clock
	stop    context.CancelFunc
	stopped sync.WaitGroup
}

// observe has clocks tick until end is called.
func (s *environment) observe(nodes ...*servers.Node) *machine {
	s.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	m := &machine{stop: cancel, servers: map[*servers.Node]*clock{}}
	for i := range m.own {
		woken := make(chan struct{})
		m.stopped.Go(func() {
			defer close(woken)
			for ctx.Err() == nil {
				time.Sleep(tick)
				woken <- struct{}{}
			}
		})
		m.stopped.Go(func() {
			for range woken {
				m.own[i].tick()
			}
		})
	}
	m.stopped.Go(func() {
		for ctx.Err() == nil {
			m.threads.sample()
			time.Sleep(sampling)
		}
		m.threads.sample()
	})
	for _, node := range nodes {
		answered := new(clock)
		m.servers[node] = answered
		conn, err := net.Dial("tcp", node.Addr())
		require.NoError(s, err)
		context.AfterFunc(ctx, func() { conn.Close() })
		m.stopped.Go(func() {
			reader := bufio.NewReader(conn)
			for {
				if _, err := conn.Write([]byte("PING\r\n")); err != nil {
					return
				}
				if _, err := reader.ReadString('\n'); err != nil {
					return
				}
				answered.tick()
				time.Sleep(tick)
			}
		})
	}
	return m
}

// end ends the observation.
func (m *machine) end() {
	m.stop()
	m.stopped.Wait()
}

// work returns the longest of spans by how much time for work there was in it, in this
// process and, if it is observed, at a server.
func (m *machine) work(spans []span, at *servers.Node) time.Duration {
	var longest time.Duration
	for _, s := range spans {
		least := s.length() - m.threads.waited(s)
		for i := range m.own {
			least = min(least, m.own[i].between(s))
		}
		if server := m.servers[at]; server != nil {
			least = min(least, server.between(s))
		}
		longest = max(longest, least)
	}
	return longest
}

// rhythm keeps the spans between successive moments.
type rhythm struct {
	mu    sync.Mutex
	last  time.Time
	spans []span // those that are long
}

// long is from when on a span is kept.
const long = 5 * time.Millisecond

// begin forgets what was, and has the time run from now on.
func (r *rhythm) begin() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.last, r.spans = time.Now(), nil
}

// beat notes a moment.
func (r *rhythm) beat(at time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if at.Sub(r.last) > long && !r.last.IsZero() {
		r.spans = append(r.spans, span{r.last, at})
	}
	if at.After(r.last) {
		r.last = at
	}
}

// longest returns the longest span, or 0 if none is long.
func longest(spans []span) time.Duration {
	var most time.Duration
	for _, s := range spans {
		most = max(most, s.length())
	}
	return most
}
