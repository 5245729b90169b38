package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// tidy checks that every module requires what it needs and nothing else, as
// "go mod tidy -diff" has it; or mends that, if it may write. The project's own modules
// come from a proxy made of the working tree: they are not published yet.
func tidy(project, version string, write bool) error {
	scratch, err := os.MkdirTemp("", "glissade-tidy-")
	if err != nil {
		return err
	}
	defer removeAll(scratch)
	proxy := filepath.Join(scratch, "proxy")
	sums, err := pack(project, proxy, version)
	if err != nil {
		return err
	}
	environment, err := throughProxy(proxy, filepath.Join(scratch, "cache"))
	if err != nil {
		return err
	}
	var problems []error
	for _, folder := range append([]string{"tools"}, folders...) {
		if err := tidyOne(project, folder, filepath.Join(scratch, "modules", folder), sums, environment, write); err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", filepath.Join(folder, "go.mod"), err))
		}
	}
	return errors.Join(problems...)
}

// tidyOne does so for one module, in a copy of it.
func tidyOne(project, folder, into string, sums, environment []string, write bool) error {
	files, err := filesOf(project, folder)
	if err != nil {
		return err
	}
	for _, f := range files {
		content, err := os.ReadFile(f.(file).source)
		if err != nil {
			return err
		}
		target := filepath.Join(into, filepath.FromSlash(f.Path()))
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return err
		}
		if f.Path() == "go.sum" && !write {
			content = append(content, strings.Join(sumsFor(folder, sums), "\n")+"\n"...)
		}
		if err := os.WriteFile(target, content, 0o644); err != nil {
			return err
		}
	}
	if write {
		return tidyAndWrite(filepath.Join(project, folder), into, environment)
	}
	difference, err := output(into, environment, "go", "mod", "tidy", "-diff")
	if isOnlyOrder(difference) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("is not tidy; go run ./tools/release tidy -w mends it:\n%s%w", difference, err)
	}
	return nil
}

// sumsFor returns what go.sum says of the modules that the one in a folder can require.
func sumsFor(folder string, sums []string) (other []string) {
	for _, line := range sums {
		if !strings.HasPrefix(line, pathOf(folder)+" ") {
			other = append(other, line)
		}
	}
	return other
}

// isOnlyOrder reports whether a difference is about sums of the project's own modules
// alone: which of them a module needs is not known beforehand, nor is their place.
func isOnlyOrder(difference string) bool {
	for line := range strings.Lines(difference) {
		switch {
		case strings.HasPrefix(line, "---"), strings.HasPrefix(line, "+++"), strings.HasPrefix(line, "diff "):
		case strings.HasPrefix(line, "+"), strings.HasPrefix(line, "-"):
			if !isOwn(line[1:]) {
				return false
			}
		}
	}
	return true
}

func tidyAndWrite(module, tidied string, environment []string) error {
	if _, err := output(tidied, environment, "go", "mod", "tidy"); err != nil {
		return err
	}
	required, err := os.ReadFile(filepath.Join(tidied, "go.mod"))
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(module, "go.mod"), required, 0o644); err != nil {
		return err
	}
	sum, err := os.ReadFile(filepath.Join(tidied, "go.sum"))
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(module, "go.sum"), withoutOwn(sum), 0o644)
}

// throughProxy returns an environment in which the go command gets the project's modules
// from a proxy in a folder, and keeps no copy of them where other builds look: their
// versions are not final. Modules that are on this machine are not downloaded again.
func throughProxy(proxy, cache string) ([]string, error) {
	settings, err := output(".", nil, "go", "env", "GOMODCACHE", "GOPROXY")
	if err != nil {
		return nil, err
	}
	known, upstream, _ := strings.Cut(strings.TrimSpace(settings), "\n")
	return []string{
		"GOWORK=off", "GOFLAGS=-mod=mod -modcacherw", "GOMODCACHE=" + cache,
		"GOPROXY=file://" + filepath.ToSlash(proxy) + ",file://" + filepath.ToSlash(known) + "/cache/download," + upstream,
		"GONOSUMDB=" + root, "GONOPROXY=none",
	}, nil
}

// output runs a program in a folder, and returns what it prints.
func output(folder string, environment []string, name string, arguments ...string) (string, error) {
	command := exec.Command(name, arguments...)
	command.Dir = folder
	command.Env = append(os.Environ(), environment...)
	var printed, complaints bytes.Buffer
	command.Stdout, command.Stderr = &printed, &complaints
	if err := command.Run(); err != nil {
		return printed.String(), fmt.Errorf("%s %s: %w: %s", name, strings.Join(arguments, " "), err, complaints.String())
	}
	return printed.String(), nil
}

// removeAll removes a folder with module caches in it.
func removeAll(folder string) {
	if err := os.RemoveAll(folder); err != nil {
		fmt.Fprintln(os.Stderr, "left behind:", err)
	}
}
