package command

import "github.com/glissade-io/glissade/options"

// Ping asks the server for a sign of life.
//
// Reply: PONG.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/ping/
func Ping(a *Args) Reply[string] {
	a.Begin("PING")
	return text
}

// PingWithOptions asks the server to answer with the message in opts.
//
// Reply: the message, or PONG if it is empty.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/ping/
func PingWithOptions(a *Args, opts options.PingOptions) Reply[string] {
	a.Begin("PING")
	if opts.Message != "" {
		a.String(opts.Message)
	}
	return text
}

// Echo asks the server to answer with message.
//
// Reply: message.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/echo/
func Echo(a *Args, message string) Reply[string] {
	a.Begin("ECHO")
	a.String(message)
	return text
}
