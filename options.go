package glissade

import (
	"context"
	"log/slog"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/native"
)

// Option is an option of a client that is no plain value, and therefore not part of its
// configuration.
type Option = native.Option

// WithLogger has the client log what it notices and does by itself; see [native.WithLogger].
func WithLogger(logger *slog.Logger) Option { return native.WithLogger(logger) }

// ClientCertificateFiles name the files of a certificate that is shown to servers.
type ClientCertificateFiles = native.ClientCertificateFiles

// WithClientCertificateFiles has the certificate that is shown to servers (mutual TLS) read
// from files, and read again when they are renewed; see [native.WithClientCertificateFiles].
func WithClientCertificateFiles(files ClientCertificateFiles) Option {
	return native.WithClientCertificateFiles(files)
}

// ConnectionEvent is a change of the connection to a server.
type ConnectionEvent = models.ConnectionEvent

// The kinds of connection events.
const (
	// Connected tells that the handshake has succeeded.
	Connected = models.Connected
	// Disconnected tells that a connection was lost; it is being made anew.
	Disconnected = models.Disconnected
	// ConnectFailed tells that an attempt to connect failed, and will be repeated.
	ConnectFailed = models.ConnectFailed
	// PrimaryChanged tells that writes go to this address from now on.
	PrimaryChanged = models.PrimaryChanged
	// AuthenticationFailed tells that a connection could not authenticate with new credentials.
	AuthenticationFailed = models.AuthenticationFailed
)

// WithConnectionEvents calls a function with each event of the client's connections; see
// [core.WithConnectionEvents].
func WithConnectionEvents(listen func(ConnectionEvent)) Option {
	return native.With(core.WithConnectionEvents(listen))
}

// ClientEvent is what a client has noticed of its servers, or does by itself.
type ClientEvent = models.ClientEvent

// The kinds of client events.
const (
	// RequestRetried tells that a command is sent again.
	RequestRetried = models.RequestRetried
	// RequestRedirected tells that a command goes to another server of a cluster.
	RequestRedirected = models.RequestRedirected
	// TopologyChanged tells that there are other servers than before.
	TopologyChanged = models.TopologyChanged
	// TopologyUnknown tells that no server tells which servers there are.
	TopologyUnknown = models.TopologyUnknown
	// SubscriptionGap tells that messages may be missing.
	SubscriptionGap = models.SubscriptionGap
	// SubscriptionRefused tells that a server refuses channels.
	SubscriptionRefused = models.SubscriptionRefused
	// CompressionSkipped tells that values are sent uncompressed which are not just short.
	CompressionSkipped = models.CompressionSkipped
	// DecompressionFailed tells that values could not be read.
	DecompressionFailed = models.DecompressionFailed
	// CredentialsRetried tells that the making of new credentials is tried again.
	CredentialsRetried = models.CredentialsRetried
	// CredentialsKept tells that there are no new credentials for now.
	CredentialsKept = models.CredentialsKept
	// CredentialsExpiring tells that credentials are about to end.
	CredentialsExpiring = models.CredentialsExpiring
)

// WithClientEvents calls a function with each event of the client's that is not of its
// connections; see [core.WithClientEvents].
func WithClientEvents(listen func(ClientEvent)) Option {
	return native.With(core.WithClientEvents(listen))
}

// PoolEvent is a change among the connections to a server.
type PoolEvent = models.PoolEvent

// WithPoolEvents calls a function with each event of the client's pools of connections; see
// [core.WithPoolEvents].
func WithPoolEvents(listen func(PoolEvent)) Option {
	return native.With(core.WithPoolEvents(listen))
}

// WithCacheInvalidations calls a function with what is not to be believed any more that the
// client may have in its cache; see [core.WithCacheInvalidations].
func WithCacheInvalidations(listen func(models.CacheInvalidation)) Option {
	return native.With(core.WithCacheInvalidations(listen))
}

// WithDialer has the client open its streams with a dialer of yours, such as a tcp.Dialer
// with a tls.Config of your own; see [native.WithDialer].
func WithDialer(dialer stream.Dialer) Option { return native.WithDialer(dialer) }

// WithAddressResolver has every address mapped before it is dialled; see
// [core.WithAddressResolver].
func WithAddressResolver(resolver stream.AddressResolver) Option {
	return native.With(core.WithAddressResolver(resolver))
}

// Credentials are what a connection authenticates with.
type Credentials = core.Credentials

// CredentialsProvider knows what connections authenticate with.
type CredentialsProvider = core.CredentialsProvider

// CredentialsFunc is a function that is a [CredentialsProvider].
type CredentialsFunc = core.CredentialsFunc

// WithCredentialsProvider has user name and password asked for each time a connection is
// made; see [core.WithCredentialsProvider].
func WithCredentialsProvider(provider CredentialsProvider) Option {
	return native.With(core.WithCredentialsProvider(provider))
}

// WithPasswordProvider has the password asked for each time a connection is made; see
// [core.WithPasswordProvider].
func WithPasswordProvider(ask func(ctx context.Context) (string, error)) Option {
	return native.With(core.WithPasswordProvider(ask))
}

// WithPanicHandler calls handle with each panic in a function of the program's that
// the client survives; see [core.WithPanicHandler].
func WithPanicHandler(handle func(*failure.PanicError)) Option {
	return native.With(core.WithPanicHandler(handle))
}

// Middleware stands around the operations of a client; see [core.Middleware].
type Middleware = core.Middleware

// Handler performs an operation, as a [Middleware] sees it.
type Handler = core.Handler

// Operation is what a client is about to do, or has done, as a [Middleware] sees it.
type Operation = core.Operation

// WithMiddleware has middleware stand around what the client does, the first one
// outermost; see [core.WithMiddleware].
func WithMiddleware(middleware ...Middleware) Option {
	return native.With(core.WithMiddleware(middleware...))
}

// WithLatencies has the client record how long its operations take; see
// [core.WithLatencies].
func WithLatencies() Option { return native.With(core.WithLatencies()) }
