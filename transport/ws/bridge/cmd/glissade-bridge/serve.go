//go:build !js

package main

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync/atomic"
	"time"

	"github.com/glissade-io/glissade/transport/ws/bridge"
)

const (
	// requestTime is how long a client may take for a handshake or a request, TLS
	// included, and again for taking the answer.
	requestTime = 5 * time.Second
	// idleTime is how long a connection may stay open without a request.
	idleTime = 15 * time.Second
)

// defaultDrainTimeout is that of [bridge.Config].
const defaultDrainTimeout = 5 * time.Second

// drainTimes splits the time that everything may take after a signal.
type drainTimes struct {
	sessions time.Duration // after which clients are told to go
	cut      time.Duration // after which what is left is cut
	exit     time.Duration // after which the process ends regardless
}

func drainTimesOf(s settings) drainTimes {
	margin := min(time.Second, s.drainTimeout/5)
	sessions := s.bridge.DrainTimeout
	if sessions <= 0 {
		sessions = defaultDrainTimeout
	}
	return drainTimes{min(sessions, s.drainTimeout-2*margin), s.drainTimeout - margin, max(s.drainTimeout, time.Second)}
}

// serve serves until ctx ends, and drains. At each of hangups it reads the settings anew.
func serve(ctx context.Context, s settings, read func() (settings, error), hangups <-chan os.Signal, log *slog.Logger) error {
	drain := drainTimesOf(s)
	s.bridge.DrainTimeout = max(drain.sessions, time.Nanosecond)
	shown, err := loadCertificate(s)
	if err != nil {
		return err
	}
	var keys certificate
	keys.now.Store(shown)
	b, err := bridge.New(s.bridge)
	if err != nil {
		return err
	}
	defer b.Close()
	if len(s.bridge.Targets) == 0 {
		log.Warn("no targets: every connection will be refused; add -target name=host:port")
	}

	failed := make(chan error, 2)
	public, err := listen(b, s.listen, b, &keys, failed)
	if err != nil {
		return err
	}
	defer public.Close()
	log.Info("serving", "address", public.Addr, "tls", s.certificate != "", "targets", len(s.bridge.Targets))
	var guarded atomic.Pointer[metricsSettings]
	guarded.Store(&s.metrics)
	if s.metrics.listen != "" {
		mux := http.NewServeMux()
		mux.Handle("GET /metrics", guardMetrics(&guarded, b.Metrics()))
		mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { answer(w, true, "ok") })
		mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) { answer(w, b.Ready(), "ready") })
		metrics, err := listen(b, s.metrics.listen, b.Guard(mux), nil, failed)
		if err != nil {
			return err
		}
		defer metrics.Close()
		log.Info("serving metrics", "address", metrics.Addr)
	}

	serving, stop := context.WithCancel(ctx)
	defer stop()
	p := &process{s, b, &keys, &guarded, read, log}
	go p.followSignals(serving, hangups)
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	// Nothing may keep the process from ending, not even whoever reads its log.
	time.AfterFunc(drain.exit, func() { exit(1) })
	log.Info("draining", "timeout", s.drainTimeout)
	cut, cancel := context.WithTimeout(context.WithoutCancel(ctx), drain.cut)
	defer cancel()
	// The bridge first: its health check must tell load balancers before the
	// listener goes.
	if b.Shutdown(cut) != nil {
		log.Warn("connections were cut: clients did not take their end in time", "timeout", s.drainTimeout)
	} else {
		log.Info("drained")
	}
	return nil
}

// answer tells a probe that all is well, or that the process is about to end.
func answer(w http.ResponseWriter, well bool, text string) {
	w.Header().Set("Cache-Control", "no-store")
	if !well {
		http.Error(w, "draining", http.StatusServiceUnavailable)
		return
	}
	_, _ = io.WriteString(w, text+"\n")
}

// listen serves handler on address in the background. The server's Addr is the real
// address, port 0 replaced. Without a certificate there is no TLS.
func listen(b *bridge.Bridge, address string, handler http.Handler, certificate *certificate, failed chan<- error) (*http.Server, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	server := &http.Server{
		Addr:              listener.Addr().String(),
		Handler:           handler,
		ReadHeaderTimeout: requestTime,
		ReadTimeout:       requestTime,
		WriteTimeout:      requestTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          b.ErrorLog(),
		Protocols:         new(http.Protocols),
		// Or it would answer OPTIONS * itself and wait for the body.
		DisableGeneralOptionsHandler: true,
	}
	server.Protocols.SetHTTP1(true) // a WebSocket needs HTTP/1.1
	listener = b.Listener(listener)
	secure := certificate != nil && certificate.now.Load() != nil
	if secure {
		server.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: certificate.get}
	}
	go func() {
		var err error
		if secure {
			err = server.ServeTLS(listener, "", "")
		} else {
			err = server.Serve(listener)
		}
		if !errors.Is(err, http.ErrServerClosed) {
			failed <- err
		}
	}()
	return server, nil
}
