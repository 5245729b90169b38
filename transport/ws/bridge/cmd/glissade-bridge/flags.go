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

// ownSettings are those of the command, by their keys in the file.
type ownSettings struct {
	Listen                string `json:"listen"`
	MetricsListen         string `json:"metricsListen"`
	MetricsTokenFile      string `json:"metricsTokenFile"`
	InsecureMetricsListen bool   `json:"insecureMetricsListen"`
	TLSCertificateFile    string `json:"tlsCertificateFile"`
	TLSKeyFile            string `json:"tlsKeyFile"`
	InsecureListen        bool   `json:"insecureListen"`
	ShutdownTimeout       string `json:"shutdownTimeout"`
	TokenFile             string `json:"tokenFile"`
}

// parse reads the flags, the environment and the configuration file. Flags go before
// the environment, and that before the file; targets, origins, tokens and proxies are
// taken together.
func parse(arguments []string, output io.Writer) (settings, error) {
	var from sources
	flags := flag.NewFlagSet("glissade-bridge", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // errors are the caller's to write
	from.define(flags)
	err := flags.Parse(arguments)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(output, "Usage of glissade-bridge. Each flag can be an environment variable too, "+variable("max-connections")+" for -max-connections.")
		flags.SetOutput(output)
		flags.PrintDefaults()
	}
	if err != nil {
		return settings{}, err
	}
	if flags.NArg() > 0 {
		return settings{}, fmt.Errorf("unexpected argument %q; all settings are flags, see -help", flags.Arg(0))
	}
	merged, err := from.merged()
	if err != nil {
		return settings{}, err
	}
	ours := ownSettings{Listen: "127.0.0.1:8080", ShutdownTimeout: "10s"}
	rest, err := own(merged, &ours)
	if err != nil {
		return settings{}, err
	}
	s := settings{
		listen: ours.Listen, certificate: ours.TLSCertificateFile, key: ours.TLSKeyFile,
		metrics: metricsSettings{listen: ours.MetricsListen, insecure: ours.InsecureMetricsListen},
	}
	if s.drainTimeout, err = time.ParseDuration(ours.ShutdownTimeout); err != nil {
		return settings{}, fmt.Errorf("shutdownTimeout: %w", err)
	}
	if s.bridge, err = bridge.ParseConfig(rest, from.folder); err != nil {
		return settings{}, fmt.Errorf("configuration: %w", err)
	}
	if s.bridge.Targets, err = from.targets.addTo(s.bridge.Targets); err != nil {
		return settings{}, err
	}
	return s, s.complete(ours)
}

// complete reads the files of tokens, and finds what does not go together.
func (s *settings) complete(ours ownSettings) error {
	if ours.TokenFile != "" {
		tokens, err := readTokens("-token-file", ours.TokenFile)
		if err != nil {
			return err
		}
		s.bridge.Tokens = append(s.bridge.Tokens, tokens...)
	}
	if ours.MetricsTokenFile != "" {
		var err error
		if s.metrics.tokens, err = readTokens("-metrics-token-file", ours.MetricsTokenFile); err != nil {
			return err
		}
	}
	if err := s.metrics.validate(); err != nil {
		return err
	}
	if s.drainTimeout < 0 {
		return fmt.Errorf("-drain-timeout %v is negative; 0 cuts connections at once", s.drainTimeout)
	}
	if (s.certificate == "") != (s.key == "") {
		return errors.New("-tls-certificate and -tls-key go together; set both or neither")
	}
	if s.certificate == "" && !ours.InsecureListen && !isLoopback(s.listen) {
		return fmt.Errorf("-listen %s would carry passwords in the clear to other machines; "+
			"set -tls-certificate and -tls-key, or -insecure-listen if a proxy in front does TLS", s.listen)
	}
	return nil
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
