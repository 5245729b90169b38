package cluster

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/resp"
)

// wire makes a frame of values: strings, ints, nil, lists and records.
func wire(version int, value any) []byte { return appendWire(nil, version, value) }

type (
	wireList   []any
	wireRecord []any // names and values in turn: a map, or in RESP2 an array
)

func appendWire(dst []byte, version int, value any) []byte {
	switch v := value.(type) {
	case string:
		return resp.AppendBulk(dst, v)
	case int:
		return resp.AppendInteger(dst, int64(v))
	case wireList:
		dst = resp.AppendArrayHeader(dst, len(v))
		for _, element := range v {
			dst = appendWire(dst, version, element)
		}
		return dst
	case wireRecord:
		if version == 3 {
			dst = resp.AppendMapHeader(dst, len(v)/2)
		} else {
			dst = resp.AppendArrayHeader(dst, len(v))
		}
		for _, element := range v {
			dst = appendWire(dst, version, element)
		}
		return dst
	default:
		if version == 3 {
			return resp.AppendNull(dst)
		}
		return append(dst, "$-1\r\n"...)
	}
}

func bothVersions(t *testing.T, check func(t *testing.T, version int)) {
	for _, version := range []int{2, 3} {
		t.Run("RESP"+strconv.Itoa(version), func(t *testing.T) { check(t, version) })
	}
}

// nodeRecord is a node in CLUSTER SHARDS.
func nodeRecord(id, endpoint any, port int, role, health string) wireRecord {
	return wireRecord{
		"id", id, "port", port, "ip", "10.0.0.9", "endpoint", endpoint, "hostname", "h.example",
		"role", role, "replication-offset", 72, "health", health,
	}
}

func shardRecord(slots wireList, nodes ...any) wireRecord {
	return wireRecord{"slots", slots, "nodes", wireList(nodes)}
}

var threeShards = Topology{Shards: []Shard{
	{Member{"a", "10.0.0.1:7000"}, []Member{{"d", "10.0.0.4:7003"}, {"e", "10.0.0.5:7004"}}, []SlotRange{{0, 5460}}},
	{Member{"b", "10.0.0.2:7001"}, nil, []SlotRange{{5461, 10000}, {12000, 12000}}},
	{Member{"c", "[fd00::3]:7002"}, nil, []SlotRange{{10001, 11999}, {12001, 16383}}},
}}

func TestShardsAndSlotsOfTheSameClusterGiveTheSameTopology(t *testing.T) {
	bothVersions(t, func(t *testing.T, version int) {
		shards, err := ParseShards(wire(version, wireList{
			shardRecord(wireList{12001, 16383, 10001, 11999}, nodeRecord("c", "fd00::3", 7002, "master", "online")),
			shardRecord(wireList{0, 1000, 1001, 5460},
				nodeRecord("e", "10.0.0.5", 7004, "replica", "online"),
				nodeRecord("a", "10.0.0.1", 7000, "master", "online"),
				nodeRecord("d", "10.0.0.4", 7003, "slave", "online")),
			append(shardRecord(wireList{12000, 12000, 5461, 10000}, nodeRecord("b", "10.0.0.2", 7001, "primary", "online")), "id", "of the shard", "future", wireList{wireRecord{"x", 1}}),
			shardRecord(wireList{}, nodeRecord("f", "10.0.0.6", 7005, "master", "online")),
		}), "10.0.0.1:7000", false)
		require.NoError(t, err)
		require.Equal(t, threeShards, shards)

		a, d, e := wireList{"10.0.0.1", 7000, "a", wireRecord{"hostname", "h"}}, wireList{"10.0.0.4", 7003, "d", wireRecord{}}, wireList{"10.0.0.5", 7004, "e"}
		b, c := wireList{"10.0.0.2", 7001, "b", wireList{}}, wireList{"fd00::3", 7002, "c", wireList{}, "future"}
		slots, err := ParseSlots(wire(version, wireList{
			wireList{12001, 16383, c},
			wireList{12000, 12000, b},
			wireList{0, 1000, a, e, d},
			wireList{10001, 11999, c},
			wireList{1001, 5460, a, d, e},
			wireList{5461, 10000, b},
		}), "10.0.0.1:7000")
		require.NoError(t, err)
		require.Equal(t, shards, slots)
		require.Equal(t, shards.Hash(), slots.Hash())
		require.Equal(t, 16384, slots.Covered())
	})
}

func TestEndpointsOfNodes(t *testing.T) {
	bothVersions(t, func(t *testing.T, version int) {
		for _, c := range []struct {
			name, answeredBy string
			endpoint         any
			want             string
		}{
			{"an IPv4 address", "seed:1", "10.1.2.3", "10.1.2.3:6379"},
			{"a host name", "seed:1", "node.example", "node.example:6379"},
			{"an IPv6 address", "seed:1", "fd00::1", "[fd00::1]:6379"},
			{"an IPv6 address in brackets", "seed:1", "[fd00::1]", "[fd00::1]:6379"},
			{"null: where the answer came from, with another port", "seed:1", nil, "seed:6379"},
			{"empty: the same", "10.0.0.7:1", "", "10.0.0.7:6379"},
			{"null of a node with an IPv6 address", "[fd00::7]:1", nil, "[fd00::7]:6379"},
			{"null of a node behind a socket", "unix:/run/a:b", nil, "localhost:6379"},
			{"null of an address without a port", "seed", nil, "seed:6379"},
			{"null, and where the answer came from is not known", "", nil, ""},
		} {
			shards, err := ParseShards(wire(version, wireList{shardRecord(wireList{0, 1}, nodeRecord("a", c.endpoint, 6379, "master", "online"))}), c.answeredBy, false)
			require.NoError(t, err, c.name)
			require.Equal(t, Member{"a", c.want}, shards.Shards[0].Primary, c.name)
			slots, err := ParseSlots(wire(version, wireList{wireList{0, 1, wireList{c.endpoint, 6379, "a", wireRecord{}}}}), c.answeredBy)
			require.NoError(t, err, c.name)
			require.Equal(t, shards, slots, c.name)
		}
	})
}

func TestWhatElseIsToldOfANodeWhoseEndpointIsNotKnown(t *testing.T) {
	bothVersions(t, func(t *testing.T, version int) {
		for name, c := range map[string]struct {
			metadata wireRecord
			want     string
		}{
			"IP address":        {wireRecord{"ip", "10.0.0.9"}, "10.0.0.9:6379"},
			"both":              {wireRecord{"hostname", "h.example", "ip", "fd00::9"}, "[fd00::9]:6379"},
			"hostname":          {wireRecord{"ip", "?", "hostname", "h.example"}, "h.example:6379"},
			"nothing":           {wireRecord{"future", wireList{1, "x"}}, ""},
			"nothing of use":    {wireRecord{"ip", "?", "hostname", "?"}, ""},
			"what is no host":   {wireRecord{"ip", "unix:/tmp/socket"}, ""},
			"empty, and a name": {wireRecord{"ip", "", "hostname", "h.example"}, "h.example:6379"},
		} {
			record := append(wireRecord{"id", "a", "endpoint", "?", "port", 6379, "role", "master", "health", "online"}, c.metadata...)
			shards, err := ParseShards(wire(version, wireList{shardRecord(wireList{0, 1}, record)}), "seed:1", false)
			require.NoError(t, err, name)
			require.Equal(t, Member{"a", c.want}, shards.Shards[0].Primary, name)
			require.Equal(t, c.want == "", len(shards.Problems) == 1, name)
			slots, err := ParseSlots(wire(version, wireList{wireList{0, 1, wireList{"?", 6379, "a", c.metadata, "future"}}}), "seed:1")
			require.NoError(t, err, name)
			require.Equal(t, shards, slots, name)
		}
	})
}

// What cannot be an address is not dialled, whoever says so, and costs the others nothing.
func TestNodesWithoutUsableAddressAreLeftOut(t *testing.T) {
	bothVersions(t, func(t *testing.T, version int) {
		for _, c := range []struct {
			host, port any
			problem    string
		}{
			{"unix:/tmp/socket", 6379, `the host "unix:/tmp/socket" is neither a host name nor an IP address`},
			{"unix", 6379, `the host "unix" is neither`},
			{"/tmp/socket", 6379, "is neither"},
			{"user:secret@h", 6379, "is neither"},
			{"h\x00\r\n", 6379, `the host "h\x00\r\n" is neither`},
			{"h", 0, "no port"},
			{"h", -1, "the port -1, which is not from 1 to 65535"},
			{"h", 65536, "the port 65536, which is not from 1 to 65535"},
			{"h", "6379", "a port that is no integer but of type bulk string"},
			{"h", wireList{1, 2}, "a port that is no integer but of type array"},
			{"?", 6379, `the endpoint "?" and no IP address`},
		} {
			check := func(topology Topology, err error) {
				t.Helper()
				require.NoError(t, err)
				require.Equal(t, Shard{Member{"a", ""}, nil, []SlotRange{{0, 1}}}, topology.Shards[0], "%q", c.host)
				require.Equal(t, Shard{Member{"b", "b:2"}, []Member{{"c", "c:3"}}, []SlotRange{{2, 3}}}, topology.Shards[1])
				require.Len(t, topology.Problems, 2)
				require.Contains(t, topology.Problems[0], "seed:1 announces the node a with ")
				require.Contains(t, topology.Problems[0], c.problem)
				require.Contains(t, topology.Problems[1], "seed:1 announces the node d with ")
			}
			record := func(id string, host, port any, role string) wireRecord {
				return wireRecord{"id", id, "endpoint", host, "port", port, "role", role, "health", "online"}
			}
			check(ParseShards(wire(version, wireList{
				shardRecord(wireList{0, 1}, record("a", c.host, c.port, "master")),
				shardRecord(wireList{2, 3}, record("b", "b", 2, "master"), record("d", c.host, c.port, "replica"), record("c", "c", 3, "replica")),
			}), "seed:1", false))
			check(ParseSlots(wire(version, wireList{
				wireList{0, 1, wireList{c.host, c.port, "a", wireRecord{}}},
				wireList{2, 2, wireList{"b", 2, "b"}, wireList{c.host, c.port, "d"}, wireList{"c", 3, "c"}},
				wireList{3, 3, wireList{"b", 2, "b"}, wireList{c.host, c.port, "d"}, wireList{"c", 3, "c"}},
			}), "seed:1"))
		}
	})
}

func TestProblemsAreToldInASentence(t *testing.T) {
	require.NoError(t, Topology{}.problems())
	require.EqualError(t, Topology{Problems: []string{"a", "b", "c", "d", "e"}}.problems(), "a; b; c; and 2 more")
}

func TestPortsOfNodes(t *testing.T) {
	for name, c := range map[string]struct {
		node  wireRecord
		plain string
		tls   string
	}{
		"both":     {wireRecord{"port", 1, "tls-port", 2}, "h:1", "h:2"},
		"TLS only": {wireRecord{"tls-port", 2}, "h:2", "h:2"},
		"no TLS":   {wireRecord{"port", 1}, "h:1", "h:1"},
		"TLS is 0": {wireRecord{"port", 1, "tls-port", 0}, "h:1", "h:1"},
		"none":     {wireRecord{}, "", ""},
	} {
		frame := wire(3, wireList{shardRecord(wireList{0, 1}, append(wireRecord{"endpoint", "h", "role", "master", "health", "online"}, c.node...))})
		plain, err := ParseShards(frame, "seed:1", false)
		require.NoError(t, err, name)
		require.Equal(t, c.plain, plain.Shards[0].Primary.Address, name)
		secure, err := ParseShards(frame, "seed:1", true)
		require.NoError(t, err, name)
		require.Equal(t, c.tls, secure.Shards[0].Primary.Address, name)
	}
}

func TestANodeWithoutEndpointHasItsIPAddress(t *testing.T) {
	topology, err := ParseShards(wire(2, wireList{shardRecord(wireList{0, 1}, wireRecord{"ip", "10.0.0.1", "port", 1, "role", "master", "health", "online"})}), "seed:1", false)
	require.NoError(t, err)
	require.Equal(t, "10.0.0.1:1", topology.Shards[0].Primary.Address)
}

func TestFailingNodesAreLeftOut(t *testing.T) {
	parse := func(nodes ...any) Shard {
		topology, err := ParseShards(wire(3, wireList{shardRecord(wireList{0, 1}, nodes...)}), "seed:1", false)
		require.NoError(t, err)
		return topology.Shards[0]
	}
	failed, promoted := nodeRecord("old", "old", 1, "master", "fail"), nodeRecord("new", "new", 2, "master", "online")
	require.Equal(t, "new:2", parse(failed, promoted).Primary.Address)
	require.Equal(t, "new:2", parse(promoted, failed).Primary.Address)
	require.Equal(t, "old:1", parse(failed).Primary.Address, "nobody was promoted yet")
	require.Equal(t, "b:2", parse(failed, nodeRecord("b", "b", 2, "master", "loading")).Primary.Address)

	s := parse(promoted, nodeRecord("a", "a", 1, "replica", "fail"), nodeRecord("b", "b", 2, "replica", "loading"),
		nodeRecord("c", "c", 3, "replica", "failed"), nodeRecord("d", "/", 4, "replica", "online"), nodeRecord("e", "e", 5, "replica", "online"))
	require.Equal(t, []Member{{"e", "e:5"}}, s.Replicas)

	s = parse(nodeRecord("a", "a", 1, "replica", "online"))
	require.Equal(t, Shard{Replicas: []Member{{"a", "a:1"}}, Slots: []SlotRange{{0, 1}}}, s, "the primary is not known")
}

func TestSlotsOfOldServersAndUnknownNodes(t *testing.T) {
	topology, err := ParseSlots(wire(2, wireList{
		wireList{0, 99, wireList{"10.0.0.1", 1}, wireList{"10.0.0.2", 2}},
		wireList{100, 199, wireList{"10.0.0.1", 1}, wireList{"10.0.0.3", 3}},
		wireList{300, 300, wireList{"?", 1}, wireList{"10.0.0.4", 4}},
		wireList{400, 400, wireList{"?", 1}},
		wireList{500, 500},
		wireList{600, 601, wireList{"?", 1, "x"}},
		wireList{602, 602, wireList{"?", 1, "x"}},
		wireList{700, 700, wireList{"a", 1, "a"}, wireList{"?", 2, "b"}, wireList{"a", 1, "a"}},
	}), "seed:1")
	require.NoError(t, err)
	require.Equal(t, []Shard{
		{Member{"", "10.0.0.1:1"}, []Member{{"", "10.0.0.2:2"}, {"", "10.0.0.3:3"}}, []SlotRange{{0, 199}}},
		{Member{}, []Member{{"", "10.0.0.4:4"}}, []SlotRange{{300, 300}}},
		{Member{}, nil, []SlotRange{{400, 400}}},
		{Member{}, nil, []SlotRange{{500, 500}}},
		{Member{"x", ""}, nil, []SlotRange{{600, 602}}},
		{Member{"a", "a:1"}, []Member{}, []SlotRange{{700, 700}}},
	}, topology.Shards)
}

func TestAnEmptyClusterHasNoShards(t *testing.T) {
	for _, parse := range parsers {
		topology, err := parse([]byte("*0\r\n"))
		require.NoError(t, err)
		require.Zero(t, topology.Covered())
		require.Empty(t, topology.Shards)
	}
}

var parsers = map[string]func([]byte) (Topology, error){
	"SHARDS": func(frame []byte) (Topology, error) { return ParseShards(frame, "seed:1", false) },
	"SLOTS":  func(frame []byte) (Topology, error) { return ParseSlots(frame, "seed:1") },
}

func TestErrorsNameWhatIsWrong(t *testing.T) {
	good := nodeRecord("a", "h", 1, "master", "online")
	for _, c := range []struct {
		parser string
		value  any
		want   string
	}{
		{"SHARDS", 1, "CLUSTER SHARDS: the reply is no array but of type integer"},
		{"SHARDS", nil, "CLUSTER SHARDS: the reply is no array but of type null"},
		{"SHARDS", wireList{1}, "CLUSTER SHARDS: a shard is no map but of type integer"},
		{"SHARDS", wireList{wireList{"slots"}}, "CLUSTER SHARDS: a shard has a name without a value"},
		{"SHARDS", wireList{wireList{1, 2}}, "CLUSTER SHARDS: the name of a field of a shard is no string but of type integer"},
		{"SHARDS", wireList{shardRecord(wireList{1})}, "CLUSTER SHARDS: the slots of a shard have a first one without a last one"},
		{"SHARDS", wireList{shardRecord(wireList{1, "2"})}, "CLUSTER SHARDS: the last slot of a range is no integer but of type bulk string"},
		{"SHARDS", wireList{shardRecord(wireList{1, 16384})}, "CLUSTER SHARDS: the last slot of a range is 16384, not from 0 to 16383"},
		{"SHARDS", wireList{shardRecord(wireList{-1, 1})}, "CLUSTER SHARDS: the first slot of a range is -1, not from 0 to 16383"},
		{"SHARDS", wireList{shardRecord(wireList{2, 1})}, "CLUSTER SHARDS: the range of slots from 2 to 1 ends before it begins"},
		{"SHARDS", wireList{wireRecord{"nodes", "x"}}, "CLUSTER SHARDS: the list of nodes of a shard is no array but of type bulk string"},
		{"SHARDS", wireList{shardRecord(wireList{1, 1}, nodeRecord("a", wireList{}, 1, "master", "online"))}, "CLUSTER SHARDS: the endpoint of a node is no string but of type array"},
		{"SHARDS", wireList{shardRecord(wireList{1, 1}, nodeRecord("a", "h", 1, "ma\nster", "online"))}, `CLUSTER SHARDS: a node has the role "ma\nster", neither master nor replica`},
		{"SHARDS", wireList{shardRecord(wireList{1, 1}, good), shardRecord(wireList{0, 2}, good)}, "CLUSTER SHARDS: slot 1 is said to belong to two shards"},
		{"SLOTS", "x", "CLUSTER SLOTS: the reply is no array but of type bulk string"},
		{"SLOTS", wireList{wireList{1}}, "CLUSTER SLOTS: a range of slots has no first or last slot"},
		{"SLOTS", wireList{wireList{1, 2, wireList{"h"}}}, "CLUSTER SLOTS: a node has no host or port"},
		{"SLOTS", wireList{wireList{1, 2, wireList{1, 1}}}, "CLUSTER SLOTS: the host of a node is no string but of type integer"},
		{"SLOTS", wireList{wireList{1, 2, wireList{"h", 1, 1}}}, "CLUSTER SLOTS: the ID of a node is no string but of type integer"},
		{"SLOTS", wireList{wireList{1, 2, wireList{"h", 1}}, wireList{2, 3, wireList{"i", 1}}}, "CLUSTER SLOTS: slot 2 is said to belong to two shards"},
	} {
		_, err := parsers[c.parser](wire(3, c.value))
		require.EqualError(t, err, c.want)
	}
}

func TestErrorRepliesAreServerErrors(t *testing.T) {
	for name, parse := range parsers {
		_, err := parse([]byte("-ERR This instance has cluster support disabled\r\n"))
		require.Equal(t, &failure.ServerError{Code: "ERR", Message: "This instance has cluster support disabled"}, err, name)
		_, err = parse([]byte("*1\r\n*2\r\n"))
		require.ErrorAs(t, err, new(*resp.ProtocolError), name)
	}
}

func TestEverythingInATopologyCountsForItsHash(t *testing.T) {
	seen := map[uint64]int{threeShards.Hash(): -1}
	for i, change := range []func(t *Topology){
		func(t *Topology) { t.Shards[0].Primary.ID = "x" },
		func(t *Topology) { t.Shards[0].Primary.Address = "10.0.0.1:7001" },
		func(t *Topology) { t.Shards[0].Primary = Member{"a1", "0.0.0.1:7000"} },
		func(t *Topology) { t.Shards[0].Replicas = t.Shards[0].Replicas[:1] },
		func(t *Topology) { t.Shards[0].Replicas = nil; t.Shards[1].Replicas = threeShards.Shards[0].Replicas },
		func(t *Topology) { t.Shards[1].Slots = []SlotRange{{5461, 10000}} },
		func(t *Topology) { t.Shards[1].Slots = []SlotRange{{5461, 10000}, {12001, 12001}} },
		func(t *Topology) { t.Shards = t.Shards[:2] },
	} {
		changed := Topology{Shards: slices.Clone(threeShards.Shards)}
		change(&changed)
		other, found := seen[changed.Hash()]
		require.False(t, found, "changes %d and %d", i, other)
		seen[changed.Hash()] = i
	}
}

func FuzzParseShards(f *testing.F) {
	for _, version := range []int{2, 3} {
		f.Add(wire(version, wireList{
			shardRecord(wireList{0, 9}, nodeRecord("a", nil, 1, "master", "online"), nodeRecord("b", "?", 1, "replica", "fail")),
			shardRecord(wireList{10, 10}, wireRecord{"future", wireList{1, wireRecord{"x", nil}}}),
		}))
	}
	fuzz(f, parsers["SHARDS"])
}

func FuzzParseSlots(f *testing.F) {
	for _, version := range []int{2, 3} {
		f.Add(wire(version, wireList{
			wireList{0, 9, wireList{"h", 1, "a", wireRecord{"ip", "1.2.3.4"}}, wireList{nil, 2, "b", wireRecord{}}},
			wireList{10, 11, wireList{"h", 1, "a", wireList{}}},
		}))
	}
	fuzz(f, parsers["SLOTS"])
}

// fuzz checks that what is accepted has the canonical form.
func fuzz(f *testing.F, parse func([]byte) (Topology, error)) {
	f.Add([]byte("*1\r\n*-1\r\n"))
	f.Add([]byte("-ERR x\r\n"))
	f.Fuzz(func(t *testing.T, frame []byte) {
		topology, err := parse(frame)
		if err != nil {
			return
		}
		require.LessOrEqual(t, topology.Covered(), 16384)
		for i, s := range topology.Shards {
			require.NotEmpty(t, s.Slots)
			if i > 0 {
				require.Less(t, topology.Shards[i-1].Slots[0].Start, s.Slots[0].Start)
			}
			for j, slots := range s.Slots {
				require.LessOrEqual(t, slots.Start, slots.End)
				if j > 0 {
					require.Greater(t, int(slots.Start), int(s.Slots[j-1].End)+1)
				}
			}
			for _, replica := range s.Replicas {
				require.NotEmpty(t, replica.Address)
				require.False(t, strings.HasPrefix(replica.Address, ":"))
			}
		}
	})
}
