package model

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// The folders, below the root, that the model is read from.
const (
	commandFolder = "core/command"
	optionsFolder = "options"
	modelsFolder  = "models"
)

// Load reads the interface from the module whose root folder is root. Its error
// joins everything that is wrong, each with file, line and what to change.
func Load(root string) (*API, error) {
	l := newLoader(root)
	l.loadTypes(optionsFolder)
	l.loadTypes(modelsFolder)
	l.loadCommands(commandFolder)
	l.loadTexts()
	l.loadConstants()
	l.markReachable()
	if err := errors.Join(l.problems...); err != nil {
		return nil, err
	}
	return l.api, nil
}

type loader struct {
	root     string
	files    *token.FileSet
	api      *API
	problems []error
	read     map[token.Pos]bool // where the directives stand that were read
}

func newLoader(root string) loader {
	return loader{root: root, files: token.NewFileSet(), api: &API{}, read: map[token.Pos]bool{}}
}

// source is one parsed file.
type source struct {
	name string
	tree *ast.File
}

// parse reads the Go files of a folder in order of name, without tests and
// without generated ones. A folder that does not exist has none.
func (l *loader) parse(folder string) []source {
	entries, err := os.ReadDir(filepath.Join(l.root, filepath.FromSlash(folder)))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		l.problems = append(l.problems, err)
	}
	var sources []source
	for _, entry := range entries {
		name := entry.Name()
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, "_gen.go") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(l.root, filepath.FromSlash(folder), name))
		if err != nil {
			l.problems = append(l.problems, err)
			continue
		}
		// Positions name the path below the root, whatever the machine.
		tree, err := parser.ParseFile(l.files, path.Join(folder, name), text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			l.problems = append(l.problems, err)
			continue
		}
		sources = append(sources, source{name, tree})
	}
	return sources
}

// position returns where in the source a node stands, as "folder/file.go:12".
func (l *loader) position(at token.Pos) string {
	p := l.files.Position(at)
	return fmt.Sprintf("%s:%d", p.Filename, p.Line)
}

// problem notes something that is wrong at a place in the source.
func (l *loader) problem(position, format string, args ...any) {
	l.problems = append(l.problems, fmt.Errorf("%s: %s", position, fmt.Sprintf(format, args...)))
}
