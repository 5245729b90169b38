package search_test

import (
	"testing"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/internal/wiretest"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/modules/search"
)

// localInfo is what valkey-search 1.2 replies of an index with one field, as arrays of
// names and values under either protocol; a percent sign stands for the default score,
// which is a double.
const localInfo = "*36\r\n+index_name\r\n+i\r\n" +
	"+index_definition\r\n*8\r\n+key_type\r\n+HASH\r\n+prefixes\r\n*1\r\n+a:\r\n+default_score\r\n%+score_field\r\n+\r\n" +
	"+attributes\r\n*1\r\n*14\r\n+identifier\r\n+t\r\n+attribute\r\n+t\r\n+user_indexed_memory\r\n:9\r\n+type\r\n+TAG\r\n" +
	"+SEPARATOR\r\n+,\r\n+CASESENSITIVE\r\n+0\r\n+size\r\n$1\r\n2\r\n" +
	"+num_docs\r\n:2\r\n+num_records\r\n:3\r\n+total_term_occurrences\r\n:5\r\n+num_terms\r\n:4\r\n" +
	"+hash_indexing_failures\r\n$1\r\n1\r\n+backfill_in_progress\r\n$1\r\n1\r\n+backfill_complete_percent\r\n$8\r\n0.500000\r\n" +
	"+mutation_queue_size\r\n$1\r\n6\r\n+recent_mutations_queue_delay\r\n$5\r\n7 sec\r\n+state\r\n+backfill_in_progress\r\n" +
	"+punctuation\r\n+,.\r\n+stop_words\r\n*2\r\n+a\r\n+the\r\n+with_offsets\r\n+1\r\n+min_stem_size\r\n:4\r\n+language\r\n+english\r\n"

func TestInfo(t *testing.T) {
	a := wiretest.Args()
	local := search.IndexInfo{
		Name: "i",
		Definition: models.Present(search.IndexDefinition{
			KeyType: search.Hashes, Prefixes: []string{"a:"}, DefaultScore: 1,
			Extra: models.Map{{Key: "score_field", Value: ""}},
		}),
		Attributes: []search.IndexAttribute{{
			Identifier: "t", Attribute: "t", Type: "TAG", UserIndexedMemory: 9,
			Extra: models.Map{{Key: "SEPARATOR", Value: ","}, {Key: "CASESENSITIVE", Value: "0"}, {Key: "size", Value: "2"}},
		}},
		NumDocs: 2, NumRecords: 3, TotalTermOccurrences: 5, NumTerms: 4, HashIndexingFailures: 1,
		BackfillInProgress: true, BackfillCompletePercent: models.Present(0.5),
		MutationQueueSize: 6, RecentMutationsQueueDelay: 7, State: "backfill_in_progress",
		Punctuation: models.Present(",."), StopWords: []string{"a", "the"}, WithOffsets: models.Present(true),
		MinStemSize: models.Present[int64](4), Language: models.Present("english"),
	}
	for _, reply := range []command.Reply[search.IndexInfo]{search.Info(a, "i"), search.InfoWithOptions(a, "i", search.InfoOptions{})} {
		wiretest.RequireDecoded(t, reply, local, withScore("$1\r\n1\r\n"), withScore(",1\r\n"))
		wiretest.RequireDecoded(t, reply, search.IndexInfo{
			Mode: search.ScopePrimary, Name: "i", NumDocs: 2, NumRecords: 3,
		},
			"*8\r\n+mode\r\n+PRIMARY\r\n+index_name\r\n+i\r\n+num_docs\r\n$1\r\n2\r\n+num_records\r\n$1\r\n3\r\n",
			"%4\r\n+mode\r\n+PRIMARY\r\n+index_name\r\n+i\r\n+num_docs\r\n:2\r\n+num_records\r\n:3\r\n")
		wiretest.RequireDecoded(t, reply, search.IndexInfo{
			Mode: search.ScopeCluster, Name: "i", State: "ready",
			BackfillCompletePercentMin: models.Present(0.25), BackfillCompletePercentMax: models.Present(1.0),
			Extra: models.Map{{Key: "shards", Value: int64(3)}},
		},
			"*14\r\n+mode\r\n+CLUSTER\r\n+index_name\r\n+i\r\n+backfill_in_progress\r\n+0\r\n+backfill_complete_percent_max\r\n$8\r\n1.000000\r\n"+
				"+backfill_complete_percent_min\r\n$8\r\n0.250000\r\n+state\r\n+ready\r\n+shards\r\n:3\r\n",
			"%7\r\n+mode\r\n+CLUSTER\r\n+index_name\r\n+i\r\n+backfill_in_progress\r\n#f\r\n+backfill_complete_percent_max\r\n,1\r\n"+
				"+backfill_complete_percent_min\r\n,0.25\r\n+state\r\n+ready\r\n+shards\r\n:3\r\n")
		wiretest.RequireMismatch(t, reply, "+i\r\n", "*1\r\n+mode\r\n", "*2\r\n+num_docs\r\n+many\r\n",
			"*2\r\n+backfill_in_progress\r\n+maybe\r\n", "*2\r\n+recent_mutations_queue_delay\r\n+long\r\n",
			"*2\r\n+attributes\r\n+t\r\n", "*2\r\n+index_definition\r\n:1\r\n")
	}
}

func withScore(score string) string {
	for i, character := range localInfo {
		if character == '%' {
			return localInfo[:i] + score + localInfo[i+1:]
		}
	}
	return localInfo
}
