package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestThePublishedManifestKeepsTheOrder(t *testing.T) {
	published, err := publishedManifest([]byte(`{"name": "x", "private": true, "exports": {".": {"types": "./z", "default": "./a"}}, "scripts": {}, "devDependencies": {}}`), "1.2.3")
	require.NoError(t, err)
	require.Equal(t, `{
  "name": "x",
  "version": "1.2.3",
  "exports": {
    ".": {
      "types": "./z",
      "default": "./a"
    }
  }
}
`, string(published))
	for _, bad := range []string{"", "[]", `{"name": }`, `{"name": "x"`} {
		_, err := publishedManifest([]byte(bad), "1.2.3")
		require.Error(t, err, bad)
	}
}
