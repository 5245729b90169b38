//go:build !js

package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync/atomic"

	"github.com/glissade-io/glissade/transport/ws/bridge"
)

// certificate is what the bridge shows, read from files that may be renewed.
type certificate struct {
	now atomic.Pointer[tls.Certificate]
}

// loadCertificate returns nil where no files are named.
func loadCertificate(s settings) (*tls.Certificate, error) {
	if s.certificate == "" {
		return nil, nil
	}
	loaded, err := tls.LoadX509KeyPair(s.certificate, s.key)
	if err != nil {
		return nil, fmt.Errorf("-tls-certificate, -tls-key: %w", err)
	}
	return &loaded, nil
}

// get returns the certificate for a handshake.
func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) { return c.now.Load(), nil }

// process is what a signal has read anew.
type process struct {
	started     settings
	bridge      *bridge.Bridge
	certificate *certificate
	metrics     *atomic.Pointer[metricsSettings]
	read        func() (settings, error)
	log         *slog.Logger
}

// followSignals loads everything anew at each signal, until ctx ends.
func (p *process) followSignals(ctx context.Context, signals <-chan os.Signal) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-signals:
			p.reload()
		}
	}
}

// reload reads the configuration and all files that it names. All of it holds, or
// nothing does.
func (p *process) reload() {
	var (
		next  settings
		shown *tls.Certificate
	)
	err := p.bridge.Reload(func() (bridge.Config, error) {
		var err error
		if next, err = p.read(); err != nil {
			return bridge.Config{}, err
		}
		if shown, err = loadCertificate(next); err != nil {
			return bridge.Config{}, err
		}
		next.bridge.DrainTimeout = p.started.bridge.DrainTimeout
		return next.bridge, nil
	})
	if err != nil {
		return // the bridge has said so
	}
	if shown != nil && p.started.certificate != "" {
		p.certificate.now.Store(shown)
	}
	p.metrics.Store(&next.metrics)
	if next.listen != p.started.listen || next.metrics.listen != p.started.metrics.listen ||
		next.drainTimeout != p.started.drainTimeout || (next.certificate == "") != (p.started.certificate == "") {
		p.log.Warn("listeners, whether they have TLS, and the drain timeout stay what they were; restart to change them")
	}
}
