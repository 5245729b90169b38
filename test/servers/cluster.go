package servers

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"
)

const (
	// formTimeout bounds the forming of a cluster after its servers have started.
	formTimeout = 2 * time.Minute
	// formNodeTimeout is the longest node timeout while nodes join.
	formNodeTimeout = time.Second
)

// ClusterOptions says how the servers of a cluster are to be run.
type ClusterOptions struct {
	// Shards is how many shards share the slots evenly; 0 means 3.
	Shards int
	// ReplicasPerShard is how many replicas each primary has.
	ReplicasPerShard int
	// NodeTimeout is how long a silent node counts as up; 0 means 1 second. A replica
	// takes the place of a primary about a second later. A test that wants no
	// failover needs far more, such as 15 seconds: on a busy machine a healthy node may
	// get no processor time for seconds. While nodes join there is no failover.
	NodeTimeout time.Duration
	// Options are those of every node. With a password or TLS the nodes use it among
	// themselves too. "--cluster-require-full-coverage", "no" belongs in Arguments.
	Options Options
	// PerServer returns further arguments for the command line of one node: shards
	// are counted from 0, and in each 0 is the first primary and others its replicas.
	PerServer func(shard, member int) []string
}

// Node is a server of a cluster. Restart brings it back with its port, its ID and
// what it knew of the cluster.
type Node struct {
	*Server
	// ID is the node's name in the cluster, 40 hexadecimal digits.
	ID string
	// Shard is the number of its shard, as PerServer is given it.
	Shard int
}

// Cluster is a cluster of servers. Methods that ask the servers may be called from
// any goroutine, but not while AddShard or RemoveShard changes Nodes. Without a
// deadline of their context they wait for a minute at most.
//
// Replicas stay with their primary (cluster-allow-replica-migration is off), and
// none is too far behind to take its place (cluster-replica-validity-factor is 0).
type Cluster struct {
	// Nodes are all nodes, the killed ones too: the first primary of each shard and
	// its replicas, shard after shard. They keep their places over failovers.
	Nodes []*Node

	version  Version
	options  ClusterOptions
	launched int // shards, those that have been removed too
	group    *group
}

// StartCluster starts a cluster that ends with the test, and returns once all its
// nodes agree. The test is skipped where the server cannot be had, or fails if
// CI=true.
func StartCluster(t testing.TB, version Version, options ClusterOptions) *Cluster {
	t.Helper()
	Require(t, version)
	cluster, err := LaunchCluster(t.Context(), version, options)
	if err != nil {
		t.Fatal(err)
	}
	cluster.group.endWith(t)
	return cluster
}

// LaunchCluster starts a cluster outside of a test and returns once all its nodes
// agree, see AwaitAgreement. The context bounds the start alone. The caller ends the
// servers with Close.
func LaunchCluster(ctx context.Context, version Version, options ClusterOptions) (*Cluster, error) {
	if options.Shards == 0 {
		options.Shards = 3
	}
	if options.NodeTimeout == 0 {
		options.NodeTimeout = time.Second
	}
	g, err := newGroup(options.Options)
	if err != nil {
		return nil, err
	}
	cluster := &Cluster{version: version, options: options, group: g}
	nodes, err := cluster.launchShards(ctx, options.Shards)
	if err == nil {
		cluster.Nodes = nodes
		err = cluster.form(ctx)
	}
	if err != nil {
		err = withLogs(err, g.members)
		g.close()
		return nil, err
	}
	return cluster, nil
}

// Close ends all nodes and removes their folders.
func (c *Cluster) Close() { c.group.close() }

// launchShards starts the nodes of further shards, which know of nobody yet.
func (c *Cluster) launchShards(ctx context.Context, shards int) ([]*Node, error) {
	var members []member
	for shard := c.launched; shard < c.launched+shards; shard++ {
		for i := range 1 + c.options.ReplicasPerShard {
			m := member{version: c.version, options: c.options.Options, arguments: c.arguments(), bus: true}
			if c.options.PerServer != nil {
				m.arguments = append(m.arguments, c.options.PerServer(shard, i)...)
			}
			members = append(members, m)
		}
	}
	first := c.launched
	c.launched += shards
	launched, err := c.group.launch(ctx, members)
	if err != nil {
		return nil, err
	}
	nodes := make([]*Node, len(launched))
	for i, server := range launched {
		id, err := server.ask(ctx, "CLUSTER", "MYID")
		if err != nil {
			c.group.remove(launched)
			return nil, fmt.Errorf("CLUSTER MYID at %s: %w", server.Addr(), err)
		}
		nodes[i] = &Node{Server: server, ID: id.Text, Shard: first + i/(1+c.options.ReplicasPerShard)}
	}
	return nodes, nil
}

func (c *Cluster) arguments() []string {
	arguments := slices.Concat(replicationArguments(c.options.Options), []string{
		"--cluster-enabled", "yes",
		"--cluster-config-file", "nodes.conf",
		"--cluster-node-timeout", milliseconds(c.options.NodeTimeout),
		"--cluster-announce-ip", "127.0.0.1",
		"--cluster-allow-replica-migration", "no",
		"--cluster-replica-validity-factor", "0",
	})
	if c.options.Options.TLS != PlainText {
		arguments = append(arguments, "--tls-cluster", "yes")
	}
	return arguments
}

// form makes one cluster of the nodes, which have just been launched.
func (c *Cluster) form(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, formTimeout)
	defer cancel()
	size := 1 + c.options.ReplicasPerShard
	for shard := range c.options.Shards {
		primary := c.Nodes[shard*size]
		first, last := shard*SlotCount/c.options.Shards, (shard+1)*SlotCount/c.options.Shards-1
		for _, command := range [][]string{
			// Without epochs of their own the primaries would have to settle theirs.
			{"CLUSTER", "SET-CONFIG-EPOCH", strconv.Itoa(shard + 1)},
			{"CLUSTER", "ADDSLOTSRANGE", strconv.Itoa(first), strconv.Itoa(last)},
		} {
			if err := primary.do(ctx, command...); err != nil {
				return err
			}
		}
	}
	return c.join(ctx, c.Nodes)
}

// join makes the newcomers, whole shards, part of the cluster and waits until all
// nodes agree.
func (c *Cluster) join(ctx context.Context, newcomers []*Node) error {
	// The longer the timeout, the longer news take: most pings are sent when half of
	// it has passed. No replica may take one that comes late for the end of its primary.
	if err := c.configure(ctx, "cluster-replica-no-failover", "yes"); err != nil {
		return err
	}
	if err := c.setNodeTimeout(ctx, min(c.options.NodeTimeout, formNodeTimeout)); err != nil {
		return err
	}
	// Each meets each: news of a node that travel by gossip are slower.
	for _, newcomer := range newcomers {
		for _, node := range c.Nodes {
			if node == newcomer {
				break // It meets those that come later when their turn is.
			}
			if !node.Alive() {
				continue
			}
			if err := newcomer.do(ctx, "CLUSTER", "MEET", node.Host(), strconv.Itoa(node.port), strconv.Itoa(node.busPort)); err != nil {
				return err
			}
		}
	}
	size := 1 + c.options.ReplicasPerShard
	for i, node := range newcomers {
		primary := newcomers[i-i%size]
		if node == primary {
			continue
		}
		if err := await(ctx, node.Addr()+" to know its primary", func(ctx context.Context) error {
			return node.do(ctx, "CLUSTER", "REPLICATE", primary.ID)
		}); err != nil {
			return err
		}
	}
	if err := c.AwaitAgreement(ctx); err != nil {
		return err
	}
	if err := c.setNodeTimeout(ctx, c.options.NodeTimeout); err != nil {
		return err
	}
	return c.configure(ctx, "cluster-replica-no-failover", "no")
}

func (c *Cluster) setNodeTimeout(ctx context.Context, timeout time.Duration) error {
	return c.configure(ctx, "cluster-node-timeout", milliseconds(timeout))
}

// configure gives all living nodes a setting.
func (c *Cluster) configure(ctx context.Context, setting, value string) error {
	for _, node := range c.alive() {
		if err := node.do(ctx, "CONFIG", "SET", setting, value); err != nil {
			return err
		}
	}
	return nil
}

// do sends a command of which only the success is of interest.
func (n *Node) do(ctx context.Context, command ...string) error {
	if _, err := n.ask(ctx, command...); err != nil {
		return fmt.Errorf("%s %s at %s: %w", command[0], command[1], n.Addr(), err)
	}
	return nil
}
