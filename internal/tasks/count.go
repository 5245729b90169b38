package tasks

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// testCount is how many tests of a stage passed, were skipped and failed. Subtests
// are counted, their parents are not.
type testCount struct{ passed, skipped, failed int }

// String returns the count in words, or nothing where there were no tests.
func (c testCount) String() string {
	if c == (testCount{}) {
		return ""
	}
	text := fmt.Sprintf("%d tests passed", c.passed)
	if c.skipped > 0 {
		text += fmt.Sprintf(", %d skipped", c.skipped)
	}
	if c.failed > 0 {
		text += fmt.Sprintf(", %d failed", c.failed)
	}
	return text
}

// goTest runs go test, prints one line for each package, the output of what failed
// and the reasons of what was skipped, and counts.
//
// go test would vet once more what the stage vet does, which checks more.
func (c console) goTest(environment []string, arguments ...string) (testCount, error) {
	reader, writer := io.Pipe()
	total := make(chan testCount)
	go func() { total <- fold(c.out, reader) }()
	arguments = append([]string{"test", "-json", "-vet=off"}, arguments...)
	c.announce(environment, "go", arguments)
	err := c.start("", environment, writer, "go", arguments...)
	writer.Close()
	count := <-total
	if err != nil {
		err = errors.New("go test: " + err.Error())
	}
	return count, err
}

// testEvent is one line of go test -json.
type testEvent struct {
	Action, Package, ImportPath, Test, Output string
	Elapsed                                   float64
}

type testName struct{ pkg, test string }

// fold reads the events of go test -json, and prints to out what goTest says.
func fold(out io.Writer, events io.Reader) testCount {
	var total testCount
	packages := map[string]testCount{}
	outputs := map[testName]*strings.Builder{}
	parents := map[testName]bool{}
	decoder := json.NewDecoder(events)
	for {
		var e testEvent
		if err := decoder.Decode(&e); err != nil {
			_, _ = io.Copy(io.Discard, events) // The writer must not block.
			return total
		}
		name := testName{e.Package, e.Test}
		switch e.Action {
		case "run":
			if i := strings.LastIndexByte(e.Test, '/'); i >= 0 {
				parents[testName{e.Package, e.Test[:i]}] = true
			}
			outputs[name] = new(strings.Builder)
		case "build-output":
			fmt.Fprint(out, e.Output)
		case "output":
			if outputs[name] == nil {
				outputs[name] = new(strings.Builder)
			}
			outputs[name].WriteString(e.Output)
		case "pass", "skip", "fail":
			if e.Test == "" {
				printUnfinished(out, outputs, e)
				printPackage(out, e, packages[e.Package], outputs[name])
				break
			}
			if e.Action == "fail" {
				fmt.Fprint(out, outputs[name])
			}
			if e.Action == "skip" {
				fmt.Fprintf(out, "skip %s: %s\n", e.Test, reason(outputs[name].String()))
			}
			if !parents[name] {
				count := packages[e.Package]
				count.add(e.Action)
				packages[e.Package] = count
				total.add(e.Action)
			}
			delete(outputs, name)
		}
	}
}

func (c *testCount) add(action string) {
	switch action {
	case "pass":
		c.passed++
	case "skip":
		c.skipped++
	default:
		c.failed++
	}
}

// printUnfinished shows what the tests printed that were still running when their
// package failed, as they are when the program is killed or runs out of time.
func printUnfinished(out io.Writer, outputs map[testName]*strings.Builder, e testEvent) {
	if e.Action != "fail" {
		return
	}
	for name, output := range outputs {
		if name.pkg == e.Package && name.test != "" {
			fmt.Fprintf(out, "not finished: %s\n%s", name.test, output)
		}
	}
}

// printPackage says what became of a package; what it printed outside of tests is
// shown if it failed, since a panic or a leak is reported there.
func printPackage(out io.Writer, e testEvent, count testCount, output *strings.Builder) {
	switch {
	case e.Action == "fail":
		if output != nil {
			fmt.Fprint(out, output)
		}
		fmt.Fprintf(out, "FAIL %s: %s\n", e.Package, cmp.Or(count.String(), "no test finished"))
	case count != testCount{}:
		fmt.Fprintf(out, "ok   %s: %s in %.1fs\n", e.Package, count, e.Elapsed)
	}
}

// reason finds what a test said when it skipped itself.
func reason(output string) string {
	for line := range strings.Lines(output) {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "===") && !strings.HasPrefix(line, "---") {
			return line
		}
	}
	return "no reason given"
}
