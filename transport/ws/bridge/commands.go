//go:build !js

package bridge

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/glissade-io/glissade/internal/catalog"
	"github.com/glissade-io/glissade/transport/ws/bridge/internal/request"
)

// commandRules tell which commands pass. Names are in lower case, a subcommand's behind
// its container's, as "config|get".
type commandRules struct {
	passes map[string]bool
	// containers are the commands with subcommands.
	containers map[string]bool
	// others is whether commands pass that nobody has named and the catalog does not have.
	others bool
}

var loadCatalog = sync.OnceValues(catalog.Load)

// newCommandRules reads rules, which are followed one after the other, as those of an ACL;
// at first nothing passes. It returns nil if there are none.
func newCommandRules(rules []string) (*commandRules, error) {
	if len(rules) == 0 {
		return nil, nil
	}
	known, err := loadCatalog()
	if err != nil {
		return nil, err
	}
	c := &commandRules{passes: map[string]bool{}, containers: map[string]bool{}}
	for _, command := range known.Commands {
		if container, _, isSub := strings.Cut(nameInRules(command), "|"); isSub {
			c.containers[container] = true
		}
	}
	for i, rule := range rules {
		if i == 0 && !strings.HasPrefix(rule, "+") {
			return nil, errors.New(`[0]: begins with nothing that passes; put a rule such as "+@read" or "+@all" first`)
		}
		if err := c.follow(rule, known); err != nil {
			return nil, fmt.Errorf("[%d]: %w", i, err)
		}
	}
	return c, nil
}

func nameInRules(c catalog.Command) string {
	return strings.ToLower(strings.Replace(c.Name, " ", "|", 1))
}

// follow has one more rule hold.
func (c *commandRules) follow(rule string, known *catalog.Catalog) error {
	passes := strings.HasPrefix(rule, "+")
	name := strings.ToLower(strings.TrimLeft(rule, "+-"))
	if len(name) != len(rule)-1 || name == "" || !isName([]byte(name)) {
		return fmt.Errorf(`%q is no rule such as "+@read", "-@dangerous", "+get" or "-config|set"`, clip(rule, maxQuoted))
	}
	category, isCategory := strings.CutPrefix(name, "@")
	if !isCategory {
		c.passes[name] = passes
		for _, command := range known.Commands {
			if full := nameInRules(command); strings.HasPrefix(full, name+"|") {
				c.passes[full] = passes
			}
		}
		return nil
	}
	found := category == "all"
	for _, command := range known.Commands {
		if category == "all" || slices.Contains(command.Categories, category) {
			c.passes[nameInRules(command)] = passes
			found = true
		}
	}
	if !found {
		return fmt.Errorf(`%q is no category that %s has; ACL CAT lists them`, clip(rule, maxQuoted), known.Title())
	}
	// What is not known may be of any category.
	if category == "all" || !passes {
		c.others = passes
	}
	return nil
}

// decide says whether a command passes.
func (c *commandRules) decide(command request.Command) request.Decision {
	if !isName(command.Words[0]) {
		return refusedName
	}
	name := strings.ToLower(string(command.Words[0]))
	if c.containers[name] && command.Count > 1 {
		if len(command.Words) == 1 {
			return request.More
		}
		if !isName(command.Words[1]) {
			return refusedName
		}
		whole := name + "|" + strings.ToLower(string(command.Words[1]))
		if _, named := c.passes[whole]; named {
			name = whole
		}
	}
	passes, named := c.passes[name]
	if passes || !named && c.others {
		return request.Pass
	}
	return request.Refuse("refused by the bridge: the commands of its target are without " + name)
}

// filterFor returns what reads a client's requests, or nil if none is to be refused.
func (t *target) filterFor(login *Credentials) *request.Filter {
	switch {
	case login == nil && t.commands == nil:
		return nil
	case login == nil:
		return request.NewFilter(t.commands.decide)
	case t.commands == nil:
		return request.NewFilter(keepLogin)
	}
	return request.NewFilter(func(c request.Command) request.Decision {
		if d := keepLogin(c); d != request.Pass {
			return d
		}
		return t.commands.decide(c)
	})
}
