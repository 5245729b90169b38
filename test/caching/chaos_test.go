package caching

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/slot"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

var chaosFor = flag.Duration("chaos", 12*time.Second, "how long there is chaos")

const (
	chaosClients = 8
	chaosKeys    = 64
	// promised is how old a value may be at most that a read returns: nothing was heard
	// for a second, and PING was not answered for five.
	promised = 6 * time.Second
	// usually is how old it may be while no server is silent: the time that an
	// invalidation takes.
	usually = 0
	// busy is what a machine adds on which servers and tests wait for a processor.
	busy = 2 * time.Second
)

// register is a key with what was written to it: its values are counted up, and each is
// written until that is acknowledged.
type register struct {
	key   string
	mu    sync.Mutex
	acked []time.Time // of each value
}

// age returns for how long a value had not been the last one that was acknowledged, at a
// time.
func (r *register) age(value int, at time.Time) time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	if value+1 >= len(r.acked) {
		return 0
	}
	return max(at.Sub(r.acked[value+1]), 0)
}

func (r *register) last() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.acked) - 1
}

type chaos struct {
	*testing.T
	cluster   *servers.Cluster
	registers [chaosKeys]*register
	writing   sync.RWMutex // held by writers while they write
	silent    atomic.Int64 // when a server was silent last, in nanoseconds; it is now if in the future

	deed atomic.Value // what is being done to the cluster

	mu    sync.Mutex
	ages  []time.Duration // of reads that were not of the last value
	reads atomic.Int64
	worst [2]time.Duration // while all servers answer, and while one is silent
}

// Eight clients with caches read and write in a cluster that is never at rest: nobody reads
// what is older than is promised, and nobody what is older than their own writes.
func TestChaos(t *testing.T) {
	for _, version := range []servers.Version{servers.Valkey91, servers.Redis70} {
		for _, mode := range modes {
			t.Run(string(version)+"/"+string(mode), func(t *testing.T) {
				cluster := servers.StartCluster(t, version, servers.ClusterOptions{
					ReplicasPerShard: 1, NodeTimeout: time.Second,
					Options: servers.Options{Arguments: []string{"--cluster-require-full-coverage", "no"}},
				})
				c := &chaos{T: t, cluster: cluster}
				c.run(mode)
			})
		}
	}
}

func (c *chaos) run(mode options.CacheInvalidation) {
	for i := range c.registers {
		c.registers[i] = &register{key: "register:" + strconv.Itoa(i), acked: []time.Time{time.Now()}}
	}
	var clients [chaosClients]clusterFixture
	for i := range clients {
		clients[i] = newClusterFixture(c.T, c.cluster, options.CacheConfiguration{Invalidation: mode}, func(o *options.ClusterClientConfiguration) {
			o.RequestTimeout = time.Second
		})
	}
	for _, r := range c.registers {
		_, err := clients[0].other.Set(c.Context(), r.key, "0")
		require.NoError(c, err)
	}
	ctx, stop := context.WithCancel(c.Context())
	var all sync.WaitGroup
	for i, f := range clients {
		all.Go(func() { c.write(ctx, f, i) })
		all.Go(func() { c.read(ctx, f, i) })
		all.Go(func() { c.readMany(ctx, f) })
	}
	c.disturb()
	stop()
	all.Wait()
	c.report(clients[:])
}

// write counts the registers of a client up, and reads each right afterwards.
func (c *chaos) write(ctx context.Context, f clusterFixture, client int) {
	for i := client; ctx.Err() == nil; i = (i + chaosClients) % chaosKeys {
		r := c.registers[i]
		next := r.last() + 1
		for ctx.Err() == nil {
			c.writing.RLock()
			_, err := f.plain.Set(ctx, r.key, strconv.Itoa(next))
			if err == nil {
				r.mu.Lock()
				r.acked = append(r.acked, time.Now())
				r.mu.Unlock()
				c.writing.RUnlock()
				break
			}
			c.writing.RUnlock()
		}
		value, err := f.cached.Get(ctx, r.key)
		if n, _ := strconv.Atoi(value.Value()); err == nil && n < next {
			c.Errorf("who has written %d to %s reads %q", next, r.key, value.Value())
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func (c *chaos) read(ctx context.Context, f clusterFixture, seed int) {
	random := rand.New(rand.NewPCG(uint64(seed), 0))
	for ctx.Err() == nil {
		r := c.registers[random.IntN(chaosKeys)]
		began := time.Now()
		value, err := f.cached.Get(ctx, r.key)
		if err == nil {
			c.judge(f, r, value, began)
		}
		if c.reads.Add(1)%64 == 0 {
			time.Sleep(time.Millisecond) // There are other things to do here.
		}
	}
}

func (c *chaos) readMany(ctx context.Context, f clusterFixture) {
	keys := make([]string, 0, chaosKeys)
	for _, r := range c.registers {
		keys = append(keys, r.key)
	}
	for ctx.Err() == nil {
		began := time.Now()
		values, err := f.cached.MGet(ctx, keys)
		if err == nil {
			for i, value := range values {
				c.judge(f, c.registers[i], value, began)
			}
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// judge looks at how old a value is that a read returned which began at a time.
func (c *chaos) judge(f clusterFixture, r *register, value models.Result[string], began time.Time) {
	n, err := strconv.Atoi(value.Value())
	if err != nil {
		c.Errorf("read %q of %s", value.Value(), r.key)
		return
	}
	age := r.age(n, began)
	if age == 0 {
		return
	}
	kind, bound := 0, time.Duration(usually)
	if began.UnixNano() < c.silent.Load() {
		kind, bound = 1, promised
	}
	if age > bound+busy {
		asked, err := f.plain.Get(context.WithoutCancel(c.Context()), r.key)
		c.Errorf("while %v: %d of %s was read %v after a newer value was acknowledged; the server says %v, %v, and %d is the last",
			c.deed.Load(), n, r.key, age, asked, err, r.last())
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ages = append(c.ages, age)
	c.worst[kind] = max(c.worst[kind], age)
}

// disturb does one thing after the other to the cluster, until time is up.
func (c *chaos) disturb() {
	end := time.Now().Add(*chaosFor)
	deeds := []struct {
		name string
		do   func(context.Context)
	}{{"it fails over", c.failOver}, {"slots move", c.migrate}, {"one is killed", c.kill}, {"slots move again", c.migrate}, {"one is silent", c.silence}}
	for i := 0; time.Now().Before(end); i++ {
		ctx, cancel := context.WithTimeout(c.Context(), 2*patience)
		deed := deeds[i%len(deeds)]
		c.deed.Store(deed.name)
		c.Logf("%v: %s", time.Now().UTC().Format("15:04:05.000"), deed.name)
		deed.do(ctx)
		cancel()
	}
}

func (c *chaos) shardOf(ctx context.Context) (primary, replica *servers.Node) {
	require.NoError(c, c.cluster.AwaitAgreement(ctx))
	primaries, err := c.cluster.Primaries(ctx)
	require.NoError(c, err)
	primary = primaries[rand.IntN(len(primaries))]
	replicas, err := c.cluster.ReplicasOf(ctx, primary)
	require.NoError(c, err)
	return primary, replicas[0]
}

func (c *chaos) failOver(ctx context.Context) {
	_, replica := c.shardOf(ctx)
	require.NoError(c, c.cluster.Failover(ctx, replica, servers.FailoverInAgreement))
}

func (c *chaos) migrate(ctx context.Context) {
	require.NoError(c, c.cluster.AwaitAgreement(ctx))
	for range 4 {
		number := int(slot.OfString(c.registers[rand.IntN(chaosKeys)].key))
		to, _ := c.shardOf(ctx)
		from, err := c.cluster.NodeForSlot(ctx, number)
		require.NoError(c, err)
		if from != to {
			require.NoError(c, c.cluster.MigrateSlot(ctx, number, to))
		}
	}
}

// replicated calls do when nobody writes, and the replica has all that was written: servers
// that fail otherwise take acknowledged writes along, which is no matter of the cache.
func (c *chaos) replicated(ctx context.Context, primary *servers.Node, do func()) {
	c.writing.Lock()
	defer c.writing.Unlock()
	var executed int
	for {
		reply, err := primary.Command(ctx, "INFO", "replication")
		require.NoError(c, err)
		if executed == 0 {
			executed = number(c.T, reply.Text, "master_repl_offset:")
		}
		if number(c.T, reply.Text, ",offset=") >= executed {
			break
		}
		require.NoError(c, ctx.Err(), "the replica of %s does not catch up", primary.Addr())
		time.Sleep(tick)
	}
	do()
}

// number returns the number that stands in a text behind a name.
func number(t *testing.T, text, name string) (n int) {
	t.Helper()
	_, rest, _ := strings.Cut(text, name)
	_, err := fmt.Sscan(rest[:max(strings.IndexAny(rest, ",\r"), 0)], &n)
	require.NoError(t, err, "%s of %s", name, text)
	return n
}

func (c *chaos) kill(ctx context.Context) {
	primary, replica := c.shardOf(ctx)
	c.replicated(ctx, primary, primary.Kill)
	c.awaitPrimary(ctx, replica)
	require.NoError(c, primary.Restart(ctx))
}

// silence has a primary be silent, with its connections up, until another has taken over and
// every client writes there. It never speaks again: what it would acknowledge then is lost.
func (c *chaos) silence(ctx context.Context) {
	primary, replica := c.shardOf(ctx)
	c.silent.Store(time.Now().Add(time.Hour).UnixNano())
	c.replicated(ctx, primary, func() { require.NoError(c, primary.Pause()) })
	c.awaitPrimary(ctx, replica)
	var before [chaosKeys]int
	for i, r := range c.registers {
		before[i] = r.last()
	}
	for i, r := range c.registers {
		for r.last() <= before[i] {
			require.NoError(c, ctx.Err(), "nobody writes %s any more", r.key)
			time.Sleep(tick)
		}
	}
	primary.Kill()
	require.NoError(c, primary.Restart(ctx))
	require.NoError(c, c.cluster.AwaitAgreement(ctx))
	c.silent.Store(time.Now().Add(time.Second).UnixNano())
}

func (c *chaos) awaitPrimary(ctx context.Context, node *servers.Node) {
	for {
		if role, err := node.Role(ctx); err == nil && role == servers.RolePrimary {
			return
		}
		require.NoError(c, ctx.Err(), "%s does not take over", node.Addr())
		time.Sleep(tick)
	}
}

func (c *chaos) report(clients []clusterFixture) {
	var total models.CacheStatistics
	for _, f := range clients {
		s := f.plain.Statistics().Cache
		total.Hits += s.Hits
		total.Misses += s.Misses
		total.Shared += s.Shared
		total.Invalidations += s.Invalidations
	}
	written := 0
	for _, r := range c.registers {
		written += r.last()
	}
	sort.Slice(c.ages, func(i, j int) bool { return c.ages[i] < c.ages[j] })
	of := func(part float64) time.Duration {
		if len(c.ages) == 0 {
			return 0
		}
		return c.ages[min(int(part*float64(len(c.ages))), len(c.ages)-1)]
	}
	c.Logf("%d writes, %+v, hit rate %.3f", written, total, total.HitRate())
	c.Logf("%d reads of values that were not the last: median %v, p99 %v; oldest %v, with a silent server %v",
		len(c.ages), of(0.5), of(0.99), c.worst[0], c.worst[1])
	require.Greater(c, total.HitRate(), 0.3)
	require.NotZero(c, written)
}
