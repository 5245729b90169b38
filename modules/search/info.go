package search

import (
	"strconv"
	"strings"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/models"
)

// IndexInfo is the definition of an index and how it is with it. What a scope or a
// server does not tell is zero or nil.
type IndexInfo struct {
	// Mode is the scope for which this was collected: empty for ScopeLocal.
	Mode Scope
	// Name is the index's name.
	Name string
	// Definition says which documents are in the index; nil unless for ScopeLocal.
	Definition models.Result[IndexDefinition]
	// Attributes are the fields of the schema; for ScopeLocal only.
	Attributes []IndexAttribute
	// NumDocs is the number of documents in the index.
	NumDocs int64
	// NumRecords is the number of fields that were indexed.
	NumRecords int64
	// NumTerms is the number of different words, and TotalTermOccurrences that of all of
	// them. Since: 1.2.0.
	NumTerms, TotalTermOccurrences int64
	// HashIndexingFailures is how many times a field could not be indexed, of whichever
	// type of document.
	HashIndexingFailures int64
	// BackfillInProgress tells whether documents are still being put into the index that
	// were there before it.
	BackfillInProgress bool
	// BackfillCompletePercent is how much of that is done, from 0 to 1; for ScopeLocal.
	BackfillCompletePercent models.Result[float64]
	// BackfillCompletePercentMin is the least of all nodes, and
	// BackfillCompletePercentMax the most; for ScopeCluster.
	BackfillCompletePercentMin, BackfillCompletePercentMax models.Result[float64]
	// MutationQueueSize is the number of keys whose changes are still to be indexed.
	MutationQueueSize int64
	// RecentMutationsQueueDelay is how long the last of them waited, in seconds.
	RecentMutationsQueueDelay float64
	// State is ready, backfill_in_progress or backfill_paused_by_oom.
	State string
	// Punctuation is the characters that end a word. Since: 1.2.0.
	Punctuation models.Result[string]
	// StopWords are the words that are not indexed. Since: 1.2.0.
	StopWords []string
	// WithOffsets tells whether the places of words are kept. Since: 1.2.0.
	WithOffsets models.Result[bool]
	// MinStemSize is the number of letters from which a word is reduced to its stem.
	// Since: 1.2.0.
	MinStemSize models.Result[int64]
	// Language is that of the texts. Since: 1.2.0.
	Language models.Result[string]
	// Extra holds what other servers and newer modules tell besides.
	Extra models.Map
}

// IndexDefinition says which documents are in an index.
type IndexDefinition struct {
	// KeyType is the type of the documents.
	KeyType DataType
	// Prefixes are what their keys begin with; none means any.
	Prefixes []string
	// DefaultScore is what a document counts that has no score.
	DefaultScore float64
	// Extra holds what other servers and newer modules tell besides.
	Extra models.Map
}

// IndexAttribute is a field of an index.
type IndexAttribute struct {
	// Identifier is the name of a hash's field, or the JSONPath of a value.
	Identifier string
	// Attribute is what queries call it.
	Attribute string
	// Type is TEXT, TAG, NUMERIC or VECTOR.
	Type string
	// UserIndexedMemory is how much was indexed, in bytes. Since: 1.1.0.
	UserIndexedMemory int64
	// Extra holds what there is of the type alone, such as SEPARATOR, WITH_SUFFIX_TRIE or
	// index, and what other servers and newer modules tell besides.
	Extra models.Map
}

var indexInfo = command.NewReply(command.ShapeRecord, decodeIndexInfo)

func decodeIndexInfo(d *command.Decoder, token command.Token) (info IndexInfo, err error) {
	info.Extra, err = d.Record(token, func(name string, value command.Token) (known bool, err error) {
		switch name {
		case "mode":
			var mode string
			mode, err = d.Text(value)
			info.Mode = Scope(mode)
		case "index_name":
			info.Name, err = d.Text(value)
		case "index_definition":
			var definition IndexDefinition
			definition, err = decodeDefinition(d, value)
			info.Definition = models.Present(definition)
		case "attributes":
			info.Attributes, err = command.List(d, value, decodeAttribute)
		case "stop_words", "stopwords":
			info.StopWords, err = decodeTexts(d, value)
		default:
			return info.decodeNumber(d, name, value)
		}
		return true, err
	})
	return info, err
}

// decodeNumber reads those of the fields that are numbers or words.
func (info *IndexInfo) decodeNumber(d *command.Decoder, name string, value command.Token) (known bool, err error) {
	switch name {
	case "num_docs":
		info.NumDocs, err = d.Integer(value)
	case "num_records":
		info.NumRecords, err = d.Integer(value)
	case "num_terms":
		info.NumTerms, err = d.Integer(value)
	case "total_term_occurrences":
		info.TotalTermOccurrences, err = d.Integer(value)
	case "hash_indexing_failures":
		info.HashIndexingFailures, err = d.Integer(value)
	case "backfill_in_progress":
		info.BackfillInProgress, err = decodeFlag(d, value)
	case "backfill_complete_percent":
		info.BackfillCompletePercent, err = d.NullableDouble(value)
	case "backfill_complete_percent_min":
		info.BackfillCompletePercentMin, err = d.NullableDouble(value)
	case "backfill_complete_percent_max":
		info.BackfillCompletePercentMax, err = d.NullableDouble(value)
	case "mutation_queue_size":
		info.MutationQueueSize, err = d.Integer(value)
	case "recent_mutations_queue_delay":
		info.RecentMutationsQueueDelay, err = decodeSeconds(d, value)
	case "state":
		info.State, err = d.Text(value)
	case "punctuation":
		info.Punctuation, err = d.NullableText(value)
	case "with_offsets":
		var with bool
		with, err = decodeFlag(d, value)
		info.WithOffsets = models.Present(with)
	case "min_stem_size":
		info.MinStemSize, err = d.NullableInteger(value)
	case "language":
		info.Language, err = d.NullableText(value)
	default:
		return false, nil
	}
	return true, err
}

// decodeFlag reads 1 or 0, as a number or as text.
func decodeFlag(d *command.Decoder, token command.Token) (bool, error) {
	switch token.Text() {
	case "1":
		return true, nil
	case "0":
		return false, nil
	default:
		return d.Boolean(token)
	}
}

// decodeSeconds reads a number of seconds, which the server writes with its unit.
func decodeSeconds(d *command.Decoder, token command.Token) (float64, error) {
	if number, found := strings.CutSuffix(token.Text(), " sec"); found {
		if seconds, err := strconv.ParseFloat(number, 64); err == nil {
			return seconds, nil
		}
	}
	return d.Double(token)
}

func decodeDefinition(d *command.Decoder, token command.Token) (definition IndexDefinition, err error) {
	definition.Extra, err = d.Record(token, func(name string, value command.Token) (known bool, err error) {
		switch name {
		case "key_type":
			var keyType string
			keyType, err = d.Text(value)
			definition.KeyType = DataType(keyType)
		case "prefixes":
			definition.Prefixes, err = decodeTexts(d, value)
		case "default_score":
			definition.DefaultScore, err = d.Double(value)
		default:
			return false, nil
		}
		return true, err
	})
	return definition, err
}

func decodeAttribute(d *command.Decoder, token command.Token) (attribute IndexAttribute, err error) {
	attribute.Extra, err = d.Record(token, func(name string, value command.Token) (known bool, err error) {
		switch name {
		case "identifier":
			attribute.Identifier, err = d.Text(value)
		case "attribute":
			attribute.Attribute, err = d.Text(value)
		case "type":
			attribute.Type, err = d.Text(value)
		case "user_indexed_memory":
			attribute.UserIndexedMemory, err = d.Integer(value)
		default:
			return false, nil
		}
		return true, err
	})
	return attribute, err
}
