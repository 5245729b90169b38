package json_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/queue"
	"github.com/glissade-io/glissade/internal/wiretest"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/modules/json"
	"github.com/glissade-io/glissade/options"
)

// The nulls of RESP2, for a string and for an array, and that of RESP3.
var nulls = []string{"$-1\r\n", "*-1\r\n", "_\r\n"}

func TestTexts(t *testing.T) {
	a := wiretest.Args()
	for _, reply := range []command.Reply[string]{
		json.Set(a, "k", "$", "1"), json.MSet(a, []json.KeyPathValue{{}}),
		json.NumIncrBy(a, "k", "$", 1), json.NumMultBy(a, "k", "$", 1),
	} {
		wiretest.RequireDecoded(t, reply, "[2,null]", "$8\r\n[2,null]\r\n", "+[2,null]\r\n")
		wiretest.RequireMismatch(t, reply, "*0\r\n", ":1\r\n", "_\r\n")
	}
	for _, reply := range []command.Reply[models.Result[string]]{
		json.SetWithCondition(a, "k", "$", "1", options.OnlyIfExists), json.Get(a, "k"),
		json.GetWithOptions(a, "k", json.GetOptions{}), json.Type(a, "k"), json.ArrPop(a, "k"),
	} {
		wiretest.RequireDecoded(t, reply, models.Present(`"v"`), "$3\r\n\"v\"\r\n", "+\"v\"\r\n")
		wiretest.RequireDecoded(t, reply, models.Nil[string](), nulls...)
		wiretest.RequireMismatch(t, reply, "*0\r\n", ":1\r\n")
	}
	mget := json.MGet(a, []string{"k"}, "$")
	wiretest.RequireDecoded(t, mget, []models.Result[string]{models.Present("[1]"), models.Nil[string]()},
		"*2\r\n$3\r\n[1]\r\n$-1\r\n", "*2\r\n$3\r\n[1]\r\n_\r\n")
	wiretest.RequireMismatch(t, mget, "$1\r\n1\r\n", "*1\r\n:1\r\n", "_\r\n")
}

func TestIntegers(t *testing.T) {
	a := wiretest.Args()
	for _, reply := range []command.Reply[int64]{
		json.Del(a, "k"), json.DelWithPath(a, "k", "$"), json.Forget(a, "k"), json.ForgetWithPath(a, "k", "$"),
		json.Clear(a, "k"), json.ClearWithPath(a, "k", "$"), json.StrAppend(a, "k", `""`),
	} {
		wiretest.RequireDecoded(t, reply, 3, ":3\r\n")
		wiretest.RequireMismatch(t, reply, "*0\r\n", "_\r\n")
	}
	for _, reply := range []command.Reply[models.Result[int64]]{
		json.StrLen(a, "k"), json.ArrLen(a, "k"), json.ObjLen(a, "k"),
		json.DebugMemory(a, "k"), json.DebugFields(a, "k"), json.DebugDepth(a, "k"),
	} {
		wiretest.RequireDecoded(t, reply, models.Present[int64](3), ":3\r\n")
		wiretest.RequireDecoded(t, reply, models.Nil[int64](), nulls...)
		wiretest.RequireMismatch(t, reply, "*0\r\n", "+a\r\n")
	}
}

// A command that replies for each value that a path matches replies for the one value
// of a restricted path, too.
func TestOneForEachValue(t *testing.T) {
	a := wiretest.Args()
	for _, reply := range []command.Reply[[]models.Result[int64]]{
		json.StrAppendWithPath(a, "k", "$", `""`), json.StrLenWithPath(a, "k", "$"),
		json.ArrAppend(a, "k", "$", []string{"1"}), json.ArrInsert(a, "k", "$", 0, []string{"1"}),
		json.ArrIndex(a, "k", "$", "1"), json.ArrIndexWithOptions(a, "k", "$", "1", json.ArrIndexOptions{}),
		json.ArrLenWithPath(a, "k", "$"), json.ArrTrim(a, "k", "$", 0, 1), json.ObjLenWithPath(a, "k", "$"),
	} {
		wiretest.RequireDecoded(t, reply, []models.Result[int64]{models.Present[int64](1), models.Nil[int64](), models.Present[int64](-1)},
			"*3\r\n:1\r\n$-1\r\n:-1\r\n", "*3\r\n:1\r\n_\r\n:-1\r\n")
		wiretest.RequireDecoded(t, reply, []models.Result[int64]{}, "*0\r\n")
		wiretest.RequireDecoded(t, reply, []models.Result[int64]{models.Present[int64](2)}, ":2\r\n")
		wiretest.RequireDecoded(t, reply, nil, nulls...)
		wiretest.RequireMismatch(t, reply, "+a\r\n", "*1\r\n+a\r\n", "*1\r\n*0\r\n", "%1\r\n+a\r\n:1\r\n")
	}
	for _, reply := range []command.Reply[[]int64]{json.DebugMemoryWithPath(a, "k", "$"), json.DebugFieldsWithPath(a, "k", "$")} {
		wiretest.RequireDecoded(t, reply, []int64{16, 0}, "*2\r\n:16\r\n:0\r\n")
		wiretest.RequireDecoded(t, reply, []int64{632}, ":632\r\n")
		wiretest.RequireDecoded(t, reply, nil, nulls...)
		wiretest.RequireMismatch(t, reply, "*1\r\n_\r\n", "+a\r\n")
	}
	for _, reply := range []command.Reply[[]models.Result[string]]{
		json.ArrPopWithPath(a, "k", "$"), json.ArrPopWithIndex(a, "k", "$", 0),
	} {
		wiretest.RequireDecoded(t, reply, []models.Result[string]{models.Nil[string](), models.Present(`"a"`)},
			"*2\r\n$-1\r\n$3\r\n\"a\"\r\n", "*2\r\n_\r\n$3\r\n\"a\"\r\n")
		wiretest.RequireDecoded(t, reply, []models.Result[string]{models.Present("[]")}, "$2\r\n[]\r\n")
		wiretest.RequireDecoded(t, reply, nil, nulls...)
		wiretest.RequireMismatch(t, reply, ":1\r\n", "*1\r\n:1\r\n")
	}
	types := json.TypeWithPath(a, "k", "$")
	wiretest.RequireDecoded(t, types, []string{"integer", "null"}, "*2\r\n+integer\r\n+null\r\n", "*2\r\n$7\r\ninteger\r\n$4\r\nnull\r\n")
	wiretest.RequireDecoded(t, types, []string{"object"}, "+object\r\n")
	wiretest.RequireDecoded(t, types, nil, nulls...)
	wiretest.RequireMismatch(t, types, ":1\r\n", "*1\r\n_\r\n")
}

func TestToggle(t *testing.T) {
	a := wiretest.Args()
	wiretest.RequireDecoded(t, json.Toggle(a, "k"), true, "$4\r\ntrue\r\n", ":1\r\n", "#t\r\n")
	wiretest.RequireDecoded(t, json.Toggle(a, "k"), false, "$5\r\nfalse\r\n", ":0\r\n", "#f\r\n")
	wiretest.RequireMismatch(t, json.Toggle(a, "k"), "_\r\n", ":2\r\n", "+no\r\n", "*0\r\n")
	each := json.ToggleWithPath(a, "k", "$.*")
	wiretest.RequireDecoded(t, each, []models.Result[bool]{models.Present(false), models.Present(true), models.Nil[bool]()},
		"*3\r\n:0\r\n:1\r\n$-1\r\n", "*3\r\n:0\r\n:1\r\n_\r\n", "*3\r\n#f\r\n#t\r\n_\r\n")
	wiretest.RequireDecoded(t, each, []models.Result[bool]{models.Present(true)}, "$4\r\ntrue\r\n")
	wiretest.RequireMismatch(t, each, ":2\r\n", "*1\r\n+no\r\n")
}

func TestObjKeys(t *testing.T) {
	a := wiretest.Args()
	one := json.ObjKeys(a, "k")
	wiretest.RequireDecoded(t, one, models.Present([]string{"a", "b"}), "*2\r\n$1\r\na\r\n$1\r\nb\r\n")
	wiretest.RequireDecoded(t, one, models.Present([]string{}), "*0\r\n")
	wiretest.RequireDecoded(t, one, models.Nil[[]string](), nulls...)
	wiretest.RequireMismatch(t, one, "*1\r\n*0\r\n", "+a\r\n")

	each := json.ObjKeysWithPath(a, "k", "$.*")
	wiretest.RequireDecoded(t, each, [][]string{{}, {"a", "b"}, {}},
		"*3\r\n*0\r\n*2\r\n$1\r\na\r\n$1\r\nb\r\n$-1\r\n", "*3\r\n*0\r\n*2\r\n$1\r\na\r\n$1\r\nb\r\n_\r\n")
	wiretest.RequireDecoded(t, each, [][]string{}, "*0\r\n")
	wiretest.RequireDecoded(t, each, nil, nulls...)
	wiretest.RequireMismatch(t, each, "*1\r\n$1\r\na\r\n")

	restricted := json.ObjKeysWithPath(a, "k", ".d")
	wiretest.RequireDecoded(t, restricted, [][]string{{"a", "b"}}, "*2\r\n$1\r\na\r\n$1\r\nb\r\n")
	wiretest.RequireDecoded(t, restricted, [][]string{{}}, "*0\r\n")
	wiretest.RequireDecoded(t, restricted, nil, nulls...)
	wiretest.RequireMismatch(t, restricted, "*1\r\n*0\r\n", ":1\r\n")
}

func TestResp(t *testing.T) {
	want := []any{"{", []any{"age", int64(27)}, []any{"weight", "135.25"}, []any{"alive", "true"}, []any{"spouse", nil}}
	for _, reply := range []command.Reply[any]{json.RESP(wiretest.Args(), "k"), json.RESPWithPath(wiretest.Args(), "k", "$")} {
		for _, null := range []string{"$-1\r\n", "_\r\n"} {
			wiretest.RequireDecoded(t, reply, any(want),
				"*5\r\n+{\r\n*2\r\n$3\r\nage\r\n:27\r\n*2\r\n$6\r\nweight\r\n$6\r\n135.25\r\n*2\r\n$5\r\nalive\r\n+true\r\n*2\r\n$6\r\nspouse\r\n"+null)
		}
		wiretest.RequireDecoded(t, reply, nil, nulls...)
	}
}

func TestOnAClientAndInABatch(t *testing.T) {
	client, err := wiretest.Connect(t.Context(), map[string]string{
		"JSON.GET k":           "$3\r\n[1]\r\n",
		"JSON.ARRLEN k $.*":    "*2\r\n:1\r\n$-1\r\n",
		"JSON.NUMINCRBY k . 1": "-WRONGTYPE JSON element is not a number\r\n",
	})
	require.NoError(t, err)
	t.Cleanup(client.Close)
	documents := json.On(client)
	text, err := documents.Get(t.Context(), "k")
	require.NoError(t, err)
	require.Equal(t, models.Present("[1]"), text)
	_, err = documents.NumIncrBy(t.Context(), "k", ".", 1)
	require.ErrorIs(t, err, &failure.ServerError{Code: "WRONGTYPE"})

	b := batch.New(false)
	set, lengths := json.In(b).Set("k", json.Root, "[]"), json.In(b).ArrLenWithPath("k", "$.*")
	_, err = client.Exec(t.Context(), b, true)
	require.NoError(t, err)
	ok, err := set.Result()
	require.NoError(t, err)
	require.Equal(t, "OK", ok)
	each, err := lengths.Result()
	require.NoError(t, err)
	require.Equal(t, []models.Result[int64]{models.Present[int64](1), models.Nil[int64]()}, each)

	refused := batch.New(false)
	json.In(refused).MGet(nil, "$")
	var configuration *failure.ConfigurationError
	require.ErrorAs(t, queue.Of(refused).Err(), &configuration)
}

func FuzzReplies(f *testing.F) {
	a := wiretest.Args()
	wiretest.FuzzDecoding(f, []string{"*2\r\n:1\r\n$-1\r\n", "*1\r\n*1\r\n+a\r\n", "$4\r\ntrue\r\n", ":1\r\n"},
		wiretest.Decoding(json.ArrLenWithPath(a, "k", "$")),
		wiretest.Decoding(json.ArrPopWithPath(a, "k", "$")),
		wiretest.Decoding(json.ToggleWithPath(a, "k", "$")),
		wiretest.Decoding(json.ObjKeys(a, "k")),
		wiretest.Decoding(json.ObjKeysWithPath(a, "k", "$")),
		wiretest.Decoding(json.ObjKeysWithPath(a, "k", ".")),
		wiretest.Decoding(json.RESP(a, "k")))
}
