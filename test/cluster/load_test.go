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
	// long at most a shard may be without success that nothing happens to. What the
	// machine adds is allowed for.
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
	settings []core.Setting
}

// load is callers of every kind that use one client.
type load struct {
	*scene
	plan
	client  *core.ClusterClient
	name    string // what its keys begin with, which no other load's do
	machine *machine
	stop    chan struct{}
	running sync.WaitGroup
	callers []*caller

	lateness atomic.Int64 // the worst, in nanoseconds
	told     [outcomes]atomic.Int64
	rhythm   [shards]longest

	mu         sync.Mutex
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
func (s *scene) under(p plan, fault func(l *load)) *load {
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
func (s *scene) begin(p plan) *load {
	s.Helper()
	if p.timeout == 0 {
		p.timeout = 5 * time.Second
	}
	l := &load{scene: s, plan: p, stop: make(chan struct{}), name: fmt.Sprintf("load%d:", loads.Add(1))}
	l.client = s.connect(func(c *options.ClusterClientConfiguration) {
		c.RequestTimeout = p.timeout
		if p.configure != nil {
			p.configure(c)
		}
	}, p.settings...)
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
			nodes = append(nodes, l.primary(shard))
		}
	}
	return nodes
}

// measure has the measurement of gaps begin, when all callers are at it.
func (l *load) measure() {
	l.machine.begin()
	for shard := range l.rhythm {
		l.rhythm[shard].begin()
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
	l.late(ended.Sub(began) - timeout)
	l.note(kind, err)
	if err == nil && shard >= 0 {
		l.rhythm[shard].at(ended)
	}
	return err
}

// late notes by how much a call outlived its deadline; most end before.
func (l *load) late(by time.Duration) {
	for {
		worst := l.lateness.Load()
		if int64(by) <= worst || l.lateness.CompareAndSwap(worst, int64(by)) {
			return
		}
	}
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
	var gaps [shards]time.Duration
	for shard := range gaps {
		l.rhythm[shard].now()
		gaps[shard] = l.rhythm[shard].longest()
	}
	silence := l.machine.silence()
	l.halt()
	late, delay := time.Duration(l.lateness.Load()), l.machine.delay()
	l.Logf("confirmed %d, uncertain %d, refused %d; lateness %v; longest gaps %v (touched: %v); the machine's delay %v, the servers' silence %v",
		l.told[confirmed].Load(), l.told[uncertain].Load(), l.told[refused].Load(), late, gaps, l.touched, delay, silence)
	require.Empty(l, l.unexpected)
	require.LessOrEqual(l, late, tolerance+delay, "a call outlived its deadline")
	for shard, gap := range gaps {
		if !l.isTouched(shard) {
			require.LessOrEqual(l, gap, pause+max(delay, silence), "shard %d paused, to which nothing happened", shard)
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
	return func(key string) string {
		l.Helper()
		ctx, cancel := l.patient()
		defer cancel()
		reply, err := l.owner(slotOf(key)).Command(ctx, "GET", key)
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
