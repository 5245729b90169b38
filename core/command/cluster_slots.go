package command

import (
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// ClusterAddSlots gives slots that no node has to the node.
//
// Reply: OK. Errors: ERR if a slot has a node already.
// Complexity: O(N) for N slots. Since: 3.0.0.
// See https://valkey.io/commands/cluster-addslots/
//
//glissade:route explicit one_node: it changes the slots of the node that it is sent to
func ClusterAddSlots(a *Args, slots []int64) Reply[string] {
	a.Begin("CLUSTER ADDSLOTS")
	a.slots("slots", slots)
	return ok
}

// ClusterAddSlotsRange gives ranges of slots that no node has to the node.
//
// Reply: OK. Errors: ERR if a slot has a node already.
// Complexity: O(N) for N slots. Since: 7.0.0.
// See https://valkey.io/commands/cluster-addslotsrange/
//
//glissade:route explicit one_node: it changes the slots of the node that it is sent to
func ClusterAddSlotsRange(a *Args, ranges []models.SlotRange) Reply[string] {
	a.Begin("CLUSTER ADDSLOTSRANGE")
	a.slotRanges("ranges", ranges)
	return ok
}

// ClusterDelSlots has the node forget who has the slots. The other nodes do not forget.
//
// Reply: OK. Errors: ERR if a slot has no node.
// Complexity: O(N) for N slots. Since: 3.0.0.
// See https://valkey.io/commands/cluster-delslots/
//
//glissade:route slot 2: whoever owns the slot has to let it go
func ClusterDelSlots(a *Args, slots []int64) Reply[string] {
	a.Begin("CLUSTER DELSLOTS")
	a.slots("slots", slots)
	return ok
}

// ClusterDelSlotsRange has the node forget who has the slots of ranges. The other
// nodes do not forget.
//
// Reply: OK. Errors: ERR if a slot has no node.
// Complexity: O(N) for N slots. Since: 7.0.0.
// See https://valkey.io/commands/cluster-delslotsrange/
//
//glissade:route slot 2: whoever owns the slot has to let it go
func ClusterDelSlotsRange(a *Args, ranges []models.SlotRange) Reply[string] {
	a.Begin("CLUSTER DELSLOTSRANGE")
	a.slotRanges("ranges", ranges)
	return ok
}

// ClusterFlushSlots has the node forget that it has any slots.
//
// Reply: OK. Errors: ERR if the node has keys.
// Complexity: O(1). Since: 3.0.0.
// See https://valkey.io/commands/cluster-flushslots/
//
//glissade:route explicit one_node: it changes the slots of the node that it is sent to
func ClusterFlushSlots(a *Args) Reply[string] {
	a.Begin("CLUSTER FLUSHSLOTS")
	return ok
}

// ClusterFlushSlot deletes all keys of a slot, which stays the node's.
//
// Reply: OK. Errors: ERR if there is no such slot.
// Complexity: O(N) for N keys of the slot. Since: 9.0.0.
// See https://valkey.io/commands/cluster-flushslot/
//
//glissade:route slot 2: whoever owns the slot has to let it go
func ClusterFlushSlot(a *Args, slot int64) Reply[string] {
	a.Begin("CLUSTER FLUSHSLOT")
	a.slot("slot", slot)
	return ok
}

// ClusterFlushSlotWithOptions deletes all keys of a slot, which stays the node's,
// before the reply or in the background as mode says.
//
// Reply: OK. Errors: ERR if there is no such slot.
// Complexity: O(N) for N keys of the slot. Since: 9.0.0.
// See https://valkey.io/commands/cluster-flushslot/
func ClusterFlushSlotWithOptions(a *Args, slot int64, mode options.FlushMode) Reply[string] {
	a.Begin("CLUSTER FLUSHSLOT")
	a.slot("slot", slot)
	a.flushMode(mode)
	return ok
}

// ClusterSetSlot changes what the node does with a slot, which is how keys are moved
// one by one to another node. ClusterMigrateSlots does all of it since 9.0.0.
//
// Reply: OK. Errors: ERR if there is no such node, or the slot is not in a state that
// can be changed so.
// Complexity: O(1). Since: 3.0.0.
// See https://valkey.io/commands/cluster-setslot/
//
//glissade:route slot 2: whoever owns the slot has to let it go
//glissade:waits milliseconds TIMEOUT
func ClusterSetSlot(a *Args, slot int64, state options.SlotState) Reply[string] {
	a.Begin("CLUSTER SETSLOT")
	a.slot("slot", slot)
	a.slotState(state)
	return ok
}

// ClusterSetSlotWithOptions changes what the node does with a slot, as ClusterSetSlot
// does, waiting for its replicas as opts say.
//
// Reply: OK. Errors: ERR if there is no such node, or the slot is not in a state that
// can be changed so; NOREPLICAS if the replicas do not follow in time.
// Complexity: O(1). Since: 8.0.0.
// See https://valkey.io/commands/cluster-setslot/
func ClusterSetSlotWithOptions(a *Args, slot int64, state options.SlotState, opts options.ClusterSetSlotOptions) Reply[string] {
	a.Begin("CLUSTER SETSLOT")
	a.slot("slot", slot)
	a.slotState(state)
	a.check(opts.Validate())
	if opts.Timeout != nil {
		a.Word("TIMEOUT")
		a.Int(milliseconds(*opts.Timeout))
		a.Wait(*opts.Timeout)
	}
	return ok
}

// ClusterMigrateSlots begins to move slots of the node with all their keys to other
// primaries. ClusterGetSlotMigrations tells how far it is.
//
// Reply: OK. Errors: ERR if there is no such primary, or a slot is not the node's or
// moves already.
// Complexity: O(N) for N slots. Since: 9.0.0.
// See https://valkey.io/commands/cluster-migrateslots/
//
//glissade:route slot 3: whoever owns the slot has to let it go; SLOTSRANGE comes before it
func ClusterMigrateSlots(a *Args, migrations []models.ClusterSlotMigration) Reply[string] {
	a.Begin("CLUSTER MIGRATESLOTS")
	a.atLeastOne("migrations", len(migrations))
	for _, migration := range migrations {
		a.Word("SLOTSRANGE")
		a.slotRanges("migrations", migration.Slots)
		a.Word("NODE")
		a.nodeID("migrations", migration.NodeID)
	}
	return ok
}

// ClusterGetSlotMigrations returns the moves of slots from and to the node that are
// under way, and the latest that have ended.
//
// Reply: the moves, latest first.
// Complexity: O(N) for N moves. Since: 9.0.0.
// See https://valkey.io/commands/cluster-getslotmigrations/
//
//glissade:route all_shards: a node knows the migrations only that it takes part in
func ClusterGetSlotMigrations(a *Args) Reply[[]models.SlotMigration] {
	a.Begin("CLUSTER GETSLOTMIGRATIONS")
	return slotMigrations
}

// ClusterCancelSlotMigrations stops all moves of slots that the node has begun.
//
// Reply: OK. Errors: ERR if no move is under way.
// Complexity: O(N) for N moves. Since: 9.0.0.
// See https://valkey.io/commands/cluster-cancelslotmigrations/
//
//glissade:route all_shards: a node cancels the migrations only that it takes part in
//glissade:response all_succeeded: it is done when every shard has done it
func ClusterCancelSlotMigrations(a *Args) Reply[string] {
	a.Begin("CLUSTER CANCELSLOTMIGRATIONS")
	return ok
}

func (a *Args) slots(parameter string, slots []int64) {
	a.atLeastOne(parameter, len(slots))
	for _, slot := range slots {
		a.slot(parameter, slot)
	}
}

func (a *Args) slotRanges(parameter string, ranges []models.SlotRange) {
	a.atLeastOne(parameter, len(ranges))
	for _, slots := range ranges {
		a.slotRange(parameter, slots)
	}
}

func (a *Args) slotState(state options.SlotState) {
	switch s := state.(type) {
	case options.SlotImporting:
		a.Word("IMPORTING")
		a.nodeID("state", s.NodeID)
	case options.SlotMigrating:
		a.Word("MIGRATING")
		a.nodeID("state", s.NodeID)
	case options.SlotOwnedBy:
		a.Word("NODE")
		a.nodeID("state", s.NodeID)
	case options.SlotStable:
		a.Word("STABLE")
	default:
		a.refuse("state", "is missing; give a SlotImporting, SlotMigrating, SlotOwnedBy or SlotStable by value")
	}
}

func (a *Args) nodeID(parameter, id string) {
	if id == "" {
		a.refuse(parameter, "has an empty {SlotMigrating.NodeID}; give the ID of a node, as {Client.ClusterMyID} returns it")
	}
	a.String(id)
}
