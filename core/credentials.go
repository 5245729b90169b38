package core

import (
	"context"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/printable"
)

// Credentials are what a connection authenticates with. Printed or encoded, they show no
// password.
type Credentials struct {
	// Username is the ACL user. Empty means the Username of the configuration's
	// Credentials or, where that is empty or there are none, the user "default".
	Username string
	// Password is the user's password. An empty one is sent like any other, and is right
	// for a user without password (nopass).
	Password string
}

// String returns the credentials without the password.
func (c Credentials) String() string {
	return "{Username:" + c.Username + " Password:" + printable.Secret(c.Password != "") + "}"
}

// GoString returns what String does, with the type.
func (c Credentials) GoString() string { return "core.Credentials" + c.String() }

// MarshalText returns what String does, for logs. It cannot be read back.
func (c Credentials) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// CredentialsProvider knows what connections authenticate with; see
// [WithCredentialsProvider].
type CredentialsProvider interface {
	// Credentials returns the user name and the password of one connection. It is asked
	// each time that one is made: those of topology refreshes, dedicated ones and those for
	// messages too; and where a live one authenticates again. ctx bounds the connecting. It
	// may be called by several goroutines at once, and should answer from memory where it can.
	Credentials(ctx context.Context) (Credentials, error)
}

// CredentialsNotifier is a CredentialsProvider that says when its credentials have changed,
// so that live connections authenticate with the new ones before the server drops them, or
// drops the old user.
type CredentialsNotifier interface {
	CredentialsProvider
	// NotifyCredentials has changed called whenever [CredentialsProvider.Credentials] returns
	// something else from then on, until stop is called. changed does not block, and may be
	// called from any goroutine. A client calls NotifyCredentials when it is made, and stop
	// when it is closed.
	NotifyCredentials(changed func()) (stop func())
}

// CredentialsRefresher is a CredentialsProvider that can make new credentials at once; see
// [Connections.RefreshIAMToken].
type CredentialsRefresher interface {
	CredentialsProvider
	// RefreshCredentials makes new credentials, which the provider gives from then on. One
	// that is a [CredentialsNotifier] has said so by the time that it returns.
	RefreshCredentials(ctx context.Context) error
}

// CredentialsReporter is a CredentialsProvider that tells the client's listener for events
// what becomes of the making of new credentials; see [WithClientEvents].
type CredentialsReporter interface {
	CredentialsProvider
	// ReportCredentials has report called with events of the kinds CredentialsRetried,
	// CredentialsKept and CredentialsExpiring of package models, none of which holds a secret,
	// until stop is called. report may be called from any goroutine. A client that has
	// a listener calls ReportCredentials when it is made, and stop when it is closed.
	ReportCredentials(report func(ClientEvent)) (stop func())
}

// CredentialsFunc is a function that is a CredentialsProvider.
type CredentialsFunc func(ctx context.Context) (Credentials, error)

// Credentials calls the function.
func (f CredentialsFunc) Credentials(ctx context.Context) (Credentials, error) { return f(ctx) }

// WithCredentialsProvider has user name and password asked for each time a connection is
// made, in place of those in the configuration's Credentials: for tokens that expire, and
// users that come and go, as those of Vault do. Package native/iam has a provider for AWS.
//
//	client, err := native.NewClient(ctx, configuration, native.With(core.WithCredentialsProvider(
//		core.CredentialsFunc(func(ctx context.Context) (core.Credentials, error) {
//			secret, err := vault.Read(ctx, "database/creds/app")
//			return core.Credentials{Username: secret.Username, Password: secret.Password}, err
//		}))))
//
// A provider that is a [CredentialsNotifier] has live connections authenticate again when
// its credentials have changed. AUTH goes among the commands under way: none of them fails
// or waits, and subscriptions under RESP3 go on. Under RESP2, where the server takes no AUTH
// on a connection for messages, another takes its place without a gap, if the user may PUBLISH
// to the channels __glissade__:*; else a *failure.GapError tells. Where a server refuses the new credentials, the old ones stay and it is asked again, with
// growing pauses; an [AuthenticationFailed] event tells each time. A [Dedicated] that is in use
// authenticates before its next command, but not between MULTI and EXEC. A connection that a
// command blocks on, or MONITOR, keeps what it was made with, and is not used again.
//
// An error of the provider fails the attempt to connect, and so does a panic, as a
// *failure.PanicError. Sentinels have credentials of their own, which are not asked for.
func WithCredentialsProvider(provider CredentialsProvider) Option {
	return func(c *clientOptions) {
		if isNil(provider) {
			c.refuse(nilError("WithCredentialsProvider", "give a provider, or leave the setting out"))
			return
		}
		c.provide("the credentials provider", provider)
	}
}

// WithPasswordProvider is [WithCredentialsProvider] for who has the password alone: the user
// is the one that the configuration's Credentials name, with a Username and nothing else, or
// "default".
func WithPasswordProvider(ask func(ctx context.Context) (string, error)) Option {
	return func(c *clientOptions) {
		c.need("WithPasswordProvider", ask == nil)
		c.provide("the password provider", CredentialsFunc(func(ctx context.Context) (Credentials, error) {
			password, err := ask(ctx)
			return Credentials{Password: password}, err
		}))
	}
}

func (c *clientOptions) provide(name string, provider CredentialsProvider) {
	if c.credentials != nil {
		c.refuse(&failure.ConfigurationError{
			Field: "WithCredentialsProvider", Message: "is given a second provider, of credentials or of passwords; leave one out",
		})
	}
	c.credentials = &containedProvider{provider, name, c}
}
