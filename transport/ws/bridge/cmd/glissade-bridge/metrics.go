//go:build !js

package main

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync/atomic"
)

// minTokenLength keeps out tokens that can be guessed, in bytes.
const minTokenLength = 16

// metricsSettings are where and to whom metrics are served.
type metricsSettings struct {
	listen   string
	insecure bool
	tokens   []string
}

func (m metricsSettings) validate() error {
	for i, token := range m.tokens {
		if len(token) < minTokenLength {
			return fmt.Errorf("-metrics-token-file: token %d has %d bytes; use %d or more random ones", i+1, len(token), minTokenLength)
		}
	}
	if m.listen == "" {
		if len(m.tokens) > 0 || m.insecure {
			return errors.New("-metrics-token-file and -insecure-metrics-listen are for -metrics-listen; set that too")
		}
		return nil
	}
	if !isLoopback(m.listen) && len(m.tokens) == 0 && !m.insecure {
		return fmt.Errorf("-metrics-listen %s would show metrics to other machines; "+
			"set -metrics-token-file, or -insecure-metrics-listen if only those reach it that may", m.listen)
	}
	return nil
}

// guardMetrics returns handler behind what protects it at the time: tokens where there are
// some, and otherwise, on loopback, that the request names it so. A page of any site can
// have a name of its own lead to loopback and read what it finds there.
func guardMetrics(now *atomic.Pointer[metricsSettings], handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m := now.Load()
		switch {
		case len(m.tokens) > 0 && !m.knows(r.Header.Get("Authorization")):
			w.Header().Set("WWW-Authenticate", "Bearer")
			http.Error(w, "present a token of -metrics-token-file, as Authorization: Bearer TOKEN", http.StatusUnauthorized)
		case len(m.tokens) == 0 && isLoopback(m.listen) && !isLocalHost(r.Host):
			http.Error(w, "ask for an IP address or localhost", http.StatusForbidden)
		default:
			handler.ServeHTTP(w, r)
		}
	})
}

// knows compares hashes, which takes the same time for every guess.
func (m metricsSettings) knows(authorization string) bool {
	scheme, token, _ := strings.Cut(authorization, " ")
	presented := sha256.Sum256([]byte(strings.TrimSpace(token)))
	match := 0
	for _, known := range m.tokens {
		hash := sha256.Sum256([]byte(known))
		match |= subtle.ConstantTimeCompare(hash[:], presented[:])
	}
	return match == 1 && strings.EqualFold(scheme, "Bearer")
}

// isLocalHost tells whether a request's Host is an IP address or localhost.
func isLocalHost(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	_, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil || strings.EqualFold(host, "localhost")
}
