package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/alicebob/miniredis/v2"

	"github.com/glissade-io/glissade/test/servers"
)

// backend is the server that the page talks to.
type backend struct {
	name    string // as the page shows it until the server says more
	address string // "host:port" or "unix:/path"
	notice  string // what visitors must know about it, or ""
	// embedded is set for the imitation, which has subscriptions of RESP2 alone, and
	// does not notify of what happens to keys.
	embedded bool
	stop     func()
}

// findBackend returns the server at address or, if address is empty, starts one: the
// newest that can be had, else an embedded one.
func findBackend(ctx context.Context, address string) (backend, error) {
	if address != "" {
		return backend{name: address, address: address, stop: func() {}}, nil
	}
	var missing []error
	for _, version := range servers.Versions() {
		server, err := servers.Launch(ctx, version, servers.Options{})
		if err == nil {
			return backend{name: string(version), address: server.Addr(), stop: server.Stop}, nil
		}
		if ctx.Err() != nil {
			return backend{}, ctx.Err()
		}
		missing = append(missing, err)
	}
	b, err := embedded()
	if err != nil {
		return backend{}, errors.Join(append(missing, err)...)
	}
	return b, nil
}

// embedded starts an imitation of a server in this process.
func embedded() (backend, error) {
	server, err := miniredis.Run()
	if err != nil {
		return backend{}, fmt.Errorf("start the embedded server: %w", err)
	}
	return backend{
		name:     "miniredis",
		address:  server.Addr(),
		notice:   "No Valkey server was found or could be installed, so this is miniredis, an imitation that lacks many commands. Install valkey-server and start the demo again for the real one.",
		embedded: true,
		stop:     server.Close,
	}, nil
}
