package behaviour

import (
	"slices"
	"strconv"
	"strings"

	"github.com/glissade-io/glissade/internal/catalog"
	"github.com/glissade-io/glissade/internal/generate/model"
)

// behaviour puts together what is known of a command and corrects its catalog entry.
// known is false for one that the catalog does not have.
func (c *collector) behaviour(entry *catalog.Command, known bool) Command {
	s := c.found[entry.Name]
	if s == nil {
		s = &statements{}
	}
	if s.position == "" {
		s.position = c.title
	}
	b := Command{Name: entry.Name}
	c.keys(entry, s)
	c.policies(&b, entry, s, known)
	if b.Route == "multi_shard" {
		b.Split = c.split(&b, entry, s)
	}
	b.Timeout = c.timeout(entry, s)
	if d, ok := s.directives[model.Writes]; ok {
		b.Writes = true
		switch {
		case entry.Has("write"):
			c.repeats(d, entry.Name)
		case entry.Has("readonly"):
			c.problem(d.Position, "%s says that %s only reads: remove the directive", c.title, entry.Name)
		}
	}
	if d, ok := s.directives[model.Connection]; ok {
		b.Connection = d.Value
		isOfClient := strings.HasPrefix(entry.Name, "CLIENT ")
		if isOfClient && b.Connection == "changed" || !isOfClient && b.Connection == "unchanged" {
			c.problem(d.Position, "//glissade:%s %s of %s is what holds without it: commands that begin with CLIENT change the connection, others do not", d.Name, d.Value, entry.Name)
		}
	}
	return b
}

func (c *collector) repeats(d model.Directive, name string) {
	c.problem(d.Position, "//glissade:%s repeats what follows from %s for %s: remove it", strings.TrimSpace(d.Name+" "+d.Value), c.title, name)
}

// keys has the catalog find the keys as the directive says.
func (c *collector) keys(entry *catalog.Command, s *statements) {
	d, ok := s.directives[model.Keys]
	if !ok {
		return
	}
	specs, err := ParseKeys(d.Value)
	if err != nil {
		c.problem(d.Position, "//glissade:keys: %v", err)
		return
	}
	if before, err := FormatKeys(entry.Keys); err == nil && before == d.Value {
		c.repeats(d, entry.Name)
	}
	entry.Keys = specs
}

// split returns how a command is divided by its keys.
func (c *collector) split(b *Command, entry *catalog.Command, s *statements) *Split {
	if len(entry.Keys) == 1 {
		k := entry.Keys[0]
		ordered := k.Begin == "index" && k.Index == 1 && k.Find == "range" && k.Last < 0 && k.Limit == 0
		if ordered && slices.Contains(joined, b.Response) {
			return &Split{Item: int(max(k.Step, 1)), Tail: int(-1 - k.Last)}
		}
	}
	if s.function == "" {
		return nil
	}
	if !slices.Contains(joined, b.Response) {
		c.problem(s.position, "%s is split, and its replies cannot be joined by %s: give it //glissade:response agg_sum, all_succeeded or concatenated", b.Name, b.Response)
		return nil
	}
	c.problem(s.position, "%s is split by its keys, and those do not simply follow each other: say where they stand with //glissade:keys, or give it //glissade:route keys", b.Name)
	return nil
}

// joined are the responses that the parts of a split command are joined by.
var joined = []string{"agg_sum", "all_succeeded", "concatenated"}

// timeout returns where the timeout of a command stands.
func (c *collector) timeout(entry *catalog.Command, s *statements) *Timeout {
	blocks, isBlocking := s.directives[model.Blocks]
	waits, isWaiting := s.directives[model.Waits]
	switch {
	case isBlocking && isWaiting:
		c.problem(waits.Position, "%s has both //glissade:blocks and //glissade:waits: leave one out", entry.Name)
		return nil
	case isBlocking:
		return parseTimeout(blocks.Value)
	case isWaiting:
		t := parseTimeout(waits.Value)
		t.Shared = true
		return t
	case entry.Has("blocking") && s.function != "":
		c.problem(s.position, "%s says that %s blocks: say with //glissade:blocks or //glissade:waits which argument is its timeout", c.title, entry.Name)
	}
	return nil
}

// parseTimeout reads the value of a directive, whose form is checked already.
func parseTimeout(value string) *Timeout {
	value, positive := strings.CutSuffix(value, " if positive")
	unit, argument, _ := strings.Cut(value, " ")
	t := &Timeout{Unit: unit, Positive: positive}
	if argument == "last" {
		t.Last = true
	} else if n, err := strconv.Atoi(argument); err == nil {
		t.Argument = n
	} else {
		t.Word, t.Until, _ = strings.Cut(argument, " until ")
	}
	return t
}
