// Package layers holds the tests of what may import what.
package layers

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/glissade-io/glissade"

// heavy are packages that no browser user should have to download: together they
// would make the wasm file several times its size.
var heavy = []string{
	"crypto/tls", "crypto/x509", "encoding/json", "fmt", "log/slog", "math/big", "math/rand",
	"net", "net/http", "net/url", "os", "os/exec", "regexp",
}

// engine is what moves bytes and requests beneath the client.
var engine = []string{"./internal/cache", "./internal/cluster", "./internal/compression", "./internal/errtype", "./internal/glob", "./internal/keyevent", "./internal/lz4", "./internal/mux", "./internal/node", "./internal/pubsub", "./internal/queue", "./internal/refusal", "./internal/resp", "./internal/restate", "./internal/retry", "./internal/slot", "./internal/standalone", "./internal/submission", "./internal/zstd"}

// layers lists what a package of the core may import of the project, apart from
// the standard library. A folder with "/" at its end stands for all below it too.
var layers = map[string][]string{
	"models":               {"core/failure", "internal/printable", "internal/sorting"},
	"core/failure":         {"internal/printable"},
	"core/stream":          nil,
	"options":              {"core/failure", "internal/printable", "models"},
	"core/command":         {"core/failure", "internal/printable", "internal/resp", "models", "options"},
	"batch":                {"core/command", "core/failure", "internal/queue", "models", "options"},
	"internal/resp":        nil,
	"internal/refusal":     {"core/failure", "internal/resp"},
	"internal/restate":     {"core/failure"},
	"internal/retry":       {"internal/restate"},
	"internal/slot":        nil,
	"internal/page":        nil,
	"internal/breaker":     {"models", "options"},
	"internal/lz4":         nil,
	"internal/zstd":        nil,
	"internal/cache":       {"internal/resp", "internal/slot", "models"},
	"internal/errtype":     nil,
	"internal/glob":        nil,
	"internal/keyevent":    {"core/failure", "internal/glob", "models", "options"},
	"internal/mux":         {"core/failure", "core/stream", "internal/page", "internal/printable", "internal/refusal", "internal/resp", "internal/restate", "models"},
	"internal/node":        {"core/failure", "core/stream", "internal/errtype", "internal/mux", "internal/page", "internal/refusal", "internal/resp", "internal/restate", "internal/retry", "internal/sorting", "models", "options"},
	"internal/pubsub":      {"core/failure", "internal/mux", "internal/node", "internal/page", "internal/refusal", "internal/resp", "internal/retry", "models", "options"},
	"internal/standalone":  {"core/failure", "internal/mux", "internal/node", "internal/page", "internal/printable", "internal/refusal", "internal/resp", "internal/restate", "internal/retry", "models", "options"},
	"internal/cluster":     {"core/command", "core/failure", "core/stream", "internal/errtype", "internal/glob", "internal/mux", "internal/node", "internal/page", "internal/printable", "internal/refusal", "internal/resp", "internal/restate", "internal/retry", "internal/slot", "internal/sorting", "models", "options"},
	"internal/queue":       {"core/command", "core/failure", "internal/slot"},
	"internal/submission":  {"core/command", "internal/cluster", "internal/queue", "options"},
	"internal/compression": {"core/command", "core/failure", "internal/page", "internal/resp", "models", "options"},
	"core": {
		"batch", "core/", "internal/breaker", "internal/cache", "internal/callback", "internal/cluster", "internal/compression", "internal/errtype", "internal/keyevent", "internal/mux", "internal/node", "internal/page", "internal/printable", "internal/pubsub", "internal/queue", "internal/refusal", "internal/resp", "internal/restate", "internal/retry", "internal/slot",
		"internal/sorting", "internal/standalone", "internal/submission", "models", "options",
	},
	"compression/lz4":  {"internal/compression", "internal/lz4", "options"},
	"compression/zstd": {"internal/compression", "internal/zstd", "options"},
	"modules/bloom":    {"batch", "core", "core/command", "core/failure", "models"},
	"modules/json":     {"batch", "core", "core/command", "core/failure", "models", "options"},
	"modules/search":   {"batch", "core", "core/command", "core/failure", "models", "options"},
	"transport/tcp":    {"core/failure", "core/stream", "internal/callback", "internal/errtype", "internal/printable", "options"},
	module:             {"batch", "core", "core/command", "core/failure", "core/stream", "models", "native", "options"},
	"native":           {"core", "core/failure", "core/stream", "internal/callback", "models", "options", "transport/tcp"},
	"native/logger":    {"core/failure"},
}

// libraries are what else packages of the root module may import, each for who imports it.
var libraries = map[string]string{
	"compression/lz4":  "github.com/pierrec/lz4/v4",
	"compression/zstd": "github.com/klauspost/compress/zstd",
}

// pkg is what go list -json says of a package.
type pkg struct {
	ImportPath string
	Standard   bool
	CgoFiles   []string
	Imports    []string
	Deps       []string
}

func TestBrowsersAreSparedHeavyPackages(t *testing.T) {
	for _, system := range []string{"GOOS=linux GOARCH=amd64", "GOOS=js GOARCH=wasm"} {
		t.Run(system, func(t *testing.T) {
			patterns := append([]string{"./batch/...", "./core/...", "./models/...", "./modules/...", "./options/..."}, engine...)
			if strings.Contains(system, "js") {
				patterns = append(patterns, "./compression/...")
			}
			packages := list(t, system, patterns...)
			require.NotEmpty(t, packages)
			for _, p := range packages {
				if strings.HasSuffix(p.ImportPath, "test") {
					continue // A package for tests, such as core/stream/streamtest, is in no build.
				}
				for _, dependency := range p.Deps {
					if slices.Contains(heavy, dependency) {
						t.Errorf("%s reaches %s: go list -deps tells through what", p.ImportPath, dependency)
					}
				}
			}
		})
	}
}

func TestLayersImportDownwardsOnly(t *testing.T) {
	packages := list(t, "", append([]string{".", "./batch/...", "./compression/...", "./core/...", "./models/...", "./modules/...", "./native/...", "./options/...", "./transport/tcp/..."}, engine...)...)
	for _, p := range packages {
		folder := strings.TrimPrefix(p.ImportPath, module+"/")
		if strings.HasSuffix(folder, "test") {
			continue
		}
		allowed, known := layers[folder]
		if !known {
			t.Errorf("%s has no entry in this test's table of layers: add what it may import", folder)
			continue
		}
		for _, imported := range p.Imports {
			own, isOwn := strings.CutPrefix(imported, module+"/")
			if isOwn && !allows(allowed, own) {
				t.Errorf("%s imports %s, which is not below it", folder, own)
			}
			if !isOwn && strings.Contains(imported, ".") && imported != libraries[folder] {
				t.Errorf("%s imports %s: the root module stands on the standard library, but for what is in this test's table of libraries", folder, imported)
			}
		}
	}
}

// A library is linked by programs that import its package, and by no others: not by those of
// another library, and not by pages.
func TestLibrariesAreLinkedWhereTheyAreImported(t *testing.T) {
	modules := []string{"github.com/klauspost/compress", "github.com/pierrec/lz4"}
	links := func(t *testing.T, system, pattern string) (linked []string) {
		t.Helper()
		for _, p := range list(t, system, "-deps", pattern) {
			for _, m := range modules {
				if strings.HasPrefix(p.ImportPath, m+"/") && !slices.Contains(linked, m) {
					linked = append(linked, m)
				}
			}
		}
		return linked
	}
	native, page := "GOOS=linux GOARCH=amd64", "GOOS=js GOARCH=wasm"
	for _, pattern := range []string{".", "./native", "./core", "./internal/compression", "./transport/tcp", "./transport/ws", "./modules/json"} {
		require.Empty(t, links(t, native, pattern), pattern)
	}
	require.Equal(t, modules[:1], links(t, native, "./compression/zstd"))
	require.Equal(t, modules[1:], links(t, native, "./compression/lz4"))
	for _, pattern := range []string{"./compression/zstd", "./compression/lz4", "./wasm"} {
		require.Empty(t, links(t, page, pattern), pattern)
	}
}

// Only programs that import its module link the SDK of AWS.
func TestTokensOfIAMCostNobodyElse(t *testing.T) {
	const sdk = "github.com/aws/"
	for _, p := range list(t, "", "-deps", "./...", "./transport/ws/...", "./wasm/...", "./web-demo/...") {
		require.False(t, strings.HasPrefix(p.ImportPath, sdk), p.ImportPath)
	}
	packages := list(t, "", "./native/iam/...")
	require.Len(t, packages, 1)
	require.Contains(t, packages[0].Deps, sdk+"aws-sdk-go-v2/aws/signer/v4")
	for _, imported := range packages[0].Imports {
		if own, isOwn := strings.CutPrefix(imported, module+"/"); isOwn {
			require.True(t, allows([]string{"core", "core/failure", "internal/callback", "models", "native", "options"}, own), imported)
		}
	}
}

// What needs heavy libraries is a module of its own, and each links no more than it is for.
func TestLibrariesOfOthersStayWhereTheyAreUsed(t *testing.T) {
	for folder, spared := range map[string][]string{
		".":                   {"go.opentelemetry.io", "github.com/prometheus", "google.golang.org"},
		"./native/otel":       {"go.opentelemetry.io/otel/sdk", "go.opentelemetry.io/otel/exporters", "google.golang.org", "github.com/prometheus"},
		"./native/prometheus": {"go.opentelemetry.io", "google.golang.org/grpc"},
	} {
		for _, p := range list(t, "", folder) {
			for _, dependency := range p.Deps {
				for _, library := range spared {
					require.False(t, strings.HasPrefix(dependency, library), "%s reaches %s", p.ImportPath, dependency)
				}
			}
		}
	}
}

func TestNoCgo(t *testing.T) {
	packages := list(t, "CGO_ENABLED=1", append([]string{"-deps"}, everyModule(t)...)...)
	for _, p := range packages {
		if !p.Standard {
			require.Empty(t, p.CgoFiles, "%s uses cgo", p.ImportPath)
		}
	}
}

// allows reports whether an import of folder is in a list of layers.
func allows(allowed []string, folder string) bool {
	return slices.ContainsFunc(allowed, func(entry string) bool {
		return folder == entry || strings.HasSuffix(entry, "/") && strings.HasPrefix(folder, entry)
	})
}

// list runs go list -json in the project's root.
func list(t *testing.T, environment string, arguments ...string) []pkg {
	t.Helper()
	command := exec.Command("go", append([]string{"list", "-json=ImportPath,Standard,CgoFiles,Imports,Deps"}, arguments...)...)
	command.Dir = "../.."
	command.Env = append(os.Environ(), strings.Fields(environment)...)
	command.Stderr = os.Stderr
	listing, err := command.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, command.Start())
	var packages []pkg
	decoder := json.NewDecoder(listing)
	for {
		var p pkg
		err := decoder.Decode(&p)
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		packages = append(packages, p)
	}
	require.NoError(t, command.Wait())
	return packages
}
