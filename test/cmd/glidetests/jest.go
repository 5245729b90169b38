package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// outcome is how a test ended.
type outcome struct {
	Name         string `json:"name"`
	Status       string `json:"status"`
	Error        string `json:"error,omitempty"` // its first line, and what was expected and received
	Milliseconds int    `json:"milliseconds"`
}

// Status of an outcome; Jest has more of them, of tests that it did not run.
const (
	started = "started"
	passed  = "passed"
	failed  = "failed"
)

// runTests has Jest run the tests that are laid out in folder.
func runTests(ctx context.Context, folder, packages string, s settings) ([]outcome, error) {
	f := newFleet(ctx)
	defer f.Close()
	listener := httptest.NewServer(f)
	defer listener.Close()
	results := filepath.Join(folder, "results")
	configuration, err := json.Marshal(jestConfiguration(folder, results, s))
	if err != nil {
		return nil, err
	}
	arguments := []string{
		filepath.Join(packages, "jest", "bin", "jest.js"), "--config", string(configuration), "--runInBand", "--forceExit",
		"--testNamePattern", s.run, "--runTestsByPath",
	}
	for _, file := range suites[s.suite] {
		arguments = append(arguments, filepath.Join(folder, "node", "tests", file))
	}
	command := exec.CommandContext(ctx, "node", arguments...)
	command.Dir = filepath.Join(folder, "node")
	command.Env = append(
		os.Environ(),
		"PATH="+filepath.Join(folder, "jest")+string(os.PathListSeparator)+os.Getenv("PATH"),
		"FORCE_COLOR=0",
		"GLIDETESTS_SERVERS="+listener.URL,
		"GLIDETESTS_BRIDGE="+strings.Replace(listener.URL, "http", "ws", 1),
	)
	command.Stdout, command.Stderr = os.Stderr, os.Stderr
	command.WaitDelay = 5 * time.Second // for what a killed program has started
	runErr := command.Run()
	text, err := os.ReadFile(results)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errors.Join(errors.New("no test was run"), runErr)
	}
	if err != nil {
		return nil, err
	}
	return parseOutcomes(bytes.NewReader(text))
}

func jestConfiguration(folder, results string, s settings) map[string]any {
	ours := func(file string) string { return filepath.Join(folder, "jest", file) }
	names := map[string]string{`^(\.\.?/.*)\.js$`: "$1"} // TypeScript names files as they will be
	if s.pkg == glissade {
		names[`^\.\./`+imported+`/.*$`] = filepath.Join(folder, "node", imported, absent)
	}
	return map[string]any{
		"rootDir":                folder,
		"roots":                  []string{filepath.Join(folder, "node", "tests")},
		"testEnvironment":        ours("environment.cjs"),
		"testEnvironmentOptions": map[string]any{"longest": s.testTimeout.Milliseconds()},
		"transform":              map[string]string{`\.[jt]s$`: ours("transform.cjs")},
		"moduleNameMapper":       names,
		"moduleFileExtensions":   []string{"ts", "js", "json", "node"},
		"reporters":              []any{[]any{ours("reporter.cjs"), map[string]string{"path": results}}},
		"watchman":               false,
	}
}

// parseOutcomes reads the lines that our reporter writes. A test that began and did not
// end counts as failed.
func parseOutcomes(lines io.Reader) ([]outcome, error) {
	var outcomes []outcome
	open := "" // the test that has begun
	scanner := bufio.NewScanner(lines)
	scanner.Buffer(nil, 64<<20) // messages show what was received, which may be large
	for scanner.Scan() {
		var line outcome
		if err := json.Unmarshal(scanner.Bytes(), &line); err != nil {
			return nil, fmt.Errorf("a result of Jest: %w", err)
		}
		line.Name, line.Error = sameNames.Replace(line.Name), summary(line.Error)
		if line.Status == started {
			open = line.Name
			continue
		}
		if line.Name == open {
			open = ""
		}
		outcomes = append(outcomes, line)
	}
	if open != "" {
		outcomes = append(outcomes, outcome{Name: open, Status: failed, Error: "it had not ended when the run was stopped"})
	}
	return numberNames(outcomes), scanner.Err()
}

// numberNames adds a number to a name that several tests have, which come in the same
// order in each run.
func numberNames(outcomes []outcome) []outcome {
	seen := map[string]int{}
	for i, o := range outcomes {
		if seen[o.Name]++; seen[o.Name] > 1 {
			outcomes[i].Name = fmt.Sprintf("%s (%d)", o.Name, seen[o.Name])
		}
	}
	return outcomes
}

// sameNames makes the names of tests the same for all packages: many show values of two
// enumerations, of protocols and decoders, which are numbers in GLIDE.
var sameNames = strings.NewReplacer(
	`"RESP2"`, "0", "= RESP2", "= 0", `"RESP3"`, "1", "= RESP3", "= 1",
	`"bytes"`, "0", "= bytes", "= 0", `"string"`, "1", "= string", "= 1",
)

// comparison matches the lines of a message that say what was compared.
var comparison = regexp.MustCompile(`(?m)^ *(Expected|Received)\b.*$`)

// longestError bounds an error in the results, in bytes.
const longestError = 400

// summary returns the first line of an error's text and what it says was expected and
// received.
func summary(text string) string {
	first, rest, _ := strings.Cut(strings.TrimSpace(text), "\n")
	parts := append([]string{first}, comparison.FindAllString(rest, 2)...)
	for i := range parts {
		parts[i] = strings.Join(strings.Fields(parts[i]), " ")
	}
	joined := strings.Join(parts, " | ")
	if len(joined) > longestError {
		joined = strings.ToValidUTF8(joined[:longestError], "") + "..."
	}
	return joined
}
