package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
)

// report is what a run has found. It is written as JSON, and read as a baseline.
type report struct {
	Package  string    `json:"package"`
	Suite    string    `json:"suite"`
	Passed   int       `json:"passed"`
	Failed   int       `json:"failed"`
	Baseline *baseline `json:"baseline,omitempty"`
	Tests    []outcome `json:"tests"` // those that were run, in order
}

// baseline is how the tests fared that passed in another run.
type baseline struct {
	Passed  int      `json:"passed"`
	Failed  []string `json:"failed"`
	Missing int      `json:"missing"` // were not run, or not reached
}

func newReport(s settings, outcomes []outcome, passedBefore []string) report {
	r := report{Package: s.pkg, Suite: s.suite}
	for _, o := range outcomes {
		switch o.Status {
		case passed:
			r.Passed++
		case failed:
			r.Failed++
		default:
			continue
		}
		r.Tests = append(r.Tests, o)
	}
	if s.baseline == "" {
		return r
	}
	r.Baseline = &baseline{}
	now := map[string]string{}
	for _, o := range r.Tests {
		now[o.Name] = o.Status
	}
	for _, name := range passedBefore {
		switch now[name] {
		case passed:
			r.Baseline.Passed++
		case failed:
			r.Baseline.Failed = append(r.Baseline.Failed, name)
		default:
			r.Baseline.Missing++
		}
	}
	return r
}

// readBaseline returns the names of the tests that passed in the run that wrote a file.
func readBaseline(path string) ([]string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var before report
	if err := json.Unmarshal(text, &before); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	var names []string
	for _, o := range before.Tests {
		if o.Status == passed {
			names = append(names, o.Name)
		}
	}
	return names, nil
}

// regressed reports whether a test fails that should pass.
func (r report) regressed() bool {
	if r.Baseline != nil {
		return len(r.Baseline.Failed) > 0
	}
	return r.Failed > 0
}

func (r report) print(w io.Writer) {
	for _, o := range r.Tests {
		if o.Status == failed {
			fmt.Fprintf(w, "FAIL %s\n     %s\n", o.Name, o.Error)
		}
	}
	fmt.Fprintf(w, "%s, %s: %d passed, %d failed\n", r.Package, r.Suite, r.Passed, r.Failed)
	if b := r.Baseline; b != nil {
		fmt.Fprintf(w, "of those that passed in the baseline: %d passed, %d failed, %d were not run\n", b.Passed, len(b.Failed), b.Missing)
	}
}

// writeJSON writes results to a file, if it has a name.
func writeJSON(path string, results any) error {
	if path == "" {
		return nil
	}
	text, err := json.MarshalIndent(results, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(text, '\n'), 0o644)
}
