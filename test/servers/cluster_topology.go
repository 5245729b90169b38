package servers

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// FailoverMode says how a replica takes the place of its primary, see
// https://valkey.io/commands/cluster-failover/.
type FailoverMode string

// The modes of Failover.
const (
	// FailoverInAgreement has the primary hand over; nothing that it acknowledged is lost.
	FailoverInAgreement FailoverMode = ""
	// FailoverForce does without the primary, but asks the other primaries.
	FailoverForce FailoverMode = "FORCE"
	// FailoverTakeover asks nobody.
	FailoverTakeover FailoverMode = "TAKEOVER"
)

// failoverRepeat is when a failover that did not come about is asked for again: the
// servers give one up after 5 seconds.
const failoverRepeat = 6 * time.Second

// Primaries returns the living nodes that see themselves as primaries, in the order of
// Nodes; those without slots too.
func (c *Cluster) Primaries(ctx context.Context) ([]*Node, error) {
	return c.those(ctx, func(self nodeView) bool { return self.primary == "" })
}

// ReplicasOf returns the living nodes that see themselves as replicas of primary, in
// the order of Nodes.
func (c *Cluster) ReplicasOf(ctx context.Context, primary *Node) ([]*Node, error) {
	return c.those(ctx, func(self nodeView) bool { return self.primary == primary.ID })
}

// those returns the living nodes of whose view of themselves choose says yes.
func (c *Cluster) those(ctx context.Context, choose func(self nodeView) bool) ([]*Node, error) {
	var chosen []*Node
	err := c.eachSelf(ctx, func(node *Node, self nodeView) {
		if choose(self) {
			chosen = append(chosen, node)
		}
	})
	return chosen, err
}

// NodeForSlot returns the living primary that has the slot. Where two see it as
// theirs, as after a partition, it is the one with the later configuration.
func (c *Cluster) NodeForSlot(ctx context.Context, slot int) (*Node, error) {
	var owner *Node
	epoch := int64(-1)
	err := c.eachSelf(ctx, func(node *Node, self nodeView) {
		if self.primary == "" && self.owns(slot) && self.epoch > epoch {
			owner, epoch = node, self.epoch
		}
	})
	if err == nil && owner == nil {
		err = fmt.Errorf("no living primary has slot %d", slot)
	}
	return owner, err
}

// eachSelf calls visit with every living node and its view of itself.
func (c *Cluster) eachSelf(ctx context.Context, visit func(*Node, nodeView)) error {
	for _, node := range c.alive() {
		self, err := node.self(ctx)
		switch {
		case err == nil:
			visit(node, self)
		case node.Alive(): // It may have been killed just now.
			return err
		}
	}
	return nil
}

// Failover makes a replica take the place of its primary and returns once it has.
// The others learn of it a moment later, see AwaitAgreement. A replica of Redis 7.0 may
// take the place without a new configuration, counting the votes of an election before:
// the others have it undone, and it is asked again.
func (c *Cluster) Failover(ctx context.Context, replica *Node, mode FailoverMode) error {
	command := []string{"CLUSTER", "FAILOVER"}
	if mode != FailoverInAgreement {
		command = append(command, string(mode))
	}
	before, err := replica.self(ctx)
	if err != nil {
		return err
	}
	if err := replica.do(ctx, command...); err != nil {
		return err
	}
	asked := time.Now()
	return await(ctx, replica.Addr()+" to become a primary", func(ctx context.Context) error {
		self, err := replica.self(ctx)
		if err != nil || self.primary == "" && self.epoch > before.epoch {
			return err
		}
		if time.Since(asked) > failoverRepeat {
			asked = time.Now()
			return errors.Join(errors.New("asked again"), replica.do(ctx, command...))
		}
		return errors.New("it still is a replica, or will be again")
	})
}
