package options

import "time"

// ClusterFailoverMode says without whose consent a replica takes over.
type ClusterFailoverMode string

const (
	// ForceFailover does without the primary, which may be down (FORCE).
	ForceFailover ClusterFailoverMode = "FORCE"
	// TakeoverFailover does without the primary and without the votes of the others,
	// of which most may be down (TAKEOVER).
	TakeoverFailover ClusterFailoverMode = "TAKEOVER"
)

// Validate returns a *failure.ConfigurationError if m is no mode, or nil.
func (m ClusterFailoverMode) Validate() error {
	switch m {
	case ForceFailover, TakeoverFailover:
		return nil
	default:
		return invalid("ClusterFailoverMode", "is unknown; use {ForceFailover} or {TakeoverFailover}")
	}
}

// ClusterResetMode says how much of what it knows a node forgets.
type ClusterResetMode string

const (
	// SoftReset forgets the other nodes and the slots (SOFT).
	SoftReset ClusterResetMode = "SOFT"
	// HardReset forgets the epochs too and takes a new ID (HARD).
	HardReset ClusterResetMode = "HARD"
)

// Validate returns a *failure.ConfigurationError if m is no mode, or nil.
func (m ClusterResetMode) Validate() error {
	switch m {
	case SoftReset, HardReset:
		return nil
	default:
		return invalid("ClusterResetMode", "is unknown; use {SoftReset} or {HardReset}")
	}
}

// ClusterMeetOptions are the options of CLUSTER MEET.
// See https://valkey.io/commands/cluster-meet/
type ClusterMeetOptions struct {
	// BusPort is the port at which the other node speaks with nodes. 0 stands for its
	// port plus 10000. Since: 4.0.0.
	BusPort int
}

// Validate returns a *failure.ConfigurationError about what is no port, or nil.
func (o ClusterMeetOptions) Validate() error {
	if o.BusPort < 0 || o.BusPort > 65535 {
		return invalid("ClusterMeetOptions.BusPort", "is no port; give one from 1 to 65535, or 0 for the port plus 10000")
	}
	return nil
}

// SlotState is what CLUSTER SETSLOT makes of a slot on a node: [SlotImporting],
// [SlotMigrating], [SlotOwnedBy] or [SlotStable].
type SlotState interface{ slotState() }

// SlotImporting has the node take keys of the slot from another (IMPORTING).
type SlotImporting struct {
	// NodeID is the ID of the node that owns the slot so far.
	NodeID string
}

// SlotMigrating has the node send those who ask for missing keys of the slot to
// another (MIGRATING).
type SlotMigrating struct {
	// NodeID is the ID of the node that is to own the slot.
	NodeID string
}

// SlotOwnedBy gives the slot to a node (NODE).
type SlotOwnedBy struct {
	// NodeID is the ID of the node that owns the slot from now on.
	NodeID string
}

// SlotStable ends an import or a migration as if it had not begun (STABLE).
type SlotStable struct{}

func (SlotImporting) slotState() {}
func (SlotMigrating) slotState() {}
func (SlotOwnedBy) slotState()   {}
func (SlotStable) slotState()    {}

// ClusterSetSlotOptions are the options of CLUSTER SETSLOT.
// See https://valkey.io/commands/cluster-setslot/
type ClusterSetSlotOptions struct {
	// Timeout is how long to wait for the replicas to follow, to the millisecond,
	// rounded up; 0 waits for ever. Nil leaves it to the server: 2 seconds. Since: 8.0.0.
	Timeout *time.Duration
}

// Validate returns a *failure.ConfigurationError about a negative timeout, or nil.
func (o ClusterSetSlotOptions) Validate() error {
	if o.Timeout != nil && *o.Timeout < 0 {
		return invalid("ClusterSetSlotOptions.Timeout", "is negative; give a positive duration, 0 to wait for ever, or {nil} to leave it to the server")
	}
	return nil
}

// SlotStatsQuery says which slots CLUSTER SLOT-STATS tells about: [SlotStatsByRange]
// or [SlotStatsByMetric]. Since: 8.0.0.
type SlotStatsQuery interface {
	// Validate returns a *failure.ConfigurationError about what cannot work, or nil.
	Validate() error
	slotStatsQuery()
}

// SlotStatsByRange tells about the slots of a range that the node owns, in their
// order (SLOTSRANGE).
type SlotStatsByRange struct {
	// Start and End are the first slot and the last, from 0 to 16383.
	Start, End int64
}

// SlotStatsByMetric tells about the slots that have most of something, or least (ORDERBY).
type SlotStatsByMetric struct {
	// Metric is what to order the slots by.
	Metric SlotMetric
	// Limit is the largest number of slots to return. 0 returns all.
	Limit int64
	// OrderBy is the order. Empty means descending: the largest first.
	OrderBy OrderBy
}

func (SlotStatsByRange) slotStatsQuery()  {}
func (SlotStatsByMetric) slotStatsQuery() {}

// Validate returns a *failure.ConfigurationError about slots that do not exist, or nil.
func (q SlotStatsByRange) Validate() error {
	if q.Start < 0 || q.End < q.Start || q.End > 16383 {
		return invalid("SlotStatsByRange", "is no range of slots; give a {SlotStatsByRange.Start} and an {SlotStatsByRange.End} from 0 to 16383, the lower one first")
	}
	return nil
}

// Validate returns a *failure.ConfigurationError about a metric or an order that does
// not exist, or nil.
func (q SlotStatsByMetric) Validate() error {
	switch q.Metric {
	case SlotKeyCount, SlotCPUUsage, SlotNetworkBytesIn, SlotNetworkBytesOut:
	default:
		return invalid("SlotStatsByMetric.Metric", "is unknown; use {SlotKeyCount}, {SlotCPUUsage}, {SlotNetworkBytesIn} or {SlotNetworkBytesOut}")
	}
	if err := q.OrderBy.Validate(); err != nil {
		return err
	}
	return validateCount("SlotStatsByMetric.Limit", q.Limit)
}

// SlotMetric is what a server counts of each slot. All but the number of keys need
// its setting cluster-slot-stats-enabled. Since: 8.0.0.
type SlotMetric string

const (
	// SlotKeyCount is the number of keys.
	SlotKeyCount SlotMetric = "key-count"
	// SlotCPUUsage is the time spent on commands.
	SlotCPUUsage SlotMetric = "cpu-usec"
	// SlotNetworkBytesIn is the bytes of commands.
	SlotNetworkBytesIn SlotMetric = "network-bytes-in"
	// SlotNetworkBytesOut is the bytes of replies.
	SlotNetworkBytesOut SlotMetric = "network-bytes-out"
)

// ClusterScanOptions are the options of CLUSTERSCAN. Since: 9.1.0.
// See https://valkey.io/commands/clusterscan/
type ClusterScanOptions struct {
	// Match is the pattern that returned keys match, such as "user:*". Nil returns
	// all. Keys are left out after they were scanned: a step may hold none.
	Match *string
	// Count is how much to scan in one step, about. 0 means the server's 10.
	Count int64
	// Type is the type of value that returned keys hold. Empty returns all.
	Type ObjectType
	// Slot is the only slot to scan, from 0 to 16383. Nil scans all slots.
	Slot *int64
}

// Validate returns a *failure.ConfigurationError about a count or a slot that cannot be, or nil.
func (o ClusterScanOptions) Validate() error {
	if o.Slot != nil && (*o.Slot < 0 || *o.Slot > 16383) {
		return invalid("ClusterScanOptions.Slot", "is no slot; give one from 0 to 16383, or {nil} for all")
	}
	return validateScanCount("ClusterScanOptions.Count", o.Count)
}
