package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPlaygroundRunsBatchesAndScripts(t *testing.T) {
	v, cluster := visitCluster(t, "playground")
	v.press("#batch-run")
	v.until(`document.querySelector("#batch-result .failure") !== null`)
	shown := strings.Join(strings.Fields(v.text("#batch-result")), " ")
	require.Contains(t, shown, "1 integer 42")
	require.Contains(t, shown, "name string Ada")
	require.Contains(t, shown, "WRONGTYPE", "the one that failed has its error in its place")
	require.Regexp(t, `^5 commands in one pipeline, `, v.text("#batch-status"))

	v.fill("#batch-commands", "SET a 1\nSET b 2")
	v.fill("#batch-kind", "transaction")
	v.press("#batch-run")
	v.until(`document.querySelector("#batch-status").dataset.kind === "error"`) // their slots differ
	v.fill("#batch-commands", "GET \"open")
	v.press("#batch-run")
	v.until(`document.querySelector("#batch-status").textContent.startsWith("Line 1: The double quote")`)

	v.press("#script-run")
	v.until(`document.querySelector("#script-result .branch") !== null`)
	require.Contains(t, strings.Join(strings.Fields(v.text("#script-result")), " "), "integer 1")
	require.NotEqual(t, "-1", clusterCommand(t, cluster, "{demo}:seen", "TTL", "{demo}:seen"))
}

func TestPlaygroundCodeRuns(t *testing.T) {
	v, cluster := visitCluster(t, "playground")
	// A browser without a window asks nobody whether the page may use the clipboard.
	evaluate[bool](v, `(navigator.clipboard.writeText = async (text) => { window.copied = text; }, true)`)
	v.fill("#batch-commands", `SET {demo}:visits "4\"1`+"`"+`"`+"\nINCR {demo}:count\nHSET {demo}:user \"\\xff\" 'x'")
	for _, id := range []string{"batch", "script"} {
		v.press("#" + id + "-go")
		code := v.code(id, "package main")
		program := filepath.Join(t.TempDir(), "main.go")
		require.NoError(t, os.WriteFile(program, []byte(code), 0o600))
		command := exec.CommandContext(t.Context(), "go", "run", program)
		output, err := command.CombinedOutput()
		require.NoError(t, err, "%s\n%s", output, code)

		v.press("#" + id + "-js")
		script := v.code(id, "import")
		v.until(`document.querySelector("#` + id + `-status").textContent === "Copied as JavaScript."`)
		require.Equal(t, script, evaluate[string](v, `window.copied`))
		script = strings.Replace(script, "import {", "const {", 1)
		script = strings.Replace(script, `} from "glissade";`, `} = await import("/dist/index.js");`, 1)
		require.True(t, evaluate[bool](v, `(async () => { `+script+`; return true; })()`), script)
	}
	require.Equal(t, "2", clusterCommand(t, cluster, "{demo}:count", "GET", "{demo}:count"), "once in each language")
	require.Equal(t, "4\"1`", clusterCommand(t, cluster, "{demo}:visits", "GET", "{demo}:visits"))
	require.Equal(t, "2", clusterCommand(t, cluster, "{demo}:seen", "GET", "{demo}:seen"))
	require.Equal(t, "x", clusterCommand(t, cluster, "{demo}:user", "HGET", "{demo}:user", "\xff"))
}

// code is the program that a panel of the playground shows.
func (v *visitor) code(id, first string) string {
	v.t.Helper()
	v.until(`document.querySelector("#` + id + `-code").textContent.startsWith(` + literal(first) + `)`)
	return evaluate[string](v, `document.querySelector("#`+id+`-code").textContent`)
}
