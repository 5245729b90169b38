package models

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
)

func TestPairsFromMapsAreInOrder(t *testing.T) {
	for range 20 { // The order of a map is another each time.
		require.Equal(t, []FieldValue{{"a", "1"}, {"b", "2"}, {"c", "3"}}, FieldValues(map[string]string{"b": "2", "c": "3", "a": "1"}))
		require.Equal(t, []KeyValue{{"a", "1"}, {"b", "2"}}, KeyValues(map[string]string{"b": "2", "a": "1"}))
		require.Equal(t, []MemberAndScore{{"a", 1}, {"b", 2.5}}, MembersAndScores(map[string]float64{"b": 2.5, "a": 1}))
	}
	require.Empty(t, FieldValues(nil))
}

func TestPairsFromStrings(t *testing.T) {
	fields, err := FieldValuesOf("name", "Ada", "born", "1815", "name", "twice")
	require.NoError(t, err)
	require.Equal(t, []FieldValue{{"name", "Ada"}, {"born", "1815"}, {"name", "twice"}}, fields)
	fields, err = FieldValuesOf()
	require.NoError(t, err)
	require.Empty(t, fields)
	_, err = FieldValuesOf("name", "Ada", "born")
	var configuration *failure.ConfigurationError
	require.ErrorAs(t, err, &configuration)
	require.Contains(t, err.Error(), "3 strings")
}
