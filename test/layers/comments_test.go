package layers

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
)

// Whatever users can name has a comment: packages, types with their fields and
// methods, functions, constants and variables.
func TestEverythingExportedIsDocumented(t *testing.T) {
	root := filepath.Join("..", "..")
	var silent []string
	for _, folder := range []string{"core", "batch", "options", "models", "fields", "modules", "native", "transport", "glissadetest"} {
		err := filepath.WalkDir(filepath.Join(root, folder), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "internal") {
				return err
			}
			files := token.NewFileSet()
			file, err := parser.ParseFile(files, path, nil, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil || file.Name.Name == "main" {
				return err
			}
			for _, node := range undocumented(file) {
				position := files.Position(node.Pos())
				silent = append(silent, position.Filename+":"+strconv.Itoa(position.Line)+" "+node.Name)
			}
			return nil
		})
		require.NoError(t, err)
	}
	require.Empty(t, strings.Join(silent, "\n"))
}

func TestWhatIsNotDocumentedIsFound(t *testing.T) {
	const source = `package p

// A is documented.
type A struct {
	// B is documented.
	B int
	C int // so is C
	D, E int
	// F goes with H, of which nothing else is said.
	F int
	f int
	H int
}

type G interface {
	H()
	// I is documented.
	I()
}

func J() {}
func (A) K() {}
func (hidden) L() {}

// These are documented together.
const (
	M = 1
	N = 2
)

const O, p = 1, 2
var q = 3
`
	file, err := parser.ParseFile(token.NewFileSet(), "p.go", source, parser.ParseComments)
	require.NoError(t, err)
	var names []string
	for _, name := range undocumented(file) {
		names = append(names, name.Name)
	}
	require.Equal(t, []string{"D", "E", "G", "H", "J", "K", "O"}, names)
}

// undocumented returns the exported names in a file that have no comment.
func undocumented(file *ast.File) []*ast.Ident {
	var silent []*ast.Ident
	check := func(documented bool, names ...*ast.Ident) {
		for _, name := range names {
			if name.IsExported() && !documented {
				silent = append(silent, name)
			}
		}
	}
	for _, declaration := range file.Decls {
		switch d := declaration.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil || ast.IsExported(receiver(d.Recv.List[0].Type)) {
				check(d.Doc != nil, d.Name)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch s := spec.(type) {
				case *ast.ValueSpec:
					check(d.Doc != nil || s.Doc != nil || s.Comment != nil, s.Names...)
				case *ast.TypeSpec:
					check(d.Doc != nil || s.Doc != nil || s.Comment != nil, s.Name)
					if s.Name.IsExported() {
						told := prose(d.Doc, s.Doc, s.Comment)
						for _, member := range members(s.Type) {
							told += prose(member.Doc, member.Comment)
						}
						for _, member := range members(s.Type) {
							for _, name := range member.Names {
								check(member.Doc != nil || member.Comment != nil || mentions(told, name.Name), name)
							}
						}
					}
				}
			}
		}
	}
	return silent
}

// prose returns the text of comments.
func prose(groups ...*ast.CommentGroup) (text string) {
	for _, group := range groups {
		text += group.Text() + " "
	}
	return text
}

// mentions reports whether a text has a name in it as a word: a comment may speak of
// several members at once, and that of a small struct of all.
func mentions(text, name string) bool {
	words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return slices.ContainsFunc(words, func(word string) bool { return strings.EqualFold(word, name) })
}

func members(typ ast.Expr) []*ast.Field {
	switch t := typ.(type) {
	case *ast.StructType:
		return t.Fields.List
	case *ast.InterfaceType:
		return t.Methods.List
	default:
		return nil
	}
}

// receiver returns the name of a method's type.
func receiver(typ ast.Expr) string {
	for {
		switch t := typ.(type) {
		case *ast.StarExpr:
			typ = t.X
		case *ast.IndexExpr:
			typ = t.X
		case *ast.IndexListExpr:
			typ = t.X
		case *ast.Ident:
			return t.Name
		default:
			return ""
		}
	}
}
