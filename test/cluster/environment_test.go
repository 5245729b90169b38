// Package cluster proves on real clusters that nothing is lost and nobody is held up
// longer than needed when something goes wrong in them, and that a client of a cluster
// does on a healthy one what it promises.
//
// The faults are a table: callers of every kind use one client while each row is
// brought about, and what they were told is compared afterwards with what the servers
// hold. No bound of time in here is the machine's business: what a busy machine adds is
// measured beside the client, and allowed for.
package cluster

import (
	"context"
	"net"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/internal/slot"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/faultproxy"
	"github.com/glissade-io/glissade/test/servers"
)

const (
	// patience is how long a test waits for what has to come.
	patience = 30 * time.Second
	// calm is a node timeout that no busy machine exceeds, alert one that has the
	// nodes notice failures soon.
	calm  = 15 * time.Second
	alert = time.Second
	// shards is how many shards clusters are formed with.
	shards = 3
)

// environment is where a test takes place: a cluster, which the next test may use too. When
// it ends, no goroutine of a client is left.
type environment struct {
	*testing.T
	version  servers.Version
	protocol options.Protocol // the zero value is the default
	cluster  *servers.Cluster

	mu      sync.Mutex
	proxies map[string]*faultproxy.Proxy // by the address of the node
}

func newEnvironment(t *testing.T, version servers.Version, cluster *servers.Cluster) *environment {
	before := goleak.IgnoreCurrent()
	// One waits for each server that was started again.
	restarted := goleak.IgnoreAnyFunction("github.com/glissade-io/glissade/test/servers.(*Server).start.func1")
	t.Cleanup(func() { require.NoError(t, goleak.Find(before, restarted)) })
	return &environment{T: t, version: version, cluster: cluster, proxies: map[string]*faultproxy.Proxy{}}
}

// proxy puts a proxy before a node, through which clients that connect later reach it.
func (s *environment) proxy(node *servers.Node) *faultproxy.Proxy {
	s.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	proxy := s.proxies[node.Addr()]
	if proxy == nil {
		proxy = faultproxy.Start(s.T, node.Addr())
		s.proxies[node.Addr()] = proxy
	}
	return proxy
}

// proxyAll puts proxies before all nodes.
func (s *environment) proxyAll() {
	s.Helper()
	for _, node := range s.cluster.Nodes {
		s.proxy(node)
	}
}

// resolve leads clients through the proxies.
func (s *environment) resolve(host string, port int) (string, int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if proxy := s.proxies[net.JoinHostPort(host, strconv.Itoa(port))]; proxy != nil {
		return proxy.Host(), proxy.Port()
	}
	return "", 0
}

// connect connects a client to the cluster, with the configuration as change leaves it.
func (s *environment) connect(change func(*options.ClusterClientConfiguration), settings ...core.Option) *core.ClusterClient {
	s.Helper()
	configuration := options.ClusterClientConfiguration{RequestTimeout: patience, Protocol: s.protocol}
	for _, node := range s.cluster.Nodes {
		if node.Alive() {
			configuration.Addresses = append(configuration.Addresses, addressOf(node))
		}
	}
	if change != nil {
		change(&configuration)
	}
	settings = append(settings, core.WithAddressResolver(s.resolve))
	client, err := native.NewClusterClient(s.Context(), configuration, native.With(settings...))
	require.NoError(s, err)
	s.Cleanup(client.Close)
	return client
}

func addressOf(node *servers.Node) options.NodeAddress {
	return options.NodeAddress{Host: node.Host(), Port: node.Port()}
}

// command asks a server past the client, and returns the text of the reply.
func (s *environment) command(node *servers.Node, words ...string) string {
	s.Helper()
	ctx, cancel := s.patient()
	defer cancel()
	reply, err := node.Command(ctx, words...)
	require.NoError(s, err, "%v at %s", words, node.Addr())
	return reply.Text
}

// patient returns a context for what has to come. It outlives the test's own, which
// ends before what is left to be done afterwards.
func (s *environment) patient() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(s.Context()), patience)
}

// agree waits until all nodes agree.
func (s *environment) agree() {
	s.Helper()
	ctx, cancel := s.patient()
	defer cancel()
	require.NoError(s, s.cluster.AwaitAgreement(ctx))
}

// setNodeTimeout tells all living nodes how long a silent node counts as up.
func (s *environment) setNodeTimeout(timeout time.Duration) {
	s.Helper()
	for _, node := range s.cluster.Nodes {
		if node.Alive() {
			s.command(node, "CONFIG", "SET", "cluster-node-timeout", strconv.FormatInt(timeout.Milliseconds(), 10))
		}
	}
}

// firstSlot returns the first slot of a shard, as clusters are formed.
func firstSlot(shard int) int { return shard * servers.SlotCount / shards }

// primary returns the primary of a shard at this moment.
func (s *environment) primary(shard int) *servers.Node {
	s.Helper()
	return s.owner(firstSlot(shard))
}

// owner returns the primary that has a slot at this moment.
func (s *environment) owner(slot int) *servers.Node {
	s.Helper()
	node, err := s.cluster.NodeForSlot(s.Context(), slot)
	require.NoError(s, err)
	return node
}

// replica returns a replica of the shard at this moment.
func (s *environment) replica(shard int) *servers.Node {
	s.Helper()
	replicas, err := s.cluster.ReplicasOf(s.Context(), s.primary(shard))
	require.NoError(s, err)
	require.NotZero(s, len(replicas))
	return replicas[0]
}

// tags are a hash tag for each slot.
var tags = sync.OnceValue(func() (tags [servers.SlotCount]string) {
	for i, left := 0, len(tags); left > 0; i++ {
		tag := strconv.Itoa(i)
		if n := slot.OfString(tag); tags[n] == "" {
			tags[n] = tag
			left--
		}
	}
	return tags
})

// key returns a key of a slot.
func key(slot int, name string) string { return "{" + tags()[slot] + "}" + name }
