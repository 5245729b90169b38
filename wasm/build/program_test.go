package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// compileProgram compiles a program for wasm, as the linker writes it.
func compileProgram(t *testing.T, source string) (file string) {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil && os.Getenv("CI") != "true" {
		t.Skip("node is not installed; install Node.js 20.16 or newer to run what was built")
	}
	folder := t.TempDir()
	input, output := filepath.Join(folder, "main.go"), filepath.Join(folder, "program.wasm")
	require.NoError(t, os.WriteFile(input, []byte(source), 0o600))
	command := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", output, input)
	command.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOWORK=off", "CGO_ENABLED=0")
	text, err := command.CombinedOutput()
	require.NoError(t, err, "%s", text)
	return output
}

// runProgram runs a compiled program and returns what it prints.
func runProgram(t *testing.T, program string) string {
	t.Helper()
	node, err := exec.LookPath("node")
	require.NoError(t, err)
	script, err := readGlueCode()
	require.NoError(t, err)
	glue := filepath.Join(t.TempDir(), "run.cjs")
	require.NoError(t, os.WriteFile(glue, []byte(script+`
const go = new Go();
WebAssembly.instantiate(require("fs").readFileSync(process.argv[2]), go.importObject).then(({ instance }) => go.run(instance));
`), 0o600))
	output, _ := exec.Command(node, glue, program).CombinedOutput() // it may end by a panic
	return string(output)
}
