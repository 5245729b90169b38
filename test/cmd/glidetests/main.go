// The glidetests command runs the tests of GLIDE for Node against the npm package of this
// repository, for those who hold it to GLIDE's API. It is no part of CI.
//
//	git clone https://github.com/valkey-io/valkey-glide /tmp/glide
//	go run ./test/cmd/glidetests -checkout /tmp/glide -suite standalone -package glide -json /tmp/standalone.json
//	go run ./test/cmd/glidetests -checkout /tmp/glide -suite standalone -baseline /tmp/standalone.json
//
// The first run is of GLIDE itself, from npm and over TCP; it says which tests can pass on
// these servers. The second is of this repository's package, which is built first, over a
// bridge that the program starts. It prints how many of those tests pass, and of each test
// that fails what it says; -json writes the same to a file. -run takes a regular
// expression that the names of the tests must match.
//
// The tests are used as they are, in a temporary folder. What their import of the package
// leads to is chosen there, and a configuration without a bridge is given the program's.
// Tests have servers started by a script in Python. A program of the name python3 comes
// before it in PATH, which has this one start them: Valkey 9.1, in the number that the
// test asks for. TLS and modules are refused.
//
// -suite types runs the TypeScript compiler over the same tests, with their settings, and
// counts the errors.
//
// It needs Node 20.16 or newer and npm. What comes from npm is kept in the user's cache
// folder. A test that takes longer than -test-timeout fails; a run that takes longer than
// -timeout is stopped, and the test that it was at counts as failed. The exit status is 1
// if a test fails that passed in the baseline, or without one if any does.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
)

// errTestsFail is what a run ends with in which tests fail.
var errTestsFail = errors.New("tests fail")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, arguments []string) error {
	s, err := parse(arguments)
	if err != nil {
		return err
	}
	var passedBefore []string
	if s.baseline != "" {
		if passedBefore, err = readBaseline(s.baseline); err != nil {
			return err
		}
	}
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	packages, err := installPackages(ctx)
	if err != nil {
		return err
	}
	if s.pkg == glissade {
		if err := buildPackage(ctx); err != nil {
			return err
		}
	}
	folder, err := os.MkdirTemp("", "glidetests-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	// The tests find out where they are, where a link to it would lead them astray.
	if folder, err = filepath.EvalSymlinks(folder); err != nil {
		return err
	}
	if err := layOut(folder, packages, s); err != nil {
		return err
	}
	if s.suite == types {
		return checkTypes(ctx, folder, s)
	}
	outcomes, err := runTests(ctx, folder, packages, s)
	if err != nil {
		return err
	}
	r := newReport(s, outcomes, passedBefore)
	r.print(os.Stdout)
	if err := writeJSON(s.json, r); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("the run was stopped before its end: %w", err)
	}
	if r.regressed() {
		return errTestsFail
	}
	return nil
}
