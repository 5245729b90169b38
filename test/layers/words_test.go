package layers

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// private are words that had a meaning in this project alone, with those that the field
// has for it.
var private = map[string]string{
	"asAsked": "the budget's Error", "borrow": "acquire", "befell": "failed", "giveBack": "release", "goesOn": "again", "goOn": "remaining",
	"heed": "observe", "Heed": "Observe", "lend": "acquire", "lender": "source", "lent": "acquired", "persist": "retry, or keepDialing",
	"spend": "again, with a budget", "DoAlone": "DoDedicated", "SubmitAlone": "SubmitDedicated",
	"lendIdle": "acquireIdle", "lendNew": "acquireNew", "LeaseAsked": "AcquireAsked",

	// of tests
	"checkedClient": "verifiedClient", "contestant": "subject", "contestants": "subjects", "ignorant": "old", "mischief": "fault",
	"RequireFaces": "RequireParity", "scanWorld": "fakeScanCluster", "scene": "environment", "tally": "counter", "torment": "fault",
	"tormentor": "chaos", "torments": "faults", "world": "cluster",
}

// Names are the field's. Commands have those of the server, such as PERSIST.
func TestNamesAreTheFieldsOwn(t *testing.T) {
	for _, folder := range []string{
		"../../core", "../../internal", "../../native", "../../batch", "../../options", "../../models", "../../wasm",
		"../../modules", "../../transport", "../../test", "../../tools", "../../web-demo",
	} {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_gen.go") || strings.Contains(path, "testdata") ||
				strings.HasPrefix(path, "../../core/command/") {
				return err
			}
			files := token.NewFileSet()
			file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if name, ok := n.(*ast.Ident); ok {
					if better, found := betterWord(path, name.Name); found {
						t.Errorf("%s: %s is a word of this project's own; the field says %s", files.Position(name.Pos()), name.Name, better)
					}
				}
				return true
			})
			return nil
		})
		require.NoError(t, err)
	}
}
