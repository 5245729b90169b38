package standalone

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/internal/resp"
)

// straggleTimeout is how long others are waited for once a primary has answered: one that is
// stuck must not hold up a failover.
const straggleTimeout = 50 * time.Millisecond

// roles finds the primary by asking all servers for their role.
type roles struct{}

func (roles) close() {}

func (roles) find(ctx context.Context, g *Group) (found, error) {
	ctx, cancel := context.WithTimeout(ctx, g.config.Node.ConnectTimeout)
	defer cancel()
	answers := gather(ctx, g.connected(), func(n *node.Node) (*state, error) {
		s, err := askRole(ctx, n)
		return &s, err
	}, (*state).isPrimary)
	return g.choosePrimary(answers)
}

// connected returns the servers that are connected.
func (g *Group) connected() []*node.Node {
	var connected []*node.Node
	g.Each(func(n *node.Node) {
		if n.Connected() {
			connected = append(connected, n)
		}
	})
	return connected
}

// choosePrimary returns which server is the primary by what the servers say of their roles.
func (g *Group) choosePrimary(answers []answer[*state]) (found, error) {
	g.mu.Lock()
	present := g.announced
	g.mu.Unlock()
	var primaries []answer[*state]
	var failures []error
	for _, a := range answers {
		switch {
		case a.err != nil:
			failures = append(failures, a.err)
		case a.value.isPrimary() && g.isFormerPrimary(a.node) && a.value.replicas == 0:
			failures = append(failures, &failure.ConnectionError{
				Address: a.node.Address(), Delivery: failure.NotSent,
				Reason: "the server takes itself for a primary still, but was replaced by " + failure.Text(present.Address()) + "; make it a replica",
			})
		case a.value.isPrimary():
			primaries = append(primaries, a)
		}
	}
	var f found
	var err error
	switch len(primaries) {
	case 0:
		err = &failure.ConnectionError{
			Delivery: failure.NotSent, Reason: "none of the servers that can be reached is a primary", Cause: errors.Join(failures...),
		}
	case 1:
		f.primary = primaries[0].node.Address()
	default:
		f, err = arbitrate(primaries, present)
	}
	g.updateFormerPrimaries(f.primary, present, answers)
	return f, err
}

func (g *Group) isFormerPrimary(n *node.Node) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.formerPrimaries[n]
}

// updateFormerPrimaries notes who has been replaced by the primary at an address, "" if there is
// none, as far as the answers do not show that it has become a replica.
func (g *Group) updateFormerPrimaries(primary string, present *node.Node, answers []answer[*state]) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if n := g.nodes[primary]; n != nil {
		if present != nil && present != n {
			g.formerPrimaries[present] = true
		}
		delete(g.formerPrimaries, n)
	}
	for _, a := range answers {
		if a.err == nil && a.value.role == roleReplica {
			delete(g.formerPrimaries, a.node)
		}
	}
}

// arbitrate decides between several primaries. One that had failed and comes back
// takes itself for a primary until it is told otherwise: the one that has been
// followed since is the right one. At the start nobody knows.
func arbitrate(primaries []answer[*state], present *node.Node) (found, error) {
	var withReplicas []string
	var names []string
	for _, p := range primaries {
		names = append(names, p.node.Address())
		if p.value.replicas > 0 {
			withReplicas = append(withReplicas, p.node.Address())
		}
	}
	if present != nil {
		for _, p := range primaries {
			if p.node == present {
				return found{primary: present.Address()}, nil
			}
		}
		if len(withReplicas) == 1 {
			return found{primary: withReplicas[0]}, nil
		}
	}
	return found{}, &failure.ConnectionError{
		Delivery: failure.NotSent,
		Reason:   "more than one server is a primary: " + failure.Text(strings.Join(names, ", ")) + "; give the addresses of one primary and its replicas" + hintAtCluster(primaries[0].node),
	}
}

// state is what a server says of its role.
type state struct {
	role     string // "master", "replica" or "sentinel"
	replicas int    // that follow it
	// What INFO has beside: the server's own ID, and the addresses of the servers that it
	// follows and that follow it.
	id    string
	names []string
}

func (s state) isPrimary() bool { return s.role == rolePrimary }

var roleRequest = mux.Request{Name: "ROLE", Bytes: []byte("*1\r\n$4\r\nROLE\r\n")}

// askRole asks a server for its role. One that may not be asked, or is busy, has
// told it in the handshake.
func askRole(ctx context.Context, n *node.Node) (state, error) {
	var call mux.Call
	if err := n.Try(ctx, &call, roleRequest); err != nil {
		return state{}, err
	}
	value, err := resp.Decode(call.Frame(0))
	switch {
	case err != nil:
		return state{}, err
	case len(value.Elems) == 0:
		if role := n.Server().Role; role != "" {
			return state{role: role}, nil
		}
		return state{}, &failure.ConnectionError{
			Address: n.Address(), Command: "ROLE", Delivery: failure.Answered,
			Reason: "the server does not tell its role", Cause: failure.ParseServerError(value.Text),
		}
	case value.Elems[0].Text == "slave":
		return state{role: roleReplica}, nil
	case value.Elems[0].Text == rolePrimary && len(value.Elems) > 2:
		return state{role: rolePrimary, replicas: len(value.Elems[2].Elems)}, nil
	default:
		return state{role: value.Elems[0].Text}, nil
	}
}

// answer is what one of several servers said.
type answer[T any] struct {
	node  *node.Node
	value T
	err   error
}

// gather asks all nodes at once. When one answer is enough, the others have a
// short time; what is returned are the answers that have come.
func gather[T any](ctx context.Context, nodes []*node.Node, ask func(*node.Node) (T, error), enough func(T) bool) []answer[T] {
	incoming := make(chan answer[T], len(nodes))
	for _, n := range nodes {
		go func() {
			value, err := ask(n)
			incoming <- answer[T]{n, value, err}
		}()
	}
	var answers []answer[T]
	var over <-chan time.Time
	for len(answers) < len(nodes) {
		select {
		case a := <-incoming:
			answers = append(answers, a)
			if over == nil && a.err == nil && enough(a.value) {
				timer := time.NewTimer(straggleTimeout)
				defer timer.Stop()
				over = timer.C
			}
		case <-over:
			return answers
		case <-ctx.Done():
			// The asking ends with ctx as well; what has not answered counts as silent.
			return answers
		}
	}
	return answers
}
