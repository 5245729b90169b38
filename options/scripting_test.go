package options_test

import (
	"crypto/sha1"
	"encoding/hex"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/options"
)

func TestScriptHashIsTheSHA1OfItsSource(t *testing.T) {
	require.Equal(t, "e0e1f9fabfc9d4800c877a703b823ac0578ff8db", options.NewScript("return 1").Hash())
	for length := range 200 { // around every padding boundary
		source := strings.Repeat("x", length)
		sum := sha1.Sum([]byte(source))
		require.Equal(t, hex.EncodeToString(sum[:]), options.NewScript(source).Hash(), "length %d", length)
	}
}

func TestScriptMayBeSharedByGoroutines(t *testing.T) {
	script := options.NewScript("return KEYS[1]")
	var group sync.WaitGroup
	hashes := make([]string, 8)
	for i := range hashes {
		group.Go(func() { hashes[i] = script.Hash() })
	}
	group.Wait()
	for _, hash := range hashes {
		require.Equal(t, script.Hash(), hash)
	}
	require.Equal(t, "return KEYS[1]", script.Source())
}

func FuzzScriptHash(f *testing.F) {
	f.Add("")
	f.Add("return redis.call('GET', KEYS[1])")
	f.Fuzz(func(t *testing.T, source string) {
		sum := sha1.Sum([]byte(source))
		require.Equal(t, hex.EncodeToString(sum[:]), options.NewScript(source).Hash())
	})
}
