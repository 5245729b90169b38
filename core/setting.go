package core

import (
	"context"
	"strconv"
	"strings"

	"github.com/glissade-io/glissade/core/node"
	"github.com/glissade-io/glissade/core/stream"
)

// Setting is a setting of a client that is no plain value, and therefore not part of
// its configuration.
type Setting func(*collected)

type collected struct {
	resolve  func(address string) string
	events   func(ConnectionEvent)
	password func(ctx context.Context) (string, error)
}

// ConnectionEvent tells of a change of the connection to a server: that it was made
// or lost, that an attempt to make it failed, or that another server is the primary.
type ConnectionEvent = node.Event

// The kinds of connection events.
const (
	Connected      = node.Connected
	Disconnected   = node.Disconnected
	ConnectFailed  = node.ConnectFailed
	PrimaryChanged = node.PrimaryChanged
)

// WithConnectionEvents has the client tell of its connections: to each server the one
// that requests share. Events of one server come in their order, those of several
// possibly at once. listen must not block, nor wait for a command of the client.
func WithConnectionEvents(listen func(ConnectionEvent)) Setting {
	return func(c *collected) { c.events = listen }
}

// WithAddressResolver has every address mapped before it is dialled, configured ones
// and those that sentinels announce. Unix sockets are not mapped. A host that is
// empty, or a port that is 0, leaves that part as it was.
func WithAddressResolver(resolver stream.AddressResolver) Setting {
	return func(c *collected) {
		c.resolve = func(address string) string { return resolveAddress(resolver, address) }
	}
}

// WithPasswordProvider has the password asked for each time a connection is made, in
// place of the one in the credentials, which are still needed to name a user: with a
// Username alone. The context bounds the connecting. ask may be called by several
// goroutines at once, and should answer from memory where it can.
func WithPasswordProvider(ask func(ctx context.Context) (string, error)) Setting {
	return func(c *collected) { c.password = ask }
}

func resolveAddress(resolver stream.AddressResolver, address string) string {
	colon := strings.LastIndexByte(address, ':')
	port, err := strconv.Atoi(address[colon+1:])
	if err != nil || strings.HasPrefix(address, "unix:") {
		return address
	}
	host := strings.Trim(address[:colon], "[]")
	newHost, newPort := resolver(host, port)
	if newHost != "" {
		host = newHost
	}
	if newPort != 0 {
		port = newPort
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	return host + ":" + strconv.Itoa(port)
}
