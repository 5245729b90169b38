package main

import (
	"bytes"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWhoReadsAFileHasAllOfIt(t *testing.T) {
	const size = 1 << 20
	path := filepath.Join(t.TempDir(), "index.js")
	require.NoError(t, replaceFile(path, bytes.Repeat([]byte{'a'}, size)))
	about, err := os.Stat(path)
	require.NoError(t, err)
	require.EqualValues(t, 0o644, about.Mode().Perm())

	written := make(chan error, 2)
	var writers sync.WaitGroup
	for _, letter := range []byte("bc") {
		writers.Go(func() {
			for range 20 {
				if err := replaceFile(path, bytes.Repeat([]byte{letter}, size)); err != nil {
					written <- err
					return
				}
			}
		})
	}
	go func() { writers.Wait(); close(written) }()
	for reading := true; reading; {
		select {
		case err, failed := <-written:
			require.NoError(t, err)
			reading = failed
		default:
		}
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Len(t, content, size)
		require.Equal(t, size, bytes.Count(content, content[:1]))
	}
	left, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Len(t, left, 1)
}

// Tools that watch the folder see no change where there is none.
func TestWhatIsTheSameIsNotWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "index.js")
	require.NoError(t, replaceFile(path, []byte("same")))
	before, err := os.Stat(path)
	require.NoError(t, err)
	require.NoError(t, replaceFile(path, []byte("same")))
	after, err := os.Stat(path)
	require.NoError(t, err)
	require.True(t, os.SameFile(before, after))
}

func TestAFileThatCannotBeReplacedLeavesNothing(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "index.js")
	require.NoError(t, os.MkdirAll(filepath.Join(path, "in the way"), 0o755))
	require.Error(t, replaceFile(path, []byte("content")))
	left, err := os.ReadDir(folder)
	require.NoError(t, err)
	require.Len(t, left, 1)
	require.Error(t, replaceFile(filepath.Join(folder, "missing", "index.js"), nil))
}
