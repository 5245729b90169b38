package layers

import (
	"debug/elf"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/test/servers"
)

// small are programs that send a PING, and how many bytes they may have.
var small = map[string]int64{
	// The client alone: 5.98 MB, of which a program that dials and speaks TLS has 4.59.
	"pingcore": 6_000_000,
	// With package native: 55 KB more, since WithLogger and others take a logger of
	// log/slog, which package log and some of encoding/json come with.
	"ping": 6_050_000,
}

// unused is what no program links for a PING. A budget that is exceeded has its reason here,
// as a rule; else go build -ldflags=-dumpdep tells through what something is linked.
var unused = []string{
	module + "/core.(*ClusterClient).",
	module + "/core/command.(*decoder).streamInfoFull", // as any other command's
	module + "/core.(*Connections).renew",
	module + "/internal/cluster.(*Cluster).",
	module + "/internal/compression.(*codec).",
	module + "/internal/keyevent.",
	"encoding/json.(*encodeState).",
	"errors.As\n",
	"log/slog.(*defaultHandler).Handle",
	"math.pow",
}

// Who uses little of the client links little of it.
func TestSmallProgramsAreSmall(t *testing.T) {
	for name, budget := range small {
		t.Run(name, func(t *testing.T) {
			program := build(t, name, "-s -w")
			about, err := os.Stat(program)
			require.NoError(t, err)
			t.Logf("%d bytes, built by %s", about.Size(), runtime.Version())
			require.LessOrEqual(t, about.Size(), budget)
			require.True(t, isStatic(t, program))

			symbols := symbolsOf(t, build(t, name, ""))
			require.Contains(t, symbols, module+"/core.(*Client).execute")
			for _, symbol := range unused {
				require.False(t, strings.Contains(symbols, " "+symbol), "%s is linked", symbol)
			}
		})
	}
}

// And it works, with and without TLS.
func TestSmallProgramsWork(t *testing.T) {
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		t.Skip("they are built for linux/amd64")
	}
	const patience = "request_timeout=60s&connection_timeout=60s"
	plain := servers.Start(t, servers.Valkey91, servers.Options{})
	secured := servers.Start(t, servers.Valkey91, servers.Options{TLS: servers.TLS})
	for name := range small {
		program := build(t, name, "-s -w")
		for _, url := range []string{
			"valkey://" + plain.Addr() + "?" + patience,
			"valkeys://" + secured.Addr() + "?insecure=true&" + patience,
		} {
			answer, err := exec.CommandContext(t.Context(), program, url).CombinedOutput()
			require.NoError(t, err, "%s: %s", name, answer)
			require.Equal(t, "PONG", string(answer), name)
		}
		answer, err := exec.CommandContext(t.Context(), program, "valkeys://"+secured.Addr()+"?"+patience).CombinedOutput()
		require.Error(t, err)
		require.Contains(t, string(answer), "TLS.RootCertificates", "nobody trusts its certificate")
	}
}

// build builds a program of testdata for linux/amd64.
func build(t *testing.T, name, flags string) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), name)
	command := exec.CommandContext(t.Context(), "go", "build", "-trimpath", "-ldflags="+flags, "-o", program, "./testdata/"+name)
	command.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH=amd64", "GOAMD64=v1")
	output, err := command.CombinedOutput()
	require.NoError(t, err, string(output))
	return program
}

// isStatic reports whether a program needs no other files: neither an interpreter nor
// libraries.
func isStatic(t *testing.T, program string) bool {
	t.Helper()
	file, err := elf.Open(program)
	require.NoError(t, err)
	defer file.Close()
	for _, p := range file.Progs {
		if p.Type == elf.PT_INTERP || p.Type == elf.PT_DYNAMIC {
			return false
		}
	}
	return true
}

// symbolsOf returns a line for each symbol of a program.
func symbolsOf(t *testing.T, program string) string {
	t.Helper()
	symbols, err := exec.CommandContext(t.Context(), "go", "tool", "nm", program).Output()
	require.NoError(t, err)
	return string(symbols)
}
