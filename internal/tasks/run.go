package tasks

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// console is where programs are run: what they print goes to its writers, and what stands
// in before is put before their names, as nice is.
type console struct {
	out, errs io.Writer
	before    []string
}

// terminal is the console of who has called the task.
var terminal = console{out: os.Stdout, errs: os.Stderr}

// run runs a program and shows its output.
func run(name string, arguments ...string) error { return terminal.run(name, arguments...) }

// runIn runs a program in a folder ("" is the project's) with additions to the
// environment, and shows its output.
func runIn(folder string, environment []string, name string, arguments ...string) error {
	return terminal.runIn(folder, environment, name, arguments...)
}

func (c console) run(name string, arguments ...string) error {
	return c.runIn("", nil, name, arguments...)
}

func (c console) runIn(folder string, environment []string, name string, arguments ...string) error {
	c.announce(environment, name, arguments)
	return c.start(folder, environment, c.out, name, arguments...)
}

// announce shows what is about to be run.
func (c console) announce(environment []string, name string, arguments []string) {
	fmt.Fprintln(c.out, "$", strings.Join(slices.Concat(environment, []string{name}, arguments), " "))
}

// start runs a program to its end, whose output goes to stdout.
func (c console) start(folder string, environment []string, stdout io.Writer, name string, arguments ...string) error {
	words := slices.Concat(c.before, []string{name}, arguments)
	command := exec.Command(words[0], words[1:]...)
	command.Dir = folder
	command.Env = append(os.Environ(), environment...)
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, stdout, c.errs
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
