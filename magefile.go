//go:build mage

// The targets of the project: go tool mage -l lists them, go tool mage TARGET runs one.
// What they do stands in package internal/tasks.
package main

import "github.com/glissade-io/glissade/internal/tasks"

// Demo starts a server, the bridge and the demo page, and prints the page's address.
func Demo() error { return tasks.Demo() }

// Wasm builds the npm package for browsers and Node.js into wasm/npm/dist.
func Wasm() error { return tasks.Wasm() }

// Size measures the wasm file against its budget of 900 KB in brotli.
func Size() error { return tasks.Size() }

// Bench measures this client against its peers on one real server.
func Bench() error { return tasks.Bench() }

// BenchCluster measures this client against its peers on a cluster of real servers.
func BenchCluster() error { return tasks.BenchCluster() }

// BenchPubSub measures how this client and its peers receive messages.
func BenchPubSub() error { return tasks.BenchPubSub() }

// BenchBrowser measures the npm package beside plain JavaScript, in Node and in Chromium.
func BenchBrowser() error { return tasks.BenchBrowser() }

// Generate writes everything that is derived from the commands in core/command.
func Generate() error { return tasks.Generate() }

// Catalog asks Valkey 9.1 for its commands and writes them to internal/catalog.
func Catalog() error { return tasks.Catalog() }

// Servers installs the servers and the browser that the tests use.
func Servers() error { return tasks.Servers() }

// Fuzz runs every fuzz target for a while: FUZZTIME each, 10s unless set.
func Fuzz() error { return tasks.Fuzz() }

// CrossBuild builds for Linux, macOS, Windows, FreeBSD and browsers, all without cgo.
func CrossBuild() error { return tasks.CrossBuild() }

// Lint checks formatting (gofumpt), what modules require, go vet, staticcheck and known vulnerabilities (govulncheck).
func Lint() error { return tasks.Lint() }

// Soak disturbs a client with faults for 10 minutes, or as long as SOAK says ("30s", "1h").
//
// It is no part of CI. See test/cmd/soak for what it proves.
func Soak() error { return tasks.Soak() }

// Release sets a version such as v0.1.0, checks that it can be released, and builds what belongs to it into dist/.
func Release(version string) error { return tasks.Release(version) }

// Test runs every check: vet, unit, integration and browser tests, layers, cross builds, types, size.
func Test() error { return tasks.Test() }

// CI runs the linters and every check, as a pull request must pass them.
func CI() error { return tasks.CI() }
