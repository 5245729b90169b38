package model_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/generate/model"
)

func TestLoadModulesReadsCommandsWithTypesAsWritten(t *testing.T) {
	modules, err := model.LoadModules("../testdata/fixture")
	require.NoError(t, err)
	require.Len(t, modules, 1)
	module := modules[0]
	require.Equal(t, "counter", module.Name)
	require.Equal(t, "modules/counter", module.Folder)
	require.Equal(t, "Package counter is for counters, the commands CT.* of a module.", module.Doc.Summary)
	require.Equal(t, []string{"example.test/models", "time"}, module.Imports)

	var names []string
	for _, c := range module.Commands {
		names = append(names, c.Group+"/"+c.Name+"/"+c.Wire)
	}
	require.Equal(t, []string{"counter/Add/CT.ADD", "counter/Now/CT.NOW", "counter/Mark/CT.MARK"}, names)
	add := module.Commands[0]
	require.Equal(t, "1.0.0", add.Doc.Since)
	require.Equal(t, "modules/counter/counter.go:18", add.Position)
	require.Equal(t, model.Parameter{Name: "bounds", Type: &model.Type{Kind: model.Written, Name: "[]Bounds"}}, add.Parameters[2])
	require.Equal(t, "models.Result[int64]", add.Result.String())
	require.True(t, module.Commands[1].Has(model.NoBatch))
}

func TestLoadModulesOfAProjectWithoutAny(t *testing.T) {
	modules, err := model.LoadModules(t.TempDir())
	require.NoError(t, err)
	require.Empty(t, modules)
}

func TestLoadModulesErrorsNameThePlaceAndTheRemedy(t *testing.T) {
	const imports = "// Package x is for x.\npackage x\n\nimport \"example.test/options\"\n\n"
	for name, c := range map[string]struct{ source, want string }{
		"no command": {"func Get() {}", "modules/x: no function takes a *command.Args: define a command, or move the package"},
		"no comment": {
			"func Get(a *command.Args) command.Reply[string] {\n\ta.Begin(\"GET\")\n\treturn text\n}",
			"modules/x/x.go:6: Get has no doc comment: say what it does",
		},
		"no Begin": {
			goodDoc + "func Get(a *command.Args) command.Reply[string] {\n\treturn text\n}",
			"modules/x/x.go:9: Get does not begin with a.Begin(\"NAME\")",
		},
		"no Reply": {
			goodDoc + "func Get(a *command.Args) Reply[string] {\n\ta.Begin(\"GET\")\n\treturn text\n}",
			"modules/x/x.go:9: Get returns no command.Reply[T]: return the reply that decodes its answer",
		},
		"variadic": {
			goodDoc + "func Get(a *command.Args, keys ...string) command.Reply[string] {\n\ta.Begin(\"GET\")\n\treturn text\n}",
			"modules/x/x.go:9: Get has a variadic parameter: take a slice",
		},
		"reserved name": {
			goodDoc + "func Get(a *command.Args, b string) command.Reply[string] {\n\ta.Begin(\"GET\")\n\treturn text\n}",
			`modules/x/x.go:9: Get: the parameter name "b" is taken by generated code: choose another`,
		},
		"name of an import": {
			goodDoc + "func Get(a *command.Args, options string) command.Reply[string] {\n\ta.Begin(\"GET\")\n\treturn text\n}",
			`modules/x/x.go:9: Get: the parameter name "options" is taken by generated code: choose another`,
		},
		"other name for Args": {
			goodDoc + "func Get(args *command.Args) command.Reply[string] {\n\targs.Begin(\"GET\")\n\treturn text\n}",
			"modules/x/x.go:9: Get: call the first parameter a: func Get(a *command.Args, …)",
		},
	} {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			write(t, root, "modules/x/x.go", imports+c.source+"\n")
			_, err := model.LoadModules(root)
			require.ErrorContains(t, err, c.want)
		})
	}
	root := t.TempDir()
	write(t, root, "modules/x/x.go", "package x\n\n"+goodDoc+"func Get(a *command.Args) command.Reply[string] {\n\ta.Begin(\"GET\")\n\treturn text\n}\n")
	_, err := model.LoadModules(root)
	require.EqualError(t, err, "modules/x: the package has no comment: say which module it is for")
}
