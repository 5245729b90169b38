package core

import (
	"context"
	"errors"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/callback"
	"github.com/glissade-io/glissade/internal/page"
	"github.com/glissade-io/glissade/models"
)

// contain calls a function of the program's, on a goroutine of its own. What it does
// there is no reason for the client to end: a panic is told to whoever
// [WithPanicHandler] names, and returned.
func (s *clientOptions) contain(function string, f func()) error {
	err := callback.Call(function, f)
	if err != nil && s.panics != nil {
		// Where that panics too there is nobody left to tell.
		_ = callback.Call("the panic handler", func() { s.panics(err.(*failure.PanicError)) })
	}
	return err
}

// contained returns the settings with every function of the program's contained.
func (s *clientOptions) contained() *clientOptions {
	contained := clientOptions{panics: s.panics, middleware: s.middleware, latencies: s.latencies, origin: s.origin}
	if s.events != nil {
		contained.events = func(e ConnectionEvent) {
			_ = s.contain("the connection listener", func() { s.events(e) })
		}
	}
	if !page.Only && s.notify != nil {
		contained.notify = func(e ClientEvent) {
			_ = s.contain("the listener for client events", func() { s.notify(e) })
		}
	}
	if !page.Only && s.pools != nil {
		contained.pools = func(e models.PoolEvent) {
			_ = s.contain("the pool listener", func() { s.pools(e) })
		}
	}
	if s.invalidations != nil {
		contained.invalidations = func(i models.CacheInvalidation) {
			_ = s.contain("the listener of cache invalidations", func() { s.invalidations(i) })
		}
	}
	if s.resolve != nil {
		contained.resolve = func(address string) (resolved string, err error) {
			if panicked := s.contain("the address resolver", func() { resolved, err = s.resolve(address) }); panicked != nil {
				return "", panicked
			}
			return resolved, err
		}
	}
	if !page.Only {
		contained.credentials = s.credentials
	}
	return &contained
}

// containedDialer is a dialer of the program's.
type containedDialer struct {
	stream.Dialer
	settings *clientOptions
	around   around
}

func (d *containedDialer) Dial(ctx context.Context, address string) (s stream.Stream, err error) {
	if page.Only || d.around.handle == nil {
		return d.dial(ctx, address)
	}
	o := &Operation{kind: DialOperation, name: "DIAL", address: address}
	panicked := d.settings.contain("a middleware", func() {
		err = d.around.do(ctx, o, func(ctx context.Context, _ *Operation) (err error) {
			if s != nil { // It dials once more.
				_ = s.Close()
			}
			s, err = d.dial(ctx, address)
			return err
		})
	})
	if panicked != nil {
		err = panicked
	}
	if err != nil && s != nil {
		_ = s.Close()
		s = nil
	}
	return s, err
}

func (d *containedDialer) dial(ctx context.Context, address string) (s stream.Stream, err error) {
	if panicked := d.settings.contain("the dialer", func() { s, err = d.Dialer.Dial(ctx, address) }); panicked != nil {
		return nil, panicked
	}
	if err == nil && isNil(s) {
		return nil, errors.New("the dialer returned neither a stream nor an error")
	}
	return s, err
}

// containedExpander is one that is a [stream.Expander] too.
type containedExpander struct {
	containedDialer
	expander stream.Expander
}

func (d *containedExpander) Expand(ctx context.Context, address string) (addresses []string, err error) {
	if panicked := d.settings.contain("the dialer's Expand", func() { addresses, err = d.expander.Expand(ctx, address) }); panicked != nil {
		return nil, panicked
	}
	return addresses, err
}

func (s *clientOptions) containDialer(dialer stream.Dialer) stream.Dialer {
	contained := containedDialer{dialer, s, newAround(s.middleware, s.origin)}
	if expander, ok := dialer.(stream.Expander); ok {
		return &containedExpander{contained, expander}
	}
	return &contained
}
