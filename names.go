package glissade

import (
	"context"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// Client is a client of one server, or of a primary and its replicas.
type Client = core.Client

// ClusterClient is a client of a cluster.
type ClusterClient = core.ClusterClient

// Commands are the commands, as methods: of both clients, and of a [Dedicated]. Each family
// of them is a chapter of package core: [core.StringCommands], [core.HashCommands],
// [core.KeyCommands] and so on.
type Commands = core.Commands

// Dedicated is a connection that its user has alone, for WATCH and what else a server keeps
// by connection. The clients' Dedicated makes one.
type Dedicated = core.Dedicated

// Subscription has the messages of channels and patterns. The clients' Subscribe makes one.
type Subscription = core.Subscription

// Batch is a list of commands to be sent together, by a client's Exec.
type Batch = batch.Batch

// NewTransaction returns an empty batch that is executed as one, between MULTI and EXEC.
// See https://valkey.io/topics/transactions/
func NewTransaction() *Batch { return batch.NewTransaction() }

// NewPipeline returns an empty batch that saves round trips, and nothing else.
// See https://valkey.io/topics/pipelining/
func NewPipeline() *Batch { return batch.NewPipeline() }

// Handle is the result of one command of a batch, once the batch was executed.
type Handle[T any] = batch.Handle[T]

// Result is a value that may be absent, as that of a key that does not exist.
type Result[T any] = models.Result[T]

// ClusterValue is what one server of a cluster, or each of several, has replied.
type ClusterValue[T any] = models.ClusterValue[T]

// ClientConfiguration is the configuration of a [Client]. Its zero value is useful.
type ClientConfiguration = options.ClientConfiguration

// ClusterClientConfiguration is the configuration of a [ClusterClient]. Its zero value is
// useful.
type ClusterClientConfiguration = options.ClusterClientConfiguration

// NodeAddress is the address of a server.
type NodeAddress = options.NodeAddress

// ServerCredentials authenticate a client.
type ServerCredentials = options.ServerCredentials

// CallOptions are how the client executes commands and batches that With returns: the
// timeout, the route, and whether they may be executed twice.
type CallOptions = options.CallOptions

// RunOnNodes executes the command that build defines on the servers that the route names,
// and returns the reply of each by its address. What one of them refused, or could not be
// reached for, is in the value's Errors: an error is returned only if all have failed.
//
//	sizes, err := glissade.RunOnNodes(ctx, client, options.AllPrimaries{}, command.DBSize)
//
// For a route to one server the value is a single one. Without a route the command is
// routed by its policy, as INFO to all primaries.
func RunOnNodes[T any](ctx context.Context, client *ClusterClient, route options.Route, build func(a *command.Args) command.Reply[T]) (ClusterValue[T], error) {
	return core.RunOnNodes(ctx, client, route, build)
}
