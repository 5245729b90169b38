package glissadetest

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/slot"
	"github.com/glissade-io/glissade/options"
)

const slots = 16384

// Cluster is a cluster of primaries in memory, each of which has a part of the slots. It is
// a stream.Dialer. There are no replicas and no failovers.
type Cluster struct {
	// Nodes are the primaries. What [Server] has for expectations and faults works on each.
	Nodes []*Server

	t      testing.TB
	mu     sync.Mutex
	owners [slots]uint8 // by slot, an index of Nodes
}

// NewCluster returns a cluster of n primaries that execute commands in memory, among which
// the slots are divided evenly. Each redirects what belongs to another, as servers do. It
// ends with the test.
func NewCluster(t testing.TB, n int, options ...Option) *Cluster {
	t.Helper()
	return newCluster(t, n, options, true)
}

// NewScriptedCluster is the same of servers that [NewScripted] makes. They answer by
// themselves what the cluster is asked about its slots, too.
func NewScriptedCluster(t testing.TB, n int, options ...Option) *Cluster {
	t.Helper()
	return newCluster(t, n, options, false)
}

func newCluster(t testing.TB, n int, options []Option, executes bool) *Cluster {
	t.Helper()
	if n < 1 || n > 100 {
		t.Fatalf("a cluster of %d primaries: take 1 to 100", n)
	}
	c := &Cluster{t: t}
	for i := range n {
		node := newServer(t, "node"+strconv.Itoa(i+1)+":6379", options)
		node.cluster = c
		if executes {
			node.execute()
		}
		c.Nodes = append(c.Nodes, node)
	}
	for i := range slots {
		c.owners[i] = uint8(i * n / slots)
	}
	for _, node := range c.Nodes {
		node.endWithTest()
	}
	return c
}

// Client returns a client of the cluster, which is closed with the test. Its configuration
// is that of [Server.Client].
func (c *Cluster) Client(t testing.TB, changes ...func(*options.ClusterClientConfiguration)) *core.ClusterClient {
	t.Helper()
	configuration := options.ClusterClientConfiguration{
		RequestTimeout: requestTimeout,
		Advanced:       options.AdvancedClientConfiguration{ConnectionTimeout: requestTimeout},
	}
	for _, node := range c.Nodes {
		host, _, _ := strings.Cut(node.address, ":")
		configuration.Addresses = append(configuration.Addresses, options.NodeAddress{Host: host, Port: 6379})
	}
	if setting := c.Nodes[0].setting; setting.password != "" {
		configuration.Credentials = &options.ServerCredentials{Username: setting.username, Password: setting.password}
	}
	for _, change := range changes {
		change(&configuration)
	}
	client, err := core.NewClusterClient(t.Context(), c, configuration)
	if err != nil {
		t.Fatalf("the client cannot be made: %v", err)
	}
	t.Cleanup(client.Close)
	return client
}

// Dial returns a connection to the node with an address.
func (c *Cluster) Dial(ctx context.Context, address string) (stream.Stream, error) {
	for _, node := range c.Nodes {
		if node.address == address {
			return node.Dial(ctx, address)
		}
	}
	return nil, ErrRefused
}

// Address returns the address of the i-th node, as redirections name it.
func (c *Cluster) Address(i int) string { return c.Nodes[i].address }

// SlotOf returns the slot of a key.
func SlotOf(key string) int { return int(slot.OfString(key)) }

// NodeOf returns the node that a key belongs to.
func (c *Cluster) NodeOf(key string) *Server { return c.owner(SlotOf(key)) }

func (c *Cluster) owner(slot int) *Server {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.Nodes[c.owners[slot]]
}

// Move gives a slot to the i-th node. Its keys are not moved with it. Clients learn of it by
// a redirection, and subscribers of its sharded channels by a message of the server.
func (c *Cluster) Move(slot, i int) {
	c.t.Helper()
	if slot < 0 || slot >= slots || i < 0 || i >= len(c.Nodes) {
		c.t.Fatalf("slot %d cannot be moved to node %d", slot, i)
	}
	before := c.owner(slot)
	c.mu.Lock()
	c.owners[slot] = uint8(i)
	c.mu.Unlock()
	if before != c.Nodes[i] {
		before.pubsub.dropSlot(slot)
	}
}

// ranges returns the slots as ranges of one owner, in order.
func (c *Cluster) ranges() (ranges []slotRange) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, owner := range c.owners {
		if last := len(ranges) - 1; last >= 0 && ranges[last].owner == owner {
			ranges[last].end = i
			continue
		}
		ranges = append(ranges, slotRange{i, i, owner})
	}
	return ranges
}

type slotRange struct {
	start, end int
	owner      uint8
}

// execute executes what only servers of a cluster have, on each of them, and returns
// whether it has answered.
func (c *Cluster) execute(on *conn, name string, words []string) bool {
	switch {
	case name == "READONLY", name == "READWRITE":
		on.reply(OK())
		return true
	case name == "ASKING":
		on.asking = true
		on.reply(OK())
		return true
	case name != "CLUSTER" || len(words) < 2:
		return false
	}
	switch subcommand := strings.ToUpper(words[1]); {
	case subcommand == "SLOTS":
		on.reply(c.slotsReply())
	case subcommand == "MYID":
		on.reply(Text(nodeID(on.server.address)))
	case subcommand == "KEYSLOT" && len(words) == 3:
		on.reply(Integer(int64(SlotOf(words[2]))))
	default:
		// Clients ask for CLUSTER SHARDS first, and do with SLOTS where there is none.
		on.reply(Error("ERR unknown subcommand '" + printableName(words[1]) + "'" + missing))
	}
	return true
}

func (c *Cluster) slotsReply() Reply {
	var entries []Reply
	for _, r := range c.ranges() {
		address := c.Nodes[r.owner].address
		host, _, _ := strings.Cut(address, ":")
		entries = append(entries, Array(Integer(int64(r.start)), Integer(int64(r.end)),
			Array(Text(host), Integer(6379), Text(nodeID(address)), Array())))
	}
	return Array(entries...)
}

// nodeID returns an ID as long as servers have.
func nodeID(address string) string {
	const idLength = 40
	id := strings.NewReplacer(":", "0", ".", "0").Replace(address)
	return id + strings.Repeat("0", idLength-len(id))
}

// redirect returns the error of a command whose keys are not this server's.
func (s *Server) redirect(c *conn, name string, words []string) (redirection Reply, redirected bool) {
	asking := c.asking
	if name == "EXEC" || name != "MULTI" && !c.queue.open {
		c.asking = false
	}
	of := slotsOf(words)
	switch {
	case len(of) == 0:
		return Reply{}, false
	case len(of) > 1:
		c.queue.fail()
		return Error("CROSSSLOT Keys in request don't hash to the same slot"), true
	}
	if owner := s.cluster.owner(of[0]); owner != s && !asking {
		c.queue.fail()
		return Moved(of[0], owner.address), true
	}
	return Reply{}, false
}

// slotsOf returns the slots that a command is about: those of its keys, or of its sharded
// channels.
func slotsOf(words []string) (of []int) {
	metadata, _ := command.LookupArguments(words)
	positions, _ := metadata.Keys(words)
	if len(positions) == 0 {
		positions, _ = metadata.RoutingArguments(words)
	}
	for _, i := range positions {
		of = append(of, SlotOf(words[i]))
	}
	slices.Sort(of)
	return slices.Compact(of)
}
