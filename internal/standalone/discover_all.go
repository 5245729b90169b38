package standalone

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/options"
)

// mostServers bounds how many servers of a replication are connected to, whatever they
// announce.
const mostServers = 128

// discoverAll finds the servers of a replication: it asks those that are known whom they
// follow and who follows them, and then those that they name. A server may be known by two
// addresses, a configured and an announced one; its ID tells.
type discoverAll struct {
	configured []string
	// aliases are announced addresses of servers that the group has by another address, with
	// the servers' IDs. Only find uses it, one at a time.
	aliases map[string]string
}

func newDiscoverAll(configured []string) *discoverAll {
	return &discoverAll{configured: configured, aliases: map[string]string{}}
}

// discoversAll reports whether servers that are not configured are found.
func (g *Group) discoversAll() bool {
	return g.config.Sentinel == nil && g.config.Mode == options.NodeDiscoveryModeDiscoverAll
}

func (*discoverAll) close() {}

func (d *discoverAll) find(ctx context.Context, g *Group) (found, error) {
	ctx, cancel := context.WithTimeout(ctx, g.config.Node.ConnectTimeout)
	defer cancel()
	var answers []answer[*state]
	asked := map[*node.Node]bool{}
	for {
		nodes := slices.DeleteFunc(g.connected(), func(n *node.Node) bool { return asked[n] })
		if len(nodes) == 0 {
			break
		}
		for _, n := range nodes {
			asked[n] = true
		}
		answers = append(answers, gather(ctx, nodes, func(n *node.Node) (*state, error) {
			s, err := describe(ctx, n)
			return &s, err
		}, (*state).isPrimary)...)
		d.include(ctx, g, answers)
	}
	answers = d.distinct(answers)
	f, err := g.choosePrimary(answers)
	if err == nil {
		f.replicas = d.replicasOf(f.primary, answers)
	}
	return f, err
}

// include adds the servers that were named to the group. It waits for them until the
// primary is known, and when the client connects for the first time, since its first reads
// are to find all replicas.
func (d *discoverAll) include(ctx context.Context, g *Group, answers []answer[*state]) {
	var added []*node.Node
	g.mu.Lock()
	for _, a := range answers {
		for _, address := range a.value.names {
			if g.nodes[address] == nil && !g.closed && len(g.nodes) < mostServers && !d.isAlias(address, answers) {
				n := g.add(address)
				n.KeepDialing()
				added = append(added, n)
			}
		}
	}
	isFirst := g.announced == nil
	g.mu.Unlock()
	if !isFirst && slices.ContainsFunc(answers, func(a answer[*state]) bool { return a.err == nil && a.value.isPrimary() }) {
		return
	}
	var all sync.WaitGroup
	for _, n := range added {
		all.Go(func() { n.AwaitAttempt(ctx) })
	}
	all.Wait()
}

// isAlias reports whether an address is that of a server that has answered at another one.
func (d *discoverAll) isAlias(address string, answers []answer[*state]) bool {
	id, isKnown := d.aliases[address]
	return isKnown && slices.ContainsFunc(answers, func(a answer[*state]) bool {
		return a.err == nil && a.value.id == id && a.node.Address() != address
	})
}

// distinct returns one answer of each server: where it has two addresses the configured
// one's, since that is what certificates and firewalls are made for.
func (d *discoverAll) distinct(answers []answer[*state]) []answer[*state] {
	var kept []answer[*state]
	known := map[string]bool{}
	aliases := map[string]string{}
	for _, configured := range []bool{true, false} {
		for _, a := range answers {
			address, id := a.node.Address(), a.value.id
			switch {
			case slices.Contains(d.configured, address) != configured:
			case a.err == nil && known[id]:
				aliases[address] = id
			default:
				kept = append(kept, a)
				if a.err == nil && id != "" {
					known[id] = true
				}
			}
		}
	}
	for address, id := range d.aliases {
		if _, isNew := aliases[address]; !isNew && d.isAlias(address, kept) {
			aliases[address] = id
		}
	}
	d.aliases = aliases
	return kept
}

// replicasOf returns the addresses of all servers but the primary: the configured ones, and
// those that the primary and its replicas name, which may have replicas themselves.
func (d *discoverAll) replicasOf(primary string, answers []answer[*state]) []string {
	replicas := map[string]bool{}
	ordered := []string{}
	add := func(addresses []string) {
		for _, address := range addresses {
			_, isAlias := d.aliases[address]
			if address != primary && !isAlias && !replicas[address] {
				replicas[address] = true
				ordered = append(ordered, address)
			}
		}
	}
	add(d.configured)
	for _, a := range answers {
		if a.err == nil && (a.node.Address() == primary || a.value.role == roleReplica) {
			add(a.value.names)
		}
	}
	return ordered[:min(len(ordered), mostServers)]
}

var infoRequest = mux.Request{Name: "INFO", Replies: 2, Bytes: encode([]string{"INFO", "SERVER"}, []string{"INFO", "REPLICATION"})}

// describe asks a server for its ID, its role, whom it follows and who follows it.
func describe(ctx context.Context, n *node.Node) (state, error) {
	var call mux.Call
	if err := n.Try(ctx, &call, infoRequest); err != nil {
		return state{}, err
	}
	var texts [2]string
	for i := range texts {
		value, err := resp.Decode(call.Frame(i))
		if err == nil && value.Type.IsError() {
			err = failure.ParseServerError(value.Text)
		}
		if err != nil {
			return state{}, &failure.ConnectionError{
				Address: n.Address(), Command: infoRequest.Name, Delivery: failure.Answered,
				Reason: "the server does not describe its replication, which {NodeDiscoveryModeDiscoverAll} needs: allow the user INFO (+info); or configure all servers, and set" +
					" {NodeDiscoveryModeStandard}, which asks for ROLE, or {NodeDiscoveryModeStatic}, which asks for nothing",
				Cause: err,
			}
		}
		texts[i] = value.Text
	}
	s := parseReplication(texts[1])
	s.id = parseID(texts[0])
	return s, nil
}

// parseReplication parses INFO REPLICATION. Addresses that are none are left out: the
// others are of use without them.
func parseReplication(info string) state {
	var s state
	var primaryHost string
	for line := range strings.Lines(info) {
		name, value, _ := strings.Cut(strings.TrimRight(line, "\r\n"), ":")
		switch name {
		case "role":
			if s.role = value; value == "slave" {
				s.role = roleReplica
			}
		case "master_host":
			primaryHost = value
		case "master_port":
			s.addName(primaryHost, value)
		case "connected_slaves":
			s.replicas, _ = strconv.Atoi(value) // A number that is none decides nothing.
		default:
			// slave0:ip=127.0.0.1,port=6380,state=online,offset=14,lag=1
			if strings.HasPrefix(name, "slave") && strings.HasPrefix(value, "ip=") {
				s.addName(attribute(value, "ip"), attribute(value, "port"))
			}
		}
	}
	return s
}

func (s *state) addName(host, port string) {
	if address, err := join(host, port); err == nil {
		s.names = append(s.names, address)
	}
}

// attribute returns the value of a name in "ip=127.0.0.1,port=6380".
func attribute(text, name string) string {
	for pair := range strings.SplitSeq(text, ",") {
		if value, found := strings.CutPrefix(pair, name+"="); found {
			return value
		}
	}
	return ""
}

// parseID returns the ID of a server, which it has until it ends, from INFO SERVER.
func parseID(info string) string {
	for line := range strings.Lines(info) {
		if id, found := strings.CutPrefix(line, "run_id:"); found {
			return strings.TrimRight(id, "\r\n")
		}
	}
	return ""
}
