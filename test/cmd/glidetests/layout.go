package main

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

//go:embed jest
var embedded embed.FS

// imported is the folder from which the tests import their package.
const imported = "build-ts"

// absent is the file in it that stands for the parts of GLIDE's package that are none of
// its API. It is empty.
const absent = "absent.js"

// layOut fills the folder in which the tests run, in the places that they have in the
// checkout:
//
//	node_modules  a link to what is installed from npm
//	jest          our part of Jest
//	node/tests    the tests
//	node/build-ts what they import
//	utils         what starts their servers
//	glissade      our package
func layOut(folder, packages string, s settings) error {
	jest, err := fs.Sub(embedded, "jest")
	if err != nil {
		return err
	}
	err = errors.Join(
		os.Symlink(packages, filepath.Join(folder, "node_modules")),
		os.CopyFS(filepath.Join(folder, "jest"), jest),
		os.Chmod(filepath.Join(folder, "jest", "python3"), 0o755),
		os.CopyFS(filepath.Join(folder, "node", "tests"), os.DirFS(filepath.Join(s.checkout, "node", "tests"))),
		copySources(filepath.Join(s.checkout, "utils"), filepath.Join(folder, "utils")),
	)
	if err != nil {
		return err
	}
	target := filepath.Join(folder, "node", imported)
	if s.pkg == glide {
		return os.Symlink(filepath.Join(packages, "@valkey", "valkey-glide", imported), target)
	}
	return layOutPackage(folder, target)
}

// copySources copies the TypeScript files of a folder.
func copySources(from, to string) error {
	files, err := filepath.Glob(filepath.Join(from, "*.ts"))
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return fmt.Errorf("%s has no TypeScript files: is the checkout whole?", from)
	}
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(to, filepath.Base(file)), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// layOutPackage copies our package and makes target lead to it.
func layOutPackage(folder, target string) error {
	root, err := repository()
	if err != nil {
		return err
	}
	copied := filepath.Join(folder, "glissade")
	if err := os.CopyFS(copied, os.DirFS(filepath.Join(root, "wasm", "npm", "dist"))); err != nil {
		return err
	}
	shim, err := embedded.ReadFile("jest/index.js")
	if err != nil {
		return err
	}
	return errors.Join(
		os.MkdirAll(target, 0o755),
		os.WriteFile(filepath.Join(target, "index.js"), shim, 0o644),
		os.WriteFile(filepath.Join(target, absent), nil, 0o644),
		os.WriteFile(filepath.Join(target, "index.d.ts"), []byte("export * from \"../../glissade/index\";\n"), 0o644),
	)
}
