package integration

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
)

// Every command must be called by a test of this package on real servers.
func TestNoCommandIsForgotten(t *testing.T) {
	called := map[string]bool{}
	files, err := filepath.Glob("*_test.go")
	require.NoError(t, err)
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		require.NoError(t, err)
		ast.Inspect(file, func(node ast.Node) bool {
			if selector, ok := node.(*ast.SelectorExpr); ok {
				called[selector.Sel.Name] = true
			}
			return true
		})
	}
	commands := reflect.TypeFor[core.Commands]()
	require.NotZero(t, commands.NumMethod())
	var forgotten []string
	for i := range commands.NumMethod() {
		if name := commands.Method(i).Name; !called[name] {
			forgotten = append(forgotten, name)
		}
	}
	require.Empty(t, strings.Join(forgotten, " "), "commands without a test on a real server")
}
