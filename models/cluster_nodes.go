package models

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/glissade-io/glissade/internal/printable"
)

// ClusterNode is a node as a line of CLUSTER NODES describes it.
// See https://valkey.io/commands/cluster-nodes/
type ClusterNode struct {
	// ID is the node's ID.
	ID string
	// Host is the node's address, "" if it does not know its own yet. Port is its
	// port, BusPort the one at which nodes speak with each other.
	Host          string
	Port, BusPort int64
	// Hostname is the name that was given to the node, or "". Since: 7.0.0.
	Hostname string
	// Properties are what newer servers add to the address, such as "shard-id".
	Properties []ClusterNodeProperty
	// Flags are such as "myself", "master", "slave", "fail?" and "noaddr".
	Flags []string
	// PrimaryID is the ID of a replica's primary, "" for a primary.
	PrimaryID string
	// PingSent is when the PING was sent to the node that it has not answered yet,
	// PongReceived when its last PONG came, to the millisecond. They are zero where
	// there is no such time.
	PingSent, PongReceived time.Time
	// ConfigEpoch is the version of the node's claim to its slots.
	ConfigEpoch int64
	// LinkState is "connected" or "disconnected".
	LinkState string
	// Slots are the slots that the node owns.
	Slots []SlotRange
	// MigratingSlots and ImportingSlots are the slots that it is giving to another
	// node and taking from one. Only the node that answers has any.
	MigratingSlots, ImportingSlots []MovingSlot
}

// ClusterNodeProperty is a property of a node with its value.
type ClusterNodeProperty struct {
	// Name is such as "shard-id".
	Name  string
	Value string
}

// MovingSlot is a slot that moves from one node to another.
type MovingSlot struct {
	// Slot is the slot.
	Slot int64
	// NodeID is the ID of the other node.
	NodeID string
}

// IsMyself reports whether the node is the one that answered.
func (n ClusterNode) IsMyself() bool { return n.HasFlag("myself") }

// IsPrimary reports whether the node is a primary.
func (n ClusterNode) IsPrimary() bool { return n.HasFlag(string(RolePrimary)) }

// HasFlag reports whether the node has a flag, such as "fail".
func (n ClusterNode) HasFlag(flag string) bool { return slices.Contains(n.Flags, flag) }

// ParseClusterNodes parses the reply to CLUSTER NODES. Its error names the line that
// it cannot read.
func ParseClusterNodes(text string) ([]ClusterNode, error) {
	nodes := []ClusterNode{}
	number := 0
	for line := range strings.Lines(text) {
		number++
		if strings.TrimSpace(line) == "" {
			continue
		}
		node, err := ParseClusterNode(line)
		if err != nil {
			return nil, errors.New("line " + strconv.Itoa(number) + ": " + err.Error())
		}
		nodes = append(nodes, node)
	}
	return nodes, nil
}

// ParseClusterNode parses one line of CLUSTER NODES, as CLUSTER REPLICAS returns them.
// Its error names the part that it cannot read.
func ParseClusterNode(line string) (node ClusterNode, err error) {
	const parts = 8
	words := joinAddress(strings.Split(strings.TrimRight(line, "\r\n"), " "))
	if len(words) < parts {
		return node, errors.New("a cluster node has " + strconv.Itoa(parts) + " parts before its slots, this line has " + strconv.Itoa(len(words)))
	}
	node.ID, node.Flags, node.LinkState = words[0], strings.Split(words[2], ","), words[7]
	if err := node.parseAddress(words[1]); err != nil {
		return node, err
	}
	if words[3] != "-" {
		node.PrimaryID = words[3]
	}
	if node.PingSent, err = parseMilliseconds("ping-sent", words[4]); err != nil {
		return node, err
	}
	if node.PongReceived, err = parseMilliseconds("pong-recv", words[5]); err != nil {
		return node, err
	}
	if node.ConfigEpoch, err = parseNumber("config-epoch", words[6]); err != nil {
		return node, err
	}
	for _, word := range words[parts:] {
		if word == "" {
			continue
		}
		if err := node.parseSlots(word); err != nil {
			return node, err
		}
	}
	return node, nil
}

// joinAddress joins the words of an address that holds spaces, which some servers let
// nodes announce. Three numbers and the state of the link follow three places behind it.
func joinAddress(words []string) []string {
	const linkState = 7
	for i := linkState; i < len(words); i++ {
		if words[i] != "connected" && words[i] != "disconnected" {
			continue
		}
		if excess := i - linkState; excess > 0 {
			joined := []string{words[0], strings.Join(words[1:2+excess], " ")}
			return append(joined, words[2+excess:]...)
		}
		break
	}
	return words
}

// parseAddress parses "host:port@busport,hostname,name=value", of which all behind
// the port is missing in older versions. What a node announces as its host may hold
// what separates the parts.
func (n *ClusterNode) parseAddress(text string) error {
	address, busPort, rest := text, "", ""
	at := strings.LastIndexByte(text, '@')
	if at < 0 {
		address, rest, _ = strings.Cut(text, ",")
	} else {
		address = text[:at]
		busPort, rest, _ = strings.Cut(text[at+1:], ",")
	}
	colon := strings.LastIndexByte(address, ':')
	if colon < 0 {
		return errors.New(`the address "` + printable.Text(text) + `" has no port`)
	}
	n.Host = address[:colon]
	var err error
	if n.Port, err = parseNumber("port", address[colon+1:]); err != nil {
		return err
	}
	if at >= 0 {
		if n.BusPort, err = parseNumber("bus port", busPort); err != nil {
			return err
		}
	}
	for i, part := range strings.Split(rest, ",") {
		name, value, isProperty := strings.Cut(part, "=")
		switch {
		case isProperty:
			n.Properties = append(n.Properties, ClusterNodeProperty{Name: name, Value: value})
		case i == 0:
			n.Hostname = part
		}
	}
	return nil
}

// parseSlots parses "5", "0-10", "[5->-id]" for one that is given away and
// "[5-<-id]" for one that is taken.
func (n *ClusterNode) parseSlots(text string) error {
	inner, moving := strings.CutPrefix(text, "[")
	if !moving {
		slots, err := ParseSlotRange(text)
		n.Slots = append(n.Slots, slots)
		return err
	}
	inner = strings.TrimSuffix(inner, "]")
	list, mark := &n.MigratingSlots, "->-"
	if strings.Contains(inner, "-<-") {
		list, mark = &n.ImportingSlots, "-<-"
	}
	digits, id, _ := strings.Cut(inner, mark)
	slot, err := parseNumber("slot", digits)
	*list = append(*list, MovingSlot{Slot: slot, NodeID: id})
	return err
}

// ParseSlotRange parses slots as servers write them, "5" or "0-10".
func ParseSlotRange(text string) (slots SlotRange, err error) {
	first, last, isRange := strings.Cut(text, "-")
	if !isRange {
		last = first
	}
	if slots.Start, err = parseNumber("slot", first); err != nil {
		return slots, err
	}
	slots.End, err = parseNumber("slot", last)
	return slots, err
}

func parseMilliseconds(field, digits string) (time.Time, error) {
	n, err := parseNumber(field, digits)
	if err != nil || n == 0 {
		return time.Time{}, err
	}
	return time.UnixMilli(n), nil
}

func parseNumber(field, digits string) (int64, error) {
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return 0, errors.New("the " + field + ` "` + printable.Text(digits) + `" is no number`)
	}
	return n, nil
}
