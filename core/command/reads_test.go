package command_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/command"
)

func TestWhatReadsAndWhatMayWrite(t *testing.T) {
	for name, want := range map[string]struct{ reads, mayWrite bool }{
		"GET": {true, false}, "XREAD": {true, false}, "EVAL_RO": {true, false}, "OBJECT ENCODING": {true, false},
		"SET": {false, true}, "XREADGROUP": {false, true}, "EVAL": {false, true}, "FCALL": {false, true},
		"GETEX": {false, true}, "SORT": {false, true}, "SORT_RO": {true, false},
		"PING": {false, false}, "CONFIG GET": {false, false}, "PUBLISH": {false, false},
		"JSON.GET": {false, true}, "": {false, true},
	} {
		require.Equal(t, want.reads, command.IsReadOnly(name), name)
		require.Equal(t, want.mayWrite, command.MayWrite(name), name)
	}
}
