package servers

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
)

// AddShard adds a primary without slots and its replicas to the cluster, and returns
// the primary once all nodes agree. MigrateSlot and MigrateSlots give it slots.
func (c *Cluster) AddShard(ctx context.Context) (*Node, error) {
	newcomers, err := c.launchShards(ctx, 1)
	if err != nil {
		return nil, err
	}
	c.Nodes = append(c.Nodes, newcomers...)
	return newcomers[0], c.join(ctx, newcomers)
}

// RemoveShard ends the shard of a node, has the others forget it, and returns once
// they agree. It is an error if the shard still has slots.
func (c *Cluster) RemoveShard(ctx context.Context, of *Node) error {
	shard := func(n *Node) bool { return n.Shard == of.Shard }
	var slots error
	if err := c.eachSelf(ctx, func(node *Node, self nodeView) {
		if shard(node) && len(self.slots) > 0 {
			slots = fmt.Errorf("%s still has the slots %v", node.Addr(), self.slots)
		}
	}); err != nil || slots != nil {
		return cmp.Or(err, slots)
	}
	var leaving []*Server
	var ids []string
	for _, node := range c.Nodes {
		if shard(node) {
			leaving, ids = append(leaving, node.Server), append(ids, node.ID)
		}
	}
	c.Nodes = slices.DeleteFunc(c.Nodes, shard)
	c.group.remove(leaving) // First, or they would introduce themselves again.
	for _, node := range c.alive() {
		for _, id := range ids {
			if err := node.do(ctx, "CLUSTER", "FORGET", id); err != nil && !strings.Contains(err.Error(), "Unknown node") {
				return err
			}
		}
	}
	return c.AwaitAgreement(ctx)
}
