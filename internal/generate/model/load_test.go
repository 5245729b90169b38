package model_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/generate/model"
)

func loadFixture(t *testing.T) *model.API {
	t.Helper()
	api, err := model.Load("../testdata/fixture")
	require.NoError(t, err)
	return api
}

func command(t *testing.T, api *model.API, name string) model.Command {
	t.Helper()
	for _, c := range api.Commands {
		if c.Name == name {
			return c
		}
	}
	require.Fail(t, "no command "+name)
	return model.Command{}
}

func TestLoadReadsCommandsInOrderOfFileAndPlace(t *testing.T) {
	var names []string
	for _, c := range loadFixture(t).Commands {
		names = append(names, c.Group+"/"+c.Name+"/"+c.Wire)
	}
	require.Equal(t, []string{
		"custom/CustomCommand/", "server/ConfigGet/CONFIG GET", "server/Wait/WAIT", "server/Multi/MULTI",
		"string/GetDel/GETDEL", "string/MSet/MSET", "string/SetWithOptions/SET",
	}, names)
}

func TestLoadReadsSignatures(t *testing.T) {
	api := loadFixture(t)

	set := command(t, api, "SetWithOptions")
	require.Len(t, set.Parameters, 3)
	require.Equal(t, model.Parameter{Name: "key", Type: &model.Type{Kind: model.String}}, set.Parameters[0])
	require.Equal(t, "value", set.Parameters[1].Name)
	require.Equal(t, &model.Type{Kind: model.StructType, Package: "options", Name: "SetOptions"}, set.Parameters[2].Type)
	require.Equal(t, "models.Result[string]", set.Result.String())
	require.Equal(t, "core/command/string.go:41", set.Position)

	require.Equal(t, "[]models.KeyValue", command(t, api, "MSet").Parameters[0].Type.String())
	require.Equal(t, "map[string]string", command(t, api, "ConfigGet").Result.String())
	require.Equal(t, model.Duration, command(t, api, "Wait").Parameters[1].Type.Kind)
	require.Equal(t, model.Any, command(t, api, "CustomCommand").Result.Kind)
}

func TestLoadReadsDirectives(t *testing.T) {
	api := loadFixture(t)
	require.True(t, command(t, api, "CustomCommand").Has(model.AnyCommand))
	require.True(t, command(t, api, "Multi").Has(model.BatchOnly))
	require.Equal(t, []model.Directive{
		{Name: model.NoBatch, Reason: "it would wait within the batch that it waits for", Position: "core/command/server.go:21"},
		{Name: model.Waits, Value: "milliseconds last", Position: "core/command/server.go:22"},
	}, command(t, api, "Wait").Directives)
	require.NotContains(t, command(t, api, "Wait").Doc.Text, "glissade:")
}

func TestLoadReadsTypes(t *testing.T) {
	api := loadFixture(t)

	set, ok := api.Struct("options", "SetOptions")
	require.True(t, ok)
	require.True(t, set.InParameters)
	require.False(t, set.InResults)
	var fields []string
	for _, f := range set.Fields {
		fields = append(fields, f.Name+" "+f.Type.String()+": "+f.Doc.Summary)
	}
	require.Equal(t, []string{
		"Condition options.Condition: Condition is when to set at all; empty means always.",
		"Expiry options.Expiry: Expiry is when the key goes; nil means never.",
		"ReturnOldValue bool: ReturnOldValue asks for the value before.",
		"Within *time.Duration: Within bounds the wait, if there is a bound.",
		"Tags []string: Tags are names for it.",
	}, fields)
	require.Equal(t, model.UnionType, set.Fields[1].Type.Kind)

	condition, ok := api.Enum("options", "Condition")
	require.True(t, ok)
	require.True(t, condition.InParameters)
	require.Equal(t, "OnlyIfAbsent", condition.Values[1].Name)
	require.Equal(t, "NX", condition.Values[1].Value)
	require.Equal(t, "OnlyIfAbsent sets only a key that does not exist.", condition.Values[1].Doc.Summary)

	expiry, ok := api.Union("options", "Expiry")
	require.True(t, ok)
	require.Equal(t, []string{"KeepTTL", "ExpireIn"}, expiry.Members)
	member, _ := api.Struct("options", "ExpireIn")
	require.True(t, member.InParameters, "a union reaches its members")

	unused, _ := api.Struct("options", "Unused")
	require.False(t, unused.InParameters)
	require.Equal(t, model.Unsupported, unused.Fields[0].Type.Kind, "only a type that a command reaches must be supported")
}

func TestLoadSplitsDocComments(t *testing.T) {
	doc := command(t, loadFixture(t), "GetDel").Doc
	require.Equal(t, "GetDel returns the value of key and deletes the key.", doc.Summary)
	require.Equal(t, "GetDel returns the value of key and deletes the key. It is atomic:\nno other client sees the key in between.", doc.Prose)
	require.Equal(t, "the value, or nil if the key does not exist", doc.Reply)
	require.Equal(t, "WRONGTYPE if key holds no string", doc.Errors)
	require.Equal(t, "O(1)", doc.Complexity)
	require.Equal(t, "6.2.0", doc.Since)
	require.Equal(t, []string{"https://valkey.io/commands/getdel/"}, doc.Links)
}

// family begins a file whose commands are a family.
const family = "// XCommands are the commands for x.\n//\n//glissade:family X\n\n"

const goodDoc = "// Get gets.\n//\n// Reply: the value. Since: 1.0.0.\n"

func TestLoadErrorsNameThePlaceAndTheRemedy(t *testing.T) {
	cases := map[string]struct{ source, want string }{
		"no comment": {
			"func Get(a *Args) Reply[string] {\n\ta.Begin(\"GET\")\n\treturn text\n}",
			"core/command/x.go:3: Get has no doc comment: say what it does",
		},
		"other first word": {
			"// Gets it. Reply: x. Since: 1.0.0.\nfunc Get(a *Args) Reply[string] {\n\ta.Begin(\"GET\")\n\treturn text\n}",
			`core/command/x.go:4: the doc comment of Get begins with another word: begin it with "Get "`,
		},
		"no reply": {
			"// Get gets. Since: 1.0.0.\nfunc Get(a *Args) Reply[string] {\n\ta.Begin(\"GET\")\n\treturn text\n}",
			`core/command/x.go:4: the doc comment of Get does not say what it replies: add a sentence "Reply: …"`,
		},
		"no since": {
			"// Get gets. Reply: the value.\nfunc Get(a *Args) Reply[string] {\n\ta.Begin(\"GET\")\n\treturn text\n}",
			`core/command/x.go:4: the doc comment of Get does not say since which version the server has it: add "Since: 6.2.0."`,
		},
		"no Begin": {
			goodDoc + "func Get(a *Args) Reply[string] {\n\ta.Key(\"k\")\n\treturn text\n}",
			`core/command/x.go:6: Get does not begin with a.Begin("NAME"): make that call, with a literal name, its first statement`,
		},
		"computed name": {
			goodDoc + "func Get(a *Args) Reply[string] {\n\ta.Begin(name)\n\treturn text\n}",
			`core/command/x.go:6: Get does not begin with a.Begin("NAME")`,
		},
		"no Reply": {
			goodDoc + "func Get(a *Args) string {\n\ta.Begin(\"GET\")\n\treturn text\n}",
			"core/command/x.go:6: Get returns no Reply[T]: return the reply that decodes its answer",
		},
		"result type": {
			goodDoc + "func Get(a *Args) Reply[chan int] {\n\ta.Begin(\"GET\")\n\treturn text\n}",
			"core/command/x.go:6: Get returns Reply[chan int], a type that cannot be generated from",
		},
		"parameter type": {
			goodDoc + "func Get(a *Args, f func()) Reply[string] {\n\ta.Begin(\"GET\")\n\treturn text\n}",
			"core/command/x.go:6: Get: parameter f has type func(), which cannot be generated from: use a scalar",
		},
		"unknown option type": {
			goodDoc + "func Get(a *Args, o options.Missing) Reply[string] {\n\ta.Begin(\"GET\")\n\treturn text\n}",
			"core/command/x.go:6: Get: parameter o has type options.Missing, which cannot be generated from",
		},
		"variadic": {
			goodDoc + "func Get(a *Args, keys ...string) Reply[string] {\n\ta.Begin(\"GET\")\n\treturn text\n}",
			"core/command/x.go:6: Get: parameter keys is variadic: take a slice",
		},
		"reserved name": {
			goodDoc + "func Get(a *Args, ctx string) Reply[string] {\n\ta.Begin(\"GET\")\n\treturn text\n}",
			`core/command/x.go:6: Get: the parameter name "ctx" is taken by generated code: choose another`,
		},
		"other name for Args": {
			goodDoc + "func Get(args *Args) Reply[string] {\n\targs.Begin(\"GET\")\n\treturn text\n}",
			"core/command/x.go:6: Get: call the first parameter a: func Get(a *Args, …)",
		},
		"unknown directive": {
			goodDoc + "//\n//glissade:sometimes\nfunc Get(a *Args) Reply[string] {\n\ta.Begin(\"GET\")\n\treturn text\n}",
			"core/command/x.go:7: unknown directive //glissade:sometimes: use one of any-command, batch-only, blocks, connection, ",
		},
		"directive without reason": {
			goodDoc + "//\n//glissade:no-batch\nfunc Get(a *Args) Reply[string] {\n\ta.Begin(\"GET\")\n\treturn text\n}",
			"core/command/x.go:7: //glissade:no-batch gives no reason: write it behind the directive",
		},
		"syntax": {"func Get(", "core/command/x.go:3:"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			write(t, root, "core/command/x.go", "package command\n\n"+c.source+"\n")
			_, err := model.Load(root)
			require.ErrorContains(t, err, c.want)
		})
	}
}

func TestLoadRefusesUnsupportedFieldsOfTypesInUse(t *testing.T) {
	root := t.TempDir()
	write(t, root, "options/x.go", "package options\n\ntype GetOptions struct {\n\tInner *Inner\n}\n\n"+
		"type Inner struct {\n\tCallback func()\n\tBase\n}\n\ntype Base struct{}\n\ntype Choice interface{ choice() }\n")
	write(t, root, "core/command/x.go", "package command\n\n"+goodDoc+
		"func Get(a *Args, o options.GetOptions, c2 options.Choice) Reply[string] {\n\ta.Begin(\"GET\")\n\treturn text\n}\n")
	_, err := model.Load(root)
	require.ErrorContains(t, err, "options/x.go:8: Inner.Callback has type func(), which cannot be generated from: use a scalar")
	require.ErrorContains(t, err, "options/x.go:9: Inner.(embedded) has type embedded Base")
	require.ErrorContains(t, err, "options/x.go:14: no struct of package options implements Choice: declare one with its unexported method")
}

func TestAListByAnotherNameIsAList(t *testing.T) {
	root := t.TempDir()
	write(t, root, "models/x.go", "package models\n\ntype Match struct {\n\tExtra Map\n}\n\ntype Map []MapEntry\n\ntype MapEntry struct{ Key any }\n")
	api, err := model.Load(root)
	require.NoError(t, err)
	match, _ := api.Struct("models", "Match")
	require.Equal(t, "[]models.MapEntry", match.Fields[0].Type.String())
}

func write(t *testing.T, root, name, text string) {
	t.Helper()
	file := filepath.Join(root, filepath.FromSlash(name))
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
	require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
}
