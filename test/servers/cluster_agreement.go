package servers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// AwaitAgreement waits until all living nodes give the same answer to who is there,
// who is whose replica and who has which slots; every slot is served, every replica
// is in sync and shown to clients, and every node finds the cluster in order. Nodes
// that were killed or paused must be known to have failed. After a failover or a
// migration this is the end of the turmoil.
func (c *Cluster) AwaitAgreement(ctx context.Context) error {
	return await(ctx, "the nodes to agree", c.agreement)
}

// agreement returns what is still amiss.
func (c *Cluster) agreement(ctx context.Context) error {
	alive := c.alive()
	if len(alive) == 0 {
		return errors.New("no node is alive")
	}
	var agreed string
	for i, node := range alive {
		info, err := node.ask(ctx, "CLUSTER", "INFO")
		if err != nil {
			return err
		}
		if state := fields(info.Text)["cluster_state"]; state != "ok" {
			return fmt.Errorf("the cluster's state at %s is %s", node.Addr(), state)
		}
		views, err := node.views(ctx)
		if err != nil {
			return err
		}
		views = slices.DeleteFunc(views, func(v nodeView) bool { return v.has("fail") || v.has("noaddr") })
		if err := complete(views, alive); err != nil {
			return fmt.Errorf("%s: %w", node.Addr(), err)
		}
		if err := node.showsReplicas(ctx, views); err != nil {
			return fmt.Errorf("%s: %w", node.Addr(), err)
		}
		switch told := summary(views); {
		case i == 0:
			agreed = told
		case told != agreed:
			return fmt.Errorf("%s and %s disagree:\n%s\nand\n%s", alive[0].Addr(), node.Addr(), agreed, told)
		}
		if self := slices.IndexFunc(views, func(v nodeView) bool { return v.has("myself") }); views[self].primary != "" {
			if err := node.inSync(ctx); err != nil {
				return fmt.Errorf("%s: %w", node.Addr(), err)
			}
		}
	}
	return nil
}

// alive returns the nodes that run and are not paused.
func (c *Cluster) alive() []*Node {
	return slices.DeleteFunc(slices.Clone(c.Nodes), func(n *Node) bool { return !n.Alive() })
}

// complete checks that a node's views are those of the living nodes, all of them in
// reach, that they have all slots, and that no two owners of slots are of one epoch: while
// they are, either may still take slots from the other, and throw away their keys.
func complete(views []nodeView, alive []*Node) error {
	slots := 0
	ofEpoch := map[int64]string{}
	for _, view := range views {
		switch {
		case !slices.ContainsFunc(alive, func(n *Node) bool { return n.ID == view.id }):
			return fmt.Errorf("node %s, which is not alive, has not failed", view.id)
		case view.has("handshake"), view.has("fail?"), !view.linked:
			return fmt.Errorf("node %s is not in reach (%s)", view.id, strings.Join(view.flags, ","))
		}
		for _, r := range view.slots {
			slots += int(r.End - r.Start + 1)
		}
		if len(view.slots) > 0 {
			if other := ofEpoch[view.epoch]; other != "" {
				return fmt.Errorf("nodes %s and %s both have the epoch %d", other, view.id, view.epoch)
			}
			ofEpoch[view.epoch] = view.id
		}
	}
	if len(views) != len(alive) {
		return fmt.Errorf("%d nodes are known of %d", len(views), len(alive))
	}
	if slots != SlotCount {
		return fmt.Errorf("%d slots are served of %d", slots, SlotCount)
	}
	return nil
}

// summary writes views in an order that does not depend on who tells them.
func summary(views []nodeView) string {
	lines := make([]string, len(views))
	for i, view := range views {
		lines[i] = fmt.Sprintf("%s, replica of %q, slots %v", view.id, view.primary, view.slots)
		if len(view.slots) > 0 {
			lines[i] += fmt.Sprintf(" of the epoch %d", view.epoch)
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// showsReplicas checks that CLUSTER SLOTS, which clients ask, lists every replica of a
// primary with slots. The servers hide those whose replication has not begun.
func (n *Node) showsReplicas(ctx context.Context, views []nodeView) error {
	want := map[string]int{}
	for _, view := range views {
		if view.primary != "" {
			want[view.primary]++
		}
	}
	reply, err := n.ask(ctx, "CLUSTER", "SLOTS")
	if err != nil {
		return err
	}
	for _, entry := range reply.Elems {
		if len(entry.Elems) < 3 || len(entry.Elems[2].Elems) < 3 {
			return fmt.Errorf("CLUSTER SLOTS has an entry of an unknown form: %v", entry)
		}
		primary := entry.Elems[2].Elems[2].Text
		if shown := len(entry.Elems) - 3; shown != want[primary] {
			return fmt.Errorf("CLUSTER SLOTS shows %d replicas of %s, not %d", shown, primary, want[primary])
		}
	}
	return nil
}
