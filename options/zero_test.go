package options_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What must be given, or has no other value than the one it stands for.
var notLeftOut = map[string]bool{"XPendingOptions.Count": true, "BitCountOptions.Start": true, "BitPosOptions.Start": true}

var saysWhatZeroIs = regexp.MustCompile(`\b(0|Empty|empty)\b`)

// Options of commands have numbers and strings without a pointer. What 0 and "" mean stands in
// the comment of each: nobody is to be surprised that they are taken for what was left out.
func TestCommentsSayWhatZeroMeans(t *testing.T) {
	paths, err := filepath.Glob("*.go")
	require.NoError(t, err)
	fields := 0
	check := func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok || !strings.HasSuffix(spec.Name.Name, "Options") {
			return true
		}
		structure, ok := spec.Type.(*ast.StructType)
		if !ok {
			return true
		}
		for _, field := range structure.Fields.List {
			named, ok := field.Type.(*ast.Ident)
			if !ok || named.Name != "int64" && named.Name != "int" && named.Name != "string" {
				continue
			}
			fields++
			name := spec.Name.Name + "." + field.Names[0].Name
			require.True(t, notLeftOut[name] || saysWhatZeroIs.MatchString(field.Doc.Text()), "%s: say what 0 or \"\" means", name)
		}
		return true
	}
	for _, path := range paths {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		require.NoError(t, err)
		ast.Inspect(file, check)
	}
	require.Greater(t, fields, 15)
}
