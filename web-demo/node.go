package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/glissade-io/glissade/test/servers"
)

// The states of a node that this program has started.
const (
	stateRunning = "running"
	statePaused  = "paused"
	stateEnded   = "ended"
)

// errNotNow reports an action that the node's state does not allow.
var errNotNow = errors.New("not in this state")

// node is a server that this program has started.
type node struct {
	server  *servers.Server
	shard   int
	cluster *servers.Cluster // nil for a server of its own
	member  *servers.Node    // the same server as a part of it

	mu     sync.Mutex // held over an action
	seen   sync.Mutex // protects paused, which is read while an action is under way
	paused bool
}

// state tells how the node is.
func (n *node) state() string {
	n.seen.Lock()
	defer n.seen.Unlock()
	switch {
	case n.server.Alive():
		return stateRunning
	case n.paused:
		return statePaused
	default:
		return stateEnded
	}
}

func (n *node) setPaused(paused bool) {
	n.seen.Lock()
	defer n.seen.Unlock()
	n.paused = paused
}

// act does one of the things that a visitor may do to a server.
func (n *node) act(ctx context.Context, action string) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	allowed := map[string][]string{
		"pause":    {stateRunning},
		"resume":   {statePaused},
		"kill":     {stateRunning, statePaused},
		"restart":  {stateRunning, statePaused, stateEnded},
		"failover": {stateRunning, statePaused, stateEnded},
	}
	states, known := allowed[action]
	if !known {
		return fmt.Errorf("action %q: %w; use pause, resume, kill, restart or failover", action, errUnknown)
	}
	state := n.state()
	if !slices.Contains(states, state) {
		return fmt.Errorf("%s is %s, so there is nothing to %s: %w", n.server.Addr(), state, action, errNotNow)
	}
	switch action {
	case "pause":
		err := n.server.Pause()
		n.setPaused(err == nil)
		return err
	case "resume":
		err := n.server.Resume()
		if err == nil {
			n.setPaused(false)
		}
		return err
	case "kill":
		n.server.Kill()
		n.setPaused(false)
		return nil
	case "restart":
		n.setPaused(false)
		return n.server.Restart(ctx)
	default:
		return n.failOver(ctx)
	}
}

// failOver has a replica of the node's shard take the place of the primary: the node
// itself if it is a replica that runs, else one that runs beside it.
func (n *node) failOver(ctx context.Context) error {
	if n.cluster == nil {
		return fmt.Errorf("%s has no replica that could take its place: %w", n.server.Addr(), errNotNow)
	}
	replica, mode, err := n.successor(ctx)
	if err != nil {
		return err
	}
	return n.cluster.Failover(ctx, replica, mode)
}

// successor finds the replica to promote, and whether the primary can hand over.
func (n *node) successor(ctx context.Context) (*servers.Node, servers.FailoverMode, error) {
	var replica *servers.Node
	mode := servers.FailoverForce
	for _, member := range n.cluster.Nodes {
		if member.Shard != n.shard || !member.Alive() {
			continue
		}
		role, err := member.Role(ctx)
		if err != nil {
			return nil, "", err
		}
		switch {
		case role == servers.RolePrimary:
			mode = servers.FailoverInAgreement
		case replica == nil || member == n.member:
			replica = member
		}
	}
	if replica == nil {
		return nil, "", fmt.Errorf("no replica of the shard of %s runs; restart one first: %w", n.server.Addr(), errNotNow)
	}
	return replica, mode, nil
}
