package layers

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// An assertion compares what it is given field by field, and prints it when it fails,
// both without the locks of those who own it: handed a server, a client, a connection or a
// context that goroutines work on, it is a data race, at the latest when something else
// has gone wrong already. What a test wants to know of such an object is a value: its
// address, its ID, whether it is the same as another (require.True(t, a == b)).
func TestAssertionsAreHandedValuesOnly(t *testing.T) {
	packages := listTests(t, everyModule(t)...)
	exports := map[string]string{}
	for _, p := range packages {
		exports[p.ImportPath] = p.Export
	}
	checked := 0
	for _, p := range packages {
		if p.ForTest == "" || !strings.HasPrefix(p.ImportPath, module) || strings.HasSuffix(p.ImportPath, ".test") {
			continue
		}
		checked++
		for _, found := range liveArguments(t, p.load(t, exports)) {
			t.Errorf("%s is owned by goroutines: assert a value of it", found)
		}
	}
	require.Greater(t, checked, 20)
}

func TestLiveArgumentsAreFound(t *testing.T) {
	const source = `package p

import (
	"context"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

type node struct {
	name  string
	owner *server
}

type server struct {
	sync.Mutex
	next *node
}

func check(t *testing.T, ctx context.Context, s *server, nodes []*node, err error) {
	require.Equal(t, "a", nodes[0].name, "what is a value may be compared")
	require.NotNil(t, s, "that needs no look inside")
	require.NoError(t, err)
	require.Len(t, nodes, 1) // line 25
	require.True(t, s == nil)
	require.New(t).Same(s, nodes[0].owner) // twice
	require.NoError(t, err, "of %v", ctx)
	t.Logf("%v", s)
	require.Panics(t, func() { s.Lock() })
	require.Eventually(t, func() bool { return ctx.Err() != nil }, 1, 1)
}
`
	packages := listTests(t, "./test/layers")
	exports := map[string]string{}
	for _, p := range packages {
		exports[p.ImportPath] = p.Export
	}
	path := filepath.Join(t.TempDir(), "p.go")
	require.NoError(t, os.WriteFile(path, []byte(source), 0o600))
	var found []string
	for _, argument := range liveArguments(t, testPackage{GoFiles: []string{path}}.load(t, exports)) {
		_, at, _ := strings.Cut(argument, "p.go:")
		found = append(found, at)
	}
	require.Equal(t, []string{
		"25: nodes, a []*p.node", "27: s, a *p.server", "27: nodes[0].owner, a *p.server", "28: ctx, a context.Context",
		"29: s, a *p.server",
	}, found)
}

// testPackage is what go list -test -export says of a package.
type testPackage struct {
	ImportPath, ForTest, Dir, Export string
	GoFiles                          []string
	ImportMap                        map[string]string
}

// listTests lists the packages with their tests and all that they import.
func listTests(t *testing.T, patterns ...string) []testPackage {
	t.Helper()
	const fields = "-json=ImportPath,ForTest,Dir,Export,GoFiles,ImportMap"
	command := exec.Command("go", append([]string{"list", "-test", "-deps", "-export", fields}, patterns...)...)
	command.Dir = "../.."
	command.Stderr = os.Stderr
	listing, err := command.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, command.Start())
	var packages []testPackage
	decoder := json.NewDecoder(listing)
	for {
		var p testPackage
		err := decoder.Decode(&p)
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		packages = append(packages, p)
	}
	require.NoError(t, command.Wait())
	return packages
}

// loaded is a package with the types of its expressions.
type loaded struct {
	files *token.FileSet
	trees []*ast.File
	types.Info
}

// load reads a package; what it imports is in exports, by import path.
func (p testPackage) load(t *testing.T, exports map[string]string) loaded {
	t.Helper()
	l := loaded{files: token.NewFileSet(), Info: types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{},
	}}
	for _, name := range p.GoFiles {
		if !filepath.IsAbs(name) {
			name = filepath.Join(p.Dir, name)
		}
		tree, err := parser.ParseFile(l.files, name, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		l.trees = append(l.trees, tree)
	}
	lookup := func(path string) (io.ReadCloser, error) {
		if mapped, ok := p.ImportMap[path]; ok {
			path = mapped
		}
		return os.Open(exports[path])
	}
	config := types.Config{Importer: importer.ForCompiler(l.files, "gc", lookup)}
	_, err := config.Check(strings.TrimSuffix(p.ImportPath, " ["+p.ForTest+".test]"), l.files, l.trees, &l.Info)
	require.NoError(t, err, p.ImportPath)
	return l
}

// harmless are assertions that neither look into what they are given nor print it.
var harmless = []string{"NotNil", "Implements", "IsType", "New"}

// prints reports whether a package's functions compare or print what a test hands them.
func prints(path string) bool {
	return path == "testing" || strings.HasPrefix(path, "github.com/stretchr/testify/")
}

// liveArguments returns the arguments of assertions that are objects which goroutines
// may own, each with its place and type.
func liveArguments(t *testing.T, l loaded) []string {
	t.Helper()
	var found []string
	live := liveTypes{}
	for _, tree := range l.trees {
		ast.Inspect(tree, func(node ast.Node) bool {
			call, ok := node.(*ast.CallExpr)
			if !ok {
				return true
			}
			selector, ok := call.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			function, ok := l.Uses[selector.Sel].(*types.Func)
			if !ok || function.Pkg() == nil || !prints(function.Pkg().Path()) ||
				slices.Contains(harmless, function.Name()) {
				return true
			}
			arguments := call.Args
			if function.Signature().Recv() == nil && len(arguments) > 0 {
				arguments = arguments[1:] // the test
			}
			for _, argument := range arguments {
				if of := l.Types[argument].Type; of != nil && live.has(of) {
					position := l.files.Position(argument.Pos())
					found = append(found, position.Filename+":"+strconv.Itoa(position.Line)+": "+types.ExprString(argument)+
						", a "+types.TypeString(of, (*types.Package).Name))
				}
			}
			return true
		})
	}
	return found
}

// liveTypes knows of types whether they lead to what goroutines share.
type liveTypes map[types.Type]bool

// shared are interfaces behind which something is that goroutines share.
var shared = []string{"context.Context", "net.Conn", "net.Listener", module + "/core/stream.Dialer", module + "/core/stream.Stream"}

// has reports whether a value of a type leads to a lock, to something atomic or to one
// of the shared interfaces.
func (l liveTypes) has(of types.Type) bool {
	if answer, known := l[of]; known {
		return answer
	}
	l[of] = false // for a type that leads to itself
	answer := l.leads(of)
	l[of] = answer
	return answer
}

func (l liveTypes) leads(of types.Type) bool {
	if named, ok := types.Unalias(of).(*types.Named); ok {
		if p := named.Obj().Pkg(); p != nil && (p.Path() == "sync" || p.Path() == "sync/atomic") {
			return true
		}
	}
	switch under := of.Underlying().(type) {
	case *types.Pointer:
		return l.has(under.Elem())
	case *types.Slice:
		return l.has(under.Elem())
	case *types.Array:
		return l.has(under.Elem())
	case *types.Map:
		return l.has(under.Key()) || l.has(under.Elem())
	case *types.Struct:
		for field := range under.Fields() {
			if l.has(field.Type()) {
				return true
			}
		}
	case *types.Interface:
		return slices.Contains(shared, types.TypeString(of, nil))
	}
	return false
}
