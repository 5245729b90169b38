package search_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/wiretest"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/modules/search"
)

type fields = []models.FieldValue

func TestTexts(t *testing.T) {
	a := wiretest.Args()
	for _, reply := range []command.Reply[string]{
		search.Create(a, "i", nil), search.CreateWithOptions(a, "i", nil, search.CreateOptions{}), search.DropIndex(a, "i"),
		search.AliasAdd(a, "x", "i"), search.AliasDel(a, "x"), search.AliasUpdate(a, "x", "i"), search.Explain(a, "i", "*"),
	} {
		wiretest.RequireDecoded(t, reply, "OK", "+OK\r\n", "$2\r\nOK\r\n")
		wiretest.RequireMismatch(t, reply, ":1\r\n", "*0\r\n", "_\r\n")
	}
	wiretest.RequireDecoded(t, search.List(a), []string{"a", "b"}, "*2\r\n+a\r\n$1\r\nb\r\n", "~2\r\n+a\r\n+b\r\n")
	wiretest.RequireDecoded(t, search.List(a), []string{}, "*0\r\n")
	wiretest.RequireMismatch(t, search.List(a), "+a\r\n", "*1\r\n:1\r\n")
	wiretest.RequireDecoded(t, search.ExplainCLI(a, "i", "*"), []string{"a", ""}, "*2\r\n+a\r\n$0\r\n\r\n")
	wiretest.RequireDecoded(t, search.ExplainCLI(a, "i", "*"), []string{"a"}, "$1\r\na\r\n")
	wiretest.RequireMismatch(t, search.ExplainCLI(a, "i", "*"), ":1\r\n", "*1\r\n:1\r\n")
}

func TestSearchResults(t *testing.T) {
	a := wiretest.Args()
	want := search.SearchResult{Total: 12, Documents: []search.Document{
		{Key: "p2", Fields: fields{{Field: "color", Value: "blue"}, {Field: "city", Value: "London"}}},
		{Key: "p1", Fields: fields{}},
	}}
	for _, reply := range []command.Reply[search.SearchResult]{
		search.Search(a, "i", "*"), search.SearchWithOptions(a, "i", "*", search.SearchOptions{}),
	} {
		wiretest.RequireDecoded(t, reply, want,
			"*5\r\n:12\r\n$2\r\np2\r\n*4\r\n$5\r\ncolor\r\n$4\r\nblue\r\n$4\r\ncity\r\n$6\r\nLondon\r\n$2\r\np1\r\n*0\r\n",
			"*5\r\n:12\r\n+p2\r\n%2\r\n+color\r\n+blue\r\n+city\r\n+London\r\n+p1\r\n%0\r\n")
		wiretest.RequireDecoded(t, reply, search.SearchResult{Documents: []search.Document{}}, "*1\r\n:0\r\n")
		wiretest.RequireMismatch(t, reply, ":0\r\n", "*0\r\n", "*2\r\n:1\r\n+p1\r\n", "*3\r\n:1\r\n+p1\r\n+sorted\r\n",
			"*3\r\n:1\r\n+p1\r\n*1\r\n+color\r\n", "*3\r\n:1\r\n+p1\r\n*2\r\n+color\r\n:1\r\n", "*3\r\n+one\r\n+p1\r\n*0\r\n")
	}
	require.Equal(t, models.Present("London"), want.Documents[0].Field("city"))
	require.Equal(t, models.Nil[string](), want.Documents[1].Field("city"))
}

func TestSearchResultsWithSortKeys(t *testing.T) {
	reply := search.SearchWithOptions(wiretest.Args(), "i", "*", search.SearchOptions{SortBy: "n", WithSortKeys: true})
	wiretest.RequireDecoded(t, reply, search.SearchResult{Total: 2, Documents: []search.Document{
		{Key: "a", SortKey: models.Present("#1"), Fields: fields{{Field: "n", Value: "1"}}},
		{Key: "b", Fields: fields{}},
	}},
		"*7\r\n:2\r\n$1\r\na\r\n$2\r\n#1\r\n*2\r\n$1\r\nn\r\n$1\r\n1\r\n$1\r\nb\r\n$-1\r\n*0\r\n",
		"*7\r\n:2\r\n$1\r\na\r\n$2\r\n#1\r\n%1\r\n$1\r\nn\r\n$1\r\n1\r\n$1\r\nb\r\n_\r\n%0\r\n")
	// The nearest vectors come without, in order of their distance.
	wiretest.RequireDecoded(t, reply, search.SearchResult{Total: 1, Documents: []search.Document{
		{Key: "a", Fields: fields{{Field: "__v_score", Value: "0.5"}}},
	}}, "*3\r\n:1\r\n$1\r\na\r\n*2\r\n$9\r\n__v_score\r\n$3\r\n0.5\r\n")
	wiretest.RequireMismatch(t, reply, "*3\r\n:1\r\n$1\r\na\r\n:1\r\n", "*4\r\n:1\r\n$1\r\na\r\n$1\r\n1\r\n$1\r\n2\r\n")
}

func TestSearchResultsWithoutContent(t *testing.T) {
	reply := search.SearchWithOptions(wiretest.Args(), "i", "*", search.SearchOptions{NoContent: true})
	wiretest.RequireDecoded(t, reply, search.SearchResult{Total: 3, Documents: []search.Document{{Key: "key1"}, {Key: "key5"}}},
		"*3\r\n:3\r\n$4\r\nkey1\r\n$4\r\nkey5\r\n", "*3\r\n:3\r\n+key1\r\n+key5\r\n")
	wiretest.RequireMismatch(t, reply, "*3\r\n:1\r\n$4\r\nkey1\r\n*0\r\n", "*0\r\n")
}

func TestRecords(t *testing.T) {
	a := wiretest.Args()
	for _, reply := range []command.Reply[[]search.Record]{
		search.Aggregate(a, "i", "*"), search.AggregateWithOptions(a, "i", "*", search.AggregateOptions{}),
	} {
		wiretest.RequireDecoded(t, reply, []search.Record{
			{{Key: "condition", Value: "used"}, {Key: "bicycles", Value: []any{"bicycle:1", "bicycle:2"}}},
			nil,
		},
			"*3\r\n:2\r\n*4\r\n+condition\r\n$4\r\nused\r\n+bicycles\r\n*2\r\n$9\r\nbicycle:1\r\n$9\r\nbicycle:2\r\n*0\r\n",
			"*3\r\n:2\r\n%2\r\n+condition\r\n+used\r\n+bicycles\r\n*2\r\n+bicycle:1\r\n+bicycle:2\r\n%0\r\n")
		wiretest.RequireDecoded(t, reply, []search.Record{}, "*1\r\n:0\r\n")
		wiretest.RequireMismatch(t, reply, "*0\r\n", "*2\r\n:1\r\n+a\r\n", "*2\r\n:1\r\n*1\r\n+a\r\n", "*2\r\n:1\r\n*2\r\n:1\r\n+a\r\n")
	}
}

func TestProfiles(t *testing.T) {
	a := wiretest.Args()
	report := []any{[]any{"all.count", "3"}}
	wiretest.RequireDecoded(t, search.ProfileSearch(a, "i", "*", search.SearchOptions{}, false),
		search.SearchProfile{Result: search.SearchResult{Total: 1, Documents: []search.Document{{Key: "a", Fields: fields{}}}}, Profile: report},
		"*2\r\n*3\r\n:1\r\n+a\r\n*0\r\n*1\r\n*2\r\n+all.count\r\n+3\r\n")
	wiretest.RequireDecoded(t, search.ProfileSearch(a, "i", "*", search.SearchOptions{NoContent: true}, false),
		search.SearchProfile{Result: search.SearchResult{Total: 1, Documents: []search.Document{{Key: "a"}}}, Profile: report},
		"*2\r\n*2\r\n:1\r\n+a\r\n*1\r\n*2\r\n+all.count\r\n+3\r\n")
	wiretest.RequireDecoded(t, search.ProfileAggregate(a, "i", "*", search.AggregateOptions{}, false),
		search.AggregateProfile{Records: []search.Record{{{Key: "n", Value: "1"}}}, Profile: report},
		"*2\r\n*2\r\n:1\r\n*2\r\n+n\r\n+1\r\n*1\r\n*2\r\n+all.count\r\n+3\r\n")
	wiretest.RequireMismatch(t, search.ProfileSearch(a, "i", "*", search.SearchOptions{}, false), "*1\r\n*1\r\n:0\r\n", "+a\r\n", "*2\r\n:1\r\n:1\r\n")
	wiretest.RequireMismatch(t, search.ProfileAggregate(a, "i", "*", search.AggregateOptions{}, false), "*3\r\n:1\r\n:1\r\n:1\r\n", "*2\r\n:1\r\n:1\r\n")
}

func TestAliases(t *testing.T) {
	reply := search.AliasList(wiretest.Args())
	wiretest.RequireDecoded(t, reply, []search.IndexAlias{{Alias: "x", Index: "i"}, {Alias: "y", Index: "i"}},
		"*2\r\n*2\r\n+x\r\n+i\r\n*2\r\n+y\r\n+i\r\n", "%2\r\n+x\r\n+i\r\n+y\r\n+i\r\n")
	wiretest.RequireDecoded(t, reply, []search.IndexAlias{}, "*0\r\n", "%0\r\n")
	wiretest.RequireMismatch(t, reply, "+x\r\n", "*1\r\n+x\r\n", "*1\r\n*1\r\n+x\r\n", "%1\r\n:1\r\n+i\r\n")
}

func TestOnAClientAndInABatch(t *testing.T) {
	client, err := wiretest.Connect(t.Context(), map[string]string{
		"FT.SEARCH i * NOCONTENT": "*2\r\n:1\r\n+a\r\n",
		"FT._LIST":                "*1\r\n+i\r\n",
		"FT.INFO j":               "-ERR Index with name 'j' not found\r\n",
	})
	require.NoError(t, err)
	t.Cleanup(client.Close)
	indexes := search.On(client)
	names, err := indexes.List(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"i"}, names)
	_, err = indexes.Info(t.Context(), "j")
	require.ErrorIs(t, err, &failure.ServerError{Code: "ERR"})
	_, err = indexes.Create(t.Context(), "i", nil)
	var refused *failure.ConfigurationError
	require.ErrorAs(t, err, &refused)

	b := batch.New(false)
	found := search.In(b).SearchWithOptions("i", "*", search.SearchOptions{NoContent: true})
	_, err = client.Exec(t.Context(), b, true)
	require.NoError(t, err)
	result, err := found.Result()
	require.NoError(t, err)
	require.Equal(t, search.SearchResult{Total: 1, Documents: []search.Document{{Key: "a"}}}, result)
}

func FuzzReplies(f *testing.F) {
	a := wiretest.Args()
	wiretest.FuzzDecoding(f, []string{
		"*5\r\n:12\r\n$2\r\np2\r\n*2\r\n$5\r\ncolor\r\n$4\r\nblue\r\n$2\r\np1\r\n*0\r\n", "*4\r\n:1\r\n+a\r\n+#1\r\n%0\r\n",
		"*2\r\n*3\r\n:1\r\n+a\r\n*0\r\n*1\r\n+report\r\n", "*1\r\n*2\r\n+x\r\n+i\r\n", withScore(",1\r\n"),
	},
		wiretest.Decoding(search.Search(a, "i", "*")),
		wiretest.Decoding(search.SearchWithOptions(a, "i", "*", search.SearchOptions{NoContent: true})),
		wiretest.Decoding(search.Aggregate(a, "i", "*")),
		wiretest.Decoding(search.ProfileSearch(a, "i", "*", search.SearchOptions{}, false)),
		wiretest.Decoding(search.ProfileAggregate(a, "i", "*", search.AggregateOptions{}, false)),
		wiretest.Decoding(search.AliasList(a)),
		wiretest.Decoding(search.ExplainCLI(a, "i", "*")),
		wiretest.Decoding(search.Info(a, "i")))
}
