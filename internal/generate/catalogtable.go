package main

import (
	"fmt"
	"strings"

	"github.com/glissade-io/glissade/internal/catalog"
	"github.com/glissade-io/glissade/internal/generate/behaviour"
	"github.com/glissade-io/glissade/internal/generate/model"
)

// catalogTable returns the emitter of the table that core/command compiles in: of
// each command what a client acts on, one line each. It is text, not a slice of
// structs, because that is the smallest form in a WebAssembly program and costs
// nothing at start-up. Its form is described at Metadata and keySpec there.
func catalogTable(commands *catalog.Catalog) func(*model.API) ([]byte, error) {
	return func(*model.API) ([]byte, error) {
		var table strings.Builder
		for _, c := range commands.Commands {
			keys, err := behaviour.FormatKeys(c.Keys)
			if err != nil {
				return nil, fmt.Errorf("%s has %w", c.Name, err)
			}
			columns := []string{c.Name, c.Since, c.Group, flagLetters(c), c.RequestPolicy(), c.ResponsePolicy(), keys}
			line := strings.TrimRight(strings.Join(columns, ";"), ";")
			if strings.Contains(line, "`") {
				return nil, fmt.Errorf("%s has a backquote in %q: quote the table in another way", c.Name, line)
			}
			table.WriteString(line + "\n")
		}
		return goFile("command", nil, fmt.Sprintf("// catalogTable is from %s, one command a line; see Metadata and keySpec for its form.\nconst catalogTable = `\n%s`\n",
			commands.Title(), table.String()))
	}
}

// flagLetters writes the flags by the letters that core/command's Metadata reads.
func flagLetters(c catalog.Command) string {
	var letters string
	for _, f := range []struct{ flag, letter string }{
		{"readonly", "r"},
		{"write", "w"},
		{"blocking", "b"},
		{"admin", "a"},
		{"pubsub", "p"},
		{"no_multi", "m"},
	} {
		if c.Has(f.flag) {
			letters += f.letter
		}
	}
	return letters
}
