package tasks

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// stage is one part of Test.
type stage struct {
	name string
	run  func() (testCount, error)
}

// errSkipped is returned by a stage that this machine lacks something for. It is a
// failure where CI=true.
var errSkipped = errors.New("skipped")

// Test runs every check: vet, unit, integration and browser tests, layers, cross builds, types, size.
func Test() error {
	var crossBuilt func() error
	return runStages([]stage{
		{"vet", counted(vet)},
		{"unit tests", testUnits},
		{"unit tests in Node.js", testInNode},
		{"API, layers, secrets", func() (testCount, error) {
			return goTest(nil, "-count=1", "./test/api", "./test/layers", "./test/secrets")
		}},
		{"integration tests", func() (testCount, error) {
			crossBuilt = crossBuildBesides()
			return testIntegration()
		}},
		{"clusters, faults, features", func() (testCount, error) {
			// Each waits most of its time, the first longest.
			return testOnServers("-p=4", "./test/cluster/...", "./test/faultproxy", "./test/faults/...", "./test/caching/...", "./test/compression/...",
				"./test/credentials/...", "./test/nodes/...", "./test/subscriptions/...", "./test/telemetry/...")
		}},
		{"release", func() (testCount, error) { return goTest(nil, "-count=1", "./test/release") }},
		{"size of the wasm file", counted(Size)},
		{"npm package", func() (testCount, error) { return goTest(nil, "-count=1", "./wasm/check") }},
		{"browser tests", func() (testCount, error) {
			return goTest(nil, "-count=1", "./test/browser/...", "./test/bridge/...", "./test/deploy/...", "./web-demo/...")
		}},
		{"cross builds, begun before", func() (testCount, error) { return testCount{}, crossBuilt() }},
	})
}

// CI runs the linters and every check, as a pull request must pass them.
func CI() error {
	return errors.Join(Lint(), Test())
}

// runStages runs all stages, whatever becomes of each, and sums them up.
func runStages(stages []stage) error {
	type outcome struct {
		stage
		count testCount
		took  time.Duration
		err   error
	}
	var outcomes []outcome
	var failed []string
	for _, s := range stages {
		fmt.Printf("\n== %s\n", s.name)
		start := time.Now()
		count, err := s.run()
		if errors.Is(err, errSkipped) && os.Getenv("CI") == "true" {
			err = fmt.Errorf("not possible here, and CI=true: %v", err)
		}
		if err != nil {
			fmt.Println(err)
		}
		if err != nil && !errors.Is(err, errSkipped) {
			failed = append(failed, s.name)
		}
		outcomes = append(outcomes, outcome{s, count, time.Since(start), err})
	}
	fmt.Println("\n== summary")
	for _, o := range outcomes {
		verdict := "ok"
		switch {
		case errors.Is(o.err, errSkipped):
			verdict = "skipped"
		case o.err != nil:
			verdict = "FAILED"
		}
		fmt.Printf("%-8s %-26s %6.1fs  %s\n", verdict, o.name, o.took.Seconds(), o.count)
	}
	if len(failed) > 0 {
		return fmt.Errorf("failed: %s", strings.Join(failed, ", "))
	}
	return nil
}

// counted lets a target that runs no tests be a stage.
func counted(target func() error) func() (testCount, error) {
	return func() (testCount, error) { return testCount{}, target() }
}

func vet() error {
	return errors.Join(
		run("go", append([]string{"vet"}, everything...)...),
		runIn("", javaScript, "go", append([]string{"vet"}, javaScriptPackages...)...),
	)
}

func testUnits() (testCount, error) {
	return goTest(nil, append(raceFlag(), "./...", "./native/iam/...", "./glissadetest/...", "./native/otel/...", "./native/otel/pipeline/...", "./native/prometheus/...", "./transport/ws/...",
		"./wasm", "./wasm/internal/...", "./wasm/build", "./wasm/size", "./test/bench/...")...)
}

func testIntegration() (testCount, error) {
	return testOnServers("./test/servers", "./test/cmd/...", "./test/integration/...", "./test/inmemory")
}

// testOnServers runs packages on real servers, so what the last run found says nothing.
func testOnServers(arguments ...string) (testCount, error) {
	return goTest(nil, append(append(raceFlag(), "-count=1"), arguments...)...)
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
func testInNode() (testCount, error) {
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
	return goTest(javaScript, append([]string{"-exec", executor}, javaScriptPackages...)...)
}
