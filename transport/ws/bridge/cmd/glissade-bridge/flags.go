//go:build !js

package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"strings"
	"time"

	"github.com/glissade-io/glissade/transport/ws/bridge"
)

// settings are what the command line says.
type settings struct {
	bridge           bridge.Config
	listen           string
	metrics          metricsSettings
	certificate, key string
	drainTimeout     time.Duration
}

// Format keeps tokens and passwords out of whatever shows settings.
func (s settings) Format(to fmt.State, _ rune) { fmt.Fprintf(to, "listen %s, %v", s.listen, s.bridge) }

// parse reads the flags. What a configuration file sets, flags add to (targets,
// origins, tokens) or override (the rest).
func parse(arguments []string, output io.Writer) (settings, error) {
	var (
		s                       settings
		configFile, tokenFile   string
		metricsTokenFile        string
		insecureListen          bool
		targets                 targetFlags
		origins                 []string
		allowNoOrigin           bool
		connections, perAddress int
		sockets, socketsPerIP   int
		maxMessage              int64
	)
	flags := flag.NewFlagSet("glissade-bridge", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // errors are the caller's to write
	flags.StringVar(&s.listen, "listen", "127.0.0.1:8080", "`address` to serve WebSockets on")
	flags.StringVar(&s.metrics.listen, "metrics-listen", "", "`address` to serve Prometheus metrics on, at /metrics; none by default")
	flags.StringVar(&metricsTokenFile, "metrics-token-file", "", "`file` with the tokens of which one must be presented for metrics, as Authorization: Bearer TOKEN; one a line")
	flags.BoolVar(&s.metrics.insecure, "insecure-metrics-listen", false, "allow -metrics-listen on other than loopback without a token")
	targets.define(flags)
	flags.Func("origin", "an `origin` whose pages may connect, such as https://app.example; repeatable; default: the bridge's own", func(value string) error {
		origins = append(origins, value)
		return nil
	})
	flags.BoolVar(&allowNoOrigin, "allow-no-origin", false, "admit clients without an Origin header, which are not browsers")
	flags.StringVar(&configFile, "config", "", "JSON `file` with the configuration; see the README of package bridge")
	flags.StringVar(&tokenFile, "token-file", "", "`file` with the tokens of which clients must present one, one a line")
	flags.IntVar(&connections, "max-connections", 0, "`number` of clients connected at once (default 1000)")
	flags.IntVar(&perAddress, "max-connections-per-ip", 0, "`number` of clients connected at once from one address (default 100)")
	flags.IntVar(&sockets, "max-sockets", 0, "`number` of connections open at once, also those that are no WebSockets (default: clients and 256 more)")
	flags.IntVar(&socketsPerIP, "max-sockets-per-ip", 0, "`number` of connections open at once from one address (default: clients and 32 more)")
	flags.Int64Var(&maxMessage, "max-message", 0, "size in `bytes` of the largest message taken from a client (default 1 MiB)")
	flags.StringVar(&s.certificate, "tls-certificate", "", "PEM `file` with the certificate to serve TLS (wss) with")
	flags.StringVar(&s.key, "tls-key", "", "PEM `file` with the certificate's key")
	flags.BoolVar(&insecureListen, "insecure-listen", false, "allow -listen on other than loopback without TLS, as behind a proxy")
	flags.DurationVar(&s.drainTimeout, "drain-timeout", 10*time.Second, "how long connections may finish after SIGTERM")
	err := flags.Parse(arguments)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(output, "Usage of glissade-bridge:")
		flags.SetOutput(output)
		flags.PrintDefaults()
	}
	if err != nil {
		return settings{}, err
	}
	if flags.NArg() > 0 {
		return settings{}, fmt.Errorf("unexpected argument %q; all settings are flags, see -help", flags.Arg(0))
	}

	if configFile != "" {
		if s.bridge, err = bridge.LoadConfig(configFile); err != nil {
			return settings{}, err
		}
	}
	if s.bridge.Targets, err = targets.addTo(s.bridge.Targets); err != nil {
		return settings{}, err
	}
	s.bridge.Origins = append(s.bridge.Origins, origins...)
	flags.Visit(func(f *flag.Flag) {
		switch f.Name {
		case "allow-no-origin":
			s.bridge.AllowNoOrigin = allowNoOrigin
		case "max-connections":
			s.bridge.MaxConnections = connections
		case "max-connections-per-ip":
			s.bridge.MaxConnectionsPerIP = perAddress
		case "max-sockets":
			s.bridge.MaxSockets = sockets
		case "max-sockets-per-ip":
			s.bridge.MaxSocketsPerIP = socketsPerIP
		case "max-message":
			s.bridge.MaxMessage = maxMessage
		}
	})
	if tokenFile != "" {
		tokens, err := readTokens("-token-file", tokenFile)
		if err != nil {
			return settings{}, err
		}
		s.bridge.Tokens = append(s.bridge.Tokens, tokens...)
	}
	if metricsTokenFile != "" {
		if s.metrics.tokens, err = readTokens("-metrics-token-file", metricsTokenFile); err != nil {
			return settings{}, err
		}
	}
	if err := s.metrics.validate(); err != nil {
		return settings{}, err
	}
	if s.drainTimeout < 0 {
		return settings{}, fmt.Errorf("-drain-timeout %v is negative; 0 cuts connections at once", s.drainTimeout)
	}
	if (s.certificate == "") != (s.key == "") {
		return settings{}, errors.New("-tls-certificate and -tls-key go together; set both or neither")
	}
	if s.certificate == "" && !insecureListen && !isLoopback(s.listen) {
		return settings{}, fmt.Errorf("-listen %s would carry passwords in the clear to other machines; "+
			"set -tls-certificate and -tls-key, or -insecure-listen if a proxy in front does TLS", s.listen)
	}
	return s, nil
}

// readTokens returns the lines of a file that are neither empty nor comments (#).
func readTokens(flag, path string) ([]string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", flag, err)
	}
	var tokens []string
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			tokens = append(tokens, line)
		}
	}
	if len(tokens) == 0 {
		// An empty list would demand no token: the opposite of what was meant.
		return nil, fmt.Errorf("%s: %s holds no token", flag, path)
	}
	return tokens, nil
}

// isLoopback tells whether only this machine can reach a listen address. A name
// other than localhost could lead anywhere.
func isLoopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.Unmap().IsLoopback()
}
