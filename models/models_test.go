package models_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/models"
)

func TestResultTellsAbsenceFromTheZeroValue(t *testing.T) {
	present := models.Present("")
	value, found := present.Get()
	require.True(t, found)
	require.Empty(t, value)
	require.False(t, present.IsNil())
	require.Empty(t, present.OrElse("fallback"))

	for _, absent := range []models.Result[string]{models.Nil[string](), {}} {
		value, found = absent.Get()
		require.False(t, found)
		require.Empty(t, value)
		require.True(t, absent.IsNil())
		require.Empty(t, absent.Value())
		require.Equal(t, "fallback", absent.OrElse("fallback"))
	}
}

func TestMapGetFindsTextKeysOnly(t *testing.T) {
	m := models.Map{{Key: int64(1), Value: "number"}, {Key: "1", Value: nil}, {Key: "1", Value: "second"}}
	value, found := m.Get("1")
	require.True(t, found)
	require.Nil(t, value)
	_, found = m.Get("2")
	require.False(t, found)
}
