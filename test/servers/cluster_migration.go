package servers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/glissade-io/glissade/models"
)

// keysPerMove is how many keys one MIGRATE takes.
const keysPerMove = 100

// Migration is a slot on its way from one primary to another. Between BeginMigration
// and End, From answers ASK for keys of the slot that it does not have, To answers
// MOVED unless it is told ASKING, and each answers TRYAGAIN where it has only some of
// several keys.
type Migration struct {
	Slot     int
	From, To *Node

	cluster *Cluster
}

// MigrateSlot moves a slot with its keys to another primary, key by key, and returns
// once all nodes agree. Keys of database 0 are moved.
func (c *Cluster) MigrateSlot(ctx context.Context, slot int, to *Node) error {
	migration, err := c.BeginMigration(ctx, slot, to)
	if err != nil {
		return err
	}
	if err := migration.MoveKeys(ctx); err != nil {
		return err
	}
	if err := migration.End(ctx); err != nil {
		return err
	}
	return c.AwaitAgreement(ctx)
}

// BeginMigration sets a slot migrating at its primary and importing at another, and
// moves no key yet.
func (c *Cluster) BeginMigration(ctx context.Context, slot int, to *Node) (*Migration, error) {
	from, err := c.NodeForSlot(ctx, slot)
	if err != nil {
		return nil, err
	}
	if from == to {
		return nil, fmt.Errorf("slot %d is at %s already", slot, to.Addr())
	}
	// In this order: a client that is sent to To must find it ready.
	if err := to.setSlot(ctx, slot, "IMPORTING", from.ID); err != nil {
		return nil, err
	}
	if err := from.setSlot(ctx, slot, "MIGRATING", to.ID); err != nil {
		return nil, errors.Join(err, to.setSlot(ctx, slot, "STABLE"))
	}
	return &Migration{Slot: slot, From: from, To: to, cluster: c}, nil
}

// MoveKeys moves the given keys of the slot, or all of them if none is given.
func (m *Migration) MoveKeys(ctx context.Context, keys ...string) error {
	if len(keys) > 0 {
		return m.move(ctx, keys)
	}
	for {
		reply, err := m.From.ask(ctx, "CLUSTER", "GETKEYSINSLOT", strconv.Itoa(m.Slot), strconv.Itoa(keysPerMove))
		if err != nil {
			return fmt.Errorf("CLUSTER GETKEYSINSLOT at %s: %w", m.From.Addr(), err)
		}
		if len(reply.Elems) == 0 {
			return nil
		}
		keys := make([]string, len(reply.Elems))
		for i, key := range reply.Elems {
			keys[i] = key.Text
		}
		if err := m.move(ctx, keys); err != nil {
			return err
		}
	}
}

func (m *Migration) move(ctx context.Context, keys []string) error {
	command := []string{"MIGRATE", m.To.Host(), strconv.Itoa(m.To.Port()), "", "0", milliseconds(patience)}
	if password := m.To.member.options.Password; password != "" {
		command = append(command, "AUTH", password)
	}
	command = append(append(command, "KEYS"), keys...)
	if _, err := m.From.Command(ctx, command...); err != nil {
		return fmt.Errorf("MIGRATE from %s to %s: %w", m.From.Addr(), m.To.Addr(), err)
	}
	return nil
}

// End gives the slot to its new primary and tells the other primaries. It is an error
// if the old one still has keys of the slot, which it would throw away.
func (m *Migration) End(ctx context.Context) error {
	left, err := m.From.ask(ctx, "CLUSTER", "COUNTKEYSINSLOT", strconv.Itoa(m.Slot))
	if err != nil {
		return fmt.Errorf("CLUSTER COUNTKEYSINSLOT at %s: %w", m.From.Addr(), err)
	}
	if left.Int > 0 {
		return fmt.Errorf("%s still has %d keys of slot %d; move them first", m.From.Addr(), left.Int, m.Slot)
	}
	primaries, err := m.cluster.Primaries(ctx)
	if err != nil {
		return err
	}
	others := slices.DeleteFunc(primaries, func(n *Node) bool { return n == m.To || n == m.From })
	// The new primary first: were the old one to give the slot away before, nobody
	// would have it for a moment.
	for _, node := range append([]*Node{m.To, m.From}, others...) {
		if err := node.setSlot(ctx, m.Slot, "NODE", m.To.ID); err != nil {
			return err
		}
	}
	return nil
}

// Abort leaves the slot at its old primary, and keys that were moved out of reach.
func (m *Migration) Abort(ctx context.Context) error {
	return errors.Join(m.From.setSlot(ctx, m.Slot, "STABLE"), m.To.setSlot(ctx, m.Slot, "STABLE"))
}

func (n *Node) setSlot(ctx context.Context, slot int, subject ...string) error {
	return n.do(ctx, append([]string{"CLUSTER", "SETSLOT", strconv.Itoa(slot)}, subject...)...)
}

// MigrateSlots moves whole ranges of slots between two primaries by the servers' own
// atomic migration, and returns once all nodes agree. Valkey 9.0 and later can do that.
func (c *Cluster) MigrateSlots(ctx context.Context, from, to *Node, ranges ...models.SlotRange) error {
	command := []string{"CLUSTER", "MIGRATESLOTS", "SLOTSRANGE"}
	for _, r := range ranges {
		command = append(command, strconv.FormatInt(r.Start, 10), strconv.FormatInt(r.End, 10))
	}
	earlier, err := from.migrations(ctx)
	if err != nil {
		return err
	}
	if err := from.do(ctx, append(command, "NODE", to.ID)...); err != nil {
		return err
	}
	var failed error
	if err := await(ctx, "slots to move to "+to.Addr(), func(ctx context.Context) error {
		migrations, err := from.migrations(ctx)
		if err != nil {
			return err
		}
		for name, migration := range migrations {
			if _, old := earlier[name]; old {
				continue
			}
			switch state := migration["state"]; state {
			case "success":
			case "failed", "cancelled":
				failed = fmt.Errorf("the migration from %s to %s has %s: %s", from.Addr(), to.Addr(), state, migration["message"])
			default:
				return errors.New("the migration is at " + state)
			}
		}
		return nil
	}); err != nil {
		return err
	}
	if failed != nil {
		return failed
	}
	return c.AwaitAgreement(ctx)
}

// migrations returns the node's running and recent atomic migrations by their names.
func (n *Node) migrations(ctx context.Context) (map[string]map[string]string, error) {
	reply, err := n.ask(ctx, "CLUSTER", "GETSLOTMIGRATIONS")
	if err != nil {
		return nil, fmt.Errorf("CLUSTER GETSLOTMIGRATIONS at %s: %w", n.Addr(), err)
	}
	found := map[string]map[string]string{}
	for _, job := range reply.Elems {
		about := map[string]string{}
		for pair := range slices.Chunk(job.Elems, 2) {
			about[pair[0].Text] = pair[len(pair)-1].Text
		}
		found[about["name"]] = about
	}
	return found, nil
}
