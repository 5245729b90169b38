package bridge

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
	"github.com/glissade-io/glissade/transport/ws"
	"github.com/glissade-io/glissade/transport/ws/bridge"
)

// relay is a bridge to a cluster, "shop", that counts the WebSockets that it was asked for.
type relay struct {
	t       *testing.T
	config  bridge.Config
	address string
	asked   atomic.Int32
	bridge  *bridge.Bridge
	server  *httptest.Server
}

func startRelay(t *testing.T, cluster *servers.Cluster) *relay {
	t.Helper()
	var seeds []string
	for _, node := range cluster.Nodes {
		seeds = append(seeds, node.Addr())
	}
	r := &relay{t: t, address: "127.0.0.1:0", config: bridge.Config{
		Targets: []bridge.Target{{Name: "shop", Address: seeds[0], Cluster: &bridge.Cluster{
			Seeds: seeds[1:], Ports: []bridge.PortRange{{First: 1024, Last: 65535}},
		}}},
		AllowNoOrigin: true,
	}}
	r.start()
	t.Cleanup(r.stop)
	return r
}

// start serves at the address of the last time.
func (r *relay) start() {
	r.t.Helper()
	var err error
	r.bridge, err = bridge.New(r.config)
	require.NoError(r.t, err)
	listener, err := net.Listen("tcp", r.address)
	require.NoError(r.t, err)
	r.address = listener.Addr().String()
	handler := r.bridge
	r.server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		r.asked.Add(1)
		handler.ServeHTTP(w, request)
	}))
	require.NoError(r.t, r.server.Listener.Close())
	r.server.Listener = listener
	r.server.Start()
}

func (r *relay) stop() {
	_ = r.bridge.Close()
	r.server.Close()
}

// connect returns a client of the cluster that has one WebSocket.
func (r *relay) connect(ctx context.Context, cluster *servers.Cluster) *core.ClusterClient {
	r.t.Helper()
	dialer := &ws.Dialer{URL: "ws://" + r.address, Multiplex: true, Resolve: func(address string) (ws.Destination, error) {
		return ws.Destination{Target: "shop", Address: address}, nil
	}}
	client, err := native.NewClusterClient(ctx, options.ClusterClientConfiguration{
		Addresses:      []options.NodeAddress{{Host: cluster.Nodes[0].Host(), Port: cluster.Nodes[0].Port()}},
		RequestTimeout: 30 * time.Second,
		Advanced:       options.AdvancedClientConfiguration{ConnectionTimeout: 30 * time.Second},
	}, native.WithDialer(dialer))
	require.NoError(r.t, err)
	return client
}

// A client of a cluster opens one WebSocket, whatever it does.
func TestAClusterOverOneWebSocket(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	cluster := servers.StartCluster(t, servers.Valkey91, servers.ClusterOptions{NodeTimeout: 15 * time.Second})
	relay := startRelay(t, cluster)
	before := goleak.IgnoreCurrent()
	client := relay.connect(ctx, cluster)

	var callers sync.WaitGroup
	large := strings.Repeat("0123456789abcdef", 1<<20)
	callers.Go(func() {
		for range 3 {
			if _, err := client.Set(ctx, "large", large); err != nil {
				t.Error(err)
			}
			if got, err := client.Get(ctx, "large"); err != nil || got.Value() != large {
				t.Error("the large value", len(got.Value()), err)
			}
		}
	})
	for caller := range 50 {
		callers.Go(func() {
			for i := range 100 {
				key := fmt.Sprintf("small:%d:%d", caller, i)
				if _, err := client.Set(ctx, key, key); err != nil {
					t.Error(err)
				}
				if got, err := client.Get(ctx, key); err != nil || got.Value() != key {
					t.Error(key, got.Value(), err)
				}
			}
		})
	}
	callers.Wait()

	news, err := client.Subscribe(ctx, []string{"news"})
	require.NoError(t, err)
	for i := range 100 {
		_, err := client.Publish(ctx, "news", strconv.Itoa(i))
		require.NoError(t, err)
	}
	next := 0
	for message, err := range news.Messages(ctx) {
		require.NoError(t, err)
		require.Equal(t, strconv.Itoa(next), message.Message)
		if next++; next == 100 {
			break
		}
	}
	require.EqualValues(t, 1, relay.asked.Load())
	client.Close()
	require.NoError(t, relay.bridge.Shutdown(ctx))
	relay.stop()
	require.NoError(t, goleak.Find(before), "no goroutine is left")
}

// Nodes and the bridge go and come back while calls run.
func TestFailuresOverOneWebSocket(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	defer cancel()
	cluster := servers.StartCluster(t, servers.Valkey91, servers.ClusterOptions{ReplicasPerShard: 1, NodeTimeout: 3 * time.Second})
	relay := startRelay(t, cluster)
	client := relay.connect(ctx, cluster)
	defer client.Close()
	setAll := func() error {
		for i := range 50 {
			key := "key:" + strconv.Itoa(i)
			if _, err := client.Set(ctx, key, key); err != nil {
				return err
			}
		}
		return nil
	}
	require.NoError(t, setAll())
	require.EqualValues(t, 1, relay.asked.Load())

	require.NoError(t, cluster.Failover(ctx, cluster.Nodes[1], servers.FailoverInAgreement))
	require.NoError(t, setAll(), "an orderly failover")
	cluster.Nodes[2].Kill()
	require.Eventually(t, func() bool { return setAll() == nil }, 2*time.Minute, 100*time.Millisecond, "its replica takes its place")
	require.EqualValues(t, 1, relay.asked.Load(), "the failures of nodes cost no WebSocket")

	relay.stop()
	relay.start()
	require.Eventually(t, func() bool { return setAll() == nil }, time.Minute, 100*time.Millisecond)
	require.EqualValues(t, 2, relay.asked.Load(), "one more, for all nodes")
}
