package servers

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestConfigurationHasALineForEachSetting(t *testing.T) {
	require.Equal(t, `port "10000"
save ""
user "alice" "on" ">secret word"
user "bob" "on"
sentinel "monitor" "primary"
`, configuration([]string{
		"--port", "10000", "--save", "", "--user", "alice", "on", ">secret word",
		"--user", "bob", "on", "--sentinel", "monitor", "primary",
	}))
}
