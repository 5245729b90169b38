package layers

import (
	"bufio"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// everyModule returns the patterns of all packages of the workspace, but for its tools.
func everyModule(t *testing.T) (patterns []string) {
	t.Helper()
	workspace, err := os.Open("../../go.work")
	require.NoError(t, err)
	defer workspace.Close()
	lines := bufio.NewScanner(workspace)
	for isUsed := false; lines.Scan(); {
		switch line := strings.TrimSpace(lines.Text()); {
		case line == "use (":
			isUsed = true
		case line == ")":
			isUsed = false
		case isUsed && line == ".":
			patterns = append(patterns, "./...")
		case isUsed && line != "./tools":
			patterns = append(patterns, line+"/...")
		}
	}
	require.NoError(t, lines.Err())
	require.Contains(t, patterns, "./test/...")
	return patterns
}

// Whatever has tests is in a stage of `mage test`.
func TestEveryTestIsInAStage(t *testing.T) {
	stages, err := parser.ParseFile(token.NewFileSet(), "../../internal/tasks/stages.go", nil, 0)
	require.NoError(t, err)
	var named []string
	ast.Inspect(stages, func(n ast.Node) bool {
		if l, isLiteral := n.(*ast.BasicLit); isLiteral && l.Kind == token.STRING {
			if text, err := strconv.Unquote(l.Value); err == nil && strings.HasPrefix(text, "./") {
				named = append(named, text)
			}
		}
		return true
	})
	inStages := testedPackages(t, named)
	for _, folder := range testedPackages(t, everyModule(t)) {
		require.True(t, slices.Contains(inStages, folder), "no stage tests %s: name it in internal/tasks/stages.go", folder)
	}
}

// testedPackages returns the packages of patterns that have tests.
func testedPackages(t *testing.T, patterns []string) []string {
	t.Helper()
	command := exec.Command("go", append([]string{"list", "-f", "{{if or .TestGoFiles .XTestGoFiles}}{{.ImportPath}}{{end}}"}, patterns...)...)
	command.Dir, command.Stderr = "../..", os.Stderr
	listing, err := command.Output()
	require.NoError(t, err)
	return strings.Fields(string(listing))
}
