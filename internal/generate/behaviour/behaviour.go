// Package behaviour puts together how each command behaves: from the server's catalog,
// from the directives above the functions that send it, and from the catalog's
// corrections where there is no such function. The generator writes the tables of the
// client from it.
//
//	behaviours, err := behaviour.Of(api, modules, commands, catalog.Corrections)
//	for _, c := range behaviours {
//		fmt.Println(c.Name, c.Route, c.Response)
//	}
//
// What a directive says must be news: one that repeats the catalog is refused, so that
// it does not outlive its reason when a newer catalog comes.
package behaviour

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/glissade-io/glissade/internal/catalog"
	"github.com/glissade-io/glissade/internal/generate/model"
)

// Command is how a command behaves.
type Command struct {
	// Name is the name as it is sent, in capitals: "CONFIG GET".
	Name string
	// Route and Response are as the directives of these names spell them, or "any" for
	// a command without keys that one node executes.
	Route, Response string
	// Corrected is set where the catalog's table of core/command, even with what it
	// holds of the directives, does not lead to Route and Response.
	Corrected bool
	// Split is how the command is divided by its keys, or nil.
	Split *Split
	// Timeout is the argument of a custom command that bounds its blocking, or nil.
	Timeout *Timeout
	// Writes is set for a command that may write although the catalog does not say so.
	Writes bool
	// Connection is "changed", "unchanged" or "named" where a directive says so.
	Connection string
}

// Split says how a command is made up that is divided by its keys: of its name, of
// items of a key and the arguments behind it, and of arguments that each part gets.
type Split struct {
	// Item is the number of arguments of an item, the key included; Tail that of the
	// arguments behind all items.
	Item, Tail int
}

// Timeout is where a command's timeout stands.
type Timeout struct {
	// Unit is "seconds" or "milliseconds".
	Unit string
	// Argument is its place in the whole command, whose first word has the place 0; it is
	// 0 for one that is found otherwise.
	Argument int
	// Last is set for the last argument.
	Last bool
	// Word is what stands before it, and Until where looking for that ends.
	Word, Until string
	// Shared is set for a command that is sent on the connection that others share.
	Shared bool
	// Positive is set where only a positive one bounds anything.
	Positive bool
}

// Of returns how the commands behave, in order of their names, and writes into the
// catalog what its table has to say otherwise. Its error joins everything that is wrong
// with the directives and corrections, each with its place.
func Of(api *model.API, modules []model.Module, commands *catalog.Catalog, corrections []catalog.Correction) ([]Command, error) {
	c := collector{title: commands.Title(), found: map[string]*statements{}}
	for _, command := range api.Commands {
		c.addFunction(command)
	}
	for _, module := range modules {
		for _, command := range module.Commands {
			c.addFunction(command)
		}
	}
	for _, correction := range corrections {
		c.addCorrection(correction, commands)
	}
	var list []Command
	for i := range commands.Commands {
		list = append(list, c.behaviour(&commands.Commands[i], true))
	}
	for _, name := range slices.Sorted(maps.Keys(c.found)) {
		if _, known := commands.Command(name); !known {
			list = append(list, c.behaviour(&catalog.Command{Name: name}, false))
		}
	}
	slices.SortFunc(list, func(a, b Command) int { return cmp.Compare(a.Name, b.Name) })
	return list, errors.Join(c.problems...)
}

// statements are the directives about one command.
type statements struct {
	// position is where its first function stands, or "" if it has none.
	position, function string
	directives         map[string]model.Directive
}

type collector struct {
	title    string
	found    map[string]*statements
	problems []error
}

func (c *collector) problem(position, format string, args ...any) {
	c.problems = append(c.problems, fmt.Errorf("%s: %s", position, fmt.Sprintf(format, args...)))
}

// ofBehaviour are the directives that are about the command, not about its function.
var ofBehaviour = []string{
	model.Route, model.Response, model.Keys, model.Blocks, model.Waits, model.Writes, model.Connection,
}

func (c *collector) addFunction(command model.Command) {
	s := c.of(command.Wire)
	if s.function == "" {
		s.function, s.position = command.Name, command.Position
	}
	for _, d := range command.Directives {
		if !slices.Contains(ofBehaviour, d.Name) {
			continue
		}
		if command.Wire == "" {
			c.problem(d.Position, "//glissade:%s is about a command, which %s has as an argument: remove it", d.Name, command.Name)
			continue
		}
		c.add(command.Wire, d)
	}
}

func (c *collector) addCorrection(correction catalog.Correction, commands *catalog.Catalog) {
	for _, name := range correction.Commands {
		position := fmt.Sprintf("internal/catalog/corrections.go, %s of %s", correction.Directive, name)
		d := model.Directive{Reason: correction.Reason, Position: position}
		d.Name, d.Value, _ = strings.Cut(correction.Directive, " ")
		err := d.Check()
		_, known := commands.Command(name)
		s := c.of(name)
		switch {
		case err != nil:
			c.problem(position, "%v", err)
		case correction.Reason == "":
			c.problem(position, "it gives no reason: write one")
		case s.function != "":
			c.problem(position, "%s sends the command: write the directive above it, %s", s.function, s.position)
		case !known && !strings.Contains(name, "."):
			c.problem(position, "%s does not have the command: remove the correction", c.title)
		default:
			c.add(name, d)
		}
	}
}

func (c *collector) of(name string) *statements {
	s := c.found[name]
	if s == nil {
		s = &statements{directives: map[string]model.Directive{}}
		if name != "" {
			c.found[name] = s
		}
	}
	return s
}

func (c *collector) add(name string, d model.Directive) {
	said := c.of(name).directives
	if before, ok := said[d.Name]; ok {
		c.problem(d.Position, "//glissade:%s of %s stands at %s already: leave one out", d.Name, name, before.Position)
		return
	}
	said[d.Name] = d
}
