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
	"io"
	"os"
	"path/filepath"

	"github.com/andybalholm/brotli"

	"github.com/glissade-io/glissade/wasm/internal/project"
)

// budget is the largest size in bytes that a file may have, compressed by brotli at
// level 11.
type budget struct {
	file   string
	brotli int
}

// budgets are what was agreed: 900 KB for all that a page loads, in the first three;
// and what a page loads besides that follows values.
var budgets = []budget{
	{"valkey.wasm", 856_000},
	{"index.js", 42_000},
	{"asked.js", 2_000}, // of pages that use a bridge
	{"mux.js", 2_500},   // where connections share a WebSocket
	{"live.js", 2_700},
	{"react.js", 1_024},
	{"module_commands.js", 2_500}, // with each of the next three
	{"json.js", 1_800},
	{"search.js", 4_600},
	{"bloom.js", 1_500},
	{"monitor.js", 3_700},
}

func main() {
	root, err := project.Root()
	if err == nil {
		err = measure(os.Stdout, filepath.Join(root, "wasm", "npm", "dist"), budgets)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// measure prints the sizes of the files in folder and returns an error that names
// those over their budgets.
func measure(out io.Writer, folder string, budgets []budget) error {
	fmt.Fprintf(out, "%-18s %10s %10s %10s %10s\n", "bytes", "raw", "gzip -9", "brotli -11", "budget")
	var problems []error
	for _, b := range budgets {
		content, err := os.ReadFile(filepath.Join(folder, b.file))
		if err != nil {
			return fmt.Errorf("%w: build it first, go run ./wasm/build", err)
		}
		compressed := brotliSize(content)
		fmt.Fprintf(out, "%-18s %10d %10d %10d %10d\n", b.file, len(content), gzipSize(content), compressed, b.brotli)
		if compressed > b.brotli {
			problems = append(problems, fmt.Errorf("%s is %d bytes over its budget of %d", b.file, compressed-b.brotli, b.brotli))
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
