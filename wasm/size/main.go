// The size command prints what the npm package weighs, raw and as servers compress
// it, and fails where it weighs more than its budget: a page waits for its download,
// so that size is a feature to be held.
//
//	go run ./wasm/build && go run ./wasm/size
package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/andybalholm/brotli"

	"github.com/glissade-io/glissade/wasm/internal/project"
)

// budgets are the largest sizes in bytes, compressed by brotli at level 11. That of
// the wasm file leaves room for ten times the commands there are.
var budgets = []struct {
	file   string
	brotli int
}{
	{"valkey.wasm", 900_000},
	{"index.js", 20_000},
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	root, err := project.Root()
	if err != nil {
		return err
	}
	dist := filepath.Join(root, "wasm", "npm", "dist")
	fmt.Printf("%-12s %10s %10s %10s %10s\n", "bytes", "raw", "gzip -9", "brotli -11", "budget")
	var problems []error
	for _, budget := range budgets {
		content, err := os.ReadFile(filepath.Join(dist, budget.file))
		if err != nil {
			return fmt.Errorf("%w: build it first, go run ./wasm/build", err)
		}
		compressed := brotliSize(content)
		fmt.Printf("%-12s %10d %10d %10d %10d\n", budget.file, len(content), gzipSize(content), compressed, budget.brotli)
		if compressed > budget.brotli {
			problems = append(problems, fmt.Errorf("%s is %d bytes over its budget", budget.file, compressed-budget.brotli))
		}
	}
	return errors.Join(problems...)
}

func gzipSize(content []byte) int {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // the level is valid
	_, _ = w.Write(content)                                 // a Buffer takes everything
	_ = w.Close()
	return out.Len()
}

func brotliSize(content []byte) int {
	var out bytes.Buffer
	w := brotli.NewWriterLevel(&out, brotli.BestCompression)
	_, _ = w.Write(content) // a Buffer takes everything
	_ = w.Close()
	return out.Len()
}
