package layers

import (
	"go/ast"
	"go/types"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A test that needs a server of its own making has internal/fakeserver read commands and
// write replies, and says only which.
func TestFakeServersStandInOnePlace(t *testing.T) {
	packages := listTests(t, everyModule(t)...)
	exports := map[string]string{}
	for _, p := range packages {
		exports[p.ImportPath] = p.Export
	}
	for _, p := range packages {
		if p.ForTest == "" || !strings.HasPrefix(p.ImportPath, module) || strings.HasSuffix(p.ImportPath, ".test") {
			continue
		}
		for _, place := range serverLoops(p.load(t, exports)) {
			t.Errorf("%s answers commands by itself: use internal/fakeserver", place)
		}
	}
}

func TestLoopsOfServersAreFound(t *testing.T) {
	const source = `package p

import (
	"net"

	"github.com/glissade-io/glissade/internal/resp"
)

func server(c net.Conn) {
	commands := resp.NewReader(c, resp.Limits{})
	for { // line 11
		if _, err := commands.Next(); err != nil {
			return
		}
		c.Write([]byte("+OK\r\n"))
	}
}

func client(c net.Conn) {
	replies := resp.NewReader(c, resp.Limits{})
	c.Write([]byte("PING\r\n"))
	for {
		replies.Next()
	}
}
`
	packages := listTests(t, "./test/integration")
	exports := map[string]string{}
	for _, p := range packages {
		exports[p.ImportPath] = p.Export
	}
	path := filepath.Join(t.TempDir(), "p.go")
	require.NoError(t, os.WriteFile(path, []byte(source), 0o600))
	p := testPackage{ImportPath: module + "/internal/p", GoFiles: []string{path}}
	require.Equal(t, []string{path + ":11"}, serverLoops(p.load(t, exports)))
}

// serverLoops returns the places of the loops that both read RESP and write something.
func serverLoops(l loaded) []string {
	var found []string
	for _, tree := range l.trees {
		ast.Inspect(tree, func(node ast.Node) bool {
			loop, ok := node.(*ast.ForStmt)
			if !ok {
				return true
			}
			reads, writes := false, false
			ast.Inspect(loop, func(node ast.Node) bool {
				if selector, ok := node.(*ast.SelectorExpr); ok {
					method, ok := l.Uses[selector.Sel].(*types.Func)
					reads = reads || ok && strings.HasPrefix(method.FullName(), "(*"+module+"/internal/resp.Reader)")
					writes = writes || ok && method.Name() == "Write"
				}
				return true
			})
			if reads && writes {
				position := l.files.Position(loop.Pos())
				found = append(found, position.Filename+":"+strconv.Itoa(position.Line))
				return false
			}
			return true
		})
	}
	return found
}
