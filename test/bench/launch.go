package main

import (
	"context"
	"time"

	"github.com/glissade-io/glissade/test/servers"
)

// clusterNodeTimeout is long enough for nodes that get no processor time for a while
// not to be taken for failed.
const clusterNodeTimeout = 15 * time.Second

// launch starts what is measured: a server, or a cluster of three primaries. It
// returns the address of one server, and the function that ends them all.
func launch(ctx context.Context, cluster bool) (address string, end func(), err error) {
	if cluster {
		c, err := servers.LaunchCluster(ctx, servers.Valkey91, servers.ClusterOptions{Shards: 3, NodeTimeout: clusterNodeTimeout})
		if err != nil {
			return "", nil, err
		}
		return c.Nodes[0].Addr(), c.Close, nil
	}
	server, err := servers.Launch(ctx, servers.Valkey91, servers.Options{})
	if err != nil {
		return "", nil, err
	}
	return server.Addr(), func() { server.Close() }, nil
}
