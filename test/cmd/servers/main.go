// The servers command installs what the tests use, and runs other programs with a
// real server at hand.
//
//	go run ./test/cmd/servers install
//	go run ./test/cmd/servers with valkey-9.1 PROGRAM ARGUMENT…
//
// In an argument of the program, {address} stands for the server's host and port.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"

	"github.com/glissade-io/glissade/test/browser"
	"github.com/glissade-io/glissade/test/servers"
)

const usage = "usage: servers install | servers with VERSION PROGRAM ARGUMENT…"

func main() {
	if err := do(context.Background(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func do(ctx context.Context, arguments []string) error {
	switch {
	case len(arguments) == 1 && arguments[0] == "install":
		return install(ctx)
	case len(arguments) >= 3 && arguments[0] == "with":
		return with(ctx, servers.Version(arguments[1]), arguments[2:])
	default:
		return errors.New(usage)
	}
}

// install finds or installs every server and the browser, and goes on to the next
// where one cannot be had.
func install(ctx context.Context) error {
	var errs []error
	for _, version := range servers.Versions() {
		command, err := servers.Find(ctx, version)
		errs = append(errs, err)
		if err == nil {
			fmt.Printf("%-11s %s\n", version, command[len(command)-1])
		}
	}
	path, err := browser.Executable(ctx)
	if err == nil {
		fmt.Printf("%-11s %s\n", "chromium", path)
	}
	return errors.Join(append(errs, err)...)
}

// with runs a program while a server of the given version runs.
func with(ctx context.Context, version servers.Version, program []string) error {
	if !slices.Contains(servers.Versions(), version) {
		return fmt.Errorf("%q is no known version: use one of %v", version, servers.Versions())
	}
	server, err := servers.Launch(ctx, version, servers.Options{})
	if err != nil {
		return err
	}
	defer server.Close()
	for i := range program {
		program[i] = strings.ReplaceAll(program[i], "{address}", server.Addr())
	}
	command := exec.CommandContext(ctx, program[0], program[1:]...)
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	return command.Run()
}
