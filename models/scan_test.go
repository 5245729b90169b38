package models_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/models"
)

func TestAScanIsFinishedAtTheZeroCursorOnly(t *testing.T) {
	for cursor, finished := range map[string]bool{"0": true, "": false, "17": false, "18446744073709551615": false} {
		require.Equal(t, finished, models.ScanResult{Cursor: cursor}.IsFinished(), cursor)
		require.Equal(t, finished, models.ScanFieldsResult{Cursor: cursor}.IsFinished(), cursor)
		require.Equal(t, finished, models.ScanScoresResult{Cursor: cursor}.IsFinished(), cursor)
	}
}
