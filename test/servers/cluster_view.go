package servers

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/glissade-io/glissade/models"
)

// SlotCount is the number of slots of every cluster.
const SlotCount = 16384

// nodeView is what a node says about one node, itself included: a line of CLUSTER
// NODES, see https://valkey.io/commands/cluster-nodes/.
type nodeView struct {
	id      string
	flags   []string
	primary string // the ID of the primary of a replica
	epoch   int64
	linked  bool
	slots   []models.SlotRange
}

func (v nodeView) has(flag string) bool { return slices.Contains(v.flags, flag) }

func (v nodeView) owns(slot int) bool {
	return slices.ContainsFunc(v.slots, func(r models.SlotRange) bool { return r.Start <= int64(slot) && int64(slot) <= r.End })
}

// views asks a node about all nodes that it knows.
func (n *Node) views(ctx context.Context) ([]nodeView, error) {
	reply, err := n.ask(ctx, "CLUSTER", "NODES")
	if err != nil {
		return nil, fmt.Errorf("CLUSTER NODES at %s: %w", n.Addr(), err)
	}
	return parseViews(reply.Text)
}

// self asks a node about itself.
func (n *Node) self(ctx context.Context) (nodeView, error) {
	views, err := n.views(ctx)
	if err != nil {
		return nodeView{}, err
	}
	i := slices.IndexFunc(views, func(v nodeView) bool { return v.has("myself") })
	if i < 0 {
		return nodeView{}, fmt.Errorf("%s does not mention itself in CLUSTER NODES", n.Addr())
	}
	return views[i], nil
}

func parseViews(text string) ([]nodeView, error) {
	var views []nodeView
	for line := range strings.Lines(text) {
		parts := strings.Fields(line)
		if len(parts) < 8 {
			return nil, fmt.Errorf("CLUSTER NODES has the line %q", line)
		}
		epoch, err := strconv.ParseInt(parts[6], 10, 64)
		if err != nil {
			return nil, fmt.Errorf("CLUSTER NODES has the line %q: %w", line, err)
		}
		view := nodeView{id: parts[0], flags: strings.Split(parts[2], ","), epoch: epoch}
		if parts[3] != "-" {
			view.primary = parts[3]
		}
		view.linked = parts[7] == "connected"
		for _, part := range parts[8:] {
			if strings.HasPrefix(part, "[") {
				continue // A slot on its way in or out, which counts where it still is.
			}
			first, last, isRange := strings.Cut(part, "-")
			if !isRange {
				last = first
			}
			start, startErr := strconv.ParseInt(first, 10, 64)
			end, endErr := strconv.ParseInt(last, 10, 64)
			if startErr != nil || endErr != nil {
				return nil, fmt.Errorf("CLUSTER NODES has the slots %q", part)
			}
			view.slots = append(view.slots, models.SlotRange{Start: start, End: end})
		}
		views = append(views, view)
	}
	return views, nil
}
