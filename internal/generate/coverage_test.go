package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/catalog"
	"github.com/glissade-io/glissade/internal/generate/model"
)

// Every command of the server is a function of core/command or a listed exception,
// and no exception outlives its reason.
func TestDefinitionsCoverTheCatalog(t *testing.T) {
	root, err := findRoot()
	require.NoError(t, err)
	api, err := model.Load(root)
	require.NoError(t, err)
	commands, err := catalog.Load()
	require.NoError(t, err)
	require.Empty(t, strings.Join(coverageProblems(api, commands, catalog.Exceptions), "\n"))
}

func TestCoverageTellsWhatIsMissingAndWhatIsStale(t *testing.T) {
	commands := &catalog.Catalog{Server: "valkey", Version: "9.1.2", Commands: []catalog.Command{
		{Name: "ECHO"}, {Name: "GET"}, {Name: "PING"}, {Name: "SYNC"},
	}}
	api := &model.API{Commands: []model.Command{{Name: "Get", Wire: "GET"}, {Name: "Ping", Wire: "PING"}}}
	require.Equal(t, []string{
		`the exception of "PING" is stale: Ping sends it`,
		`the exception of "SYNC" gives no reason`,
		`an exception names "HALT", which valkey 9.1.2 does not have`,
		`the exception of "HALT" is there twice`,
		`no function sends "ECHO": write one in core/command, or add it to the exceptions with a reason`,
	}, coverageProblems(api, commands, []catalog.Exception{
		{Commands: []string{"PING"}, Reason: "stale"},
		{Commands: []string{"SYNC"}},
		{Commands: []string{"HALT", "HALT"}, Reason: "no such command"},
	}))
}

// coverageProblems compares what the functions send, and the exceptions, with the catalog.
func coverageProblems(api *model.API, commands *catalog.Catalog, exceptions []catalog.Exception) []string {
	functions := map[string]string{}
	for _, c := range api.Commands {
		functions[c.Wire] = c.Name
	}
	var problems []string
	problem := func(format string, args ...any) {
		if text := fmt.Sprintf(format, args...); !slices.Contains(problems, text) {
			problems = append(problems, text)
		}
	}
	excepted := map[string]bool{}
	for _, exception := range exceptions {
		for _, name := range exception.Commands {
			if exception.Reason == "" {
				problem("the exception of %q gives no reason", name)
			}
			if _, known := commands.Command(name); !known {
				problem("an exception names %q, which %s does not have", name, commands.Title())
			}
			if function, sent := functions[name]; sent {
				problem("the exception of %q is stale: %s sends it", name, function)
			}
			if excepted[name] {
				problem("the exception of %q is there twice", name)
			}
			excepted[name] = true
		}
	}
	for _, c := range commands.Commands {
		if _, sent := functions[c.Name]; !sent && !excepted[c.Name] {
			problem("no function sends %q: write one in core/command, or add it to the exceptions with a reason", c.Name)
		}
	}
	return problems
}
