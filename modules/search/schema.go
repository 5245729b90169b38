package search

import (
	"math"

	"github.com/glissade-io/glissade/core/command"
)

// Field is a field of an index: [TextField], [TagField], [NumericField] or
// [VectorField]. Its Name is that of a field of a hash, or the JSONPath of a value in a
// document; its Alias is what queries call it, which a JSONPath needs.
type Field interface {
	// Validate returns a *failure.ConfigurationError about a field that cannot be, or nil.
	Validate() error
	encode(a *command.Args)
}

// TextField is a field whose words are indexed (TEXT). Since: 1.2.0.
type TextField struct {
	// Name is where the text is, and Alias what queries call it, if not so.
	Name, Alias string
	// NoStem indexes words as they are, not by their stems.
	NoStem bool
	// SuffixTrie says whether queries may ask for words by their ends. Empty means the
	// server's default, which is that they may.
	SuffixTrie SuffixTrie
	// Weight is what a match counts in a score. 0 means 1, the only one that
	// valkey-search takes.
	Weight float64
	// Sortable says that results are sorted by the field. valkey-search needs no such word.
	Sortable bool
}

// SuffixTrie is whether an index over the ends of words is kept.
type SuffixTrie string

const (
	// WithSuffixTrie keeps one (WITHSUFFIXTRIE).
	WithSuffixTrie SuffixTrie = "WITHSUFFIXTRIE"
	// NoSuffixTrie keeps none, which saves memory (NOSUFFIXTRIE).
	NoSuffixTrie SuffixTrie = "NOSUFFIXTRIE"
)

// TagField is a field that holds tags, which match as a whole (TAG).
type TagField struct {
	// Name is where the tags are, and Alias what queries call it, if not so.
	Name, Alias string
	// Separator is the character between tags. Empty means a comma.
	Separator string
	// CaseSensitive tells tags apart that differ in upper and lower case only.
	CaseSensitive bool
	// Sortable says that results are sorted by the field. valkey-search needs no such word.
	Sortable bool
}

// NumericField is a field that holds a number (NUMERIC).
type NumericField struct {
	// Name is where the number is, and Alias what queries call it, if not so.
	Name, Alias string
	// Sortable says that results are sorted by the field. valkey-search needs no such word.
	Sortable bool
}

// VectorField is a field that holds a vector (VECTOR): in a hash the 32-bit floats, each
// as four bytes, little-endian; in a document an array of numbers.
type VectorField struct {
	// Name is where the vector is, and Alias what queries call it, if not so.
	Name, Alias string
	// Algorithm is how the nearest vectors are found: [Flat] or [HNSW].
	Algorithm VectorAlgorithm
	// Dimensions is the number of floats of each vector.
	Dimensions int64
	// Metric is what is small for vectors that are near each other.
	Metric DistanceMetric
	// InitialCapacity is the number of vectors to make room for beforehand. 0 leaves it
	// to the server.
	InitialCapacity int64
}

// DistanceMetric is a distance between vectors.
type DistanceMetric string

const (
	// L2 is the Euclidean distance.
	L2 DistanceMetric = "L2"
	// InnerProduct is 1 less the inner product (IP).
	InnerProduct DistanceMetric = "IP"
	// Cosine is 1 less the cosine of the angle.
	Cosine DistanceMetric = "COSINE"
)

// VectorAlgorithm is how the nearest vectors are found: [Flat] or [HNSW].
type VectorAlgorithm interface {
	// encode returns the algorithm's name, and its attributes with their values.
	encode() (name string, attributes []attribute)
}

// Flat compares with every vector: exact, and slow for many (FLAT).
type Flat struct{}

// HNSW walks a graph of vectors: approximate, and fast (HNSW, for hierarchical
// navigable small world). What is 0 is left to the server.
type HNSW struct {
	// M is how many edges a node of the graph may have, on each layer but the lowest,
	// where it is twice as many. The server's default is 16.
	M int64
	// EFConstruction is how many vectors are looked at to add one: more make the graph
	// better and its construction slower. The server's default is 200.
	EFConstruction int64
	// EFRuntime is how many vectors are looked at in a search: more find better ones and
	// take longer. The server's default is 10.
	EFRuntime int64
}

// attribute is an attribute of a vector field, left out where it is 0.
type attribute struct {
	name  string
	value int64
}

func (Flat) encode() (string, []attribute) { return "FLAT", nil }

func (h HNSW) encode() (string, []attribute) {
	return "HNSW", []attribute{{"M", h.M}, {"EF_CONSTRUCTION", h.EFConstruction}, {"EF_RUNTIME", h.EFRuntime}}
}

// Validate returns a *failure.ConfigurationError about a missing name, an unknown
// SuffixTrie or a weight that is none, or nil.
func (f TextField) Validate() error {
	switch {
	case f.Name == "":
		return nameless("TextField")
	case f.SuffixTrie != "" && f.SuffixTrie != WithSuffixTrie && f.SuffixTrie != NoSuffixTrie:
		return invalid("TextField.SuffixTrie", "is unknown; use WithSuffixTrie or NoSuffixTrie, or leave it out")
	case !(f.Weight >= 0) || math.IsInf(f.Weight, 0):
		return invalid("TextField.Weight", "is negative or not finite; give a weight, or 0 for 1")
	default:
		return nil
	}
}

// Validate returns a *failure.ConfigurationError about a missing name or a separator of
// more than one character, or nil.
func (f TagField) Validate() error {
	switch {
	case f.Name == "":
		return nameless("TagField")
	case len(f.Separator) > 1:
		return invalid("TagField.Separator", "is longer than one character; give one, or leave it out for a comma")
	default:
		return nil
	}
}

// Validate returns a *failure.ConfigurationError about a missing name, or nil.
func (f NumericField) Validate() error {
	if f.Name == "" {
		return nameless("NumericField")
	}
	return nil
}

// Validate returns a *failure.ConfigurationError about what a vector field must have
// and has not, or nil.
func (f VectorField) Validate() error {
	switch {
	case f.Name == "":
		return nameless("VectorField")
	case !isAlgorithm(f.Algorithm):
		return invalid("VectorField.Algorithm", "is missing or a pointer; use Flat{} or HNSW{}")
	case f.Dimensions < 1:
		return invalid("VectorField.Dimensions", "is less than 1; give the number of floats of each vector")
	case f.Metric != L2 && f.Metric != InnerProduct && f.Metric != Cosine:
		return invalid("VectorField.Metric", "is unknown; use L2, InnerProduct or Cosine")
	case f.InitialCapacity < 0:
		return invalid("VectorField.InitialCapacity", "is negative; give a number of vectors, or 0 to leave it to the server")
	}
	_, attributes := f.Algorithm.encode()
	for _, attribute := range attributes {
		if attribute.value < 0 {
			return invalid("VectorField.Algorithm", attribute.name+" is negative; give a number of 1 or more, or 0 to leave it to the server")
		}
	}
	return nil
}

func isAlgorithm(algorithm VectorAlgorithm) bool {
	switch algorithm.(type) {
	case Flat, HNSW:
		return true
	default:
		return false
	}
}

func nameless(kind string) error {
	return invalid(kind+".Name", "is empty; give the name of the hash's field, or the JSONPath of the value")
}

func encodeSchema(a *command.Args, schema []Field) {
	a.Word("SCHEMA")
	if len(schema) == 0 {
		a.Fail(invalid("FT.CREATE schema", "is empty; give at least one field"))
	}
	for _, field := range schema {
		switch field.(type) {
		case TextField, TagField, NumericField, VectorField:
			a.Fail(field.Validate())
			field.encode(a)
		default:
			a.Fail(invalid("FT.CREATE schema", "has a field that is nil or a pointer; give a TextField, TagField, NumericField or VectorField"))
		}
	}
}

func encodeName(a *command.Args, name, alias, kind string) {
	a.String(name)
	if alias != "" {
		a.Word("AS")
		a.String(alias)
	}
	a.Word(kind)
}

func encodeSortable(a *command.Args, sortable bool) {
	if sortable {
		a.Word("SORTABLE")
	}
}

func (f TextField) encode(a *command.Args) {
	encodeName(a, f.Name, f.Alias, "TEXT")
	if f.NoStem {
		a.Word("NOSTEM")
	}
	if f.SuffixTrie != "" {
		a.Word(string(f.SuffixTrie))
	}
	if f.Weight != 0 {
		a.Word("WEIGHT")
		a.Float(f.Weight)
	}
	encodeSortable(a, f.Sortable)
}

func (f TagField) encode(a *command.Args) {
	encodeName(a, f.Name, f.Alias, "TAG")
	if f.Separator != "" {
		a.Word("SEPARATOR")
		a.String(f.Separator)
	}
	if f.CaseSensitive {
		a.Word("CASESENSITIVE")
	}
	encodeSortable(a, f.Sortable)
}

func (f NumericField) encode(a *command.Args) {
	encodeName(a, f.Name, f.Alias, "NUMERIC")
	encodeSortable(a, f.Sortable)
}

// requiredWords is how many words TYPE, DIM and DISTANCE_METRIC take with their values.
const requiredWords = 6

func (f VectorField) encode(a *command.Args) {
	encodeName(a, f.Name, f.Alias, "VECTOR")
	if !isAlgorithm(f.Algorithm) {
		return // which Validate has refused
	}
	name, attributes := f.Algorithm.encode()
	attributes = append([]attribute{{"INITIAL_CAP", f.InitialCapacity}}, attributes...)
	words := int64(requiredWords)
	for _, attribute := range attributes {
		if attribute.value != 0 {
			words += 2
		}
	}
	a.Word(name)
	a.Int(words)
	a.Word("TYPE")
	a.Word("FLOAT32") // the only one that there is
	a.Word("DIM")
	a.Int(f.Dimensions)
	a.Word("DISTANCE_METRIC")
	a.Word(string(f.Metric))
	for _, attribute := range attributes {
		if attribute.value != 0 {
			a.Word(attribute.name)
			a.Int(attribute.value)
		}
	}
}
