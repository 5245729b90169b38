package layers

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What nobody would guess from the signature stands in the comment.
func TestCommentsSayWhatNobodyWouldGuess(t *testing.T) {
	for _, test := range []struct {
		file, name string
		says       []string
	}{
		{"core/command/strings_numbers.go", "IncrByFloat", []string{"rounded to a float64", "as text", "CustomCommand"}},
		{"core/command/hashes.go", "HIncrByFloat", []string{"rounded to a float64", "as text", "CustomCommand"}},
		{"core/command/custom.go", "CustomCommand", []string{"blocks", "timeout is negative"}},
		{"core/exec.go", "Exec", []string{"In the slice they have the types", "models.Result[string]"}},
		{"options/client.go", "RequestTimeout", []string{"WAIT and WAITAOF", "in addition"}},
		{"options/cluster_configuration.go", "RequestTimeout", []string{"WAIT and WAITAOF", "in addition"}},
	} {
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", "..", test.file), nil, parser.ParseComments|parser.SkipObjectResolution)
		require.NoError(t, err)
		comment := strings.Join(strings.Fields(commentOf(file, test.name)), " ")
		for _, words := range test.says {
			require.Contains(t, comment, words, "%s in %s", test.name, test.file)
		}
	}
}

// commentOf returns the comment of the first function or field of a name.
func commentOf(file *ast.File, name string) (comment string) {
	ast.Inspect(file, func(node ast.Node) bool {
		if comment != "" {
			return false
		}
		switch n := node.(type) {
		case *ast.FuncDecl:
			if n.Name.Name == name {
				comment = n.Doc.Text()
			}
		case *ast.Field:
			if len(n.Names) > 0 && n.Names[0].Name == name {
				comment = n.Doc.Text()
			}
		}
		return true
	})
	return comment
}
