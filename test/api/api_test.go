// Package api holds the list of everything that a program can see of the project, so
// that it changes only when somebody means it to.
package api

import (
	"encoding/json"
	"errors"
	"flag"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write what there is to testdata/api.txt")

const (
	module = "github.com/glissade-io/glissade"
	list   = "testdata/api.txt"
)

func TestNothingPublicChangesUnannounced(t *testing.T) {
	lines := public(t)
	text := strings.Join(lines, "\n") + "\n"
	if *update {
		require.NoError(t, os.WriteFile(list, []byte(text), 0o644))
	}
	recorded, err := os.ReadFile(list)
	require.NoError(t, err)
	before := strings.Split(strings.TrimSuffix(string(recorded), "\n"), "\n")
	for _, line := range lines {
		if !slices.Contains(before, line) {
			t.Errorf("new: %s", line)
		}
		if strings.Contains(line, "/internal/") {
			t.Errorf("a type of an internal package stands in: %s", line)
		}
	}
	for _, line := range before {
		if !slices.Contains(lines, line) {
			t.Errorf("gone: %s", line)
		}
	}
	if t.Failed() {
		t.Log("if that is meant, say so in CHANGELOG.md and run: go test ./test/api -update")
	}
}

// public returns a line for everything that is public, in order. A package is, unless its
// folder says that it is internal, it is a program, or it is there for the tests of transports.
func public(t *testing.T) []string {
	t.Helper()
	var lines []string
	for _, p := range load(t, "./...", "./native/iam/...", "./compat/goredis/...", "./glissadetest/...", "./native/otel/...", "./native/otel/pipeline/...", "./native/prometheus/...", "./transport/ws/...") {
		if !strings.Contains(p.Path(), "/internal/") && p.Name() != "main" && !strings.HasSuffix(p.Path(), "/streamtest") {
			lines = append(lines, describe(p)...)
		}
	}
	slices.Sort(lines)
	return lines
}

// load returns the packages of the project that the patterns name, with their types.
func load(t *testing.T, patterns ...string) []*types.Package {
	t.Helper()
	command := exec.Command("go", append([]string{"list", "-export", "-deps", "-json=ImportPath,Export,DepOnly"}, patterns...)...)
	command.Dir = "../.."
	command.Stderr = os.Stderr
	output, err := command.Output()
	require.NoError(t, err)
	exports := map[string]string{}
	var wanted []string
	decoder := json.NewDecoder(strings.NewReader(string(output)))
	for {
		var p struct {
			ImportPath, Export string
			DepOnly            bool
		}
		err := decoder.Decode(&p)
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		exports[p.ImportPath] = p.Export
		if !p.DepOnly {
			wanted = append(wanted, p.ImportPath)
		}
	}
	read := importer.ForCompiler(token.NewFileSet(), "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
	var packages []*types.Package
	for _, path := range wanted {
		p, err := read.Import(path)
		require.NoError(t, err)
		packages = append(packages, p)
	}
	return packages
}

// describe returns a line for each exported identifier of a package.
func describe(p *types.Package) (lines []string) {
	name := func(other *types.Package) string {
		if !strings.Contains(other.Path(), "/internal/") {
			return other.Name()
		}
		return other.Path()
	}
	folder := strings.TrimPrefix(strings.TrimPrefix(p.Path(), module), "/")
	add := func(words ...string) { lines = append(lines, folder+": "+strings.Join(words, " ")) }
	for _, identifier := range p.Scope().Names() {
		object := p.Scope().Lookup(identifier)
		if !object.Exported() {
			continue
		}
		declared, isType := object.(*types.TypeName)
		if !isType {
			add(types.ObjectString(object, func(other *types.Package) string {
				if other == p {
					return ""
				}
				return name(other)
			}))
			continue
		}
		if declared.IsAlias() {
			add("type", identifier, "=", types.TypeString(types.Unalias(declared.Type()), name))
			continue
		}
		switch under := declared.Type().Underlying().(type) {
		case *types.Struct:
			add("type", identifier, "struct")
			for field := range under.Fields() {
				if field.Exported() {
					add("field", identifier+"."+field.Name(), types.TypeString(field.Type(), name))
				}
			}
		default:
			add("type", identifier, types.TypeString(under, name))
		}
		if types.IsInterface(declared.Type()) {
			continue
		}
		for method := range types.NewMethodSet(types.NewPointer(declared.Type())).Methods() {
			if method.Obj().Exported() && !isListedElsewhere(method.Obj().(*types.Func), declared) {
				add("method", identifier+"."+method.Obj().Name(), types.TypeString(method.Type(), name))
			}
		}
	}
	return lines
}

// isListedElsewhere reports whether a method comes from an embedded type that programs
// see too.
func isListedElsewhere(method *types.Func, of *types.TypeName) bool {
	receiver := method.Signature().Recv().Type()
	if pointer, ok := receiver.(*types.Pointer); ok {
		receiver = pointer.Elem()
	}
	named, ok := receiver.(*types.Named)
	return ok && named.Obj() != of && named.Obj().Exported() && !strings.Contains(named.Obj().Pkg().Path(), "/internal/")
}
