package cluster

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/internal/slot"
)

// scanWorld is a cluster in memory that has keys, and knows of scans what servers know.
// Before each transaction, and only then, disturb has its turn: so all that can happen
// between two steps of a scan happens, and more often than on real servers.
type fakeScanCluster struct {
	mu      sync.Mutex
	servers map[string]*scanServer // by address
	owners  [slot.Count]*scanServer
	disturb func()
	lost    *scanServer // that nobody reaches
}

type scanServer struct {
	fakeserver.Server
	cluster     *fakeScanCluster
	address, id string
	process     int // changes when it is started again, with the order of its keys
	primary     bool
	replica     *scanServer // that follows it
	owned       slotSet
	out, in     map[int]*scanServer
	keys        map[int]map[string]bool // by slot
	old         bool                    // of CLUSTERSCAN
	cutOff      bool                    // from all others, as it sees it
}

func newFakeScanCluster(shards int) *fakeScanCluster {
	f := &fakeScanCluster{servers: map[string]*scanServer{}, disturb: func() {}}
	for i := range shards {
		primary, replica := f.add(), f.add()
		primary.primary, primary.replica = true, replica
		for number := i * slot.Count / shards; number < (i+1)*slot.Count/shards; number++ {
			f.owners[number] = primary
			primary.owned.add(number)
		}
	}
	return f
}

func (f *fakeScanCluster) add() *scanServer {
	n := len(f.servers)
	address := fmt.Sprintf("s%d:1", n)
	s := &scanServer{
		cluster: f, address: address, id: "id-" + address, // as slots has it
		out: map[int]*scanServer{}, in: map[int]*scanServer{}, keys: map[int]map[string]bool{},
	}
	s.Handle = s.answer
	f.servers[s.address] = s
	return s
}

func (s *scanServer) put(key string) {
	number := int(slot.OfString(key))
	if s.keys[number] == nil {
		s.keys[number] = map[string]bool{}
	}
	s.keys[number][key] = true
}

func (s *scanServer) view() string {
	var b strings.Builder
	for _, address := range slices.Sorted(maps.Keys(s.cluster.servers)) {
		other := s.cluster.servers[address]
		flags, slots := "slave", ""
		if other.primary {
			flags = "master"
			if s.cutOff && other != s {
				flags = "master,fail?"
			}
			owned := other.owned
			if other != s {
				owned.removeAll(&s.owned)
			}
			slots = " " + strings.Join(spans(&owned), " ")
		}
		if other == s {
			flags = "myself," + flags
			for number, to := range s.out {
				slots += fmt.Sprintf(" [%d->-%s]", number, to.id)
			}
			for number, from := range s.in {
				slots += fmt.Sprintf(" [%d-<-%s]", number, from.id)
			}
		}
		fmt.Fprintf(&b, "%s %s@2 %s - 0 0 1 connected%s\n", other.id, address, flags, slots)
	}
	return b.String()
}

// spans returns the slots as ranges.
func spans(set *slotSet) (ranges []string) {
	first, last := -1, -1
	for number := range set.each {
		if number != last+1 || first < 0 {
			if first >= 0 {
				ranges = append(ranges, strconv.Itoa(first)+"-"+strconv.Itoa(last))
			}
			first = number
		}
		last = number
	}
	if first >= 0 {
		ranges = append(ranges, strconv.Itoa(first)+"-"+strconv.Itoa(last))
	}
	return ranges
}

// order is where a key comes in a scan: by its hash, which depends on the process.
func (s *scanServer) order(key string) uint64 {
	h := topologyHash(s.process)
	h.text(s.id)
	h.text(key)
	return uint64(h)>>1 + 1
}

func (s *scanServer) sorted(keys map[string]bool) []string {
	return slices.SortedFunc(maps.Keys(keys), func(a, b string) int { return cmp.Compare(s.order(a), s.order(b)) })
}

const scanCount = 5

func (s *scanServer) scan(cursor string) string {
	from, _ := strconv.ParseUint(cursor, 10, 64)
	all := map[string]bool{}
	for _, keys := range s.keys {
		maps.Copy(all, keys)
	}
	var page []string
	for _, key := range s.sorted(all) {
		if s.order(key) < from {
			continue
		}
		if len(page) == scanCount {
			return scanPage(strconv.FormatUint(s.order(key), 10), page)
		}
		page = append(page, key)
	}
	return scanPage("0", page)
}

func (s *scanServer) clusterScan(cursor string) string {
	number := int(slot.OfString(cursor))
	switch {
	case !s.owned.has(number):
		return fmt.Sprintf("-MOVED %d %s\r\n", number, s.cluster.owners[number].address)
	case s.out[number] != nil:
		return fmt.Sprintf("-ASK %d %s\r\n", number, s.out[number].address)
	}
	fingerprint, left, _ := strings.Cut(cursor, "-")
	current := s.address + "." + strconv.Itoa(s.process)
	from := uint64(0)
	if fingerprint == current {
		from, _ = strconv.ParseUint(left[strings.LastIndexByte(left, '-')+1:], 10, 64)
	}
	var page []string
	for ; number < slot.Count; number, from = number+1, 0 {
		if !s.owned.has(number) {
			return scanPage(fmt.Sprintf("0-{%s}-0", scanTag(number)), page)
		}
		for _, key := range s.sorted(s.keys[number]) {
			if s.order(key) < from {
				continue
			}
			if len(page) == scanCount {
				return scanPage(fmt.Sprintf("%s-{%s}-%d", current, scanTag(number), s.order(key)), page)
			}
			page = append(page, key)
		}
	}
	return scanPage("0", page)
}

var scanTags = sync.OnceValue(func() (tags [slot.Count]string) {
	for i, left := 0, slot.Count; left > 0; i++ {
		tag := strconv.Itoa(i)
		if n := slot.OfString(tag); tags[n] == "" {
			tags[n], left = tag, left-1
		}
	}
	return tags
})

func scanTag(number int) string { return scanTags()[number] }

func scanPage(cursor string, keys []string) string {
	return "*2\r\n" + string(resp.AppendBulk(nil, cursor)) + string(encode(keys...))
}

func (s *scanServer) execute(words []string) string {
	switch strings.Join(words[:min(len(words), 2)], " ") {
	case "CLUSTER NODES":
		return string(resp.AppendBulk(nil, s.view()))
	case "INFO server":
		return string(resp.AppendBulk(nil, fmt.Sprintf("# Server\r\nrun_id:%s.%d\r\nport:1\r\n", s.id, s.process)))
	case "CLUSTER COUNTKEYSINSLOT":
		number, _ := strconv.Atoi(words[2])
		return fmt.Sprintf(":%d\r\n", len(s.keys[number]))
	case "CLUSTER GETKEYSINSLOT":
		number, _ := strconv.Atoi(words[2])
		limit, _ := strconv.Atoi(words[3])
		keys := s.sorted(s.keys[number])
		return string(encode(keys[:min(limit, len(keys))]...))
	}
	switch words[0] {
	case "SCAN":
		return s.scan(words[1])
	case "CLUSTERSCAN":
		if s.old {
			return "-ERR unknown command 'CLUSTERSCAN'\r\n"
		}
		return s.clusterScan(words[1])
	}
	return "-ERR unknown command\r\n"
}

func (f *fakeScanCluster) slots() string {
	sets := map[*scanServer]*slotSet{}
	for _, s := range f.servers {
		sets[s] = new(slotSet)
	}
	for number, owner := range f.owners {
		sets[owner].add(number)
	}
	var topology []string
	for _, address := range slices.Sorted(maps.Keys(f.servers)) {
		s := f.servers[address]
		ranges := spans(sets[s])
		if len(ranges) > 0 {
			topology = append(topology, s.address+" "+strings.Join(ranges, ","))
		}
	}
	return slots(topology)
}

func (f *fakeScanCluster) Dial(ctx context.Context, address string) (stream.Stream, error) {
	f.mu.Lock()
	s, lost := f.servers[address], f.lost
	f.mu.Unlock()
	if s == nil || s == lost {
		return nil, fakeserver.ErrRefused
	}
	return s.Dial(ctx, address)
}

// queued is the state of a connection between MULTI and EXEC.
type queued [][]string

func (s *scanServer) answer(c *fakeserver.Conn, words []string) string {
	queue, queuing := c.State.(queued)
	switch {
	case words[0] == "MULTI":
		c.State = queued{}
	case words[0] == "EXEC":
		c.State = nil
		return s.transaction(queue)
	case queuing:
		c.State = append(queue, words)
		return "+QUEUED\r\n"
	case words[0] == "CLUSTER" && words[1] == "SLOTS":
		s.cluster.mu.Lock()
		defer s.cluster.mu.Unlock()
		return s.cluster.slots()
	case words[0] == "CLUSTER":
		return "-ERR unknown subcommand\r\n"
	}
	return fakeserver.Reply(words)
}

func (s *scanServer) transaction(queue [][]string) string {
	s.cluster.mu.Lock()
	defer s.cluster.mu.Unlock()
	s.cluster.disturb()
	reply := string(resp.AppendArrayHeader(nil, len(queue)))
	for _, words := range queue {
		one := s.execute(words)
		if strings.HasPrefix(one, "-MOVED") || strings.HasPrefix(one, "-ASK") {
			return one
		}
		reply += one
	}
	return reply
}

// restart has a server end and begin again with its keys.
func (s *scanServer) restart() {
	s.process++
	s.Reset()
}

// failOver has the replica of a server take its place. Servers that know of a
// migration know it of the new one then.
func (s *scanServer) failOver() {
	to := s.replica
	to.primary, to.replica, to.owned = true, s, s.owned
	to.out, to.in, to.keys = s.out, s.in, map[int]map[string]bool{}
	for number, keys := range s.keys {
		to.keys[number] = maps.Clone(keys)
	}
	for number := range s.owned.each {
		if s.cluster.owners[number] == s {
			s.cluster.owners[number] = to
		}
	}
	for _, other := range s.cluster.servers {
		for _, moving := range []map[int]*scanServer{other.out, other.in} {
			for number, peer := range moving {
				if peer == s {
					moving[number] = to
				}
			}
		}
	}
	s.primary, s.replica, s.owned = false, nil, slotSet{}
	s.out, s.in = map[int]*scanServer{}, map[int]*scanServer{}
}

// injectFault does something to the slots.
func (f *fakeScanCluster) injectFault(random *rand.Rand, numbers []int) {
	number := numbers[random.IntN(len(numbers))]
	from := f.owners[number]
	var primaries []*scanServer
	for _, address := range slices.Sorted(maps.Keys(f.servers)) {
		if s := f.servers[address]; s.primary && s != from {
			primaries = append(primaries, s)
		}
	}
	to := primaries[random.IntN(len(primaries))]
	move := func(key string) {
		to.put(key)
		delete(from.keys[number], key)
	}
	switch action := random.IntN(100); {
	case action < 2:
		from.restart()
	case action < 4 && from.out[number] == nil:
		from.failOver()
	case action < 15 && from.out[number] == nil: // at once
		for key := range from.keys[number] {
			move(key)
		}
		from.owned.remove(number)
		to.owned.add(number)
		f.owners[number] = to
	case from.out[number] == nil:
		from.out[number], to.in[number] = to, from
	case len(from.keys[number]) > 0:
		to = from.out[number]
		for _, key := range from.sorted(from.keys[number])[:1+random.IntN(len(from.keys[number]))] {
			move(key)
		}
	case !from.out[number].owned.has(number):
		// The new owner is told first; for a while both are.
		to = from.out[number]
		to.owned.add(number)
		delete(to.in, number)
	default:
		to = from.out[number]
		from.owned.remove(number)
		delete(from.out, number)
		f.owners[number] = to
	}
}
