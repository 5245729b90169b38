package servers

import (
	"sync"
	"testing"
)

// Pool holds one server and one cluster of each version, for tests that leave them as they
// found them. Both are started when they are first asked for, and run until Close is called,
// which is TestMain's to do. The zero Pool is ready for use.
type Pool struct {
	// ClusterOptions are those that clusters are started with.
	ClusterOptions ClusterOptions

	mu       sync.Mutex
	servers  map[Version]*Server
	clusters map[Version]*Cluster
}

// Server returns the server of a version, with nothing in it. See [Require] for what happens
// where there is none.
func (p *Pool) Server(t testing.TB, version Version) *Server {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	server := p.servers[version]
	if server == nil {
		Require(t, version)
		var err error
		if server, err = Launch(t.Context(), version, Options{}); err != nil {
			t.Fatal(err)
		}
		if p.servers == nil {
			p.servers = map[Version]*Server{}
		}
		p.servers[version] = server
	}
	if _, err := server.Command(t.Context(), "FLUSHALL"); err != nil {
		t.Fatal(err)
	}
	return server
}

// Cluster returns the cluster of a version, as the last test has left it. See [Require] for
// what happens where there is none.
func (p *Pool) Cluster(t testing.TB, version Version) *Cluster {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	cluster := p.clusters[version]
	if cluster == nil {
		Require(t, version)
		var err error
		if cluster, err = LaunchCluster(t.Context(), version, p.ClusterOptions); err != nil {
			t.Fatal(err)
		}
		if p.clusters == nil {
			p.clusters = map[Version]*Cluster{}
		}
		p.clusters[version] = cluster
	}
	return cluster
}

// Close ends all servers.
func (p *Pool) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, server := range p.servers {
		server.Close()
	}
	for _, cluster := range p.clusters {
		cluster.Close()
	}
	p.servers, p.clusters = nil, nil
}
