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

// run runs a program and shows its output.
func run(name string, arguments ...string) error { return runIn("", nil, name, arguments...) }

// runIn runs a program in a folder ("" is the project's) with additions to the
// environment, and shows its output.
func runIn(folder string, environment []string, name string, arguments ...string) error {
	announce(os.Stdout, environment, name, arguments)
	return start(folder, environment, os.Stdout, os.Stderr, name, arguments...)
}

// announce shows what is about to be run.
func announce(out io.Writer, environment []string, name string, arguments []string) {
	fmt.Fprintln(out, "$", strings.Join(append(append([]string{}, environment...), append([]string{name}, arguments...)...), " "))
}

// output runs a program and returns what it prints, without the last newline. Its
// error holds what it printed to the error output.
func output(name string, arguments ...string) (string, error) {
	var printed, complaints bytes.Buffer
	command := exec.Command(name, arguments...)
	command.Stdout, command.Stderr = &printed, &complaints
	if err := command.Run(); err != nil {
		return printed.String(), fmt.Errorf("%s: %w: %s", name, err, complaints.String())
	}
	return strings.TrimSpace(printed.String()), nil
}

func start(folder string, environment []string, stdout, stderr io.Writer, name string, arguments ...string) error {
	command := exec.Command(name, arguments...)
	command.Dir = folder
	command.Env = append(os.Environ(), environment...)
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, stdout, stderr
	err := command.Run()
	var missing *exec.Error
	if errors.As(err, &missing) {
		return fmt.Errorf("%s is not installed: %w", name, err)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

type fuzzTarget struct{ name, folder string }

// fuzzTargets finds the fuzz targets of packages.
func fuzzTargets(packages ...string) ([]fuzzTarget, error) {
	folders, err := output("go", append([]string{"list", "-f", "{{if or .TestGoFiles .XTestGoFiles}}{{.Dir}}{{end}}"}, packages...)...)
	if err != nil {
		return nil, err
	}
	var targets []fuzzTarget
	for _, folder := range strings.Fields(folders) {
		listed, err := output("go", "test", "-list", "^Fuzz", folder)
		if err != nil {
			return nil, err
		}
		for _, line := range strings.Fields(listed) {
			if strings.HasPrefix(line, "Fuzz") {
				targets = append(targets, fuzzTarget{line, folder})
			}
		}
	}
	return targets, nil
}
