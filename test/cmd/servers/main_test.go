package main

import (
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/test/servers"
)

func TestMistakesAreNamed(t *testing.T) {
	require.ErrorContains(t, do(t.Context(), nil), "usage: ")
	require.ErrorContains(t, do(t.Context(), []string{"with", "valkey-1.0", "true"}), `"valkey-1.0" is no known version`)
}

func TestProgramIsGivenTheAddress(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("this system has no sh")
	}
	servers.Require(t, servers.Valkey91)
	file := t.TempDir() + "/address"
	require.NoError(t, do(t.Context(), []string{"with", "valkey-9.1", shell, "-c", "echo {address} > " + file}))
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Regexp(t, `^127\.0\.0\.1:\d+\n$`, string(content))
	require.Error(t, do(t.Context(), []string{"with", "valkey-9.1", shell, "-c", "exit 3"}))
}
