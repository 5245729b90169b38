package command

import (
	"strings"
	"time"

	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

// The replies of CLUSTER, which have the shapes of records and tuples.
var (
	clusterShards  = replyOf(ShapeRecords, decodeClusterShards)
	clusterSlots   = replyOf(ShapeTuples, decodeClusterSlots)
	clusterLinks   = replyOf(ShapeRecords, decodeClusterLinks)
	slotStats      = replyOf(ShapeTuples, decodeSlotStats)
	slotMigrations = replyOf(ShapeRecords, decodeSlotMigrations)
)

func decodeClusterShards(frame []byte) ([]models.ClusterShard, error) {
	return decodeRecords(frame, (*decoder).clusterShard)
}

func decodeClusterSlots(frame []byte) ([]models.ClusterSlots, error) {
	return decodeTuples(frame, (*decoder).clusterSlots)
}

func decodeClusterLinks(frame []byte) ([]models.ClusterLink, error) {
	return decodeRecords(frame, (*decoder).clusterLink)
}

func decodeSlotStats(frame []byte) ([]models.SlotStats, error) {
	return decodeTuples(frame, (*decoder).slotStats)
}

func decodeSlotMigrations(frame []byte) ([]models.SlotMigration, error) {
	return decodeRecords(frame, (*decoder).slotMigration)
}

func (d *decoder) clusterShard(token resp.Token) (shard models.ClusterShard, err error) {
	shard.Extra, err = d.record(token, func(name string) (bool, error) {
		switch name {
		case "id":
			return d.textField(&shard.ID)
		case "slots":
			return d.slotPairsField(&shard.Slots)
		case "nodes":
			return listField(d, &shard.Nodes, (*decoder).clusterShardNode)
		default:
			return false, nil
		}
	})
	return shard, err
}

func (d *decoder) clusterShardNode(token resp.Token) (node models.ClusterShardNode, err error) {
	node.Extra, err = d.record(token, func(name string) (bool, error) {
		switch name {
		case "id":
			return d.textField(&node.ID)
		case "endpoint":
			return d.nullableTextField(&node.Endpoint)
		case "ip":
			return d.textField(&node.IP)
		case "hostname":
			return d.textField(&node.Hostname)
		case "port":
			return d.integerField(&node.Port)
		case "tls-port":
			return d.integerField(&node.TLSPort)
		case "role":
			return d.textField((*string)(&node.Role))
		case "replication-offset":
			return d.integerField(&node.ReplicationOffset)
		case "health":
			return d.textField(&node.Health)
		case "availability-zone":
			return d.textField(&node.AvailabilityZone)
		default:
			return false, nil
		}
	})
	return node, err
}

// slotPairsField reads a flat array of first and last slots.
func (d *decoder) slotPairsField(into *[]models.SlotRange) (bool, error) {
	token, err := d.next()
	if err != nil {
		return true, err
	}
	n, err := d.pairs(token)
	if err != nil {
		return true, err
	}
	ranges := make([]models.SlotRange, 0, d.capacity(n))
	for range n {
		var slots models.SlotRange
		if slots.Start, err = d.nextInteger(); err != nil {
			return true, err
		}
		if slots.End, err = d.nextInteger(); err != nil {
			return true, err
		}
		ranges = append(ranges, slots)
	}
	*into = ranges
	return true, nil
}

// clusterSlots decodes a tuple of the first slot, the last one, and any number of nodes.
func (d *decoder) clusterSlots(token resp.Token) (slots models.ClusterSlots, err error) {
	if token.Null || token.Type != resp.TypeArray || token.Len < 3 {
		return slots, d.mismatch(token)
	}
	if slots.Start, err = d.nextInteger(); err != nil {
		return slots, err
	}
	if slots.End, err = d.nextInteger(); err != nil {
		return slots, err
	}
	for i := range token.Len - 2 {
		token, err := d.next()
		if err != nil {
			return slots, err
		}
		node, err := d.clusterSlotsNode(token)
		if err != nil {
			return slots, err
		}
		if i == 0 {
			slots.Primary = node
		} else {
			slots.Replicas = append(slots.Replicas, node)
		}
	}
	return slots, nil
}

func (d *decoder) clusterSlotsNode(token resp.Token) (node models.ClusterSlotsNode, err error) {
	err = d.places(token, 2,
		func() error { _, err := d.nullableTextField(&node.Endpoint); return err },
		d.integerPlace(&node.Port), d.textPlace(&node.ID),
		func() error {
			token, err := d.next()
			if err != nil {
				return err
			}
			node.Extra, err = d.record(token, func(name string) (bool, error) {
				switch name {
				case "ip":
					return d.textField(&node.IP)
				case "hostname":
					return d.textField(&node.Hostname)
				case "availability-zone":
					return d.textField(&node.AvailabilityZone)
				default:
					return false, nil
				}
			})
			return err
		})
	return node, err
}

func (d *decoder) clusterLink(token resp.Token) (link models.ClusterLink, err error) {
	link.Extra, err = d.record(token, func(name string) (bool, error) {
		switch name {
		case "direction":
			return d.textField(&link.Direction)
		case "node":
			return d.textField(&link.Node)
		case "create-time":
			return d.timeField(&link.CreateTime)
		case "events":
			return d.textField(&link.Events)
		case "send-buffer-allocated":
			return d.integerField(&link.SendBufferAllocated)
		case "send-buffer-used":
			return d.integerField(&link.SendBufferUsed)
		default:
			return false, nil
		}
	})
	return link, err
}

func (d *decoder) slotStats(token resp.Token) (stats models.SlotStats, err error) {
	err = d.places(token, 2, d.integerPlace(&stats.Slot), func() error {
		token, err := d.next()
		if err != nil {
			return err
		}
		stats.Extra, err = d.record(token, func(name string) (bool, error) {
			switch name {
			case "key-count":
				return d.integerField(&stats.KeyCount)
			case "cpu-usec":
				return d.durationField(&stats.CPUUsage, time.Microsecond)
			case "network-bytes-in":
				return d.integerField(&stats.NetworkBytesIn)
			case "network-bytes-out":
				return d.integerField(&stats.NetworkBytesOut)
			default:
				return false, nil
			}
		})
		return err
	})
	return stats, err
}

func (d *decoder) slotMigration(token resp.Token) (migration models.SlotMigration, err error) {
	migration.Extra, err = d.record(token, func(name string) (bool, error) {
		switch name {
		case "name":
			return d.textField(&migration.Name)
		case "operation":
			return d.textField(&migration.Operation)
		case "slot_ranges":
			return d.slotTextField(&migration.Slots)
		case "source_node":
			return d.textField(&migration.SourceNode)
		case "target_node":
			return d.textField(&migration.TargetNode)
		case "create_time":
			return d.secondsField(&migration.CreateTime)
		case "last_update_time":
			return d.secondsField(&migration.LastUpdateTime)
		case "last_ack_time":
			return d.secondsField(&migration.LastAckTime)
		case "state":
			return d.textField(&migration.State)
		case "message":
			return d.textField(&migration.Message)
		case "cow_size":
			return d.integerField(&migration.CowSize)
		case "remaining_repl_size":
			return d.integerField(&migration.RemainingReplSize)
		default:
			return false, nil
		}
	})
	return migration, err
}

// slotTextField reads slots written as in "5-6 8".
func (d *decoder) slotTextField(into *[]models.SlotRange) (bool, error) {
	text, err := d.nextText()
	if err != nil {
		return true, err
	}
	for part := range strings.FieldsSeq(text) {
		slots, err := models.ParseSlotRange(part)
		if err != nil {
			return true, &ShapeError{Shape: d.shape, Got: "string that names no slots"}
		}
		*into = append(*into, slots)
	}
	return true, nil
}
