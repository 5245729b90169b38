// Package tasks holds the tasks of the project, each of which is a target of magefile.go:
// go tool mage -l lists them, go tool mage TARGET runs one. Go alone is needed; what a
// target needs beside it is installed by it or named by its message.
package tasks

import (
	"fmt"
	"os"
)

// Demo starts a server, the bridge and the demo page, and prints the page's address.
func Demo() error {
	if err := Wasm(); err != nil {
		return err
	}
	return run("go", "run", "./web-demo")
}

// Wasm builds the npm package for browsers and Node.js into wasm/npm/dist.
func Wasm() error { return run("go", "run", "./wasm/build") }

// Size measures the wasm file against its budget of 900 KB in brotli.
func Size() error { return size(terminal) }

func size(c console) error {
	if err := c.run("go", "run", "./wasm/build"); err != nil {
		return err
	}
	return c.run("go", "run", "./wasm/size")
}

// Bench measures this client against its peers on one real server.
func Bench() error { return run("go", "run", "./test/bench") }

// BenchCluster measures this client against its peers on a cluster of real servers.
func BenchCluster() error { return run("go", "run", "./test/bench", "-cluster") }

// BenchPubSub measures how this client and its peers receive messages.
func BenchPubSub() error { return run("go", "run", "./test/bench", "-pubsub") }

// BenchBrowser measures the npm package beside plain JavaScript, in Node and in Chromium.
func BenchBrowser() error {
	if err := Wasm(); err != nil {
		return err
	}
	return run("go", "run", "./test/browser/bench")
}

// Generate writes everything that is derived from the commands in core/command.
func Generate() error { return run("go", "run", "./internal/generate") }

// Catalog asks Valkey 9.1 for its commands and writes them to internal/catalog.
func Catalog() error {
	return run("go", "run", "./test/cmd/servers", "with", "valkey-9.1",
		"go", "run", "./internal/catalog/refresh", "-address", "{address}")
}

// Servers installs the servers and the browser that the tests use.
func Servers() error { return run("go", "run", "./test/cmd/servers", "install") }

// Release sets a version, checks that it can be released, and builds what belongs to it
// into dist/. It publishes nothing.
func Release(version string) error { return run("go", "run", "./tools/release", "make", version) }

// Fuzz runs every fuzz target for a while: FUZZTIME each, 10s unless set.
func Fuzz() error {
	duration := os.Getenv("FUZZTIME")
	if duration == "" {
		duration = "10s"
	}
	targets, err := fuzzTargets("./core/...", "./internal/...", "./options/...", "./transport/...", "./wasm/...")
	if err != nil {
		return err
	}
	for _, target := range targets {
		// The time is for new inputs, not for shortening those that are merely interesting.
		if err := run("go", "test", "-run", "^$", "-fuzz", "^"+target.name+"$", "-fuzztime", duration, "-fuzzminimizetime", "10x", target.folder); err != nil {
			return err
		}
	}
	fmt.Printf("%d fuzz targets ran for %s each and found nothing\n", len(targets), duration)
	return nil
}
