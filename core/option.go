package core

import (
	"strconv"
	"strings"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/models"
)

// Option is an option of a client that is no plain value, and therefore not part of
// its configuration.
type Option func(*clientOptions)

type clientOptions struct {
	resolve       func(address string) (string, error)
	events        func(ConnectionEvent)
	invalidations func(models.CacheInvalidation)
	pools         func(models.PoolEvent)
	notify        func(ClientEvent)
	credentials   credentialsSource // nil if there is no provider
	panics        func(*failure.PanicError)
	err           error // what is wrong with the first that cannot work

	middleware []Middleware
	latencies  *latencies
	origin     origin // of the operations
}

// apply collects settings, and returns them with the dialer, fit to be called.
func apply(dialer stream.Dialer, settings []Option) (*clientOptions, stream.Dialer, error) {
	if isNil(dialer) {
		return nil, nil, nilError("dialer", "give one, such as a tcp.Dialer, or make the client by package native")
	}
	if v, ok := dialer.(interface{ Validate() error }); ok {
		if err := v.Validate(); err != nil {
			return nil, nil, err
		}
	}
	s := clientOptions{origin: origin{client: new(clientOrigin)}}
	for i, set := range settings {
		if set == nil {
			return nil, nil, nilError("settings["+strconv.Itoa(i)+"]", "leave it out")
		}
		set(&s)
	}
	if s.err != nil {
		return nil, nil, s.err
	}
	return s.contained(), s.containDialer(dialer), nil
}

// need refuses a setting whose function is nil.
func (c *clientOptions) need(setting string, isNil bool) {
	if isNil {
		c.refuse(nilError(setting, "give a function, or leave the setting out"))
	}
}

func (c *clientOptions) refuse(err error) {
	if c.err == nil {
		c.err = err
	}
}

// ConnectionEvent is a change of the connection to a server: that it was made
// or lost, that an attempt to make it failed, or that another server is the primary.
type ConnectionEvent = models.ConnectionEvent

// The kinds of connection events.
const (
	Connected      = models.Connected
	Disconnected   = models.Disconnected
	ConnectFailed  = models.ConnectFailed
	PrimaryChanged = models.PrimaryChanged

	AuthenticationFailed = models.AuthenticationFailed
)

// WithConnectionEvents calls listen with each event of the client's connections: to each
// server the one that requests share. Events of one server come in their order, those of
// several possibly at once. listen must not block, nor wait for a command of the client.
// If it panics the event is not repeated; see [WithPanicHandler].
func WithConnectionEvents(listen func(ConnectionEvent)) Option {
	return func(c *clientOptions) {
		c.need("WithConnectionEvents", listen == nil)
		c.events = listen
	}
}

// ClientEvent is what a client has noticed of its servers, or does by itself: that it sends
// a command again, that there are other servers, that messages may be missing.
type ClientEvent = models.ClientEvent

// WithClientEvents calls listen with each event of the client's that is not of its
// connections; for those see [WithConnectionEvents]. It is called by whoever finds out,
// possibly at once, must not block, nor wait for a command of the client. If it panics the
// event is not repeated; see [WithPanicHandler]. Commands that succeed at the first attempt
// cause no event, but for those whose values compression leaves as they are, and are no slower.
func WithClientEvents(listen func(ClientEvent)) Option {
	return func(c *clientOptions) {
		c.need("WithClientEvents", listen == nil)
		c.notify = listen
	}
}

// WithPoolEvents calls listen with each event of the pools of dedicated connections, and
// with the connections that are made and lost otherwise. Events of one server may come at
// once, and out of their order; what they add up to is right. listen must not block, nor
// call the client. If it panics the event is not repeated; see
// [WithPanicHandler].
func WithPoolEvents(listen func(models.PoolEvent)) Option {
	return func(c *clientOptions) {
		c.need("WithPoolEvents", listen == nil)
		c.pools = listen
	}
}

// WithAddressResolver has every address mapped before it is dialled, configured ones
// and those that sentinels or servers announce. Unix sockets are not mapped. A host that is
// empty, or a port that is 0, leaves that part as it was. If the resolver panics the
// attempt to connect fails, with a *failure.PanicError as its cause.
func WithAddressResolver(resolver stream.AddressResolver) Option {
	return func(c *clientOptions) {
		c.need("WithAddressResolver", resolver == nil)
		c.resolve = func(address string) (string, error) { return resolveAddress(resolver, address), nil }
	}
}

// WithPanicHandler calls handle with each panic in a function of the program's that
// the client calls on goroutines of its own, and survives: a connection listener, an
// address resolver, a provider of credentials, a dialer. Package native logs them unless
// this option is given. A panic of handle itself is dropped. Functions that are called on
// their caller's goroutine, such as the body of a transaction or of a loop over an
// iterator, panic there, and what they have of the client is released.
func WithPanicHandler(handle func(*failure.PanicError)) Option {
	return func(c *clientOptions) {
		c.need("WithPanicHandler", handle == nil)
		c.panics = handle
	}
}

func resolveAddress(resolver stream.AddressResolver, address string) string {
	colon := strings.LastIndexByte(address, ':')
	port, err := strconv.Atoi(address[colon+1:])
	if err != nil || colon < 0 || strings.HasPrefix(address, "unix:") {
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
