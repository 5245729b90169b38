//go:build !js

package bridge_test

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/transport/ws"
	"github.com/glissade-io/glissade/transport/ws/bridge"
)

// seed is a server that says of its cluster what a test has it say, and echoes all else.
type seed struct {
	address string
	mu      sync.Mutex
	nodes   []string
	asked   atomic.Int32
	// demands is the AUTH command, encoded, without which it answers nothing.
	demands string
	// silent has it answer nothing at all.
	silent atomic.Bool
	// pause is how long it takes to answer.
	pause time.Duration
}

func startSeed(t *testing.T, nodes ...string) *seed {
	s := &seed{nodes: nodes}
	s.address = fakeserver.ServeTCP(t, s.serve)
	return s
}

func (s *seed) announce(nodes ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.nodes = nodes
}

func (s *seed) serve(c net.Conn) {
	first := make([]byte, 1)
	if _, err := io.ReadFull(c, first); err != nil {
		return
	}
	whole := struct {
		io.Reader
		io.WriteCloser
	}{io.MultiReader(bytes.NewReader(first), c), c}
	if first[0] != '*' {
		io.Copy(c, whole)
		return
	}
	authorized := s.demands == ""
	fakeserver.NewConn(whole).Serve(func(_ *fakeserver.Conn, command []string) string {
		switch name := strings.Join(command, " "); {
		case s.silent.Load():
			return ""
		case command[0] == "AUTH":
			if authorized = string(resp.AppendCommand(nil, command...)) == s.demands; !authorized {
				return "-WRONGPASS invalid\r\n"
			}
			return fakeserver.Reply(command)
		case name == "CLUSTER SLOTS":
			s.asked.Add(1)
			time.Sleep(s.pause)
			if authorized {
				return s.slots()
			}
			return "-NOAUTH\r\n"
		case authorized:
			return "-ERR unknown subcommand\r\n"
		default:
			return "-NOAUTH\r\n"
		}
	})
}

// slots returns the reply to CLUSTER SLOTS: one shard of all nodes.
func (s *seed) slots() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.nodes) == 0 {
		return "*0\r\n"
	}
	reply := fmt.Sprintf("*1\r\n*%d\r\n:0\r\n:16383\r\n", 2+len(s.nodes))
	for i, node := range s.nodes {
		host, port, _ := net.SplitHostPort(node)
		reply += fmt.Sprintf("*3\r\n$%d\r\n%s\r\n:%s\r\n$40\r\n%040d\r\n", len(host), host, port, i)
	}
	return reply
}

// node dials a node of the target "shop".
func (s *site) node(address string) stream.Stream {
	s.t.Helper()
	dialer := s.dialer()
	dialer.Resolve = func(address string) (ws.Destination, error) {
		return ws.Destination{Target: "shop", Address: address}, nil
	}
	return s.dial(dialer, address)
}

// every is all ports.
var every = []bridge.PortRange{{First: 1, Last: 65535}}

func shop(first *seed, others ...*seed) bridge.Target {
	cluster := &bridge.Cluster{Ports: every} // tests have what ports are free
	for _, other := range others {
		cluster.Seeds = append(cluster.Seeds, other.address)
	}
	return bridge.Target{Name: "shop", Address: first.address, Cluster: cluster}
}

func TestNodesThatAClusterAnnounces(t *testing.T) {
	node, stranger := fakeserver.ServeTCP(t, echo), fakeserver.ServeTCP(t, echo)
	first := startSeed(t, node)
	s := start(t, bridge.Config{Targets: []bridge.Target{shop(first)}})

	requireEcho(t, s.node(node), "announced")
	require.EqualValues(t, 1, first.asked.Load())
	requireEcho(t, s.node(node), "known by now")
	requireEcho(t, s.node(first.address), "the seed itself")
	requireEcho(t, s.node(""), "whichever seed")
	require.EqualValues(t, 1, first.asked.Load())

	requireClosed(t, s.node(stranger), ws.CloseForbidden, "do not announce")
	requireClosed(t, s.node("no address"), ws.CloseForbidden, "no host:port")
	requireClosed(t, s.node("unix:/run/valkey.sock"), ws.CloseForbidden, "no host:port")
	requireClosed(t, s.dial(s.dialer(), node), ws.CloseForbidden, "list it")
	require.Equal(t, 4.0, s.metric(`glissade_bridge_refusals_total{reason="target"}`))
}

func TestNodesOfWhatIsNoCluster(t *testing.T) {
	node := fakeserver.ServeTCP(t, echo)
	s := start(t, bridge.Config{Targets: []bridge.Target{{Name: "shop", Address: startSeed(t, node).address}}})
	requireClosed(t, s.node(node), ws.CloseForbidden, "is no cluster")
}

func TestNodesThatComeAndGo(t *testing.T) {
	old, recent := fakeserver.ServeTCP(t, echo), fakeserver.ServeTCP(t, echo)
	first := startSeed(t, old)
	b := start(t, bridge.Config{Targets: []bridge.Target{shop(first)}})
	b.HearAgain(time.Hour, time.Hour)
	requireEcho(t, b.node(old), "announced")
	first.announce(recent)
	requireClosed(t, b.node(recent), ws.CloseForbidden, "do not announce")
	require.EqualValues(t, 1, first.asked.Load(), "unknown addresses do not have seeds asked all the time")

	b.HearAgain(time.Hour, 0)
	requireEcho(t, b.node(recent), "announced since")
	require.EqualValues(t, 2, first.asked.Load())
	requireClosed(t, b.node(old), ws.CloseForbidden, "do not announce")

	first.announce(old)
	b.HearAgain(0, time.Hour)
	requireClosed(t, b.node(recent), ws.CloseForbidden, "do not announce")
	requireEcho(t, b.node(old), "announced again")
}

func TestSeedsThatFail(t *testing.T) {
	node := fakeserver.ServeTCP(t, echo)
	var log bytes.Buffer
	var mu sync.Mutex
	dead, silent, wrong, good := startSeed(t), startSeed(t), startSeed(t), startSeed(t, node)
	dead.address = "127.0.0.1:1"
	silent.silent.Store(true)
	wrong.demands = "something else"
	s := start(t, bridge.Config{
		DialTimeout: time.Second,
		Targets:     []bridge.Target{shop(dead, silent, wrong, good)},
		Logger:      slog.New(slog.NewTextHandler(&locked{mu: &mu, w: &log}, nil)),
	})
	requireEcho(t, s.node(node), "does not wait for the silent one")
	requireEcho(t, s.node(""), "the first that can be reached")

	good.silent.Store(true)
	s.HearAgain(0, 0)
	requireEcho(t, s.node(node), "what was said last holds")
	require.NoError(t, s.Close())
	mu.Lock()
	defer mu.Unlock()
	require.Contains(t, log.String(), "seed="+dead.address)
	require.Contains(t, log.String(), "seed="+wrong.address)
	require.Contains(t, log.String(), "NOAUTH")
}

type locked struct {
	mu *sync.Mutex
	w  io.Writer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

func TestSeedsThatDemandAPassword(t *testing.T) {
	node := fakeserver.ServeTCP(t, echo)
	for username, demands := range map[string]string{
		"":       "*2\r\n$4\r\nAUTH\r\n$6\r\nsecret\r\n",
		"bridge": "*3\r\n$4\r\nAUTH\r\n$6\r\nbridge\r\n$6\r\nsecret\r\n",
	} {
		first := startSeed(t, node)
		first.demands = demands
		target := shop(first)
		target.Cluster.Username, target.Cluster.Password = username, "secret"
		s := start(t, bridge.Config{Targets: []bridge.Target{target}})
		requireEcho(t, s.node(node), "announced to "+strconv.Quote(username))
	}
}

func TestForbiddenAddressesThatAClusterAnnounces(t *testing.T) {
	first := startSeed(t, "169.254.169.254:80")
	s := start(t, bridge.Config{Targets: []bridge.Target{shop(first)}})
	requireClosed(t, s.node("169.254.169.254:80"), ws.CloseDialFailed, "never allowed")
}

// Whoever may configure a server decides what it announces: nothing beyond the networks
// and ports of the seeds is reached by that.
func TestAnnouncedNodesBeyondTheSeeds(t *testing.T) {
	dialled := make(chan string, 10)
	internal := fakeserver.ServeTCP(t, func(c net.Conn) { dialled <- "127.0.0.1" })
	_, port, err := net.SplitHostPort(internal)
	require.NoError(t, err)
	first := startSeed(t, internal, "localhost:"+port, "10.255.255.1:"+port, "UNIX:"+port, "169.254.169.254:"+port)
	for name, test := range map[string]struct {
		cluster bridge.Cluster
		node    string
		reason  string
	}{
		"another port of the seed's machine": {bridge.Cluster{}, internal, "outside the networks and ports"},
		"by a name":                          {bridge.Cluster{}, "localhost:" + port, "outside the networks and ports"},
		"another network":                    {bridge.Cluster{Ports: every}, "10.255.255.1:" + port, "outside the networks and ports"},
		"loopback though a network is stated": {
			bridge.Cluster{Ports: every, Networks: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}, internal, "outside the networks and ports",
		},
		"a socket": {bridge.Cluster{Ports: every}, "unix:" + port, "is no host:port"},
	} {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			s := start(t, bridge.Config{
				Targets: []bridge.Target{{Name: "shop", Address: first.address, Cluster: &test.cluster}},
				Logger:  slog.New(slog.NewJSONHandler(&log, nil)),
			})
			requireClosed(t, s.node(test.node), ws.CloseForbidden, test.reason)
			require.Equal(t, 1.0, s.metric(`glissade_bridge_refusals_total{reason="target"}`))
			require.NoError(t, s.Close())
			if test.reason != "is no host:port" {
				require.Regexp(t, "state (it in Ports|its network in Networks)", log.String())
			}
		})
	}
	require.Empty(t, dialled)
	s := start(t, bridge.Config{Targets: []bridge.Target{{Name: "shop", Address: first.address, Cluster: &bridge.Cluster{Ports: every}}}})
	_, err = io.ReadAll(s.node("localhost:" + port))
	require.NoError(t, err, "what is stated is reached, also by a name")
	require.Equal(t, "127.0.0.1", <-dialled)
}

// Loopback is reached only by way of seeds on loopback: here the seed has an address of
// the machine's network.
func TestAnnouncedLoopbackOfAnotherMachine(t *testing.T) {
	outward := outwardAddress(t)
	listener, err := net.Listen("tcp", net.JoinHostPort(outward, "0"))
	require.NoError(t, err)
	internal := fakeserver.ServeTCP(t, func(net.Conn) { t.Error("loopback was reached") })
	_, port, err := net.SplitHostPort(internal)
	require.NoError(t, err)
	first := &seed{nodes: []string{internal, "localhost:" + port, "[::1]:" + port}}
	first.address = fakeserver.ServeOn(t, listener, first.serve)
	for _, networks := range [][]netip.Prefix{nil, {netip.MustParsePrefix("0.0.0.0/0"), netip.MustParsePrefix("::/0")}, {netip.MustParsePrefix("127.0.0.0/8")}} {
		s := start(t, bridge.Config{Targets: []bridge.Target{{Name: "shop", Address: first.address, Cluster: &bridge.Cluster{Ports: every, Networks: networks}}}})
		for _, node := range first.nodes {
			requireClosed(t, s.node(node), ws.CloseForbidden, "outside the networks and ports")
		}
		requireEcho(t, s.node(first.address), "the seed itself")
	}
}

// outwardAddress returns an address of this machine that is none of loopback.
func outwardAddress(t *testing.T) string {
	addresses, err := net.InterfaceAddrs()
	require.NoError(t, err)
	for _, address := range addresses {
		network, ok := address.(*net.IPNet)
		if ok && !network.IP.IsLoopback() && network.IP.IsGlobalUnicast() && network.IP.To4() != nil {
			return network.IP.String()
		}
	}
	t.Skip("this machine has no address but those of loopback")
	return ""
}
