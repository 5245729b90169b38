// Command release makes what a release of the project consists of, and checks that it can
// be made. It publishes nothing: it prints the tags to push, in their order.
//
//	go run ./tools/release proxy FOLDER     packs the modules as a proxy for the go command,
//	                                        and prints the environment that uses it
//	go run ./tools/release tidy [-w]        checks, or mends, what modules require
//	go run ./tools/release make v0.1.0      sets the version, checks, and builds into dist/
//
// RELEASING.md says what comes before and after.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

var errUsage = errors.New("give one of: proxy FOLDER, tidy, tidy -w, make VERSION")

// printProxy packs the modules into a folder, in which the go command keeps its copies of
// modules too.
func printProxy(project, folder, version string) error {
	folder, err := filepath.Abs(folder)
	if err != nil {
		return err
	}
	if _, err := pack(project, filepath.Join(folder, "proxy"), version); err != nil {
		return err
	}
	environment, err := throughProxy(filepath.Join(folder, "proxy"), filepath.Join(folder, "cache"))
	if err != nil {
		return err
	}
	fmt.Println(strings.Join(environment, "\n"))
	return nil
}

func run(arguments []string) error {
	const project = "." // the go command runs programs where it was called
	version, err := currentVersion(project)
	if err != nil {
		return err
	}
	switch {
	case len(arguments) == 2 && arguments[0] == "proxy":
		return printProxy(project, arguments[1], version)
	case len(arguments) == 1 && arguments[0] == "tidy":
		return tidy(project, version, false)
	case len(arguments) == 2 && arguments[0] == "tidy" && arguments[1] == "-w":
		return tidy(project, version, true)
	case len(arguments) == 2 && arguments[0] == "make":
		return release(project, arguments[1])
	default:
		return errUsage
	}
}
