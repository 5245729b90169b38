package search

import (
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/models"
)

// SearchResult is what a search found.
type SearchResult struct {
	// Total is how many documents match, those that were not returned included; for
	// the nearest vectors it is at most the number that the query asks for.
	Total int64
	// Documents are those that were returned, in the server's order.
	Documents []Document
}

// Document is a document that a search found.
type Document struct {
	// Key is the document's key.
	Key string
	// SortKey is the value that it was sorted by as the server wrote it, with "#"
	// before. It is nil unless SearchOptions.WithSortKeys asked for it.
	SortKey models.Result[string]
	// Fields are its fields in the server's order, and with them what the query
	// computed, such as the distance of a vector.
	Fields []models.FieldValue
}

// Field returns the value of the document's field of that name, or nil if it has none.
func (d Document) Field(name string) models.Result[string] {
	for _, field := range d.Fields {
		if field.Field == name {
			return models.Present(field.Value)
		}
	}
	return models.Nil[string]()
}

// Record is a record that an aggregation made: its fields in the server's order. Values
// are strings, and lists of them where a reducer made a list.
type Record = models.Map

// IndexAlias is another name of an index.
type IndexAlias struct {
	// Alias is the other name, and Index the index's own.
	Alias, Index string
}

// SearchProfile is what a search found, and what the server took time for.
type SearchProfile struct {
	// Result is what the search found.
	Result SearchResult
	// Profile is the server's report, as plain values.
	Profile any
}

// AggregateProfile is what an aggregation made, and what the server took time for.
type AggregateProfile struct {
	// Records are what the aggregation made.
	Records []Record
	// Profile is the server's report, as plain values.
	Profile any
}

var (
	text              = command.NewReply(command.ShapeText, (*command.Decoder).Text)
	texts             = command.NewReply(command.ShapeTexts, decodeTexts)
	lines             = command.NewReply(command.ShapeTexts, decodeLines)
	searchResult      = command.NewReply(command.ShapeAny, decodeDocuments)
	searchKeys        = command.NewReply(command.ShapeAny, decodeKeys)
	searchProfile     = command.NewReply(command.ShapeAny, searchProfileOf(decodeDocuments))
	searchKeysProfile = command.NewReply(command.ShapeAny, searchProfileOf(decodeKeys))
	aggregated        = command.NewReply(command.ShapeAny, decodeRecords)
	aggregateProfile  = command.NewReply(command.ShapeAny, decodeAggregateProfile)
	aliases           = command.NewReply(command.ShapeAny, decodeAliases)
)

func decodeTexts(d *command.Decoder, token command.Token) ([]string, error) {
	return command.List(d, token, (*command.Decoder).Text)
}

// decodeLines reads lines, or one text.
func decodeLines(d *command.Decoder, token command.Token) ([]string, error) {
	if token.IsList() {
		return decodeTexts(d, token)
	}
	line, err := d.Text(token)
	if err != nil {
		return nil, err
	}
	return []string{line}, nil
}

// decodeTotal reads the number that a search's reply begins with, and returns how many
// values are still to come.
func decodeTotal(d *command.Decoder, token command.Token) (total int64, left int, err error) {
	left, err = d.Elements(token)
	if err != nil {
		return 0, 0, err
	}
	if left == 0 {
		return 0, 0, d.Mismatch(token)
	}
	first, err := d.Next()
	if err != nil {
		return 0, 0, err
	}
	total, err = d.Integer(first)
	return total, left - 1, err
}

// decodeKeys reads a search's reply that holds keys only.
func decodeKeys(d *command.Decoder, token command.Token) (result SearchResult, err error) {
	var left int
	if result.Total, left, err = decodeTotal(d, token); err != nil {
		return result, err
	}
	result.Documents = make([]Document, 0, d.Capacity(left))
	for range left {
		var document Document
		if document.Key, err = nextText(d); err != nil {
			return SearchResult{}, err
		}
		result.Documents = append(result.Documents, document)
	}
	return result, nil
}

// decodeDocuments reads a search's reply: after the total for each document its key,
// what it was sorted by if that was asked for, and its fields.
func decodeDocuments(d *command.Decoder, token command.Token) (result SearchResult, err error) {
	var left int
	if result.Total, left, err = decodeTotal(d, token); err != nil {
		return result, err
	}
	next := func() (command.Token, error) {
		if left == 0 {
			return command.Token{}, d.Mismatch(token)
		}
		left--
		return d.Next()
	}
	result.Documents = make([]Document, 0, d.Capacity(left/2))
	for left > 0 {
		document, err := decodeDocument(d, next)
		if err != nil {
			return SearchResult{}, err
		}
		result.Documents = append(result.Documents, document)
	}
	return result, nil
}

// decodeDocument reads a document from the values that next returns.
func decodeDocument(d *command.Decoder, next func() (command.Token, error)) (document Document, err error) {
	value, err := next()
	if err != nil {
		return document, err
	}
	if document.Key, err = d.Text(value); err != nil {
		return document, err
	}
	if value, err = next(); err != nil {
		return document, err
	}
	if !isFields(value) {
		if document.SortKey, err = d.NullableText(value); err != nil {
			return document, err
		}
		if value, err = next(); err != nil {
			return document, err
		}
	}
	document.Fields, err = decodeFields(d, value)
	return document, err
}

// isFields tells the fields of a document from what it was sorted by.
func isFields(token command.Token) bool {
	return token.IsList() || token.IsMap()
}

func nextText(d *command.Decoder) (string, error) {
	token, err := d.Next()
	if err != nil {
		return "", err
	}
	return d.Text(token)
}

func decodeFields(d *command.Decoder, token command.Token) ([]models.FieldValue, error) {
	n, err := d.Pairs(token)
	if err != nil {
		return nil, err
	}
	fields := make([]models.FieldValue, 0, d.Capacity(n))
	for range n {
		var field models.FieldValue
		if field.Field, err = nextText(d); err != nil {
			return nil, err
		}
		if field.Value, err = nextText(d); err != nil {
			return nil, err
		}
		fields = append(fields, field)
	}
	return fields, nil
}

// decodeRecords reads an aggregation's reply: a number without meaning, and the records.
func decodeRecords(d *command.Decoder, token command.Token) ([]Record, error) {
	_, left, err := decodeTotal(d, token)
	if err != nil {
		return nil, err
	}
	records := make([]Record, 0, d.Capacity(left))
	for range left {
		next, err := d.Next()
		if err != nil {
			return nil, err
		}
		record, err := d.Record(next, func(string, command.Token) (bool, error) { return false, nil })
		if err != nil {
			return nil, err
		}
		records = append(records, record)
	}
	return records, nil
}

// decodePair reads an array of two, whose parts first and second read.
func decodePair(d *command.Decoder, token command.Token, first, second func(token command.Token) error) error {
	n, err := d.Elements(token)
	if err != nil {
		return err
	}
	if n != 2 {
		return d.Mismatch(token)
	}
	for _, read := range []func(command.Token) error{first, second} {
		next, err := d.Next()
		if err != nil {
			return err
		}
		if err := read(next); err != nil {
			return err
		}
	}
	return nil
}

func searchProfileOf(decode func(*command.Decoder, command.Token) (SearchResult, error)) func(*command.Decoder, command.Token) (SearchProfile, error) {
	return func(d *command.Decoder, token command.Token) (p SearchProfile, err error) {
		err = decodePair(d, token,
			func(token command.Token) (err error) { p.Result, err = decode(d, token); return err },
			func(token command.Token) (err error) { p.Profile, err = d.Any(token); return err })
		return p, err
	}
}

func decodeAggregateProfile(d *command.Decoder, token command.Token) (p AggregateProfile, err error) {
	err = decodePair(d, token,
		func(token command.Token) (err error) { p.Records, err = decodeRecords(d, token); return err },
		func(token command.Token) (err error) { p.Profile, err = d.Any(token); return err })
	return p, err
}

// decodeAliases reads aliases with their indexes: an array of pairs, or a map.
func decodeAliases(d *command.Decoder, token command.Token) ([]IndexAlias, error) {
	if !token.IsMap() {
		return command.List(d, token, func(d *command.Decoder, token command.Token) (alias IndexAlias, err error) {
			err = decodePair(d, token,
				func(token command.Token) (err error) { alias.Alias, err = d.Text(token); return err },
				func(token command.Token) (err error) { alias.Index, err = d.Text(token); return err })
			return alias, err
		})
	}
	fields, err := decodeFields(d, token)
	if err != nil {
		return nil, err
	}
	list := make([]IndexAlias, 0, len(fields))
	for _, field := range fields {
		list = append(list, IndexAlias{Alias: field.Field, Index: field.Value})
	}
	return list, nil
}
