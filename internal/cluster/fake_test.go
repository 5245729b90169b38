package cluster

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/internal/slot"
)

// network is a cluster in memory: servers by address, which all tell the same topology
// unless a test says otherwise.
type network struct {
	mu       sync.Mutex
	servers  map[string]*server
	topology []string // "a:1 0-8191 b:1" is a shard: primary, slots, replicas
}

func newNetwork(topology ...string) *network {
	n := &network{servers: map[string]*server{}, topology: topology}
	for _, shard := range topology {
		for i, word := range strings.Fields(shard) {
			if i != 1 {
				n.add(word)
			}
		}
	}
	return n
}

// add adds a server, which is in no topology yet. After the first connection the lock must
// be held.
func (n *network) add(address string) *server {
	s := &server{network: n, address: address}
	s.Handle = s.reply
	n.servers[address] = s
	return s
}

// become changes the cluster.
func (n *network) become(change func()) {
	n.mu.Lock()
	defer n.mu.Unlock()
	change()
}

func (n *network) Dial(ctx context.Context, address string) (stream.Stream, error) {
	n.mu.Lock()
	s := n.servers[address]
	n.mu.Unlock()
	if s == nil {
		return nil, fakeserver.ErrRefused
	}
	return s.Dial(ctx, address)
}

// server answers GET and SET by its own address, or as a test says.
type server struct {
	fakeserver.Server
	network *network
	address string
	view    []string                                // its own topology, if it has one
	answer  func(words []string, asked bool) string // "next" is for what it answers else, nothing for a connection that is lost
	asking  func()                                  // is told of each ASKING
	seen    []string
}

func (s *server) reply(c *fakeserver.Conn, words []string) string {
	s.network.mu.Lock()
	defer s.network.mu.Unlock()
	asked := c.State == "ASKING"
	c.State = words[0]
	if words[0] == "ASKING" && s.asking != nil {
		s.asking()
	}
	switch words[0] {
	case "CLUSTER":
		if words[1] == "SHARDS" {
			return "-ERR unknown subcommand 'SHARDS'\r\n"
		}
		view := s.view
		if view == nil {
			view = s.network.topology
		}
		return slots(view)
	case "PING", "CLIENT", "READONLY", "ASKING", "MULTI":
		return fakeserver.Reply(words)
	}
	s.seen = append(s.seen, strings.Join(words, " "))
	if s.answer != nil {
		reply := s.answer(words, asked)
		if reply == "" {
			c.Reset()
		}
		if reply != "next" {
			return reply
		}
	}
	return string(resp.AppendBulk(nil, s.address))
}

// slots is the reply to CLUSTER SLOTS.
func slots(topology []string) string {
	var ranges []string
	for _, shard := range topology {
		words := strings.Fields(shard)
		for _, r := range strings.Split(words[1], ",") {
			start, end, _ := strings.Cut(r, "-")
			entry := ":" + start + "\r\n:" + end + "\r\n"
			members := append([]string{words[0]}, words[2:]...)
			for _, member := range members {
				host, port, _ := strings.Cut(member, ":")
				entry += "*3\r\n" + string(resp.AppendBulk(nil, host)) + ":" + port + "\r\n" + string(resp.AppendBulk(nil, "id-"+member))
			}
			ranges = append(ranges, string(resp.AppendArrayHeader(nil, 2+len(members)))+entry)
		}
	}
	return string(resp.AppendArrayHeader(nil, len(ranges))) + strings.Join(ranges, "")
}

func config(n *network, seeds ...string) Config {
	return Config{
		Seeds: seeds,
		Node:  node.Config{Dialer: n, Mux: mux.Config{Handshake: mux.Handshake{Protocol: mux.RESP2}}},
	}
}

// connectTo returns a cluster that is connected, and closed with the test.
func connectTo(t *testing.T, c Config) *Cluster {
	t.Helper()
	cluster := New(c)
	t.Cleanup(cluster.Close)
	require.NoError(t, cluster.Connect(t.Context()))
	return cluster
}

func encode(words ...string) []byte {
	b := resp.AppendArrayHeader(nil, len(words))
	for _, word := range words {
		b = resp.AppendBulk(b, word)
	}
	return b
}

// get and set are requests for a key.
func get(key string) Request {
	return Request{
		Request: mux.Request{Name: "GET", Bytes: encode("GET", key), Timeout: time.Second},
		To:      BySlot(slot.OfString(key)), Reads: true,
	}
}

func set(key string) Request {
	return Request{
		Request: mux.Request{Name: "SET", Bytes: encode("SET", key, "value"), Timeout: time.Second},
		To:      BySlot(slot.OfString(key)),
	}
}

// do returns the text of the reply to a request, or its error.
func do(t *testing.T, c *Cluster, r Request) (string, error) {
	t.Helper()
	var call mux.Call
	if err := c.Do(t.Context(), &call, r); err != nil {
		return "", err
	}
	value, err := resp.Decode(call.Frame(0))
	require.NoError(t, err)
	return value.Text, nil
}

// Keys by the half of the slots that theirs is in.
const (
	low  = "bar" // slot 5061
	high = "foo" // slot 12182
)
