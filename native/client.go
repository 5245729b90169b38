// Package native makes clients that talk TCP, TLS or a Unix socket. Package glissade,
// with which programs begin, has all of that under shorter names; the examples here show
// each family of commands.
//
//	configuration, err := options.ParseURL("valkey://localhost:6379/0")
//	if err != nil {
//		return err
//	}
//	client, err := native.NewClient(ctx, configuration)
//	if err != nil {
//		return err
//	}
//	defer client.Close()
//
//	if _, err := client.Set(ctx, "greeting", "hello"); err != nil {
//		return err
//	}
//	greeting, err := client.Get(ctx, "greeting")
//	if err == nil && !greeting.IsNil() {
//		fmt.Println(greeting.Value())
//	}
//
// The client itself is package core's, and so is its documentation. For a transport
// of your own, call core.NewClient.
package native

import (
	"context"
	"log/slog"
	"strconv"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/transport/tcp"
)

// NewClient connects to a standalone server and returns a client of it. The zero
// configuration is that of a server at localhost:6379.
//
// Errors: *failure.ConfigurationError before anything is dialled;
// *failure.ConnectionError, whose cause may be the *failure.ServerError with which
// the server refused the handshake; *failure.TimeoutError.
func NewClient(ctx context.Context, configuration options.ClientConfiguration, settings ...Option) (*core.Client, error) {
	// Before the dialer, so that what is wrong with TLS is said in the field's own terms.
	if err := configuration.Validate(); err != nil {
		return nil, err
	}
	s, err := collect(&configuration, settings)
	if err != nil {
		return nil, err
	}
	return core.NewClient(ctx, s.dialer, configuration, s.settings...)
}

// Option is an option that is no plain value, and therefore not part of
// options.ClientConfiguration.
type Option func(*clientOptions)

type clientOptions struct {
	dialer      stream.Dialer                  // nil stands for that of the configuration
	certificate func() *ClientCertificateFiles // nil if no files are named
	logger      *slog.Logger
	panics      func(*failure.PanicError) // unless one of the settings says otherwise
	settings    []core.Option
	err         error
}

// collect applies settings. Those that bring functions of the program's have slog.Default
// log their panics; without any, only callbacks of subscriptions can panic.
func collect(configuration *options.ClientConfiguration, settings []Option) (*clientOptions, error) {
	s := clientOptions{panics: printPanic}
	for i, set := range settings {
		if set == nil {
			return nil, &failure.ConfigurationError{Field: "settings[" + strconv.Itoa(i) + "]", Message: "is nil; leave it out"}
		}
		set(&s)
	}
	if s.err != nil {
		return &s, s.err
	}
	s.settings = append([]core.Option{core.WithPanicHandler(s.panics)}, s.settings...)
	return &s, s.setDialer(configuration)
}

// need refuses a setting of nothing.
func (c *clientOptions) need(setting string, isNil bool, remedy string) {
	if isNil && c.err == nil {
		c.err = &failure.ConfigurationError{Field: setting, Message: "is given nil; " + failure.Text(remedy)}
	}
}

// WithDialer has the client open its streams with a dialer of yours, such as a
// tcp.Dialer with a tls.Config of your own. The configuration's TLS settings and
// DisableTCPNoDelay then have no effect.
func WithDialer(dialer stream.Dialer) Option {
	return func(c *clientOptions) {
		c.need("WithDialer", dialer == nil, "give a dialer, or leave the setting out")
		c.dialer, c.panics = dialer, logPanicByDefault
	}
}

// With hands on settings of package core, such as core.WithAddressResolver.
func With(settings ...core.Option) Option {
	return func(c *clientOptions) {
		for _, set := range settings {
			c.need("With", set == nil, "leave it out")
		}
		c.settings, c.panics = append(c.settings, settings...), logPanicByDefault
	}
}

// setDialer makes a dialer of the configuration, unless the program has given one.
func (c *clientOptions) setDialer(configuration *options.ClientConfiguration) error {
	if c.dialer != nil {
		if c.certificate != nil {
			return &failure.ConfigurationError{
				Field: "WithClientCertificateFiles", Message: "is given together with WithDialer; set the dialer's ClientCertificate instead",
			}
		}
		return nil
	}
	dialer := &tcp.Dialer{Delay: configuration.Advanced.DisableTCPNoDelay}
	if configuration.UseTLS {
		dialer.TLS = &configuration.Advanced.TLS
	}
	if c.certificate != nil {
		if !configuration.UseTLS {
			return &failure.ConfigurationError{
				Field: "WithClientCertificateFiles", Message: "is given while {ClientConfiguration.UseTLS} is false; set UseTLS, or leave the setting out",
			}
		}
		dialer.ClientCertificate = c.certificate()
	}
	c.dialer = dialer
	return nil
}
