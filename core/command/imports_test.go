//go:build !js

package command_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Each of these packages costs every user in a browser tens to hundreds of kilobytes.
func TestHeavyPackagesAreNotReached(t *testing.T) {
	output, err := exec.Command("go", "list", "-deps", ".").Output()
	require.NoError(t, err)
	packages := strings.Fields(string(output))
	require.Contains(t, packages, "github.com/glissade-io/glissade/options")
	for _, heavy := range []string{
		"fmt", "os", "os/exec", "net", "net/http", "net/url", "crypto/tls", "crypto/x509", "encoding/json", "log/slog",
		"regexp", "math/big", "math/rand",
	} {
		require.False(t, slices.Contains(packages, heavy), "package command reaches %s", heavy)
	}
}
