package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/alicebob/miniredis/v2"

	"github.com/glissade-io/glissade/test/servers"
)

// demoNodeTimeout is how long a node that is silent counts as up: short enough for a
// visitor to wait for a failover, long enough for a busy machine.
const demoNodeTimeout = 3 * time.Second

// backend is the server, or the cluster, that the page talks to.
type backend struct {
	name    string // as the page shows it until the server says more
	address string // "host:port" or "unix:/path"
	notice  string // what visitors must know about it, or ""
	// cluster is set where the server is a node of a cluster, and seeds are its other
	// nodes, as far as they are known.
	cluster bool
	seeds   []string
	// nodes are the servers that this program has started: what the page may pause,
	// kill and restart.
	nodes []*node
	// embedded is set for the imitation, which has subscriptions of RESP2 alone, and
	// does not notify of what happens to keys.
	embedded bool
	stop     func()
}

// findBackend returns the server at address or, if address is empty, starts what can be
// had: a cluster unless a single server is wanted, else a server, of the newest version;
// else an embedded one.
func findBackend(ctx context.Context, address string, single bool) (backend, error) {
	if address != "" {
		isCluster, err := inCluster(ctx, address)
		return backend{name: address, address: address, cluster: isCluster, stop: func() {}}, err
	}
	var missing []error
	starts := []func(context.Context, servers.Version) (backend, error){startCluster, startServer}
	if single {
		starts = starts[1:]
	}
	for _, start := range starts {
		for _, version := range servers.Versions() {
			b, err := start(ctx, version)
			if err == nil {
				return b, nil
			}
			if ctx.Err() != nil {
				return backend{}, ctx.Err()
			}
			missing = append(missing, err)
		}
	}
	b, err := embedded()
	if err != nil {
		return backend{}, errors.Join(append(missing, err)...)
	}
	return b, nil
}

func startServer(ctx context.Context, version servers.Version) (backend, error) {
	server, err := servers.Launch(ctx, version, servers.Options{})
	if err != nil {
		return backend{}, err
	}
	return serverBackend(server), nil
}

// serverBackend is a server that runs.
func serverBackend(server *servers.Server) backend {
	return backend{
		name:    string(server.Version),
		address: server.Addr(),
		nodes:   []*node{{server: server}},
		stop:    server.Close,
	}
}

func startCluster(ctx context.Context, version servers.Version) (backend, error) {
	cluster, err := servers.LaunchCluster(ctx, version, servers.ClusterOptions{
		Shards: 3, ReplicasPerShard: 1, NodeTimeout: demoNodeTimeout,
	})
	if err != nil {
		return backend{}, err
	}
	return clusterBackend(cluster), nil
}

// clusterBackend is a cluster that runs.
func clusterBackend(cluster *servers.Cluster) backend {
	first := cluster.Nodes[0]
	b := backend{name: string(first.Version), address: first.Addr(), cluster: true, stop: cluster.Close}
	for _, member := range cluster.Nodes {
		b.seeds = append(b.seeds, member.Addr())
		b.nodes = append(b.nodes, &node{server: member.Server, shard: member.Shard, cluster: cluster, member: member})
	}
	return b
}

// embedded starts an imitation of a server in this process.
func embedded() (backend, error) {
	server, err := miniredis.Run()
	if err != nil {
		return backend{}, fmt.Errorf("start the embedded server: %w", err)
	}
	return backend{
		name:     "miniredis",
		address:  server.Addr(),
		notice:   "No Valkey server was found or could be installed, so this is miniredis, an imitation that lacks many commands. Install valkey-server and start the demo again for the real one.",
		embedded: true,
		stop:     server.Close,
	}, nil
}
