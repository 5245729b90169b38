package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/glissade-io/glissade/internal/catalog"
	"github.com/glissade-io/glissade/internal/generate/model"
)

// crossCheck reports where the commands contradict the server's own account of
// them: a name that it does not know, or a version in which nothing about the
// command began. Commands of modules (with a dot in their name) are not checked,
// since the server that the catalog came from has none.
func crossCheck(api *model.API, commands *catalog.Catalog) error {
	var problems []error
	for _, c := range api.Commands {
		if c.Wire == "" || strings.Contains(c.Wire, ".") {
			continue
		}
		known, ok := commands.Command(c.Wire)
		if !ok {
			problems = append(problems, fmt.Errorf("%s: %s sends %q, which %s does not know: correct the name, or refresh the catalog from a server that has it",
				c.Position, c.Name, c.Wire, commands.Title()))
			continue
		}
		versions := []string{known.Since}
		for _, change := range known.History {
			versions = append(versions, change.Version)
		}
		if since, _, _ := strings.Cut(c.Doc.Since, " "); !slices.Contains(versions, strings.TrimRight(since, ",;(")) {
			problems = append(problems, fmt.Errorf("%s: %s says \"Since: %s\", but %s dates %s from %s: write one of these",
				c.Position, c.Name, c.Doc.Since, commands.Title(), c.Wire, strings.Join(versions, " or ")))
		}
	}
	return errors.Join(problems...)
}
