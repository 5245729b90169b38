package faults

import (
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/test/servers"
)

// All at once and at random, as it goes on for 10 minutes with go tool mage soak.
func TestSoakForAMoment(t *testing.T) {
	servers.Require(t, servers.Valkey91)
	output, err := exec.CommandContext(t.Context(), "go", "run", "../cmd/soak", "-duration", "20s").CombinedOutput()
	require.NoError(t, err, "%s", output)
	t.Logf("%s", output)
}
