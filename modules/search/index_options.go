package search

import (
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
)

func invalid(field, message string) error {
	return &failure.ConfigurationError{Field: field, Message: failure.Text(message)}
}

// DataType is the type of the documents of an index.
type DataType string

const (
	// Hashes are hashes (HASH).
	Hashes DataType = "HASH"
	// JSONDocuments are documents of the module valkey-json (JSON).
	JSONDocuments DataType = "JSON"
)

// CreateOptions are the options of FT.CREATE. The zero value is an index over all hashes.
// See https://valkey.io/commands/ft.create/
type CreateOptions struct {
	// On is the type of the documents. Empty means hashes.
	On DataType
	// Prefixes are what the keys of the documents begin with. None takes all keys.
	Prefixes []string
	// Score is what a document without ScoreField counts, from 0 to 1. Nil leaves it to
	// the server, for which it is 1.
	Score *float64
	// ScoreField is the field of a hash that has its score.
	ScoreField string
	// Language is that of the texts, such as "ENGLISH", the only one that valkey-search
	// knows. Empty leaves it to the server.
	Language string
	// SkipInitialScan takes documents only that are written from now on, and leaves out
	// those that are there. Since: 1.2.0.
	SkipInitialScan bool
	// MinStemSize is the number of letters from which a word is reduced to its stem. 0
	// leaves it to the server, for which it is 4. Since: 1.2.0.
	MinStemSize int64
	// NoOffsets keeps no places of words, which saves memory; queries for phrases and
	// for words near each other are then errors. Since: 1.2.0.
	NoOffsets bool
	// NoStopWords indexes every word, however common. Since: 1.2.0.
	NoStopWords bool
	// StopWords are words that are not indexed, in place of the language's. Since: 1.2.0.
	StopWords []string
	// Punctuation is the characters that end a word, besides spaces. Empty leaves them
	// to the server. Since: 1.2.0.
	Punctuation string
}

// Validate returns a *failure.ConfigurationError about options that cannot work or go
// together, or nil.
func (o CreateOptions) Validate() error {
	switch {
	case o.On != "" && o.On != Hashes && o.On != JSONDocuments:
		return invalid("CreateOptions.On", "is unknown; use Hashes or JSONDocuments, or leave it out")
	case o.Score != nil && !(*o.Score >= 0 && *o.Score <= 1):
		return invalid("CreateOptions.Score", "is not from 0 to 1; give such a number, or leave it out")
	case o.MinStemSize < 0:
		return invalid("CreateOptions.MinStemSize", "is negative; give a number of letters, or 0 to leave it to the server")
	case o.NoStopWords && len(o.StopWords) > 0:
		return invalid("CreateOptions.StopWords", "are given with NoStopWords; set one of them")
	default:
		return nil
	}
}

func (o CreateOptions) encode(a *command.Args) {
	a.Fail(o.Validate())
	if o.On != "" {
		a.Word("ON")
		a.Word(string(o.On))
	}
	encodeList(a, "PREFIX", o.Prefixes)
	if o.Score != nil {
		a.Word("SCORE")
		a.Float(*o.Score)
	}
	encodeText(a, "SCORE_FIELD", o.ScoreField)
	encodeText(a, "LANGUAGE", o.Language)
	encodeFlag(a, "SKIPINITIALSCAN", o.SkipInitialScan)
	if o.MinStemSize != 0 {
		a.Word("MINSTEMSIZE")
		a.Int(o.MinStemSize)
	}
	encodeFlag(a, "NOOFFSETS", o.NoOffsets)
	encodeFlag(a, "NOSTOPWORDS", o.NoStopWords)
	encodeList(a, "STOPWORDS", o.StopWords)
	encodeText(a, "PUNCTUATION", o.Punctuation)
}

// encodeFlag appends a keyword that stands alone.
func encodeFlag(a *command.Args, keyword string, set bool) {
	if set {
		a.Word(keyword)
	}
}

// encodeText appends a keyword and its value, if there is one.
func encodeText(a *command.Args, keyword, value string) {
	if value != "" {
		a.Word(keyword)
		a.String(value)
	}
}

// encodeList appends a keyword, the number of its values, and these, if there are any.
func encodeList(a *command.Args, keyword string, values []string) {
	if len(values) > 0 {
		a.Word(keyword)
		a.Int(int64(len(values)))
		a.Strings(keyword, values)
	}
}

// Scope is which nodes FT.INFO asks. Since: 1.1.0.
type Scope string

const (
	// ScopeLocal asks the node that executes the command (LOCAL).
	ScopeLocal Scope = "LOCAL"
	// ScopePrimary asks the primaries of all shards; in a cluster only (PRIMARY).
	ScopePrimary Scope = "PRIMARY"
	// ScopeCluster asks all nodes; in a cluster only (CLUSTER).
	ScopeCluster Scope = "CLUSTER"
)

// Shards is what is done where a shard does not answer in time. Since: 1.1.0.
type Shards string

const (
	// AllShards makes it an error (ALLSHARDS).
	AllShards Shards = "ALLSHARDS"
	// SomeShards takes the answers that there are (SOMESHARDS).
	SomeShards Shards = "SOMESHARDS"
)

// Consistency is what is done where a node has another version of the index. Since: 1.1.0.
type Consistency string

const (
	// Consistent makes it an error (CONSISTENT).
	Consistent Consistency = "CONSISTENT"
	// Inconsistent takes the answers that there are (INCONSISTENT).
	Inconsistent Consistency = "INCONSISTENT"
)

// checkNodes checks what several options have in common.
func checkNodes(options string, shards Shards, consistency Consistency) error {
	switch {
	case shards != "" && shards != AllShards && shards != SomeShards:
		return invalid(options+".Shards", "is unknown; use AllShards or SomeShards, or leave it out")
	case consistency != "" && consistency != Consistent && consistency != Inconsistent:
		return invalid(options+".Consistency", "is unknown; use Consistent or Inconsistent, or leave it out")
	default:
		return nil
	}
}

func encodeNodes(a *command.Args, shards Shards, consistency Consistency) {
	if shards != "" {
		a.Word(string(shards))
	}
	if consistency != "" {
		a.Word(string(consistency))
	}
}

// InfoOptions are the options of FT.INFO. The zero value asks the node that executes
// the command.
// See https://valkey.io/commands/ft.info/
type InfoOptions struct {
	// Scope is which nodes are asked. Empty means ScopeLocal.
	Scope Scope
	// Shards is what is done where a shard does not answer. Empty means AllShards.
	Shards Shards
	// Consistency is what is done where a node has another version of the index. Empty
	// means Consistent.
	Consistency Consistency
}

// Validate returns a *failure.ConfigurationError about an unknown word, or nil.
func (o InfoOptions) Validate() error {
	switch o.Scope {
	case "", ScopeLocal, ScopePrimary, ScopeCluster:
		return checkNodes("InfoOptions", o.Shards, o.Consistency)
	default:
		return invalid("InfoOptions.Scope", "is unknown; use ScopeLocal, ScopePrimary or ScopeCluster, or leave it out")
	}
}

func (o InfoOptions) encode(a *command.Args) {
	a.Fail(o.Validate())
	if o.Scope != "" {
		a.Word(string(o.Scope))
	}
	encodeNodes(a, o.Shards, o.Consistency)
}
