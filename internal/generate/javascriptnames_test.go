package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/generate/model"
)

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
		require.Equal(t, c.method, ruledName(model.Command{Name: c.name, Wire: c.wire}))
	}
	require.Equal(t, map[string]string{"ExpireAt": "expireAt", "ExpireAtWithOptions": "expireAt", "LCS": "lcs", "LCSWithOptions": "lcsIdx"}, methodNames(&model.API{Commands: []model.Command{
		command("ExpireAtWithOptions", "EXPIREAT"),
		directed(command("ExpireAt", "EXPIREAT"), model.JavaScript, "expireAt"),
		command("LCS", "LCS"),
		directed(command("LCSWithOptions", "LCS"), model.JavaScript, "lcsIdx"),
	}}))
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

func command(name, wire string, types ...*model.Type) model.Command {
	c := model.Command{Name: name, Wire: wire, Doc: model.Doc{Text: name + " does it."}}
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

func TestNamesInJavaScriptThatSayNothing(t *testing.T) {
	require.EqualError(t, checkJavaScriptNames(&model.API{Commands: []model.Command{directed(command("GetDel", "GETDEL"), model.JavaScript, "getdel")}}),
		"core/command/x.go:7: //glissade:javascript getdel repeats the name that GetDel has without it: remove it")
	require.NoError(t, checkJavaScriptNames(&model.API{Commands: []model.Command{directed(command("XWithOptions", "X"), model.JavaScript, "xWithOptions")}}))
	require.EqualError(t, checkJavaScriptNames(&model.API{Structs: []model.Struct{{
		Name: "Pair", Fields: []model.Field{{Name: "Key", JavaScript: "key", Position: "models/pairs.go:9"}},
	}}}), "models/pairs.go:9: //glissade:javascript key repeats the name that Pair.Key has without it: remove it")
}
