package search_test

import (
	"math"
	"testing"
	"time"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/internal/wiretest"
	"github.com/glissade-io/glissade/modules/search"
	"github.com/glissade-io/glissade/options"
)

func create(fields ...search.Field) func(a *command.Args) {
	return func(a *command.Args) { search.Create(a, "i", fields) }
}

func createWith(o search.CreateOptions) func(a *command.Args) {
	return func(a *command.Args) {
		search.CreateWithOptions(a, "i", []search.Field{search.NumericField{Name: "n"}}, o)
	}
}

func info(o search.InfoOptions) func(a *command.Args) {
	return func(a *command.Args) { search.InfoWithOptions(a, "i", o) }
}

func find(o search.SearchOptions) func(a *command.Args) {
	return func(a *command.Args) { search.SearchWithOptions(a, "i", "@n:[1,2]", o) }
}

func query(o search.QueryOptions) func(a *command.Args) { return find(search.SearchOptions{Query: o}) }

func aggregate(o search.AggregateOptions) func(a *command.Args) {
	return func(a *command.Args) { search.AggregateWithOptions(a, "i", "*", o) }
}

func stages(list ...search.Stage) func(a *command.Args) {
	return aggregate(search.AggregateOptions{Stages: list})
}

func reduce(function search.ReduceFunction, arguments ...string) func(a *command.Args) {
	return stages(search.GroupBy{Fields: []string{"@c"}, Reducers: []search.Reducer{{Function: function, Arguments: arguments}}})
}

func pointer[T any](value T) *T { return &value }

func TestIndexesOnTheWire(t *testing.T) {
	vector := search.VectorField{Name: "v", Algorithm: search.Flat{}, Dimensions: 3, Metric: search.L2}
	named := vector
	named.Name, named.Alias, named.InitialCapacity, named.Metric = "$.v", "v", 100, search.InnerProduct
	hnsw := vector
	hnsw.Algorithm, hnsw.Metric = search.HNSW{M: 4, EFConstruction: 100, EFRuntime: 20}, search.Cosine
	plainHNSW := vector
	plainHNSW.Algorithm = search.HNSW{}
	wiretest.RequireWire(t, "testdata/indexes.json", []wiretest.Test{
		{Build: create(search.NumericField{Name: "n"}), Want: "FT.CREATE i SCHEMA n NUMERIC"},
		{Build: create(search.NumericField{Name: "$.n", Alias: "n", Sortable: true}), Want: "FT.CREATE i SCHEMA $.n AS n NUMERIC SORTABLE"},
		{Build: create(search.TagField{Name: "t"}, search.TextField{Name: "x"}), Want: "FT.CREATE i SCHEMA t TAG x TEXT"},
		{Build: create(search.TagField{Name: "$.t", Alias: "t", Separator: ";", CaseSensitive: true, Sortable: true}), Want: "FT.CREATE i SCHEMA $.t AS t TAG SEPARATOR ; CASESENSITIVE SORTABLE"},
		{Build: create(search.TextField{Name: "x", NoStem: true, SuffixTrie: search.WithSuffixTrie, Weight: 1, Sortable: true}), Want: "FT.CREATE i SCHEMA x TEXT NOSTEM WITHSUFFIXTRIE WEIGHT 1 SORTABLE"},
		{Build: create(search.TextField{Name: "$.x", Alias: "x", SuffixTrie: search.NoSuffixTrie}), Want: "FT.CREATE i SCHEMA $.x AS x TEXT NOSUFFIXTRIE"},
		{Build: create(vector), Want: "FT.CREATE i SCHEMA v VECTOR FLAT 6 TYPE FLOAT32 DIM 3 DISTANCE_METRIC L2"},
		{Build: create(named), Want: "FT.CREATE i SCHEMA $.v AS v VECTOR FLAT 8 TYPE FLOAT32 DIM 3 DISTANCE_METRIC IP INITIAL_CAP 100"},
		{Build: create(plainHNSW), Want: "FT.CREATE i SCHEMA v VECTOR HNSW 6 TYPE FLOAT32 DIM 3 DISTANCE_METRIC L2"},
		{Build: create(hnsw), Want: "FT.CREATE i SCHEMA v VECTOR HNSW 12 TYPE FLOAT32 DIM 3 DISTANCE_METRIC COSINE M 4 EF_CONSTRUCTION 100 EF_RUNTIME 20"},

		{Build: createWith(search.CreateOptions{}), Want: "FT.CREATE i SCHEMA n NUMERIC"},
		{Build: createWith(search.CreateOptions{On: search.Hashes}), Want: "FT.CREATE i ON HASH SCHEMA n NUMERIC"},
		{Build: createWith(search.CreateOptions{On: search.JSONDocuments}), Want: "FT.CREATE i ON JSON SCHEMA n NUMERIC"},
		{Build: createWith(search.CreateOptions{Prefixes: []string{"a:", "b:"}}), Want: "FT.CREATE i PREFIX 2 a: b: SCHEMA n NUMERIC"},
		{Build: createWith(search.CreateOptions{Score: pointer(0.5)}), Want: "FT.CREATE i SCORE 0.5 SCHEMA n NUMERIC"},
		{Build: createWith(search.CreateOptions{Score: pointer(0.0)}), Want: "FT.CREATE i SCORE 0 SCHEMA n NUMERIC"},
		{Build: createWith(search.CreateOptions{ScoreField: "s"}), Want: "FT.CREATE i SCORE_FIELD s SCHEMA n NUMERIC"},
		{Build: createWith(search.CreateOptions{Language: "ENGLISH"}), Want: "FT.CREATE i LANGUAGE ENGLISH SCHEMA n NUMERIC"},
		{Build: createWith(search.CreateOptions{SkipInitialScan: true}), Want: "FT.CREATE i SKIPINITIALSCAN SCHEMA n NUMERIC"},
		{Build: createWith(search.CreateOptions{MinStemSize: 6}), Want: "FT.CREATE i MINSTEMSIZE 6 SCHEMA n NUMERIC"},
		{Build: createWith(search.CreateOptions{NoOffsets: true}), Want: "FT.CREATE i NOOFFSETS SCHEMA n NUMERIC"},
		{Build: createWith(search.CreateOptions{NoStopWords: true}), Want: "FT.CREATE i NOSTOPWORDS SCHEMA n NUMERIC"},
		{Build: createWith(search.CreateOptions{StopWords: []string{"the", "a"}}), Want: "FT.CREATE i STOPWORDS 2 the a SCHEMA n NUMERIC"},
		{Build: createWith(search.CreateOptions{Punctuation: ",."}), Want: "FT.CREATE i PUNCTUATION ,. SCHEMA n NUMERIC"},

		{Build: func(a *command.Args) { search.DropIndex(a, "i") }, Want: "FT.DROPINDEX i"},
		{Build: func(a *command.Args) { search.List(a) }, Want: "FT._LIST"},
		{Build: func(a *command.Args) { search.Info(a, "i") }, Want: "FT.INFO i"},
		{Build: info(search.InfoOptions{}), Want: "FT.INFO i"},
		{Build: info(search.InfoOptions{Scope: search.ScopeLocal}), Want: "FT.INFO i LOCAL"},
		{Build: info(search.InfoOptions{Scope: search.ScopePrimary, Shards: search.AllShards}), Want: "FT.INFO i PRIMARY ALLSHARDS"},
		{Build: info(search.InfoOptions{Scope: search.ScopeCluster, Shards: search.SomeShards, Consistency: search.Inconsistent}), Want: "FT.INFO i CLUSTER SOMESHARDS INCONSISTENT"},
		{Build: info(search.InfoOptions{Consistency: search.Consistent}), Want: "FT.INFO i CONSISTENT"},
		{Build: func(a *command.Args) { search.AliasAdd(a, "x", "i") }, Want: "FT.ALIASADD x i"},
		{Build: func(a *command.Args) { search.AliasDel(a, "x") }, Want: "FT.ALIASDEL x"},
		{Build: func(a *command.Args) { search.AliasUpdate(a, "x", "i") }, Want: "FT.ALIASUPDATE x i"},
		{Build: func(a *command.Args) { search.AliasList(a) }, Want: "FT._ALIASLIST"},
	})
}

func TestQueriesOnTheWire(t *testing.T) {
	wiretest.RequireWire(t, "testdata/queries.json", []wiretest.Test{
		{Build: func(a *command.Args) { search.Search(a, "i", "@n:[1,2]") }, Want: "FT.SEARCH i @n:[1,2]"},
		{Build: find(search.SearchOptions{}), Want: "FT.SEARCH i @n:[1,2]"},
		{Build: find(search.SearchOptions{NoContent: true}), Want: "FT.SEARCH i @n:[1,2] NOCONTENT"},
		{Build: find(search.SearchOptions{Return: []search.ReturnField{{Name: "a"}, {Name: "$.b", As: "b"}}}), Want: "FT.SEARCH i @n:[1,2] RETURN 4 a $.b AS b"},
		{Build: find(search.SearchOptions{SortBy: "n"}), Want: "FT.SEARCH i @n:[1,2] SORTBY n"},
		{Build: find(search.SearchOptions{SortBy: "n", SortOrder: options.Descending, WithSortKeys: true}), Want: "FT.SEARCH i @n:[1,2] SORTBY n DESC WITHSORTKEYS"},
		{Build: find(search.SearchOptions{Limit: &search.Limit{Offset: 20, Count: 5}}), Want: "FT.SEARCH i @n:[1,2] LIMIT 20 5"},
		{Build: find(search.SearchOptions{Limit: &search.Limit{}}), Want: "FT.SEARCH i @n:[1,2] LIMIT 0 0"},
		{Build: find(search.SearchOptions{Shards: search.AllShards, Consistency: search.Consistent}), Want: "FT.SEARCH i @n:[1,2] ALLSHARDS CONSISTENT"},
		{Build: find(search.SearchOptions{Shards: search.SomeShards, Consistency: search.Inconsistent}), Want: "FT.SEARCH i @n:[1,2] SOMESHARDS INCONSISTENT"},
		{Build: query(search.QueryOptions{Params: []search.Param{{Name: "v", Value: "\x00\xff\r\n"}, {Name: "k"}}}), Want: "FT.SEARCH i @n:[1,2] PARAMS 4 v \x00\xff\r\n k "},
		{Build: query(search.QueryOptions{Timeout: 1500 * time.Microsecond}), Want: "FT.SEARCH i @n:[1,2] TIMEOUT 2"},
		{Build: query(search.QueryOptions{Timeout: time.Second}), Want: "FT.SEARCH i @n:[1,2] TIMEOUT 1000"},
		{Build: query(search.QueryOptions{InOrder: true, Slop: pointer[int64](0), Verbatim: true, Dialect: 2}), Want: "FT.SEARCH i @n:[1,2] INORDER SLOP 0 VERBATIM DIALECT 2"},
		{Build: func(a *command.Args) { search.Explain(a, "i", "*") }, Want: "FT.EXPLAIN i *"},
		{Build: func(a *command.Args) { search.ExplainCLI(a, "i", "*") }, Want: "FT.EXPLAINCLI i *"},
		{Build: func(a *command.Args) {
			search.ProfileSearch(a, "i", "*", search.SearchOptions{NoContent: true}, false)
		}, Want: "FT.PROFILE i SEARCH QUERY * NOCONTENT"},
		{Build: func(a *command.Args) {
			search.ProfileAggregate(a, "i", "*", search.AggregateOptions{LoadAll: true}, true)
		}, Want: "FT.PROFILE i AGGREGATE LIMITED QUERY * LOAD *"},
	})
}

func TestAggregationsOnTheWire(t *testing.T) {
	wiretest.RequireWire(t, "testdata/aggregations.json", []wiretest.Test{
		{Build: func(a *command.Args) { search.Aggregate(a, "i", "*") }, Want: "FT.AGGREGATE i *"},
		{Build: aggregate(search.AggregateOptions{}), Want: "FT.AGGREGATE i *"},
		{Build: aggregate(search.AggregateOptions{LoadAll: true}), Want: "FT.AGGREGATE i * LOAD *"},
		{Build: aggregate(search.AggregateOptions{Load: []string{"n", "@__key"}}), Want: "FT.AGGREGATE i * LOAD 2 n @__key"},
		{Build: aggregate(search.AggregateOptions{
			Query: search.QueryOptions{Params: []search.Param{{Name: "x", Value: "1"}}, Timeout: time.Second, Dialect: 2},
		}), Want: "FT.AGGREGATE i * PARAMS 2 x 1 TIMEOUT 1000 DIALECT 2"},
		{Build: stages(search.Apply{Expression: "@n*2", As: "m"}), Want: "FT.AGGREGATE i * APPLY @n*2 AS m"},
		{Build: stages(search.Filter{Expression: "@n>1"}), Want: "FT.AGGREGATE i * FILTER @n>1"},
		{Build: stages(search.GroupBy{Fields: []string{"@a", "@b"}}), Want: "FT.AGGREGATE i * GROUPBY 2 @a @b"},
		{Build: stages(search.GroupBy{Fields: []string{"@a"}, Reducers: []search.Reducer{
			{Function: search.Count, As: "n"}, {Function: search.Sum, Arguments: []string{"@p"}, As: "s"},
		}}), Want: "FT.AGGREGATE i * GROUPBY 1 @a REDUCE COUNT 0 AS n REDUCE SUM 1 @p AS s"},
		{Build: reduce(search.CountDistinct, "@p"), Want: "FT.AGGREGATE i * GROUPBY 1 @c REDUCE COUNT_DISTINCT 1 @p"},
		{Build: reduce(search.Min, "@p"), Want: "FT.AGGREGATE i * GROUPBY 1 @c REDUCE MIN 1 @p"},
		{Build: reduce(search.Max, "@p"), Want: "FT.AGGREGATE i * GROUPBY 1 @c REDUCE MAX 1 @p"},
		{Build: reduce(search.Average, "@p"), Want: "FT.AGGREGATE i * GROUPBY 1 @c REDUCE AVG 1 @p"},
		{Build: reduce(search.StandardDeviation, "@p"), Want: "FT.AGGREGATE i * GROUPBY 1 @c REDUCE STDDEV 1 @p"},
		{Build: reduce(search.ToList, "@p"), Want: "FT.AGGREGATE i * GROUPBY 1 @c REDUCE TOLIST 1 @p"},
		{Build: reduce(search.FirstValue, "@p"), Want: "FT.AGGREGATE i * GROUPBY 1 @c REDUCE FIRST_VALUE 1 @p"},
		{Build: reduce(search.FirstValue, "@p", "BY", "@q", "DESC"), Want: "FT.AGGREGATE i * GROUPBY 1 @c REDUCE FIRST_VALUE 4 @p BY @q DESC"},
		{Build: reduce("QUANTILE", "@p", "0.5"), Want: "FT.AGGREGATE i * GROUPBY 1 @c REDUCE QUANTILE 2 @p 0.5"},
		{Build: stages(search.SortBy{Keys: []search.SortKey{{Expression: "@a"}, {Expression: "@b", Order: options.Descending}}}), Want: "FT.AGGREGATE i * SORTBY 3 @a @b DESC"},
		{Build: stages(search.SortBy{Keys: []search.SortKey{{Expression: "@a", Order: options.Ascending}}, Max: 5}), Want: "FT.AGGREGATE i * SORTBY 2 @a ASC MAX 5"},
		{Build: stages(search.Limit{Offset: 1, Count: 2}), Want: "FT.AGGREGATE i * LIMIT 1 2"},
		{Build: aggregate(search.AggregateOptions{
			Load: []string{"n"},
			Stages: []search.Stage{
				search.Limit{Count: 9}, search.Filter{Expression: "@n"}, search.Limit{Count: 8}, search.Apply{Expression: "1", As: "o"},
			},
		}), Want: "FT.AGGREGATE i * LOAD 1 n LIMIT 0 9 FILTER @n LIMIT 0 8 APPLY 1 AS o"},
	})
}

func TestIndexesRefuseWhatCannotWork(t *testing.T) {
	vector := func(change func(f *search.VectorField)) func(a *command.Args) {
		field := search.VectorField{Name: "v", Algorithm: search.HNSW{}, Dimensions: 3, Metric: search.L2}
		change(&field)
		return create(field)
	}
	wiretest.RequireRefused(t, []wiretest.Refusal{
		{Field: "FT.CREATE schema", Build: create()},
		{Field: "FT.CREATE schema", Build: create(nil)},
		{Field: "FT.CREATE schema", Build: create((*search.TagField)(nil))},
		{Field: "TextField.Name", Build: create(search.TextField{})},
		{Field: "TextField.SuffixTrie", Build: create(search.TextField{Name: "x", SuffixTrie: "TRIE"})},
		{Field: "TextField.Weight", Build: create(search.TextField{Name: "x", Weight: -1})},
		{Field: "TextField.Weight", Build: create(search.TextField{Name: "x", Weight: math.NaN()})},
		{Field: "TextField.Weight", Build: create(search.TextField{Name: "x", Weight: math.Inf(1)})},
		{Field: "TagField.Name", Build: create(search.TagField{})},
		{Field: "TagField.Separator", Build: create(search.TagField{Name: "t", Separator: ", "})},
		{Field: "NumericField.Name", Build: create(search.NumericField{})},
		{Field: "VectorField.Name", Build: vector(func(f *search.VectorField) { f.Name = "" })},
		{Field: "VectorField.Algorithm", Build: vector(func(f *search.VectorField) { f.Algorithm = nil })},
		{Field: "VectorField.Algorithm", Build: vector(func(f *search.VectorField) { f.Algorithm = (*search.HNSW)(nil) })},
		{Field: "VectorField.Algorithm", Build: vector(func(f *search.VectorField) { f.Algorithm = search.HNSW{EFRuntime: -1} })},
		{Field: "VectorField.Dimensions", Build: vector(func(f *search.VectorField) { f.Dimensions = 0 })},
		{Field: "VectorField.Metric", Build: vector(func(f *search.VectorField) { f.Metric = "" })},
		{Field: "VectorField.InitialCapacity", Build: vector(func(f *search.VectorField) { f.InitialCapacity = -1 })},
		{Field: "CreateOptions.On", Build: createWith(search.CreateOptions{On: "LIST"})},
		{Field: "CreateOptions.Score", Build: createWith(search.CreateOptions{Score: pointer(1.5)})},
		{Field: "CreateOptions.Score", Build: createWith(search.CreateOptions{Score: pointer(math.NaN())})},
		{Field: "CreateOptions.MinStemSize", Build: createWith(search.CreateOptions{MinStemSize: -1})},
		{Field: "CreateOptions.StopWords", Build: createWith(search.CreateOptions{NoStopWords: true, StopWords: []string{"a"}})},
		{Field: "InfoOptions.Scope", Build: info(search.InfoOptions{Scope: "NODE"})},
		{Field: "InfoOptions.Shards", Build: info(search.InfoOptions{Shards: "NONE"})},
		{Field: "InfoOptions.Consistency", Build: info(search.InfoOptions{Consistency: "NONE"})},
	})
}

func TestQueriesRefuseWhatCannotWork(t *testing.T) {
	wiretest.RequireRefused(t, []wiretest.Refusal{
		{Field: "SearchOptions.Return", Build: find(search.SearchOptions{Return: []search.ReturnField{{As: "a"}}})},
		{Field: "SearchOptions.Return", Build: find(search.SearchOptions{Return: []search.ReturnField{{Name: "a"}}, NoContent: true})},
		{Field: "SearchOptions.SortOrder", Build: find(search.SearchOptions{SortOrder: options.Ascending})},
		{Field: "SearchOptions.WithSortKeys", Build: find(search.SearchOptions{WithSortKeys: true})},
		{Field: "SearchOptions.WithSortKeys", Build: find(search.SearchOptions{SortBy: "n", WithSortKeys: true, NoContent: true})},
		{Field: "OrderBy", Build: find(search.SearchOptions{SortBy: "n", SortOrder: "UP"})},
		{Field: "Limit.Offset", Build: find(search.SearchOptions{Limit: &search.Limit{Offset: -1}})},
		{Field: "Limit.Count", Build: find(search.SearchOptions{Limit: &search.Limit{Count: -1}})},
		{Field: "SearchOptions.Shards", Build: find(search.SearchOptions{Shards: "NONE"})},
		{Field: "SearchOptions.Consistency", Build: find(search.SearchOptions{Consistency: "NONE"})},
		{Field: "QueryOptions.Params", Build: query(search.QueryOptions{Params: []search.Param{{Value: "v"}}})},
		{Field: "QueryOptions.Params", Build: query(search.QueryOptions{Params: []search.Param{{Name: "v"}, {Name: "v"}}})},
		{Field: "QueryOptions.Timeout", Build: query(search.QueryOptions{Timeout: -1})},
		{Field: "QueryOptions.Dialect", Build: query(search.QueryOptions{Dialect: -1})},
		{Field: "QueryOptions.Slop", Build: query(search.QueryOptions{Slop: pointer[int64](-1)})},
		{Field: "QueryOptions.Timeout", Build: func(a *command.Args) {
			search.ProfileSearch(a, "i", "*", search.SearchOptions{Query: search.QueryOptions{Timeout: -1}}, true)
		}},
	})
}

func TestAggregationsRefuseWhatCannotWork(t *testing.T) {
	wiretest.RequireRefused(t, []wiretest.Refusal{
		{Field: "AggregateOptions.Load", Build: aggregate(search.AggregateOptions{LoadAll: true, Load: []string{"n"}})},
		{Field: "AggregateOptions.Load", Build: aggregate(search.AggregateOptions{Load: []string{"@"}})},
		{Field: "QueryOptions.Dialect", Build: aggregate(search.AggregateOptions{Query: search.QueryOptions{Dialect: -1}})},
		{Field: "AggregateOptions.Stages", Build: stages(nil)},
		{Field: "AggregateOptions.Stages", Build: stages((*search.Filter)(nil))},
		{Field: "Apply.Expression", Build: stages(search.Apply{As: "a"})},
		{Field: "Apply.As", Build: stages(search.Apply{Expression: "1"})},
		{Field: "Filter.Expression", Build: stages(search.Filter{})},
		{Field: "GroupBy.Fields", Build: stages(search.GroupBy{})},
		{Field: "GroupBy.Fields", Build: stages(search.GroupBy{Fields: []string{"color"}})},
		{Field: "Reducer.Function", Build: reduce("")},
		{Field: "Reducer.Arguments", Build: reduce(search.Count, "@n")},
		{Field: "Reducer.Arguments", Build: reduce(search.Sum)},
		{Field: "Reducer.Arguments", Build: reduce(search.Sum, "@a", "@b")},
		{Field: "Reducer.Arguments", Build: reduce(search.FirstValue, "@a", "BY")},
		{Field: "Reducer.Arguments", Build: reduce(search.FirstValue, "@a", "BY", "@b", "ASC", "x")},
		{Field: "SortBy.Keys", Build: stages(search.SortBy{})},
		{Field: "SortKey.Expression", Build: stages(search.SortBy{Keys: []search.SortKey{{}}})},
		{Field: "OrderBy", Build: stages(search.SortBy{Keys: []search.SortKey{{Expression: "@a", Order: "UP"}}})},
		{Field: "SortBy.Max", Build: stages(search.SortBy{Keys: []search.SortKey{{Expression: "@a"}}, Max: -1})},
		{Field: "Limit.Count", Build: stages(search.Limit{Count: -1})},
		{Field: "Limit.Offset", Build: func(a *command.Args) {
			search.ProfileAggregate(a, "i", "*", search.AggregateOptions{Stages: []search.Stage{search.Limit{Offset: -1}}}, false)
		}},
	})
}
