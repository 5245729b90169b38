package models

import (
	"cmp"
	"strconv"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/sorting"
)

// FieldValues returns the fields of a map, by name, as HSET and XADD take them:
//
//	client.HSet(ctx, "user:1", models.FieldValues(map[string]string{"name": "Ada", "born": "1815"}))
func FieldValues(fields map[string]string) []FieldValue {
	return sorted(fields, func(name, value string) FieldValue { return FieldValue{Field: name, Value: value} })
}

// KeyValues returns the keys of a map, by name, as MSET takes them.
func KeyValues(values map[string]string) []KeyValue {
	return sorted(values, func(key, value string) KeyValue { return KeyValue{Key: key, Value: value} })
}

// MembersAndScores returns the members of a map, by name, as ZADD takes them.
func MembersAndScores(scores map[string]float64) []MemberAndScore {
	return sorted(scores, func(member string, score float64) MemberAndScore { return MemberAndScore{Member: member, Score: score} })
}

// FieldValuesOf returns the fields that strings name by turns, "name", "Ada", "born",
// "1815", in their order. An odd number of strings is a *failure.ConfigurationError.
func FieldValuesOf(fieldsAndValues ...string) ([]FieldValue, error) {
	if len(fieldsAndValues)%2 != 0 {
		return nil, &failure.ConfigurationError{
			Field:   "fieldsAndValues",
			Message: "has " + failure.Text(strconv.Itoa(len(fieldsAndValues))) + " strings, the last of which has no value; give a value after each field",
		}
	}
	fields := make([]FieldValue, len(fieldsAndValues)/2)
	for i := range fields {
		fields[i] = FieldValue{Field: fieldsAndValues[2*i], Value: fieldsAndValues[2*i+1]}
	}
	return fields, nil
}

// sorted returns a pair for each entry of a map. The order is the same each time, so that
// a command is, too.
func sorted[V, P any](entries map[string]V, pair func(name string, value V) P) []P {
	names := make([]string, 0, len(entries))
	for name := range entries {
		names = append(names, name)
	}
	sorting.By(names, cmp.Compare[string])
	pairs := make([]P, len(names))
	for i, name := range names {
		pairs[i] = pair(name, entries[name])
	}
	return pairs
}
