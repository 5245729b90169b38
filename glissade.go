// Package glissade is a client of Valkey and Redis servers, with the API of Valkey GLIDE.
// It makes clients that talk TCP, TLS or a Unix socket, and has the names that most programs
// need; the rest stands in a few packages beside it.
//
//	client, err := glissade.Connect(ctx, "valkey://localhost:6379/0")
//	if err != nil {
//		return err
//	}
//	defer client.Close()
//
//	if _, err := client.Set(ctx, "greeting", "hello"); err != nil {
//		return err
//	}
//	greeting, err := client.Get(ctx, "greeting") // a Result: there may be none
//	if err != nil {
//		return err
//	}
//	fmt.Println(greeting.OrElse("there is none"))
//
// # Clients
//
// A [Client] is for one server, or for a primary with its replicas, which sentinels may
// name; a [ClusterClient] is for a cluster. Each is safe for use by any number of
// goroutines, and meant to be shared by them: their commands travel together over one
// connection to each server, which is made again when it is lost. Every command is a
// method, of both, and of batches; see [Commands].
//
// [Connect] and [ConnectCluster] take a URL. Whatever a URL cannot say is a field of a
// configuration, for [NewClient] and [NewClusterClient], or an [Option] where it is no
// plain value, such as a logger:
//
//	client, err := glissade.NewClusterClient(ctx, glissade.ClusterClientConfiguration{
//		Addresses: []glissade.NodeAddress{{Host: "node1"}, {Host: "node2"}},
//		UseTLS:    true,
//	}, glissade.WithLogger(slog.Default()))
//
// # Time
//
// A command has the time of its context, and at most RequestTimeout of the configuration,
// 250 ms unless it says otherwise, from the call to the reply: waiting, redirections and
// retries included. client.With(glissade.CallOptions{…}) returns a client over the same
// connections with another timeout, another route, and so on.
//
// # Values
//
// Values are strings, which hold any bytes. Where they are large, or bytes anyway,
// GetBytes, MGetBytes and SetBytes of the clients spare the copies, and [core.RunBytes] does for
// other commands.
//
// # Batches
//
// What is added to a batch is sent together: [NewTransaction] is executed as one, between
// MULTI and EXEC, [NewPipeline] saves round trips and nothing else. Each method returns a
// handle of the result that it will have:
//
//	transaction := glissade.NewTransaction()
//	visits := transaction.Incr("visits")
//	transaction.LPush("log", []string{"visited"})
//	if _, err := client.Exec(ctx, transaction, true); err != nil {
//		return err
//	}
//	n, err := visits.Result() // an int64, without a cast
//
// # Errors
//
// What is absent is no error, but a [Result] without a value. Errors are a few types that
// errors.As tells apart, a [ServerError] for what a server says among them, and
// [DeliveryOf] tells of each whether the command may have been executed.
//
// # Other packages
//
//   - options: what commands and configurations take, as plain values.
//   - models: what commands return.
//   - batch, core: batches and clients themselves, with everything they can do.
//   - core/command: commands as values, for [RunOnNodes] and for commands of your own.
//   - fields: structs to hashes and back.
//   - modules/json, modules/search, modules/bloom: the commands of the servers' modules.
//   - glissadetest, a module of its own: servers in memory for the tests of programs.
//   - transport/ws, a module of its own: WebSockets, and the bridge that leads from them to
//     servers.
package glissade

import (
	"context"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
)

// Version is the version of the module.
const Version = core.Version

// Connect connects to the server that a URL names, such as valkey://localhost:6379/0,
// valkeys://user:password@example.com for TLS, or unix:///run/valkey.sock; see
// [options.ParseURL] for all that it can say.
//
// Errors: those of [NewClient]. None holds a part of the URL that could be a password.
func Connect(ctx context.Context, url string, settings ...Option) (*Client, error) {
	configuration, err := options.ParseURL(url)
	if err != nil {
		return nil, err
	}
	return NewClient(ctx, configuration, settings...)
}

// ConnectCluster is [Connect] for a cluster, one node of which the URL names: the others
// are learnt from it. See [options.ParseClusterURL].
func ConnectCluster(ctx context.Context, url string, settings ...Option) (*ClusterClient, error) {
	configuration, err := options.ParseClusterURL(url)
	if err != nil {
		return nil, err
	}
	return NewClusterClient(ctx, configuration, settings...)
}

// NewClient connects to a server, or to a primary and its replicas, and returns a client.
// The zero configuration is that of a server at localhost:6379.
//
// Errors: *[ConfigurationError] before anything is dialled; *[ConnectionError], whose cause
// may be the *[ServerError] with which the server refused the handshake; *[TimeoutError].
func NewClient(ctx context.Context, configuration ClientConfiguration, settings ...Option) (*Client, error) {
	return native.NewClient(ctx, configuration, settings...)
}

// NewClusterClient finds a cluster by some of its servers and returns a client of it. The
// zero configuration begins with a server at localhost:6379. Errors: those of [NewClient].
func NewClusterClient(ctx context.Context, configuration ClusterClientConfiguration, settings ...Option) (*ClusterClient, error) {
	return native.NewClusterClient(ctx, configuration, settings...)
}
