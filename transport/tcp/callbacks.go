package tcp

import (
	"context"
	"net"

	"github.com/glissade-io/glissade/internal/callback"
)

// Package net calls what follows on goroutines of its own, where a panic would end
// the program.

func (d *Dialer) control() func(network, address string, socket Socket) error {
	if d.Control == nil {
		return nil
	}
	return func(network, address string, socket Socket) (err error) {
		if panicked := callback.Call("Dialer.Control", func() { err = d.Control(network, address, socket) }); panicked != nil {
			return panicked
		}
		return err
	}
}

func (d *Dialer) resolver() *net.Resolver {
	resolver := d.Resolver
	switch {
	case resolver == nil:
		return net.DefaultResolver
	case resolver.Dial == nil:
		return resolver
	}
	return &net.Resolver{
		PreferGo: resolver.PreferGo, StrictErrors: resolver.StrictErrors,
		Dial: func(ctx context.Context, network, address string) (conn net.Conn, err error) {
			if panicked := callback.Call("Dialer.Resolver.Dial", func() { conn, err = resolver.Dial(ctx, network, address) }); panicked != nil {
				return nil, panicked
			}
			return conn, err
		},
	}
}
