package tasks

import (
	"errors"
	"fmt"
	"strings"
)

var (
	// everything is all packages of all modules with code of their own.
	everything = []string{
		"./...", "./native/iam/...", "./compat/goredis/...", "./glissadetest/...", "./native/otel/...", "./native/otel/pipeline/...", "./native/prometheus/...", "./transport/ws/...", "./wasm/...", "./web-demo/...", "./test/...", "./tools/...",
	}
	// javaScriptPackages are those that a browser's program is made of.
	javaScriptPackages = []string{
		"./batch/...", "./core/...", "./models/...", "./modules/...", "./options/...", "./transport/ws", "./wasm", "./wasm/internal/...",
		"./internal/callback", "./internal/cluster", "./internal/glob", "./internal/keyevent", "./internal/mux", "./internal/node", "./internal/printable", "./internal/pubsub", "./internal/queue", "./internal/refusal", "./internal/resp", "./internal/restate", "./internal/retry",
		"./internal/slot", "./internal/sorting", "./internal/standalone", "./internal/submission",
	}
	// javaScript is the environment that builds for a browser.
	javaScript = []string{"GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0"}
)

// CrossBuild builds for Linux, macOS, Windows, FreeBSD and browsers, all without cgo.
func CrossBuild() error { return crossBuild(terminal) }

func crossBuild(c console) error {
	var errs []error
	build := func(environment []string, packages ...string) {
		if err := c.runIn("", environment, "go", append([]string{"build"}, packages...)...); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", strings.Join(environment, " "), err))
		}
	}
	for _, system := range []string{"linux", "darwin", "windows", "freebsd"} {
		for _, architecture := range []string{"amd64", "arm64"} {
			build([]string{"GOOS=" + system, "GOARCH=" + architecture, "CGO_ENABLED=0"}, "./...", "./native/iam/...", "./compat/goredis/...", "./glissadetest/...", "./native/otel/...", "./native/otel/pipeline/...", "./native/prometheus/...", "./transport/ws/...")
		}
	}
	build(javaScript, javaScriptPackages...)
	return errors.Join(errs...)
}
