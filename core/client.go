package core

import (
	"cmp"
	"context"
	"time"

	"github.com/glissade-io/glissade/core/mux"
	"github.com/glissade-io/glissade/core/node"
	"github.com/glissade-io/glissade/core/resp"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/options"
)

const (
	// libraryName and Version are what CLIENT LIST shows of this library.
	libraryName = "glissade"

	// Version is the version of this module.
	Version = "0.1.0"

	// blockingMargin is the least that a blocking command is given beyond the time
	// that the server may take, as in GLIDE.
	blockingMargin = 500 * time.Millisecond
)

// Client is a client of one server that is not a cluster's. Its commands are the
// methods of [Commands].
type Client struct {
	Commands
	node    *node.Node
	timeout time.Duration
}

// NewClient connects to the first of the configured addresses that can be had.
// Errors: *failure.ConfigurationError before anything is dialled;
// *failure.ConnectionError, whose cause may be the *failure.ServerError with which
// the server refused the handshake; *failure.TimeoutError.
func NewClient(ctx context.Context, dialer stream.Dialer, configuration options.ClientConfiguration) (*Client, error) {
	if err := configuration.Validate(); err != nil {
		return nil, err
	}
	configuration = configuration.WithDefaults()
	client := &Client{
		node:    node.New(nodeConfig(dialer, &configuration)),
		timeout: configuration.RequestTimeout,
	}
	client.Commands.executor = client
	if err := client.node.Connect(ctx); err != nil {
		client.node.Close()
		return nil, err
	}
	return client, nil
}

func nodeConfig(dialer stream.Dialer, configuration *options.ClientConfiguration) node.Config {
	handshake := mux.Handshake{
		ClientName:     configuration.ClientName,
		DatabaseID:     configuration.DatabaseID,
		LibraryName:    cmp.Or(configuration.LibraryName, libraryName),
		LibraryVersion: Version,
	}
	switch configuration.Protocol {
	case options.ProtocolRESP2:
		handshake.Protocol = mux.RESP2
	case options.ProtocolRESP3:
		handshake.Protocol = mux.RESP3
	}
	if c := configuration.Credentials; c != nil {
		handshake.Username, handshake.Password = c.Username, c.Password
	}
	config := node.Config{
		Dialer:         dialer,
		ConnectTimeout: configuration.Advanced.ConnectionTimeout,
		Backoff:        configuration.ReconnectStrategy,
		Mux: mux.Config{
			Handshake:     handshake,
			InFlightLimit: configuration.InflightRequestsLimit,
			Limits:        resp.Limits(configuration.Advanced.ReplyLimits),
		},
	}
	config.Address = configuration.Addresses[0].String()
	return config
}

// Close closes the client at once. Commands that are under way get a
// *failure.ClosingError that says whether they may have been executed; so do later
// ones. It may be called more than once.
func (c *Client) Close() { c.node.Close() }

// Shutdown closes the client once the commands under way are answered, or ctx ends;
// it returns the context's error if some were not. Commands that come after it has
// begun get a *failure.ClosingError.
func (c *Client) Shutdown(ctx context.Context) error { return c.node.Shutdown(ctx) }

// Server describes the server that the client is connected to, as it introduced
// itself.
func (c *Client) Server() mux.Server { return c.node.Server() }

// Statistics returns counts since the client was made. Connections of blocking
// commands are not counted.
func (c *Client) Statistics() mux.Stats { return c.node.Stats() }

func (c *Client) execute(ctx context.Context, r *request) error {
	if err := r.args.Err(); err != nil {
		return err
	}
	request := mux.Request{Name: r.args.Name(), Bytes: r.args.Encoded(), Timeout: c.timeout}
	if wait, blocks := r.args.Blocking(); blocks {
		request.Timeout = c.blockingTimeout(wait)
		return c.node.DoAlone(ctx, &r.call, request)
	}
	return c.node.Do(ctx, &r.call, request)
}

// blockingTimeout is how long to wait for a command that the server may hold back
// for wait; for ever if wait is 0.
func (c *Client) blockingTimeout(wait time.Duration) time.Duration {
	if wait == 0 {
		return 0
	}
	return wait + max(c.timeout, blockingMargin)
}
