package main

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/test/servers"
)

// calmNodeTimeout is far longer than a node of a busy machine is silent, so that nothing
// fails over unless a test has it do so.
const calmNodeTimeout = 15 * time.Second

// visitCluster opens a view of the page of a demo with a cluster of three shards with a
// replica each. The test runs beside others.
func visitCluster(t *testing.T, view string) (*visitor, *servers.Cluster) {
	t.Helper()
	t.Parallel()
	cluster := clusters.acquire(t)
	v := visitBackend(t, clusterBackend(cluster))
	v.connected()
	v.show(view)
	return v, cluster
}

// clusterPool holds clusters that no test uses now: as many as tests run at the same time.
type clusterPool struct {
	mu   sync.Mutex
	free []*servers.Cluster
}

// acquire returns a cluster that has no keys, and that the test may do anything to.
func (p *clusterPool) acquire(t *testing.T) *servers.Cluster {
	t.Helper()
	cluster := p.take()
	if cluster == nil {
		servers.Require(t, servers.Valkey91)
		var err error
		cluster, err = servers.LaunchCluster(t.Context(), servers.Valkey91, servers.ClusterOptions{
			Shards: 3, ReplicasPerShard: 1, NodeTimeout: calmNodeTimeout,
		})
		require.NoError(t, err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := repair(ctx, cluster); err != nil {
			cluster.Close()
			t.Errorf("leave the cluster to the next test: %v", err)
			return
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		p.free = append(p.free, cluster)
	})
	return cluster
}

func (p *clusterPool) take() *servers.Cluster {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.free) == 0 {
		return nil
	}
	cluster := p.free[len(p.free)-1]
	p.free = p.free[:len(p.free)-1]
	return cluster
}

func (p *clusterPool) close() {
	for cluster := p.take(); cluster != nil; cluster = p.take() {
		cluster.Close()
	}
}

// repair makes a cluster as it was when it was new, but for who is primary.
func repair(ctx context.Context, cluster *servers.Cluster) error {
	for _, node := range cluster.Nodes {
		if node.Alive() {
			continue
		}
		_ = node.Resume() // Fails if it has ended, and is restarted then.
		if !node.Alive() {
			if err := node.Restart(ctx); err != nil {
				return err
			}
		}
	}
	if err := cluster.AwaitAgreement(ctx); err != nil {
		return err
	}
	var errs []error
	command := func(node *servers.Node, words ...string) {
		_, err := node.Command(ctx, words...)
		errs = append(errs, err)
	}
	for _, node := range cluster.Nodes {
		command(node, "CLIENT", "UNPAUSE")
		command(node, "CONFIG", "SET", "cluster-node-timeout", strconv.FormatInt(calmNodeTimeout.Milliseconds(), 10),
			"notify-keyspace-events", "", "slowlog-log-slower-than", "10000")
		command(node, "SLOWLOG", "RESET")
		command(node, "CONFIG", "RESETSTAT")
	}
	primaries, err := cluster.Primaries(ctx)
	errs = append(errs, err)
	for _, node := range primaries {
		command(node, "FLUSHALL")
	}
	return errors.Join(errs...)
}

// pair returns the primary of a shard and its replica.
func pair(t *testing.T, cluster *servers.Cluster, shard int) (primary, replica *servers.Node) {
	t.Helper()
	primaries, err := cluster.Primaries(t.Context())
	require.NoError(t, err)
	for _, node := range cluster.Nodes {
		if node.Shard != shard {
			continue
		}
		if slices.Contains(primaries, node) {
			primary = node
		} else {
			replica = node
		}
	}
	require.NotNil(t, primary)
	require.NotNil(t, replica)
	return primary, replica
}

// show has the page show a view.
func (v *visitor) show(view string) {
	v.t.Helper()
	v.press("#tab-" + view)
	v.until(`!document.querySelector("#view-` + view + `").hidden`)
}

// press clicks on what a selector finds, wherever it is scrolled to.
func (v *visitor) press(selector string) {
	v.t.Helper()
	v.until(`document.querySelector(` + literal(selector) + `)?.disabled === false`)
	evaluate[bool](v, `(document.querySelector(`+literal(selector)+`).click(), true)`)
}

// fill types into a field.
func (v *visitor) fill(selector, text string) {
	v.t.Helper()
	evaluate[bool](v, `(() => {
		const field = document.querySelector(`+literal(selector)+`);
		field.value = `+literal(text)+`;
		field.dispatchEvent(new Event("input", { bubbles: true }));
		return field.dispatchEvent(new Event("change", { bubbles: true }));
	})()`)
}

// text is what an element shows.
func (v *visitor) text(selector string) string {
	v.t.Helper()
	return evaluate[string](v, `document.querySelector(`+literal(selector)+`).innerText`)
}
