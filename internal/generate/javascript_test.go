package main

import (
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
		{"IncrByFloat", "INCRBYFLOAT", "incrByFloat"},
		{"TTL", "TTL", "ttl"},
		{"CustomCommand", "", "customCommand"},
		{"XGroupSetID", "XGROUP SETID", "xgroupSetId"},
		{"XClaimJustID", "XCLAIM", "xclaimJustId"},
		{"EvalShaReadOnly", "EVALSHA_RO", "evalshaReadOnly"},
		{"BitFieldRO", "BITFIELD_RO", "bitfieldReadOnly"},
		{"SortReadOnly", "SORT_RO", "sortReadOnly"},
	} {
		require.Equal(t, c.method, methodName(model.Command{Name: c.name, Wire: c.wire}))
	}
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

// A command and its variant with options are one method, unless their parameters differ.
func TestOperations(t *testing.T) {
	hidden := command("Hidden", "HIDDEN", "ok")
	hidden.Directives = []model.Directive{{Name: model.NoJavaScript, Reason: "none"}}
	list := operations(&model.API{Commands: []model.Command{
		command("X", "X", "ok", stringType),
		command("XWithOptions", "X", "nullableText", stringType, optionType),
		hidden,
		command("Y", "Y", "ok", stringType),
		command("YWithOptions", "Y", "ok", optionType, optionType),
		command("ZWithOptions", "Z", "ok", optionType),
	}})
	var names []string
	for i, o := range list {
		require.Equal(t, firstOperation+i, o.number)
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
	list := operations(&model.API{Commands: []model.Command{
		command("FCall", "FCALL", "anything", stringType),
		command("FCallWithKeysAndArgs", "FCALL", "anything", stringType, stringType, stringType),
		command("LCS", "LCS", "text", stringType),
		command("LCSWithOptions", "LCS", "record", stringType, optionType),
	}})
	require.Len(t, list, 3)
	call := list[0]
	require.Equal(t, "FCallWithKeysAndArgs", call.extended.Name)
	require.Equal(t, []bool{false, true, true}, []bool{call.optional(0), call.optional(1), call.optional(2)})
	require.Nil(t, list[1].extended)
	require.Equal(t, []string{"fcall", "lcs", "lcsIdx"}, []string{call.name, list[1].name, list[2].name})
}

func TestDispatchOfWhatItDoesNotKnow(t *testing.T) {
	_, err := dispatch(&model.API{Commands: []model.Command{command("X", "X", "ok", &model.Type{Kind: model.Any})}})
	require.ErrorContains(t, err, "JavaScript has no way yet to pass a any")
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
	for _, s := range api.Structs {
		for _, f := range s.Fields {
			known[s.Package+"."+s.Name+"."+f.Name] = true
		}
	}
	for name := range nodeNames {
		require.Contains(t, known, name)
	}
	for name := range fieldNames {
		require.Contains(t, known, name)
	}
	for name := range docs {
		require.Contains(t, known, name)
	}
	for name := range ownDecoders {
		require.Contains(t, known, name)
	}
	for name, base := range variantsOf {
		require.Contains(t, known, name)
		require.Contains(t, known, base)
	}
	methods := map[string]bool{}
	for _, o := range operations(api) {
		require.NotContains(t, methods, o.name, "two commands are one method")
		methods[o.name] = true
		require.NotContains(t, variantsOf, o.plain.Name, "its parameters do not begin with those of what it is a variant of")
	}
}
