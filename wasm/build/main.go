// The build command writes the npm package to wasm/npm/dist: the wasm file, the
// bundled module, its declarations, its manifest and its readme.
//
//	go run ./wasm/build
//
// It needs Go alone. TypeScript is compiled and bundled by esbuild, which checks no
// types; the tests in wasm/check have tsc do that. The declarations are source files that hold
// nothing but types, copied as they are.
package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/glissade-io/glissade/wasm/internal/project"
)

func main() {
	if err := build(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func build() error {
	root, err := project.Root()
	if err != nil {
		return err
	}
	npm := filepath.Join(root, "wasm", "npm")
	dist := filepath.Join(npm, "dist")
	if err := os.MkdirAll(dist, 0o755); err != nil {
		return err
	}
	steps := []func() error{
		func() error { return compile(root, dist) },
		func() error { return bundle(npm, dist) },
		func() error { return copyDeclarations(filepath.Join(npm, "src"), dist) },
		func() error { return writeManifest(npm, dist) },
		func() error { return copyFile(filepath.Join(npm, "README.md"), filepath.Join(dist, "README.md")) },
		func() error { return copyLicences(root, dist) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	fmt.Println("wrote", dist)
	return nil
}

// compile builds the Go program. Paths, symbols and lines are left out, which makes it
// smaller and the same wherever it is built, and so are the decoders of replies,
// since JavaScript has its own. What the linker writes is then made smaller.
func compile(root, dist string) error {
	folder, err := os.MkdirTemp("", "glissade-wasm-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	target := filepath.Join(folder, "valkey.wasm")
	command := exec.Command("go", "build", "-tags=shapesonly", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", target, "./wasm")
	command.Dir = root
	command.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0")
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	if err := command.Run(); err != nil {
		return fmt.Errorf("go build of the wasm file: %w", err)
	}
	var names []string
	err = shrinkFile(target, func(memory []byte) (err error) {
		if err = blankLines(memory); err == nil {
			names, err = shortenNames(memory)
		}
		return err
	})
	if err != nil {
		return err
	}
	return errors.Join(
		copyFile(target, filepath.Join(dist, "valkey.wasm")),
		replaceFile(filepath.Join(dist, "functions.txt"), namesFile(names)),
	)
}

// copyDeclarations copies the files that hold types alone, under the names that the
// imports in them have.
func copyDeclarations(src, dist string) error {
	files := []string{
		"types.ts", "types_cluster.ts", "types_iterators.ts", "types_pubsub.ts", "types_tcp.ts", "types_live.ts", "types_modules.ts",
		"types_json.ts", "types_search.ts", "types_bloom.ts", "types_monitor.ts", "methods_types_gen.ts",
	}
	families, err := fs.Glob(os.DirFS(src), "commands/*_types.ts")
	if err != nil {
		return err
	}
	errs := []error{
		os.MkdirAll(filepath.Join(dist, "commands"), 0o755),
		copyFile(filepath.Join(src, "declarations.d.ts"), filepath.Join(dist, "index.d.ts")),
		copyFile(filepath.Join(src, "valkey.wasm.d.ts"), filepath.Join(dist, "valkey.wasm.d.ts")),
	}
	for _, entry := range []string{"live", "react", "json", "search", "bloom", "monitor"} {
		errs = append(errs, copyFile(filepath.Join(src, entry+"_declarations.d.ts"), filepath.Join(dist, entry+".d.ts")))
	}
	enums, err := declareEnums(filepath.Join(src, "enums.ts"))
	errs = append(errs, err, replaceFile(filepath.Join(dist, "enums.d.ts"), enums))
	for _, file := range append(files, families...) {
		declarations := strings.TrimSuffix(file, ".ts") + ".d.ts"
		errs = append(errs, copyFile(filepath.Join(src, filepath.FromSlash(file)), filepath.Join(dist, filepath.FromSlash(declarations))))
	}
	return errors.Join(errs...)
}

// copyLicences adds the project's licence, and that of Go, whose runtime is in the
// wasm file and whose glue code is in the module.
func copyLicences(root, dist string) error {
	goRoot, err := goRoot()
	if err != nil {
		return err
	}
	return errors.Join(
		copyFile(filepath.Join(root, "LICENSE"), filepath.Join(dist, "LICENSE")),
		copyFile(filepath.Join(goRoot, "LICENSE"), filepath.Join(dist, "LICENSE-go")),
	)
}

func copyFile(from, to string) error {
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return replaceFile(to, text)
}
