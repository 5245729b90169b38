//go:build !js

// Command glissade-bridge lets pages in browsers reach Valkey servers: it turns
// WebSockets into TCP connections to the targets that it is given, and to nothing
// else. Package bridge is what it runs.
//
//	glissade-bridge -target cache=127.0.0.1:6379 -origin http://localhost:5173
//
// glissade-bridge -help lists the flags.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/glissade-io/glissade/transport/ws/bridge"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "glissade-bridge:", err)
		os.Exit(1)
	}
}

// run serves until ctx ends and has drained when it returns.
func run(ctx context.Context, arguments []string, output io.Writer) error {
	s, err := parse(arguments, output)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewJSONHandler(output, nil))
	s.bridge.Logger = log
	b, err := bridge.New(s.bridge)
	if err != nil {
		return err
	}
	defer b.Close()
	if len(s.bridge.Targets) == 0 {
		log.Warn("no targets: every connection will be refused; add -target name=host:port")
	}

	failed := make(chan error, 2)
	public, err := serve(s.listen, b, s.certificate, s.key, failed)
	if err != nil {
		return err
	}
	defer public.Close()
	log.Info("serving", "address", public.Addr, "tls", s.certificate != "", "targets", len(s.bridge.Targets))
	if s.metricsListen != "" {
		mux := http.NewServeMux()
		mux.Handle("GET /metrics", b.Metrics())
		metrics, err := serve(s.metricsListen, mux, "", "", failed)
		if err != nil {
			return err
		}
		defer metrics.Close()
		log.Info("serving metrics", "address", metrics.Addr)
	}

	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	log.Info("draining", "timeout", s.drainTimeout)
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.drainTimeout)
	defer cancel()
	// The bridge first: its health check must tell load balancers before the
	// listener goes.
	err = b.Shutdown(drain)
	if shutErr := public.Shutdown(drain); err == nil {
		err = shutErr
	}
	if err != nil {
		return fmt.Errorf("connections were cut when draining took longer than %v", s.drainTimeout)
	}
	log.Info("drained")
	return nil
}

// serve listens on address and serves handler in the background. The server's Addr
// is the real address, port 0 replaced.
func serve(address string, handler http.Handler, certificate, key string, failed chan<- error) (*http.Server, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	server := &http.Server{
		Addr:              listener.Addr().String(),
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second, // the handshake is one header
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    16 << 10,
	}
	go func() {
		var err error
		if certificate == "" {
			err = server.Serve(listener)
		} else {
			err = server.ServeTLS(listener, certificate, key)
		}
		if !errors.Is(err, http.ErrServerClosed) {
			failed <- err
		}
	}()
	return server, nil
}
