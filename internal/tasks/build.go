package tasks

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
)

var (
	// everything is all packages of all modules with code of their own.
	everything = []string{
		"./...", "./native/iam/...", "./glissadetest/...", "./native/otel/...", "./native/otel/pipeline/...", "./native/prometheus/...", "./transport/ws/...", "./wasm/...", "./web-demo/...", "./test/...", "./tools/...",
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
func CrossBuild() error { return crossBuild(os.Stdout) }

func crossBuild(out io.Writer, before ...string) error {
	var errs []error
	build := func(environment []string, packages ...string) {
		words := append(append([]string{}, before...), append([]string{"go", "build"}, packages...)...)
		announce(out, environment, "go", words[len(before)+1:])
		if err := start("", environment, out, out, words[0], words[1:]...); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", strings.Join(environment, " "), err))
		}
	}
	for _, system := range []string{"linux", "darwin", "windows", "freebsd"} {
		for _, architecture := range []string{"amd64", "arm64"} {
			build([]string{"GOOS=" + system, "GOARCH=" + architecture, "CGO_ENABLED=0"}, "./...", "./native/iam/...", "./glissadetest/...", "./native/otel/...", "./native/otel/pipeline/...", "./native/prometheus/...", "./transport/ws/...")
		}
	}
	build(javaScript, javaScriptPackages...)
	return errors.Join(errs...)
}

// crossBuildBesides begins to build for other systems at the lowest priority, beside tests
// that wait for servers most of the time, and returns what waits for the end and shows the
// output.
func crossBuildBesides() (wait func() error) {
	var before []string
	if nice, err := exec.LookPath("nice"); err == nil {
		before = []string{nice, "-n", "19"}
	}
	var out bytes.Buffer
	ended := make(chan error, 1)
	go func() { ended <- crossBuild(&out, before...) }()
	return func() error {
		err := <-ended
		fmt.Print(out.String())
		return err
	}
}
