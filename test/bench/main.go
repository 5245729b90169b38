package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/pprof"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp):
		os.Exit(2) // the flags have been explained
	case err != nil:
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run is the command: tables go to stdout, progress to stderr.
func run(ctx context.Context, arguments []string, stdout, stderr io.Writer) error {
	c, err := parse(arguments, stderr)
	if err != nil {
		return err
	}
	if c.list {
		c.writeList(stdout)
		return nil
	}
	c.progress = stderr
	if c.address == "" {
		address, end, err := launch(ctx, c.cluster)
		if err != nil {
			return fmt.Errorf("start a server (-address uses one that runs already): %w", err)
		}
		defer end()
		c.address = address
	}
	control, err := dialControl(ctx, c.address, c.cluster)
	if err != nil {
		return err
	}
	defer control.Close()
	server, err := control.version()
	if err != nil {
		return err
	}
	stopProfile, err := startProfile(c.profile)
	if err != nil {
		return err
	}
	started := time.Now()
	all, err := c.benchmark.run(ctx, control)
	if err != nil {
		err = fmt.Errorf("the run ended early: %w", err)
	}
	r := newReport(c.benchmark, server, started, all)
	return errors.Join(err, stopProfile(), c.publish(r, stdout, stderr))
}

// publish writes the tables and the JSON file.
func (c commandLine) publish(r report, stdout, stderr io.Writer) error {
	r.writeTables(stdout)
	if err := r.writeJSON(c.json); err != nil {
		return fmt.Errorf("-json: %w", err)
	}
	fmt.Fprintln(stderr, "written to", c.json)
	return nil
}

// startProfile profiles the CPU into the file at path until the function that it
// returns is called. It does nothing if path is empty.
func startProfile(path string) (stop func() error, err error) {
	if path == "" {
		return func() error { return nil }, nil
	}
	file, err := os.Create(path)
	if err != nil {
		return nil, fmt.Errorf("-profile: %w", err)
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		return nil, errors.Join(fmt.Errorf("-profile: %w", err), file.Close())
	}
	return func() error {
		pprof.StopCPUProfile()
		return file.Close()
	}, nil
}

// defaultJSON is where the results go unless -json says otherwise: a folder that
// git ignores.
func defaultJSON() string {
	return filepath.Join("bench-results", time.Now().UTC().Format("2006-01-02T15-04-05Z")+".json")
}
