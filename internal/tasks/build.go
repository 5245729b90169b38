package tasks

import (
	"errors"
	"fmt"
)

var (
	// everything is all packages of all modules with code of their own.
	everything = []string{"./...", "./transport/ws/...", "./wasm/...", "./web-demo/...", "./test/...", "./tools/..."}
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
func CrossBuild() error {
	var errs []error
	for _, system := range []string{"linux", "darwin", "windows", "freebsd"} {
		for _, architecture := range []string{"amd64", "arm64"} {
			environment := []string{"GOOS=" + system, "GOARCH=" + architecture, "CGO_ENABLED=0"}
			if err := runIn("", environment, "go", "build", "./...", "./transport/ws/..."); err != nil {
				errs = append(errs, fmt.Errorf("%s/%s: %w", system, architecture, err))
			}
		}
	}
	if err := runIn("", javaScript, "go", append([]string{"build"}, javaScriptPackages...)...); err != nil {
		errs = append(errs, fmt.Errorf("js/wasm: %w", err))
	}
	return errors.Join(errs...)
}
