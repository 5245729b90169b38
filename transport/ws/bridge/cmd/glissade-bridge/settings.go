//go:build !js

package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// kind is what the value of a setting is.
type kind int

const (
	text kind = iota
	path      // of a file, relative to the folder of the configuration file that names it
	boolean
	integer
	duration
	list   // of texts; what the sources give is taken together
	object // JSON
)

// setting can be given by flag, by environment variable and in the file.
type setting struct {
	flag string // without "-"; the variable is made of it
	key  string // in the file
	kind kind
	help string // with the argument in backquotes
	// own is whether it is one of the command, and not of package bridge.
	own bool
	// secret is whether it has no flag: every user of a machine sees those.
	secret bool
}

// all are the settings that have one value, in the order of the help.
var all = []setting{
	{flag: "listen", key: "listen", own: true, help: "`address` to serve WebSockets on (default 127.0.0.1:8080)"},
	{flag: "metrics-listen", key: "metricsListen", own: true, help: "`address` to serve Prometheus metrics, /healthz and /readyz on; none by default"},
	{flag: "metrics-token-file", key: "metricsTokenFile", kind: path, own: true, help: "`file` with the tokens of which one must be presented for metrics, as Authorization: Bearer TOKEN; one a line"},
	{flag: "insecure-metrics-listen", key: "insecureMetricsListen", kind: boolean, own: true, help: "allow -metrics-listen on other than loopback without a token"},
	{flag: "tls-certificate", key: "tlsCertificateFile", kind: path, own: true, help: "PEM `file` with the certificate to serve TLS (wss) with"},
	{flag: "tls-key", key: "tlsKeyFile", kind: path, own: true, help: "PEM `file` with the certificate's key"},
	{flag: "insecure-listen", key: "insecureListen", kind: boolean, own: true, help: "allow -listen on other than loopback without TLS, as behind a proxy"},
	{flag: "drain-timeout", key: "shutdownTimeout", kind: duration, own: true, help: "`time` in which the process ends after SIGTERM (default 10s)"},
	{flag: "token-file", key: "tokenFile", kind: path, own: true, help: "`file` with the tokens of which clients must present one, one a line"},
	{flag: "tokens", key: "tokens", kind: list, secret: true},
	{flag: "signed-tokens", key: "signedTokens", kind: object, help: "which signed tokens are taken, as `JSON`"},
	{flag: "targets", key: "targets", kind: object, help: "servers that clients may reach, as `JSON`; -target and -cluster add to them"},
	{flag: "origin", key: "origins", kind: list, help: "an `origin` whose pages may connect, such as https://app.example; repeatable; default: the bridge's own"},
	{flag: "allow-no-origin", key: "allowNoOrigin", kind: boolean, help: "admit clients without an Origin header, which are not browsers"},
	{flag: "ticket-lifetime", key: "ticketLifetime", kind: duration, help: "`time` for which a ticket is valid (default 30s)"},
	{flag: "max-connections", key: "maxConnections", kind: integer, help: "`number` of clients connected at once (default 1000)"},
	{flag: "max-connections-per-ip", key: "maxConnectionsPerIP", kind: integer, help: "`number` of clients connected at once from one address (default 100)"},
	{flag: "max-connections-per-token", key: "maxConnectionsPerToken", kind: integer, help: "`number` of clients connected at once with one token (default no limit)"},
	{flag: "max-connects-per-second", key: "maxConnectsPerSecond", kind: integer, help: "`number` of new clients in a second (default no limit)"},
	{flag: "max-connects-per-second-per-ip", key: "maxConnectsPerSecondPerIP", kind: integer, help: "`number` of new clients in a second from one address (default no limit)"},
	{flag: "max-sockets", key: "maxSockets", kind: integer, help: "`number` of connections open at once, also those that are no WebSockets (default: clients and 256 more)"},
	{flag: "max-sockets-per-ip", key: "maxSocketsPerIP", kind: integer, help: "`number` of connections open at once from one address (default: clients and 32 more)"},
	{flag: "max-message", key: "maxMessageBytes", kind: integer, help: "size in `bytes` of the largest message taken from a client (default 1 MiB)"},
	{flag: "max-bytes-per-second-to-server", key: "maxBytesPerSecondToServer", kind: integer, help: "`bytes` in a second from each client (default no limit)"},
	{flag: "max-bytes-per-second-to-client", key: "maxBytesPerSecondToClient", kind: integer, help: "`bytes` in a second to each client (default no limit)"},
	{flag: "trusted-proxy", key: "trustedProxies", kind: list, help: "`network` of reverse proxies that are believed when they say who the client is, such as 10.1.0.0/16; repeatable"},
	{flag: "forwarded-header", key: "forwardedHeader", help: "`name` of the header in which they say so: X-Forwarded-For (default) or Forwarded"},
	{flag: "dial-timeout", key: "dialTimeout", kind: duration, help: "`time` for connecting to a server (default 5s)"},
	{flag: "write-timeout", key: "writeTimeout", kind: duration, help: "`time` for which a client or a server may refuse to take data (default 10s)"},
	{flag: "message-timeout", key: "messageTimeout", kind: duration, help: "`time` that a client may take to send one message (default 1m)"},
	{flag: "ping-interval", key: "pingInterval", kind: duration, help: "`time` after which a quiet client is pinged (default 25s)"},
	{flag: "idle-timeout", key: "idleTimeout", kind: duration, help: "`time` after which a connection is closed on which nothing is sent (default no limit)"},
	{flag: "max-lifetime", key: "maxLifetime", kind: duration, help: "`time` after which a connection is closed (default no limit)"},
	{flag: "session-drain-timeout", key: "drainTimeout", kind: duration, help: "`time` that a busy connection may go on while draining (default 5s)"},
}

// variablePrefix begins the names of environment variables.
const variablePrefix = "GLISSADE_BRIDGE_"

// variable returns the name of the environment variable of a flag.
func variable(flag string) string {
	return variablePrefix + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// value returns a text as the file would have it.
func (s setting) value(given string) (any, error) {
	switch s.kind {
	case boolean:
		parsed, err := strconv.ParseBool(given)
		if err != nil {
			return nil, fmt.Errorf("%q is neither true nor false", given)
		}
		return parsed, nil
	case integer:
		parsed, err := strconv.ParseInt(given, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("%q is no whole number", given)
		}
		return parsed, nil
	case duration:
		if _, err := time.ParseDuration(given); err != nil {
			return nil, fmt.Errorf(`%q is no duration such as "5s" or "250ms"`, given)
		}
		return given, nil
	case list:
		var values []any
		for _, one := range strings.FieldsFunc(given, func(r rune) bool { return r == ',' || r == ' ' || r == '\n' }) {
			values = append(values, one)
		}
		return values, nil
	case path:
		return filepath.Abs(given)
	case object:
		var parsed any
		if err := json.Unmarshal([]byte(given), &parsed); err != nil {
			return nil, fmt.Errorf("is no JSON as in the configuration file: %w", err)
		}
		return parsed, nil
	default:
		return given, nil
	}
}
