package main

import (
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

const (
	glissade = "glissade"
	glide    = "glide"
	types    = "types"
)

// suites are the files of tests by the names of the suites.
var suites = map[string][]string{
	"standalone": {"GlideClient.test.ts"},
	"cluster":    {"GlideClusterClient.test.ts"},
	"pubsub":     {"PubSub.test.ts"},
	types:        {"GlideClient.test.ts", "GlideClusterClient.test.ts", "PubSub.test.ts"},
}

// settings are what the command line says.
type settings struct {
	checkout, suite, run, baseline, json, pkg string
	timeout, testTimeout                      time.Duration
}

// parse reads the command line.
func parse(arguments []string) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("glidetests", flag.ContinueOnError)
	flags.StringVar(&s.checkout, "checkout", "", "the `folder` of a checkout of valkey-io/valkey-glide")
	flags.StringVar(&s.suite, "suite", "standalone", "what to run: "+strings.Join(suiteNames(), ", "))
	flags.StringVar(&s.run, "run", "", "run only the tests whose names match this regular `expression` of JavaScript")
	flags.StringVar(&s.baseline, "baseline", "", "count the tests that passed in a run whose -json wrote this `file`")
	flags.StringVar(&s.json, "json", "", "write the results to this `file`")
	flags.StringVar(&s.pkg, "package", glissade, "the package to test: "+glissade+", or "+glide+" for GLIDE's own from npm")
	flags.DurationVar(&s.timeout, "timeout", time.Hour, "how long everything may take")
	flags.DurationVar(&s.testTimeout, "test-timeout", 30*time.Second, "how long one test may take, whatever it says itself")
	if err := flags.Parse(arguments); err != nil {
		return s, err
	}
	switch {
	case flags.NArg() > 0:
		return s, fmt.Errorf("%q is no flag", flags.Arg(0))
	case s.checkout == "":
		return s, errors.New("-checkout is missing: git clone https://github.com/valkey-io/valkey-glide, and pass its folder")
	case suites[s.suite] == nil:
		return s, fmt.Errorf("-suite is one of %s, not %q", strings.Join(suiteNames(), ", "), s.suite)
	case s.pkg != glissade && s.pkg != glide:
		return s, fmt.Errorf("-package is %s or %s, not %q", glissade, glide, s.pkg)
	case s.suite == types && (s.run != "" || s.baseline != ""):
		return s, errors.New("-run and -baseline are of tests that run, not of -suite types")
	case s.timeout <= 0 || s.testTimeout <= 0:
		return s, errors.New("-timeout and -test-timeout must be more than 0")
	}
	if _, err := regexp.Compile(s.run); err != nil {
		return s, fmt.Errorf("-run: %w", err)
	}
	for _, file := range suites[s.suite] {
		if _, err := os.Stat(filepath.Join(s.checkout, "node", "tests", file)); err != nil {
			return s, fmt.Errorf("-checkout %s has no such tests: %w", s.checkout, err)
		}
	}
	return s, nil
}

func suiteNames() []string { return slices.Sorted(maps.Keys(suites)) }
