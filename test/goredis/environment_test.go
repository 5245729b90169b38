// Package goredis proves compat/goredis on real servers: a go-redis client on Glissade does what
// one of its own does, for one server and for a cluster.
package goredis

import (
	"context"
	"net"
	"strconv"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/glissade-io/glissade"
	"github.com/glissade-io/glissade/compat/goredis"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

// patience is how long a test waits for what has to come.
const patience = time.Minute

// environment is where a test takes place. When it ends, no goroutine of its clients is left.
type environment struct {
	*testing.T
	server *servers.Server // nil in a cluster
	client *redis.Client   // on Glissade
	direct *redis.Client   // go-redis by itself, at the server; nil in a cluster
	change func(*redis.Options)
	one    *glissade.Client
	nodes  *glissade.ClusterClient
}

// kind is one way that a go-redis client on Glissade is made.
type kind struct {
	name      string
	protocol  options.Protocol // between Glissade and the server
	goredis   int              // between go-redis and Glissade
	inCluster bool
}

var kinds = []kind{
	{"one server", options.ProtocolRESP3, 3, false},
	{"one server, RESP2 to go-redis", options.ProtocolRESP3, 2, false},
	{"one server, RESP2 to the server", options.ProtocolRESP2, 3, false},
	{"cluster", options.ProtocolRESP3, 3, true},
	{"cluster, RESP2 to go-redis", options.ProtocolRESP3, 2, true},
}

// onAll runs a test with each kind of client.
func onAll(t *testing.T, test func(e *environment)) {
	servers.Require(t, servers.Valkey91)
	one := servers.Start(t, servers.Valkey91, servers.Options{})
	cluster := servers.StartCluster(t, servers.Valkey91, servers.ClusterOptions{NodeTimeout: 15 * time.Second})
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			before := goleak.IgnoreCurrent()
			t.Cleanup(func() { require.NoError(t, goleak.Find(before)) })
			e := &environment{T: t, change: func(o *redis.Options) { o.Protocol = k.goredis }}
			if k.inCluster {
				e.onCluster(cluster, k.protocol)
			} else {
				e.onServer(one, k.protocol)
			}
			require.NoError(e, e.client.FlushAll(e.Context()).Err())
			test(e)
		})
	}
}

func (e *environment) onServer(server *servers.Server, protocol options.Protocol) {
	e.server = server
	client, err := glissade.NewClient(e.Context(), glissade.ClientConfiguration{
		Addresses: e.addresses(server), RequestTimeout: patience, Protocol: protocol,
	})
	require.NoError(e, err)
	e.Cleanup(client.Close)
	e.one = client
	e.client = e.make(goredis.Options(client))
	e.direct = redis.NewClient(&redis.Options{Addr: server.Addr(), Protocol: e.client.Options().Protocol})
	e.Cleanup(func() { require.NoError(e, e.direct.Close()) })
}

func (e *environment) onCluster(cluster *servers.Cluster, protocol options.Protocol) {
	client, err := glissade.NewClusterClient(e.Context(), glissade.ClusterClientConfiguration{
		Addresses: e.addresses(cluster.Nodes[0].Server), RequestTimeout: patience, Protocol: protocol,
	})
	require.NoError(e, err)
	e.Cleanup(client.Close)
	e.nodes = client
	e.client = e.make(goredis.Options(client))
}

func (e *environment) make(o *redis.Options) *redis.Client {
	if e.change != nil {
		e.change(o)
	}
	client := redis.NewClient(o)
	e.Cleanup(func() { require.NoError(e, client.Close()) })
	return client
}

func (e *environment) addresses(server *servers.Server) []options.NodeAddress {
	host, port, err := net.SplitHostPort(server.Addr())
	require.NoError(e, err)
	number, err := strconv.Atoi(port)
	require.NoError(e, err)
	return []options.NodeAddress{{Host: host, Port: number}}
}

// eventually waits until a condition holds.
func (e *environment) eventually(condition func() bool, messageAndArguments ...any) {
	e.Helper()
	require.Eventually(e, condition, patience, 5*time.Millisecond, messageAndArguments...)
}

func within(ctx context.Context, t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(ctx, patience)
	t.Cleanup(cancel)
	return ctx
}
