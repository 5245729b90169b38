package main

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMeasure(t *testing.T) {
	folder := t.TempDir()
	write := func(name string, content []byte) {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), content, 0o600))
	}
	noise := make([]byte, 1000) // which nothing compresses
	for i := range noise {
		noise[i] = byte(rand.Uint32())
	}
	write("small", bytes.Repeat([]byte("a"), 10_000))
	write("large", noise)

	var out strings.Builder
	require.NoError(t, measure(&out, folder, []budget{{"small", 100}, {"large", 1100}}))
	require.Regexp(t, `small +10000 +\d+ +\d+ +100\nlarge +1000 +1\d{3} +1\d{3} +1100\n$`, out.String())

	err := measure(&out, folder, []budget{{"small", 1}, {"large", 900}})
	require.ErrorContains(t, err, "small is ")
	require.ErrorContains(t, err, "large is ")
	require.ErrorContains(t, err, "over its budget of 900")

	require.ErrorContains(t, measure(&out, folder, []budget{{"missing", 1}}), "go run ./wasm/build")
}
