package tasks

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// Test runs every check: vet, unit, integration and browser tests, layers, cross builds, types, size.
//
// What needs nothing but the processor is done beside the tests that wait for servers, pages
// and timeouts most of the time.
func Test() error {
	return runStages([]stage{
		{"unit tests", testUnits},
		{"unit tests in Node.js", testInNode},
		{"tests on real servers", testOnServers},
		{"npm package and browsers", testPackageAndPages},
	}, []stage{
		{"vet", counted(vet)},
		{"API, layers, secrets", func(c console) (testCount, error) {
			return c.goTest(nil, "-count=1", besideTimeout, "./test/api", "./test/layers", "./test/secrets")
		}},
		{"release", func(c console) (testCount, error) {
			return c.goTest(nil, "-count=1", besideTimeout, "./test/release")
		}},
		{"size of the wasm file", counted(size)},
		{"cross builds", counted(crossBuild)},
	})
}

// Go would end a package's tests after ten minutes. The longest take that on a busy machine,
// and those beside others get what these leave of the processor.
const longTimeout, besideTimeout = "-timeout=20m", "-timeout=30m"

// CI runs the linters and every check, as a pull request must pass them.
func CI() error {
	return errors.Join(Lint(), Test())
}

// counted lets a target that runs no tests be a stage.
func counted(target func(console) error) func(console) (testCount, error) {
	return func(c console) (testCount, error) { return testCount{}, target(c) }
}

func vet(c console) error {
	return errors.Join(
		c.run("go", append([]string{"vet"}, everything...)...),
		c.runIn("", javaScript, "go", append([]string{"vet"}, javaScriptPackages...)...),
	)
}

func testUnits(c console) (testCount, error) {
	// The first waits most of its time, while others are built.
	return c.goTest(nil, append(raceFlag(), "./transport/ws/...", "./...", "./native/iam/...", "./compat/goredis/...", "./glissadetest/...", "./native/otel/...", "./native/otel/pipeline/...", "./native/prometheus/...",
		"./wasm", "./wasm/internal/...", "./wasm/build", "./wasm/size", "./test/bench/...")...)
}

// testOnServers runs packages on real servers, so what the last run found says nothing.
func testOnServers(c console) (testCount, error) {
	// Each waits most of its time, the first longest.
	return c.goTest(nil, append(raceFlag(), "-count=1", longTimeout, "-p=4", "./test/cluster/...", "./test/faults/...", "./test/integration/...", "./test/credentials/...", "./test/goredis",
		"./test/caching/...", "./test/subscriptions/...", "./test/nodes/...", "./test/servers", "./test/telemetry/...", "./test/compression/...", "./test/faultproxy",
		"./test/inmemory", "./test/cmd/...")...)
}

func testPackageAndPages(c console) (testCount, error) {
	installed := c.installPackages()
	// The first takes as long as all others.
	count, err := c.goTest(nil, "-count=1", longTimeout, "./web-demo/...", "./wasm/check", "./test/browser/...", "./test/bridge/...", "./test/deploy/...")
	return count, errors.Join(installed, err)
}

// installPackages installs what the npm package is tested with, before several tests would
// at the same time. Where npm is missing, they say so.
func (c console) installPackages() error {
	folder := filepath.Join("wasm", "npm")
	if _, err := os.Stat(filepath.Join(folder, "node_modules")); err == nil {
		return nil
	}
	npm, err := exec.LookPath("npm")
	if err != nil {
		return nil
	}
	return c.runIn(folder, nil, npm, "ci", "--no-audit", "--no-fund")
}

// raceFlag asks for the race detector, which needs a C compiler.
func raceFlag() []string {
	enabled, err := output("go", "env", "CGO_ENABLED")
	if err == nil && enabled == "1" {
		return []string{"-race"}
	}
	fmt.Println("no C compiler here: tests run without the race detector")
	return nil
}

// testInNode runs the unit tests of what a browser runs as WebAssembly in Node.js.
func testInNode(c console) (testCount, error) {
	if _, err := exec.LookPath("node"); err != nil {
		return testCount{}, fmt.Errorf("%w: install Node.js 20 or newer to run the core's tests as WebAssembly", errSkipped)
	}
	root, err := output("go", "env", "GOROOT")
	if err != nil {
		return testCount{}, err
	}
	// A Go program in Node, which has one thread, ends at once if GOMAXPROCS in the
	// environment asks for more.
	executor := "env GOMAXPROCS=1 " + filepath.Join(root, "lib", "wasm", "go_js_wasm_exec")
	return c.goTest(javaScript, append([]string{"-exec", executor}, javaScriptPackages...)...)
}
