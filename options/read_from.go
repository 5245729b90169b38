package options

import "github.com/glissade-io/glissade/core/failure"

// ReadFrom selects the servers that commands which only read are sent to. Commands that
// write always go to the primary. Replicas follow their primary with a delay: what was
// just written may not be read from them yet.
type ReadFrom string

const (
	// Primary reads from the primary, which has the freshest data. It is the default.
	Primary ReadFrom = ""
	// PreferReplica reads from the replicas in turn, and from the primary while none
	// of them is connected.
	PreferReplica ReadFrom = "preferReplica"
	// ReadFromAllNodes reads from the primary and the replicas in turn, each as often as the
	// others, as far as they are connected.
	ReadFromAllNodes ReadFrom = "allNodes"
	// AZAffinity reads from the replicas in the client's availability zone in turn;
	// while none of them is connected from other replicas, then from the primary.
	AZAffinity ReadFrom = "AZAffinity"
	// AZAffinityReplicasAndPrimary reads from the replicas in the client's zone in
	// turn, then from the primary if it is in the zone, then from any replica, then
	// from the primary.
	AZAffinityReplicasAndPrimary ReadFrom = "AZAffinityReplicasAndPrimary"
	// AZAffinityAllNodes reads from the servers in the client's zone in turn, be they the
	// primary or replicas; while none of them is connected from all servers in turn.
	AZAffinityAllNodes ReadFrom = "AZAffinityAllNodes"
)

// UsesZones reports whether the strategy depends on availability zones.
func (r ReadFrom) UsesZones() bool {
	return r == AZAffinity || r == AZAffinityReplicasAndPrimary || r == AZAffinityAllNodes
}

func (r ReadFrom) validate(zone string) error {
	switch r {
	case Primary, PreferReplica, ReadFromAllNodes:
		return nil
	case AZAffinity, AZAffinityReplicasAndPrimary, AZAffinityAllNodes:
		if zone == "" {
			return invalid("ClientAZ", "is missing; {ClientConfiguration.ReadFrom} "+failure.Text(r)+" needs the availability zone that the client runs in")
		}
		return nil
	default:
		return invalid("ReadFrom", "is unknown; use {Primary}, {PreferReplica}, {ReadFromAllNodes}, {AZAffinity}, {AZAffinityReplicasAndPrimary} or {AZAffinityAllNodes}")
	}
}
