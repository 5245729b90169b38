package command_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/command"
)

func TestRecordedKeysAreThoseOfTheCatalog(t *testing.T) {
	for _, test := range wireTests {
		var a command.Args
		test.build(&a)
		var args []string
		for i := range a.Len() {
			args = append(args, string(a.Arg(i)))
		}
		metadata, ok := command.LookupArguments(args)
		if !ok {
			continue // The tests of CustomCommand make names up.
		}
		positions, _ := metadata.Keys(args)
		var want []string
		for _, position := range positions {
			want = append(want, args[position])
		}
		var recorded []string
		for key := range a.EachKey {
			recorded = append(recorded, string(key))
		}
		require.Equal(t, want, recorded, test.want)
	}
}

func TestBlockingCommandsOfTheCatalogAreRecordedAsSuch(t *testing.T) {
	for _, test := range wireTests {
		var a command.Args
		test.build(&a)
		if _, blocks := a.Blocking(); blocks {
			metadata, ok := command.Lookup(a.Name())
			require.True(t, ok, test.want)
			require.True(t, metadata.Blocking(), test.want)
		}
	}
}
