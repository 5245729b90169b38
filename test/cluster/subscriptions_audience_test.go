package cluster

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

// audience is a client that is subscribed to topics, others that publish on them all the
// time, and what became of the messages.
type audience struct {
	*environment
	name         string // what its topics contain, which no other audience's do
	client       *core.ClusterClient
	subscription *core.Subscription
	publisher    *core.ClusterClient
	topics       []*topic
	byName       map[string]*topic
	running      sync.WaitGroup
	stop         chan struct{}
	mayMoveMore  bool               // there may be more gaps than it is said
	healing      bool               // it is measured
	healed       chan time.Duration // how long after the cluster was in order all is subscribed

	mu         sync.Mutex
	unexpected []error
	causes     []error // of gaps
}

// topic is a channel or pattern, and what was published there.
type topic struct {
	mode models.PubSubMode
	name string
	slot int

	mu        sync.Mutex
	confirmed []bool // by number of the message: a server has taken it
	received  []int  // by number of the message: how often it came
	latest    int    // the number of the message that came last
	overtaken int    // messages that came after a later one
	gaps      int
	afterGap  int // the first message whose publishing began after the last gap was told
}

var audiences atomic.Int64

// perMode is how many topics of each mode there are where something goes wrong.
const perMode = 60

// within says that so many gaps are told on the topics of a shard, and none on others.
func within(shard, gaps int) func(t *topic) int {
	return func(t *topic) int {
		if shardOf(t.slot) == shard {
			return gaps
		}
		return 0
	}
}

// onSharded says that so many gaps are told on the sharded channels of some slots.
func onSharded(gaps int, isMoved func(slot int) bool) func(t *topic) int {
	return func(t *topic) int {
		if t.mode == models.Sharded && isMoved(t.slot) {
			return gaps
		}
		return 0
	}
}

// gather has an audience of so many topics of each mode begin. Those of a mode are spread
// over the slots evenly.
func (s *environment) gather(counts [3]int, change func(*options.ClusterClientConfiguration)) *audience {
	s.Helper()
	a := &audience{
		environment: s, name: fmt.Sprintf("audience%d:", audiences.Add(1)),
		byName: map[string]*topic{}, stop: make(chan struct{}), healed: make(chan time.Duration, 1),
	}
	a.client = s.connect(func(c *options.ClusterClientConfiguration) {
		c.ClientName = strings.TrimSuffix(a.name, ":")
		if change != nil {
			change(c)
		}
	})
	a.publisher = s.connectPastProxies()
	var err error
	a.subscription, err = a.client.NewSubscription(options.SubscriptionQueue{MaxMessages: 1 << 20})
	require.NoError(s, err)
	for mode, subscribe := range []func(context.Context, []string) error{
		a.subscription.Subscribe, a.subscription.PSubscribe, a.subscription.SSubscribe,
	} {
		var names []string
		for i := range counts[mode] {
			t := &topic{mode: models.PubSubMode(mode), slot: i * servers.SlotCount / counts[mode]}
			t.name = key(t.slot, fmt.Sprintf("%s%v:%d", a.name, t.mode, i))
			if t.mode == models.Pattern {
				t.name += ":*"
			}
			a.topics, a.byName[t.name] = append(a.topics, t), t
			names = append(names, t.name)
		}
		if len(names) > 0 {
			require.NoError(s, subscribe(s.Context(), names))
		}
	}
	a.running.Go(a.receive)
	s.Cleanup(a.end)
	return a
}

// connectPastProxies connects a client that the faults of proxies do not concern.
func (s *environment) connectPastProxies() *core.ClusterClient {
	s.Helper()
	direct := &environment{T: s.T, version: s.version, protocol: s.protocol, cluster: s.cluster}
	return direct.connect(nil)
}

// publishAll has messages published on all topics, again and again.
func (a *audience) publishAll() {
	const publishers = 4
	for first := range publishers {
		a.running.Go(func() {
			for i := first; ; i = (i + publishers) % len(a.topics) {
				a.publish(a.topics[i])
				select {
				case <-a.stop:
					return
				case <-time.After(time.Millisecond / 2):
				}
			}
		})
	}
}

// publish publishes the next message of a topic, at the primary that has its slot.
func (a *audience) publish(t *topic) {
	t.mu.Lock()
	number := len(t.confirmed)
	t.confirmed, t.received = append(t.confirmed, false), append(t.received, 0)
	t.mu.Unlock()
	var err error
	message := strconv.Itoa(number)
	switch t.mode {
	case models.Sharded:
		_, err = a.publisher.SPublish(context.Background(), t.name, message)
	case models.Pattern:
		_, err = a.at(t).Publish(context.Background(), t.name+"some", message)
	default:
		_, err = a.at(t).Publish(context.Background(), t.name, message)
	}
	if err != nil {
		return // Whether it was published nobody knows.
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.confirmed[number] = true
}

func (a *audience) at(t *topic) *core.ClusterClient {
	return a.publisher.With(options.CallOptions{Route: options.SlotKeyRoute{Key: t.name}})
}

// receive takes in what comes until the client is closed.
func (a *audience) receive() {
	for message, err := range a.subscription.Messages(context.Background()) {
		var gap *failure.GapError
		var closed *failure.ClosingError
		switch {
		case err == nil:
			a.note(message)
		case errors.As(err, &gap):
			a.noteGap(gap)
		case !errors.As(err, &closed):
			a.fail(err)
		}
	}
}

func (a *audience) note(message models.PubSubMessage) {
	t := a.byName[message.Pattern.OrElse(message.Channel)]
	number, err := strconv.Atoi(message.Message)
	if t == nil || err != nil {
		a.fail(fmt.Errorf("nobody has published %+v", message))
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.received[number]++
	if number < t.latest {
		t.overtaken++
	}
	t.latest = number
}

func (a *audience) noteGap(gap *failure.GapError) {
	a.mu.Lock()
	a.causes = append(a.causes, gap)
	a.mu.Unlock()
	for _, name := range gap.Channels {
		t := a.byName[name]
		t.mu.Lock()
		t.gaps++
		t.afterGap = len(t.confirmed)
		t.mu.Unlock()
	}
}

func (a *audience) gapsSoFar() []error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.causes)
}

func (a *audience) fail(err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.unexpected = append(a.unexpected, err)
}

// heals says that the cluster is in order again, and has the time taken until all is
// subscribed.
func (a *audience) heals() {
	began := time.Now()
	a.healing = true
	a.running.Go(func() {
		for !a.isSynced() {
			select {
			case <-a.stop:
				return
			case <-time.After(time.Millisecond):
			}
		}
		a.healed <- time.Since(began)
	})
}

// isSynced reports whether the client finds that all it wants is subscribed.
func (a *audience) isSynced() bool {
	state := a.client.GetSubscriptions()
	for mode, desired := range state.DesiredSubscriptions {
		if !slices.Equal(desired, state.ActualSubscriptions[mode]) {
			return false
		}
	}
	return true
}

// settle waits until gaps are told on exactly the topics of which interrupted says how
// many, all is subscribed again, and all comes that is published from then on.
func (a *audience) settle(interrupted func(t *topic) int) {
	a.Helper()
	require.Eventually(a, a.isSynced, patience, time.Millisecond, "what is subscribed differs from what is wanted")
	if a.healing {
		a.Logf("all is subscribed %v after the cluster is in order", (<-a.healed).Round(time.Millisecond))
		a.healing = false
	}
	isOpen := func(t *topic) bool { return t.gapsTold() < interrupted(t) }
	if !assert.Eventually(a, func() bool { return !slices.ContainsFunc(a.topics, isOpen) }, patience, time.Millisecond, "gaps are not told") {
		t := a.topics[slices.IndexFunc(a.topics, isOpen)]
		require.Fail(a, "gaps are not told", "of %s: %d of %d, all: %v", t.name, t.gapsTold(), interrupted(t), a.gapsSoFar())
	}
	a.atServers()
	a.awaitOneMoreOfEach()
	for _, t := range a.topics {
		if want := interrupted(t); want == 0 || !a.mayMoveMore {
			require.Equal(a, want, t.gapsTold(), "gaps of %s, all: %v", t.name, a.gapsSoFar())
		}
	}
}

// awaitAt waits until all topics of a shard are subscribed at one server.
func (a *audience) awaitAt(shard int, node *servers.Node) {
	a.Helper()
	var exact, sharded []string
	for _, t := range a.topics {
		switch {
		case shardOf(t.slot) != shard:
		case t.mode == models.Exact:
			exact = append(exact, t.name)
		case t.mode == models.Sharded:
			sharded = append(sharded, t.name)
		}
	}
	at := func(command string, names []string) bool {
		subscribed := a.list(node, "PUBSUB", command, "*"+a.name+"*")
		slices.Sort(subscribed)
		return slices.Equal(subscribed, slices.Sorted(slices.Values(names)))
	}
	require.Eventually(a, func() bool { return at("CHANNELS", exact) && at("SHARDCHANNELS", sharded) },
		patience, 5*time.Millisecond, "subscriptions do not follow the primary")
}

func (t *topic) gapsTold() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.gaps
}

// awaitOneMoreOfEach publishes once more on each topic, and waits for all that have to come.
func (a *audience) awaitOneMoreOfEach() {
	a.Helper()
	for _, t := range a.topics {
		a.publish(t)
	}
	a.awaitAll()
}

// awaitAll waits for all messages that have to come.
func (a *audience) awaitAll() {
	a.Helper()
	var missing []string
	require.Eventually(a, func() bool {
		missing = missing[:0]
		for _, t := range a.topics {
			missing = append(missing, t.missing()...)
		}
		return len(missing) == 0
	}, patience, 5*time.Millisecond, "messages are missing: %v", &missing)
}

// missing returns which messages are missing that had to come.
func (t *topic) missing() (missing []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for number := t.afterGap; number < len(t.confirmed); number++ {
		if t.confirmed[number] && t.received[number] == 0 {
			missing = append(missing, fmt.Sprintf("%s %d of %d after %d gaps", t.name, number, len(t.confirmed), t.gaps))
		}
	}
	return missing
}

// end ends the publishing, and checks that nothing came twice and nothing else.
func (a *audience) end() {
	a.Helper()
	select {
	case <-a.stop:
		return
	default:
	}
	close(a.stop)
	a.client.Close()
	a.publisher.Close()
	a.running.Wait()
	require.Empty(a, a.unexpected)
	published, lost := 0, 0
	for _, t := range a.topics {
		for number, times := range t.received {
			require.LessOrEqual(a, times, 1, "%s %d came twice", t.name, number)
			if t.confirmed[number] {
				published++
				lost += 1 - times
			}
		}
	}
	a.Logf("%d messages published, %d of them not received", published, lost)
	for _, cause := range a.causes {
		require.False(a, errors.As(cause, new(*failure.ClosingError)), "%v", cause)
	}
}

// atServers waits until servers have exactly what is wanted, each name at one of them.
func (a *audience) atServers() {
	a.Helper()
	var want [3][]string
	for _, t := range a.topics {
		want[t.mode] = append(want[t.mode], t.name)
	}
	for mode := range want {
		slices.Sort(want[mode])
	}
	var exact, sharded []string
	var patterns int
	require.Eventually(a, func() bool {
		exact, sharded, patterns = a.subscribed(a.name)
		return slices.Equal(exact, want[models.Exact]) && slices.Equal(sharded, want[models.Sharded]) && patterns == len(want[models.Pattern])
	}, patience, 5*time.Millisecond, "servers have other subscriptions than are wanted: %v, %v, %v patterns", &exact, &sharded, &patterns)
}

// subscribed returns which channels with a name in theirs servers have subscribers of, once
// for each server, and how many patterns the clients of that name are subscribed to.
func (s *environment) subscribed(name string) (exact, sharded []string, patterns int) {
	s.Helper()
	client := " name=" + strings.TrimSuffix(name, ":") + " "
	for _, node := range s.cluster.Nodes {
		if !node.Alive() {
			continue
		}
		exact = append(exact, s.list(node, "PUBSUB", "CHANNELS", "*"+name+"*")...)
		sharded = append(sharded, s.list(node, "PUBSUB", "SHARDCHANNELS", "*"+name+"*")...)
		for line := range strings.Lines(s.command(node, "CLIENT", "LIST")) {
			if strings.Contains(line, client) {
				patterns += int(number(s, field(line, " psub=", " ")))
			}
		}
	}
	slices.Sort(exact)
	slices.Sort(sharded)
	return exact, sharded, patterns
}

// list asks a server past the client for a list of texts.
func (s *environment) list(node *servers.Node, words ...string) (texts []string) {
	s.Helper()
	ctx, cancel := s.patient()
	defer cancel()
	reply, err := node.Command(ctx, words...)
	require.NoError(s, err)
	for _, element := range reply.Elems {
		texts = append(texts, element.Text)
	}
	return texts
}
