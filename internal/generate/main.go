// The generate command writes everything that follows from the definitions of the
// commands in core/command and of their types in options and models: the methods
// of clients and batches, the command reference, the compiled-in catalog of command metadata, the tables of how commands behave, and the
// client of the integration tests, which compares each typed reply with what the server
// said. From the definitions of the commands of the server's modules, in the packages
// below modules, it writes the same. From the functions in wasm/npm/src/commands it writes
// the methods of the JavaScript package.
//
//	go run ./internal/generate          # writes what has changed
//	go run ./internal/generate -check   # only tells what would change, and fails then
//
// Run it after one of these or the catalog was changed, and commit
// what it writes. It finds the module's root by itself.
//
// Each file has its emitter, a function from the [model.API] to the file's bytes;
// a new one is added to the list in [emitters]. The files of which there is one for each
// family of commands are in [familyFiles], those of modules in [moduleFiles], and those of
// the JavaScript package's methods in [javaScriptFiles].
package main

//go:generate go run .

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/glissade-io/glissade/internal/catalog"
	"github.com/glissade-io/glissade/internal/generate/behaviour"
	"github.com/glissade-io/glissade/internal/generate/model"
)

// emitter produces one file.
type emitter struct {
	// path is the file's path below the root, with slashes.
	path string
	// emit returns the file's content.
	emit func(*model.API) ([]byte, error)
}

// emitters lists every generated file but those of families and modules.
func emitters(commands *catalog.Catalog, behaviours []behaviour.Command) []emitter {
	return []emitter{
		{"core/command/catalog_gen.go", catalogTable(commands)},
		{"core/command/behaviour_gen.go", commandBehaviour(behaviours)},
		{"core/connection_state_gen.go", connectionBehaviour(behaviours)},
		{"internal/cluster/policy_gen.go", policies(behaviours)},
		{"internal/cluster/split_gen.go", splitRules(behaviours)},
		{"core/commands_gen.go", clientCommands},
		{"batch/commands_gen.go", batchCommands(commands)},
		{"docs/commands.md", reference},
		{"test/integration/verified_gen_test.go", verifiedMethods(commands)},
		{"wasm/fingerprint_gen.go", boundaryFingerprint},
		{"wasm/spellings_gen.go", spellings},
		{"wasm/npm/src/boundary_gen.ts", boundary},
	}
}

func main() {
	check := flag.Bool("check", false, "write nothing; exit with status 1 if a generated file is not up to date")
	flag.Parse()
	if err := run(*check, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run brings the generated files up to date and tells out which it wrote. With
// check set it writes none and returns an error that names those it would have.
func run(check bool, out io.Writer) error {
	root, err := findRoot()
	if err != nil {
		return err
	}
	files, err := generate(root)
	if err != nil {
		return err
	}
	var stale []error
	for _, f := range files {
		path := filepath.Join(root, filepath.FromSlash(f.path))
		if present, err := os.ReadFile(path); err == nil && bytes.Equal(present, f.content) {
			continue
		}
		if check {
			stale = append(stale, fmt.Errorf("%s is not up to date: run go run ./internal/generate", f.path))
			continue
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, f.content, 0o644); err != nil {
			return err
		}
		fmt.Fprintln(out, "wrote", f.path)
	}
	return errors.Join(stale...)
}

// file is what an emitter made.
type file struct {
	path    string
	content []byte
}

// generate makes every generated file in memory from the sources below root.
func generate(root string) ([]file, error) {
	commands, err := catalog.Load()
	if err != nil {
		return nil, err
	}
	api, err := model.Load(root)
	if err != nil {
		return nil, err
	}
	methods, err := loadMethods(root)
	if err != nil {
		return nil, err
	}
	modules, err := model.LoadModules(root)
	if err != nil {
		return nil, err
	}
	if err := crossCheck(api, commands); err != nil {
		return nil, err
	}
	if err := checkJavaScriptNames(api); err != nil {
		return nil, err
	}
	behaviours, err := behaviour.Of(api, modules, commands, catalog.Corrections)
	if err != nil {
		return nil, err
	}
	var files []file
	for _, e := range emitters(commands, behaviours) {
		content, err := e.emit(api)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", e.path, err)
		}
		files = append(files, file{e.path, content})
	}
	ofFamilies, err := familyFiles(api, commands)
	if err != nil {
		return nil, err
	}
	files = append(files, ofFamilies...)
	ofJavaScript, err := javaScriptFiles(root, methods, commands)
	if err != nil {
		return nil, err
	}
	files = append(files, ofJavaScript...)
	ofModules, err := moduleFiles(modules)
	return append(files, ofModules...), err
}

// findRoot returns the folder of the go.work above the working directory.
func findRoot() (string, error) {
	start, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for folder := start; ; folder = filepath.Dir(folder) {
		if _, err := os.Stat(filepath.Join(folder, "go.work")); err == nil {
			return folder, nil
		}
		if folder == filepath.Dir(folder) {
			return "", fmt.Errorf("no go.work in %s or above: run the generator inside the module", start)
		}
	}
}
