package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/generate/model"
)

func TestDispatch(t *testing.T) { golden(t, "dispatch.go.txt", dispatch) }

func TestMethodNames(t *testing.T) {
	for _, c := range []struct{ name, wire, method string }{
		{"Get", "GET", "get"},
		{"HGetAll", "HGETALL", "hgetall"},
		{"ZRangeWithScores", "ZRANGE", "zrangeWithScores"},
		{"ConfigGet", "CONFIG GET", "configGet"},
		{"IncrByFloat", "INCRBYFLOAT", "incrbyfloat"},
		{"TTL", "TTL", "ttl"},
		{"CustomCommand", "", "customCommand"},
		{"XGroupSetID", "XGROUP SETID", "xgroupSetId"},
		{"XClaimJustID", "XCLAIM", "xclaimJustId"},
		{"EvalSHAReadOnly", "EVALSHA_RO", "evalshaReadOnly"},
		{"SortReadOnly", "SORT_RO", "sortReadOnly"},
	} {
		require.Equal(t, c.method, methodName(model.Command{Name: c.name, Wire: c.wire}))
	}
	require.Equal(t, "incrByFloat", methodName(directed(command("IncrByFloat", "INCRBYFLOAT", "double"), model.JavaScript, "incrByFloat")))
}

func TestCamel(t *testing.T) {
	for name, want := range map[string]string{
		"Key": "key", "ID": "id", "MinID": "minId", "KeepTTL": "keepTtl", "TTLSeconds": "ttlSeconds",
		"keysAndIDs": "keysAndIds", "OnlyIfExists": "onlyIfExists", "CPU": "cpu",
	} {
		require.Equal(t, want, camel(name))
	}
}

// stringType and the like are types of parameters.
var (
	stringType = &model.Type{Kind: model.String}
	optionType = &model.Type{Kind: model.StructType, Package: "options", Name: "XOptions"}
)

func command(name, wire string, reply string, types ...*model.Type) model.Command {
	c := model.Command{Name: name, Wire: wire, Replies: []string{reply}, Doc: model.Doc{Text: name + " does it."}}
	for i, t := range types {
		c.Parameters = append(c.Parameters, model.Parameter{Name: string(rune('p' + i)), Type: t})
	}
	return c
}

// directed returns the command with a directive.
func directed(c model.Command, name, value string) model.Command {
	c.Directives = append(c.Directives, model.Directive{Name: name, Value: value, Position: "core/command/x.go:7"})
	return c
}

// commandsFrom16 numbers commands from 16 on.
var commandsFrom16 = []model.Constant{{Package: "boundary", Type: "uint16", Name: "FirstCommand", Value: 16}}

// A command and its variant with options are one method, unless their parameters differ.
func TestOperations(t *testing.T) {
	hidden := command("Hidden", "HIDDEN", "ok")
	hidden.Directives = []model.Directive{{Name: model.NoJavaScript, Reason: "none"}}
	list := operations(&model.API{Constants: commandsFrom16, Commands: []model.Command{
		command("X", "X", "ok", stringType),
		command("XWithOptions", "X", "nullableText", stringType, optionType),
		hidden,
		command("Y", "Y", "ok", stringType),
		command("YWithOptions", "Y", "ok", optionType, optionType),
		command("ZWithOptions", "Z", "ok", optionType),
	}})
	var names []string
	for i, o := range list {
		require.Equal(t, 16+i, o.number)
		names = append(names, o.name)
	}
	require.Equal(t, []string{"x", "y", "yWithOptions", "zWithOptions"}, names)
	x, y := list[0], list[1]
	require.Len(t, x.parameters(), 2)
	require.True(t, x.hasOptions())
	require.True(t, x.optional(1))
	require.False(t, x.optional(0))
	require.False(t, y.hasOptions())
	require.False(t, y.optional(0))
}

// A variant with more arguments is the same method, unless GLIDE for Node has a name
// for it.
func TestVariants(t *testing.T) {
	list := operations(&model.API{Constants: commandsFrom16, Commands: []model.Command{
		command("FCall", "FCALL", "anything", stringType),
		directed(command("FCallWithKeysAndArgs", "FCALL", "anything", stringType, stringType, stringType), model.VariantOf, "FCall"),
		command("LCS", "LCS", "text", stringType),
		directed(command("LCSWithOptions", "LCS", "record", stringType, optionType), model.JavaScript, "lcsIdx"),
	}})
	require.Len(t, list, 3)
	call := list[0]
	require.Equal(t, "FCallWithKeysAndArgs", call.extended.Name)
	require.Equal(t, []bool{false, true, true}, []bool{call.optional(0), call.optional(1), call.optional(2)})
	require.Nil(t, list[1].extended)
	require.Equal(t, []string{"fcall", "lcs", "lcsIdx"}, []string{call.name, list[1].name, list[2].name})
}

// A command with a flag is the same method with one argument more, and parameters stand
// where GLIDE for Node has them.
func TestFlagsAndOrder(t *testing.T) {
	named := func(name string) model.Command {
		c := command(name, strings.ToUpper(name), "integer", stringType, stringType)
		c.Parameters[0].Name, c.Parameters[1].Name = "channel", "message"
		return c
	}
	list := operations(&model.API{Constants: commandsFrom16, Commands: []model.Command{
		directed(named("Publish"), model.JavaScriptOrder, "message channel"),
		directed(named("SPublish"), model.FlagOf, "Publish sharded"),
	}})
	require.Len(t, list, 1)
	publish := list[0]
	var names []string
	for i, p := range publish.parameters() {
		names = append(names, p.Name)
		require.Equal(t, i == 2, publish.optional(i))
	}
	require.Equal(t, []string{"message", "channel", "sharded"}, names)
	var d dispatcher
	body := d.operation(publish)
	require.Contains(t, body, "p0 := in.String(\"message\")")
	require.Contains(t, body, "command.SPublish(out, p1, p0)")
	require.Contains(t, body, "command.Publish(out, p1, p0)")
}

func TestDispatchOfWhatItDoesNotKnow(t *testing.T) {
	_, err := dispatch(&model.API{Commands: []model.Command{command("X", "X", "ok", &model.Type{Kind: model.Any})}})
	require.ErrorContains(t, err, "JavaScript has no way yet to pass a any")
}

func TestDirectivesAboutJavaScriptThatSayNothing(t *testing.T) {
	get := command("Get", "GET", "text", stringType)
	hidden := directed(command("Hidden", "HIDDEN", "ok"), model.Decoder, "hash HashDataType")
	hidden.Directives = append(hidden.Directives, model.Directive{Name: model.NoJavaScript})
	for want, c := range map[string]model.Command{
		"core/command/x.go:7: //glissade:javascript getdel repeats the name that GetDel has without it: remove it":                                    directed(command("GetDel", "GETDEL", "text"), model.JavaScript, "getdel"),
		"core/command/x.go:7: //glissade:variant-of Unknown names no command: write the name of a function of core/command":                           directed(command("X", "X", "ok"), model.VariantOf, "Unknown"),
		"core/command/x.go:7: //glissade:variant-of Get cannot be: the parameters of X do not begin with those of Get":                                directed(command("X", "X", "ok"), model.VariantOf, "Get"),
		"core/command/x.go:7: //glissade:variant-of Get repeats what the name of GetWithOptions says: remove it":                                      directed(command("GetWithOptions", "GET", "text", stringType, optionType), model.VariantOf, "Get"),
		"core/command/x.go:7: //glissade:flag-of Unknown sharded names no command: write the name of a function of core/command":                      directed(command("X", "X", "ok"), model.FlagOf, "Unknown sharded"),
		"core/command/x.go:7: //glissade:flag-of Get sharded cannot be: the parameters of X are not those of Get":                                     directed(command("X", "X", "ok"), model.FlagOf, "Get sharded"),
		"core/command/x.go:7: //glissade:javascript-order b a is not all parameters of X: p":                                                          directed(command("X", "X", "ok", stringType), model.JavaScriptOrder, "b a"),
		"core/command/x.go:7: //glissade:decoder hash HashDataType is of no use: //glissade:no-javascript keeps Hidden out of JavaScript; remove one": hidden,
	} {
		require.EqualError(t, checkJavaScript(&model.API{Commands: []model.Command{get, c}}), want)
	}
	require.EqualError(t, checkJavaScript(&model.API{Structs: []model.Struct{{
		Name: "Pair", Fields: []model.Field{{Name: "Key", JavaScript: "key", Position: "models/pairs.go:9"}},
	}}}), "models/pairs.go:9: //glissade:javascript key repeats the name that Pair.Key has without it: remove it")
}

// The exceptions to the rules are about things that exist.
func TestExceptionsAreCurrent(t *testing.T) {
	root, err := findRoot()
	require.NoError(t, err)
	api, err := model.Load(root)
	require.NoError(t, err)
	known := map[string]bool{}
	for _, c := range api.Commands {
		known[c.Name] = true
	}
	for name := range docs {
		require.Contains(t, known, name)
	}
	require.NoError(t, checkJavaScript(api))
	methods := map[string]bool{}
	for _, o := range operations(api) {
		require.NotContains(t, methods, o.name, "two commands are one method")
		methods[o.name] = true
		require.False(t, o.plain.Has(model.VariantOf), "%s is a variant, and a method of its own", o.plain.Name)
	}
}
