//go:build !js

// Command glissade-bridge lets pages in browsers reach Valkey servers: it turns
// WebSockets into TCP connections to the targets that it is given, and to nothing
// else. Package bridge is what it runs.
//
//	glissade-bridge -target cache=127.0.0.1:6379 -origin http://localhost:5173
//
// glissade-bridge -help lists the flags. It writes a log to its standard error, a JSON
// object a line. SIGHUP has it read its configuration and all files anew, which ends no
// connection but those that would not be let in any more. SIGTERM or SIGINT ends it within -drain-timeout, with status 0; a
// second one ends it at once, with status 1.
package main

import (
	"context"
	"errors"
	"flag"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"sync"
	"syscall"

	"github.com/glissade-io/glissade/transport/ws/bridge/internal/safelog"
)

// exit ends the process; the first to call it decides the status.
var exit = func() func(status int) {
	var once sync.Once
	return func(status int) { once.Do(func() { os.Exit(status) }) }
}()

func main() {
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		<-signals
		stop()
		<-signals
		exit(1)
	}()
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	exit(command(ctx, os.Args[1:], hangups, os.Stderr))
}

// command runs until ctx ends and returns the exit status.
func command(ctx context.Context, arguments []string, hangups <-chan os.Signal, output io.Writer) int {
	lines := slog.NewJSONHandler(output, nil)
	log := slog.New(safelog.New(lines))
	slog.SetDefault(log) // package log too, which libraries use
	err := func() error {
		s, err := parse(arguments, output)
		if err != nil {
			return err
		}
		s.bridge.Logger = slog.New(lines)
		read := func() (settings, error) { return parse(arguments, io.Discard) }
		return serve(ctx, s, read, hangups, log)
	}()
	switch {
	case err == nil || errors.Is(err, flag.ErrHelp):
		return 0
	default:
		log.Error("ended", "error", err)
		return 1
	}
}
