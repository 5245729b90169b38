package cluster

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

const (
	// pace is how long callers rest between their calls: the client is not to be
	// measured here, and the machine must keep up.
	pace = 3 * time.Millisecond
	// progress is how many calls each caller must have confirmed before and after.
	progress = 15
	// tolerance is by how much a call may outlive its deadline, and pause is for how
	// long at most a shard may be without success that nothing happens to, both by
	// clocks that stand still while the machine does something else.
	tolerance = 50 * time.Millisecond
	pause     = 100 * time.Millisecond
)

// plan says how a client is used while something happens, and what is expected of it.
type plan struct {
	// timeout is that of all calls but the impatient ones; 0 means 5 seconds.
	timeout time.Duration
	// touched are the shards that something happens to. Calls that concern others go
	// on all the time.
	touched []int
	// slots are used by every kind of caller, beside some of every shard.
	slots []int
	// tolerates says of an error that it belongs to what happens. Without it there
	// must be none.
	tolerates func(kind string, err error) bool
	// impatient has further calls made whose deadline is soon. They may fail.
	impatient bool
	// readsReplicas says that what is read may be an earlier value.
	readsReplicas bool
	// configure changes the configuration of the client.
	configure func(*options.ClusterClientConfiguration)
	// settings are further ones of the client.
	settings []core.Option
}

// load is callers of every kind that use one client.
type load struct {
	*environment
	plan
	client  *core.ClusterClient
	name    string // what its keys begin with, which no other load's do
	machine *machine
	stop    chan struct{}
	running sync.WaitGroup
	callers []*caller

	told      [outcomes]atomic.Int64
	successes [shards]rhythm // of calls that concern one shard
	primaries [shards]*servers.Node

	mu         sync.Mutex
	late       []span // by which calls outlived their deadlines
	unexpected []error
	impatience []error // of impatient calls
}

// caller makes calls of one kind, one after the other.
type caller struct {
	kind      string
	shard     int // the only one that it needs, or -1
	call      func() error
	check     func(read func(key string) string)
	confirmed atomic.Int64
}

var loads atomic.Int64

// under brings a fault about while a client is used, and checks what became of it.
func (s *environment) under(p plan, fault func(l *load)) *load {
	s.Helper()
	l := s.begin(p)
	defer l.halt()
	l.awaitProgress()
	l.measure()
	fault(l)
	l.awaitProgress()
	l.end()
	return l
}

// begin has callers begin.
func (s *environment) begin(p plan) *load {
	s.Helper()
	if p.timeout == 0 {
		p.timeout = 5 * time.Second
	}
	l := &load{environment: s, plan: p, stop: make(chan struct{}), name: fmt.Sprintf("load%d:", loads.Add(1))}
	l.client = s.connect(func(c *options.ClusterClientConfiguration) {
		c.RequestTimeout = p.timeout
		if p.configure != nil {
			p.configure(c)
		}
	}, p.settings...)
	for shard := range l.primaries {
		l.primaries[shard] = s.primary(shard)
	}
	l.machine = s.observe(l.untouchedPrimaries()...)
	l.addCallers()
	for _, c := range l.callers {
		l.running.Go(func() { l.repeat(c) })
	}
	return l
}

func (l *load) isTouched(shard int) bool {
	for _, touched := range l.touched {
		if touched == shard {
			return true
		}
	}
	return false
}

func (l *load) untouchedPrimaries() []*servers.Node {
	var nodes []*servers.Node
	for shard := range shards {
		if !l.isTouched(shard) {
			nodes = append(nodes, l.primaries[shard])
		}
	}
	return nodes
}

// measure has the measurement of gaps begin, when all callers are at it.
func (l *load) measure() {
	for shard := range l.successes {
		l.successes[shard].begin()
	}
}

func (l *load) repeat(c *caller) {
	for {
		if err := c.call(); err == nil {
			c.confirmed.Add(1)
		}
		select {
		case <-l.stop:
			return
		case <-time.After(pace):
		}
	}
}

// timed makes a call that has a deadline, and notes what became of it.
func (l *load) timed(kind string, shard int, timeout time.Duration, call func() error) error {
	began := time.Now()
	err := call()
	ended := time.Now()
	l.ends(span{began.Add(timeout), ended})
	l.note(kind, err)
	if err == nil && shard >= 0 {
		l.successes[shard].beat(ended)
	}
	return err
}

// ends keeps the span from a call's deadline to its end, which most calls do not have.
func (l *load) ends(after span) {
	if after.length() <= 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.late = append(l.late, after)
}

// note counts an outcome, and keeps an error that nothing accounts for.
func (l *load) note(kind string, err error) outcome {
	o := outcomeOf(err)
	l.told[o].Add(1)
	switch {
	case err == nil:
	case kind == impatient:
		l.mu.Lock()
		defer l.mu.Unlock()
		l.impatience = append(l.impatience, err)
	case l.tolerates == nil || !l.tolerates(kind, err):
		l.mu.Lock()
		defer l.mu.Unlock()
		l.unexpected = append(l.unexpected, fmt.Errorf("%s: %w", kind, err))
	}
	return o
}

// awaitProgress waits until every patient caller has had some more calls confirmed.
func (l *load) awaitProgress() {
	l.Helper()
	l.awaitProgressOf(func(*caller) bool { return true })
}

func (l *load) awaitProgressOf(counts func(*caller) bool) {
	l.Helper()
	before := make([]int64, len(l.callers))
	for i, c := range l.callers {
		before[i] = c.confirmed.Load()
	}
	require.Eventually(l, func() bool {
		for i, c := range l.callers {
			if counts(c) && c.kind != impatient && c.confirmed.Load() < before[i]+progress {
				return false
			}
		}
		return true
	}, patience, time.Millisecond, "not every caller gets on")
}

// halt has the callers stop.
func (l *load) halt() {
	select {
	case <-l.stop:
	default:
		close(l.stop)
	}
	l.running.Wait()
	l.machine.end()
}

// end stops the callers and compares what they were told with what there is.
func (l *load) end() {
	l.Helper()
	now := time.Now()
	for shard := range l.successes {
		l.successes[shard].beat(now)
	}
	l.halt()
	late := l.machine.work(l.late, nil)
	report := fmt.Sprintf("confirmed %d, uncertain %d, refused %d; lateness %v (%v by the wall clock)",
		l.told[confirmed].Load(), l.told[uncertain].Load(), l.told[refused].Load(), late, longest(l.late))
	var gaps [shards]time.Duration
	for shard := range gaps {
		spans := l.successes[shard].spans
		gaps[shard] = l.machine.work(spans, l.primaries[shard])
		name := "untouched"
		if l.isTouched(shard) {
			name = "touched"
		}
		report += fmt.Sprintf("; %s shard: longest gap %v (%v)", name, gaps[shard], longest(spans))
	}
	l.Log(report)
	require.Empty(l, l.unexpected)
	require.LessOrEqual(l, late, tolerance, "a call outlived its deadline")
	for shard, gap := range gaps {
		if !l.isTouched(shard) {
			require.LessOrEqual(l, gap, pause, "shard %d paused, to which nothing happened", shard)
		}
	}
	l.agree()
	read := l.reader()
	for _, c := range l.callers {
		if c.check != nil {
			c.check(read)
		}
	}
}

// reader returns a function that reads keys past the client.
func (l *load) reader() func(key string) string {
	l.Helper()
	owners := map[int]*servers.Node{}
	return func(key string) string {
		l.Helper()
		ctx, cancel := l.patient()
		defer cancel()
		slot := slotOf(key)
		if owners[slot] == nil {
			owners[slot] = l.owner(slot)
		}
		reply, err := owners[slot].Command(ctx, "GET", key)
		require.NoError(l, err)
		if reply.Null {
			return absent
		}
		return reply.Text
	}
}

// valueOf returns what a reply says that a key holds.
func valueOf(r models.Result[string]) string { return r.OrElse(absent) }

// withTimeout returns a context for calls that have their deadline from it.
func (l *load) withTimeout(timeout time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), timeout)
}
