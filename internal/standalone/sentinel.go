package standalone

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

// Sentinel describes the sentinels that know the servers.
type Sentinel struct {
	// Addresses are those of sentinels, one at least; others are learnt from them.
	Addresses []string
	// PrimaryName is the name under which they watch the primary.
	PrimaryName string
	// Node is the template of every sentinel; its Address and Events are set here.
	Node node.Config
}

// String returns where the sentinels are, and nothing of the credentials.
func (s Sentinel) String() string {
	return "{Addresses:[" + strings.Join(s.Addresses, " ") + "] PrimaryName:" + s.PrimaryName + "}"
}

// sentinels finds the servers by asking sentinels, and has them looked for again
// when a sentinel announces a change.
type sentinels struct {
	config Sentinel
	news   func()

	mu     sync.Mutex
	closed bool
	nodes  map[string]*node.Node
	epoch  int64 // of the newest account that was believed
}

func newSentinels(config *Sentinel, news func()) *sentinels {
	s := &sentinels{config: *config, news: news, nodes: map[string]*node.Node{}}
	for _, address := range config.Addresses {
		s.add(address)
	}
	return s
}

// add makes the node of a sentinel. The lock is held, or nobody else knows s.
func (s *sentinels) add(address string) {
	if s.closed || s.nodes[address] != nil {
		return
	}
	config := s.config.Node
	config.Address = address
	var n *node.Node
	config.Events = func(e models.ConnectionEvent) {
		if e.Kind == models.Connected {
			s.subscribe(n)
			s.news()
		}
	}
	n = node.New(config)
	s.nodes[address] = n
	n.KeepDialing()
}

// subscription asks for the announcements that concern the servers of a group.
var subscription = mux.Request{Name: "SUBSCRIBE", Bytes: encode(
	[]string{"SUBSCRIBE", "+switch-master", "+slave", "+sdown", "-sdown", "+reboot"})}

// announcements has the servers looked for when a sentinel announces anything.
type announcements struct{ news func() }

func (a announcements) Push([][]byte) {}
func (a announcements) Pushed()       { a.news() }
func (a announcements) Ended(error)   {}

// subscribe asks for announcements, which only RESP3 has beside replies; a sentinel
// that does not speak it is asked again and again while there is no primary.
func (s *sentinels) subscribe(n *node.Node) {
	conn := n.Shared()
	if conn == nil || conn.Server().Protocol != 3 || conn.Listen(announcements{s.news}) != nil {
		return // A connection that has ended is made again, and subscribed.
	}
	conn.SubmitFenced(subscription, 1, func([]byte, error) {})
}

func (s *sentinels) close() {
	s.mu.Lock()
	s.closed = true
	nodes := s.all()
	s.mu.Unlock()
	for _, n := range nodes {
		n.Close()
	}
}

// all returns the nodes. The lock is held.
func (s *sentinels) all() []*node.Node {
	var nodes []*node.Node
	for _, n := range s.nodes {
		nodes = append(nodes, n)
	}
	return nodes
}

// sentinelReport is what one sentinel says.
type sentinelReport struct {
	primary   string
	epoch     int64
	replicas  []string
	sentinels []string
}

func (s *sentinels) find(ctx context.Context, g *Group) (found, error) {
	s.mu.Lock()
	nodes, known := s.all(), s.epoch
	s.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, g.config.Node.ConnectTimeout)
	defer cancel()
	answers := gather(ctx, nodes, func(n *node.Node) (*sentinelReport, error) {
		report, err := s.ask(ctx, n)
		return &report, err
	}, func(a *sentinelReport) bool { return a.epoch >= known })
	var best *sentinelReport
	var failures []error
	for _, a := range answers {
		if a.err != nil {
			failures = append(failures, a.err)
			continue
		}
		if best == nil || a.value.epoch > best.epoch {
			best = a.value
		}
	}
	if best == nil {
		if len(failures) == 0 { // None has answered in time, since none can be connected to.
			for _, n := range nodes {
				failures = append(failures, n.Failed())
			}
		}
		return found{}, &failure.ConnectionError{
			Delivery: failure.NotSent, Reason: "no sentinel tells where the primary " + failure.Text(strconv.Quote(s.config.PrimaryName)) + " is",
			Cause: errors.Join(failures...),
		}
	}
	// A sentinel may not have heard of a failover yet, that the client knows of. All of
	// them have forgotten it if they were told to.
	if best.epoch < known && len(answers)-len(failures) < len(nodes) {
		return found{}, errStale
	}
	s.mu.Lock()
	s.epoch = best.epoch
	for _, address := range best.sentinels {
		s.add(address)
	}
	s.mu.Unlock()
	return found{primary: best.primary, replicas: best.replicas}, nil
}

var errStale = &failure.ConnectionError{Delivery: failure.NotSent, Reason: "the sentinels that answer do not know of the last failover"}

// ask asks one sentinel for the primary, its replicas and the other sentinels.
func (s *sentinels) ask(ctx context.Context, n *node.Node) (sentinelReport, error) {
	name := s.config.PrimaryName
	request := mux.Request{Name: "SENTINEL MASTER", Replies: 4, Bytes: encode(
		[]string{"SENTINEL", "MASTER", name}, []string{"SENTINEL", "REPLICAS", name}, []string{"SENTINEL", "SENTINELS", name},
		[]string{"SENTINEL", "GET-MASTER-ADDR-BY-NAME", name})}
	var call mux.Call
	if err := n.Do(ctx, &call, request); err != nil {
		return sentinelReport{}, err
	}
	var replies [4]resp.Value
	for i := range replies {
		value, err := resp.Decode(call.Frame(i))
		if err == nil && value.Type.IsError() {
			err = failure.ParseServerError(value.Text)
		}
		if err != nil {
			return sentinelReport{}, &failure.ConnectionError{
				Address: n.Address(), Command: request.Name, Delivery: failure.Answered, Reason: "the sentinel does not answer the question", Cause: err,
			}
		}
		replies[i] = value
	}
	// The sentinel that leads a failover describes the old primary until all is done, but
	// gives the new one's address.
	address := replies[3].Elems
	if len(address) != 2 {
		return sentinelReport{}, &failure.ConnectionError{
			Address: n.Address(), Command: request.Name, Delivery: failure.Answered, Reason: "the sentinel gives no address of the primary",
		}
	}
	primary, err := join(address[0].Text, address[1].Text)
	if err != nil {
		return sentinelReport{}, &failure.ConnectionError{
			Address: n.Address(), Command: request.Name, Delivery: failure.Answered,
			Reason: "the sentinel gives an address of the primary that is none", Cause: err,
		}
	}
	a := sentinelReport{primary: primary, replicas: []string{}}
	a.epoch, _ = strconv.ParseInt(fields(replies[0])["config-epoch"], 10, 64) // It is a number, or the first of several answers decides.
	for _, replica := range replies[1].Elems {
		a.replicas = appendAddress(a.replicas, fields(replica))
	}
	for _, other := range replies[2].Elems {
		a.sentinels = appendAddress(a.sentinels, fields(other))
	}
	return a, nil
}

// appendAddress adds the address of a server that can be reached. What is none is left
// out: the others are of use without it.
func appendAddress(addresses []string, f map[string]string) []string {
	if !isUp(f["flags"]) {
		return addresses
	}
	address, err := join(f["ip"], f["port"])
	if err != nil {
		return addresses
	}
	return append(addresses, address)
}

// isUp reports whether a sentinel that gives these flags can reach the server.
func isUp(flags string) bool {
	return !slices.ContainsFunc(strings.Split(flags, ","), func(flag string) bool {
		return flag == "s_down" || flag == "o_down" || flag == "disconnected"
	})
}

// fields returns an array or a map of names and values.
func fields(value resp.Value) map[string]string {
	f := make(map[string]string, len(value.Elems)/2)
	for i := 0; i+1 < len(value.Elems); i += 2 {
		f[value.Elems[i].Text] = value.Elems[i+1].Text
	}
	return f
}

// join returns the address that a sentinel gives.
func join(host, port string) (string, error) {
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return "", errors.New("it has a port that is not from 1 to 65535")
	}
	return node.AnnouncedAddress(host, int(number))
}

func encode(commands ...[]string) []byte {
	var b []byte
	for _, words := range commands {
		b = resp.AppendCommand(b, words...)
	}
	return b
}
