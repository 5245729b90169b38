package refusal

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCode(t *testing.T) {
	for frames, want := range map[string]string{
		"-MOVED 1 a:1\r\n":                      "MOVED",
		"-LOADING a secret of a script\r\n":     "LOADING",
		"-SECRET of a script\r\n":               "",
		"+OK\r\n+QUEUED\r\n-TRYAGAIN later\r\n": "TRYAGAIN",
		"+OK\r\n-EXECABORT Transaction discarded because of: CLUSTERDOWN no\r\n": "CLUSTERDOWN",
		"$3\r\nvalue\r\n": "",
		"-MOVED 1":        "",
		"":                "",
	} {
		require.Equal(t, want, Code([]byte(frames)), "%q", frames)
	}
}
