package json_test

import (
	"math"
	"testing"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/internal/wiretest"
	"github.com/glissade-io/glissade/modules/json"
	"github.com/glissade-io/glissade/options"
)

func get(o json.GetOptions) func(a *command.Args) {
	return func(a *command.Args) { json.GetWithOptions(a, "k", o) }
}

func arrIndex(o json.ArrIndexOptions) func(a *command.Args) {
	return func(a *command.Args) { json.ArrIndexWithOptions(a, "k", "$.a", `"v"`, o) }
}

func TestCommandsOnTheWire(t *testing.T) {
	wiretest.RequireWire(t, "testdata/calls.json", []wiretest.Test{
		{Build: func(a *command.Args) { json.Set(a, "k", json.Root, `{"a":1}`) }, Want: `JSON.SET @@k $ {"a":1}`},
		{Build: func(a *command.Args) { json.SetWithCondition(a, "k", "$.a", "1", options.OnlyIfExists) }, Want: "JSON.SET @@k $.a 1 XX"},
		{Build: func(a *command.Args) { json.SetWithCondition(a, "k", ".a", "1", options.OnlyIfDoesNotExist) }, Want: "JSON.SET @@k .a 1 NX"},
		{Build: func(a *command.Args) {
			json.MSet(a, []json.KeyPathValue{{Key: "k", Path: "$", Value: "1"}, {Key: "l", Path: ".a", Value: "[]"}})
		}, Want: "JSON.MSET @@k $ 1 @@l .a []"},
		{Build: func(a *command.Args) { json.Get(a, "k") }, Want: "JSON.GET @@k"},
		{Build: get(json.GetOptions{}), Want: "JSON.GET @@k"},
		{Build: get(json.GetOptions{Paths: []string{"$.a", ".b"}}), Want: "JSON.GET @@k $.a .b"},
		{Build: get(json.GetOptions{Indent: "\t", Paths: []string{"$"}}), Want: "JSON.GET @@k INDENT \t $"},
		{Build: get(json.GetOptions{Newline: "\n"}), Want: "JSON.GET @@k NEWLINE \n"},
		{Build: get(json.GetOptions{Space: "_"}), Want: "JSON.GET @@k SPACE _"},
		{Build: get(json.GetOptions{Indent: "\t", Newline: "\n", Space: "_"}), Want: "JSON.GET @@k INDENT \t NEWLINE \n SPACE _"},
		{Build: func(a *command.Args) { json.MGet(a, []string{"k", "l"}, "$.a") }, Want: "JSON.MGET @@k @@l $.a"},
		{Build: func(a *command.Args) { json.Del(a, "k") }, Want: "JSON.DEL @@k"},
		{Build: func(a *command.Args) { json.DelWithPath(a, "k", "$.a") }, Want: "JSON.DEL @@k $.a"},
		{Build: func(a *command.Args) { json.Forget(a, "k") }, Want: "JSON.FORGET @@k"},
		{Build: func(a *command.Args) { json.ForgetWithPath(a, "k", "$.a") }, Want: "JSON.FORGET @@k $.a"},
		{Build: func(a *command.Args) { json.Clear(a, "k") }, Want: "JSON.CLEAR @@k"},
		{Build: func(a *command.Args) { json.ClearWithPath(a, "k", "$.a") }, Want: "JSON.CLEAR @@k $.a"},
		{Build: func(a *command.Args) { json.Type(a, "k") }, Want: "JSON.TYPE @@k"},
		{Build: func(a *command.Args) { json.TypeWithPath(a, "k", "$.a") }, Want: "JSON.TYPE @@k $.a"},
		{Build: func(a *command.Args) { json.NumIncrBy(a, "k", "$.a", 1.5) }, Want: "JSON.NUMINCRBY @@k $.a 1.5"},
		{Build: func(a *command.Args) { json.NumIncrBy(a, "k", "$.a", -10) }, Want: "JSON.NUMINCRBY @@k $.a -10"},
		{Build: func(a *command.Args) { json.NumMultBy(a, "k", "$.a", 2) }, Want: "JSON.NUMMULTBY @@k $.a 2"},
		{Build: func(a *command.Args) { json.Toggle(a, "k") }, Want: "JSON.TOGGLE @@k"},
		{Build: func(a *command.Args) { json.ToggleWithPath(a, "k", "$.a") }, Want: "JSON.TOGGLE @@k $.a"},
		{Build: func(a *command.Args) { json.StrAppend(a, "k", `"v"`) }, Want: `JSON.STRAPPEND @@k "v"`},
		{Build: func(a *command.Args) { json.StrAppendWithPath(a, "k", "$.a", `"v"`) }, Want: `JSON.STRAPPEND @@k $.a "v"`},
		{Build: func(a *command.Args) { json.StrLen(a, "k") }, Want: "JSON.STRLEN @@k"},
		{Build: func(a *command.Args) { json.StrLenWithPath(a, "k", "$.a") }, Want: "JSON.STRLEN @@k $.a"},
		{Build: func(a *command.Args) { json.ArrAppend(a, "k", "$.a", []string{"1", `"v"`}) }, Want: `JSON.ARRAPPEND @@k $.a 1 "v"`},
		{Build: func(a *command.Args) { json.ArrInsert(a, "k", "$.a", -1, []string{"1", "[]"}) }, Want: "JSON.ARRINSERT @@k $.a -1 1 []"},
		{Build: func(a *command.Args) { json.ArrIndex(a, "k", "$.a", `"v"`) }, Want: `JSON.ARRINDEX @@k $.a "v"`},
		{Build: arrIndex(json.ArrIndexOptions{}), Want: `JSON.ARRINDEX @@k $.a "v"`},
		{Build: arrIndex(json.ArrIndexOptions{Start: 2}), Want: `JSON.ARRINDEX @@k $.a "v" 2`},
		{Build: arrIndex(json.ArrIndexOptions{End: -2}), Want: `JSON.ARRINDEX @@k $.a "v" 0 -2`},
		{Build: arrIndex(json.ArrIndexOptions{Start: -3, End: 4}), Want: `JSON.ARRINDEX @@k $.a "v" -3 4`},
		{Build: func(a *command.Args) { json.ArrLen(a, "k") }, Want: "JSON.ARRLEN @@k"},
		{Build: func(a *command.Args) { json.ArrLenWithPath(a, "k", "$.a") }, Want: "JSON.ARRLEN @@k $.a"},
		{Build: func(a *command.Args) { json.ArrPop(a, "k") }, Want: "JSON.ARRPOP @@k"},
		{Build: func(a *command.Args) { json.ArrPopWithPath(a, "k", "$.a") }, Want: "JSON.ARRPOP @@k $.a"},
		{Build: func(a *command.Args) { json.ArrPopWithIndex(a, "k", "$.a", 0) }, Want: "JSON.ARRPOP @@k $.a 0"},
		{Build: func(a *command.Args) { json.ArrTrim(a, "k", "$.a", 0, -1) }, Want: "JSON.ARRTRIM @@k $.a 0 -1"},
		{Build: func(a *command.Args) { json.ObjLen(a, "k") }, Want: "JSON.OBJLEN @@k"},
		{Build: func(a *command.Args) { json.ObjLenWithPath(a, "k", "$.a") }, Want: "JSON.OBJLEN @@k $.a"},
		{Build: func(a *command.Args) { json.ObjKeys(a, "k") }, Want: "JSON.OBJKEYS @@k"},
		{Build: func(a *command.Args) { json.ObjKeysWithPath(a, "k", "$.a") }, Want: "JSON.OBJKEYS @@k $.a"},
		{Build: func(a *command.Args) { json.RESP(a, "k") }, Want: "JSON.RESP @@k"},
		{Build: func(a *command.Args) { json.RESPWithPath(a, "k", "$.a") }, Want: "JSON.RESP @@k $.a"},
		{Build: func(a *command.Args) { json.DebugMemory(a, "k") }, Want: "JSON.DEBUG MEMORY @@k"},
		{Build: func(a *command.Args) { json.DebugMemoryWithPath(a, "k", "$.a") }, Want: "JSON.DEBUG MEMORY @@k $.a"},
		{Build: func(a *command.Args) { json.DebugFields(a, "k") }, Want: "JSON.DEBUG FIELDS @@k"},
		{Build: func(a *command.Args) { json.DebugFieldsWithPath(a, "k", "$.a") }, Want: "JSON.DEBUG FIELDS @@k $.a"},
		{Build: func(a *command.Args) { json.DebugDepth(a, "k") }, Want: "JSON.DEBUG DEPTH @@k"},
	})
}

func TestCommandsRefuseWhatCannotWork(t *testing.T) {
	wiretest.RequireRefused(t, []wiretest.Refusal{
		{Field: "JSON.SET condition", Build: func(a *command.Args) { json.SetWithCondition(a, "k", "$", "1", "") }},
		{Field: "JSON.SET condition", Build: func(a *command.Args) { json.SetWithCondition(a, "k", "$", "1", options.OnlyIfEquals) }},
		{Field: "JSON.MSET values", Build: func(a *command.Args) { json.MSet(a, nil) }},
		{Field: "JSON.MGET keys", Build: func(a *command.Args) { json.MGet(a, nil, "$") }},
		{Field: "JSON.ARRAPPEND values", Build: func(a *command.Args) { json.ArrAppend(a, "k", "$", nil) }},
		{Field: "JSON.ARRINSERT values", Build: func(a *command.Args) { json.ArrInsert(a, "k", "$", 0, []string{}) }},
		{Field: "JSON.NUMINCRBY number", Build: func(a *command.Args) { json.NumIncrBy(a, "k", "$", math.NaN()) }},
		{Field: "JSON.NUMMULTBY number", Build: func(a *command.Args) { json.NumMultBy(a, "k", "$", math.Inf(-1)) }},
		{Field: "GetOptions.Paths", Build: get(json.GetOptions{Paths: []string{"$.a", "space"}})},
		{Field: "GetOptions.Paths", Build: get(json.GetOptions{Paths: []string{"NOESCAPE"}})},
	})
}
