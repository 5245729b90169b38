// Package submission sends commands without waiting for their replies. It is for callers
// who have no goroutine to wait on: in the JavaScript program a goroutine for each
// command costs twenty times what a callback does. Programs in Go wait, and find nothing
// of this on the clients; package core makes it available to the rest of the project here.
//
//	submission.Of(client).Submit(ctx, &args, options.CallOptions{}, func(frame []byte, err error) { … })
package submission

import (
	"context"
	"time"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/internal/cluster"
	"github.com/glissade-io/glissade/internal/queue"
	"github.com/glissade-io/glissade/options"
)

// Client sends to one server, or to a primary and its replicas.
//
// A completion is called exactly once, possibly before the method returns, and must not
// block: a panic in it ends the program. It gets replies as the RESP bytes that the
// server sent, valid only during the call, which may be error replies; or an error of
// package failure, a *failure.ConfigurationError if the options cannot work.
//
// What is submitted is given up when its context ends, and not sent if it was not yet.
type Client interface {
	// Submit sends a command. args is free to be reused when it has returned.
	Submit(ctx context.Context, args *command.Args, o options.CallOptions, completion func(frame []byte, err error))
	// SubmitOnEach sends a command to the primary and to its replicas: the completion gets
	// what became of it on each. An error means that none has answered.
	SubmitOnEach(ctx context.Context, args *command.Args, o options.CallOptions, completion func(outcomes []cluster.Outcome, err error))
	// SubmitEach sends commands that have nothing to do with each other, which costs much
	// less than to submit each: as many as count says, encoded back to back, which must not
	// be changed until the last outcome. They must be what [command.Parser.Plain] approves
	// of. It returns false, and has sent nothing, where they cannot be sent so. What becomes
	// of each is as if it had been submitted.
	SubmitEach(encoded []byte, count int, commands Commands) bool
	// SubmitBatch sends a batch, which must not be changed until the completion. It gets
	// the reply to each command, in order. A transaction that was not executed because a
	// watched key had changed has nil replies and no error.
	SubmitBatch(ctx context.Context, b *queue.Queue, o options.BatchOptions, completion func(replies [][]byte, err error))
	// Watch returns a dedicated connection that watches keys, once the server has
	// confirmed it.
	Watch(ctx context.Context, keys []string) (Dedicated, error)
	// Dedicated returns a dedicated connection. No keys are needed.
	Dedicated(ctx context.Context, keys []string) (Dedicated, error)
	// Explain returns the error that a reply is, if the client can tell its user more
	// about it than the server does, or nil.
	Explain(reply []byte) error
}

// Commands are those of a SubmitEach.
type Commands interface {
	// Parse makes args the i-th command; it is needed only where one has failed.
	Parse(i int, args *command.Args)
	// Outcome takes what became of the i-th, as a completion does.
	Outcome(i int, frame []byte, err error)
}

// ClusterClient sends to the servers of a cluster. Completions are those of [Client].
type ClusterClient interface {
	// Submit is that of Client.
	Submit(ctx context.Context, args *command.Args, o options.CallOptions, completion func(frame []byte, err error))
	// SubmitOnNodes sends a command to each server that the route names: the completion
	// gets what became of it on each. Where the route names one, or the replies of
	// several become one as those of DBSIZE do, it is a single outcome without address.
	// An error means that no server executed the command.
	SubmitOnNodes(ctx context.Context, args *command.Args, o options.CallOptions, completion func(outcomes []cluster.Outcome, err error))
	// SubmitBatch sends a batch. The completion gets what became of each command: of a
	// pipeline some may have failed by themselves. A transaction that was not executed
	// because a watched key had changed has nil outcomes and no error.
	SubmitBatch(ctx context.Context, b *queue.Queue, o options.ClusterBatchOptions, completion func(outcomes []cluster.Outcome, err error))
	// Watch is that of Client. The keys must lie in one slot.
	Watch(ctx context.Context, keys []string) (Dedicated, error)
	// Dedicated returns a dedicated connection to the primary that has the keys, which must
	// lie in one slot.
	Dedicated(ctx context.Context, keys []string) (Dedicated, error)
	// Scan takes a step of a scan over all keys, as the client's ScanWithOptions does, and
	// waits for it. Cursors are text: the first is empty, and of those that come back the
	// last one is Finished.
	Scan(ctx context.Context, cursor string, o options.ClusterKeyspaceScanOptions, call options.CallOptions) (next string, keys []string, err error)
}

// Dedicated is a dedicated connection. A transaction on it is executed only if no watched key
// has changed. What it does is waited for.
type Dedicated interface {
	// Watch watches more keys.
	Watch(ctx context.Context, keys []string) error
	// Unwatch ends the watching of all keys.
	Unwatch(ctx context.Context) error
	// Do executes a command, with a completion as Client has it, within the timeout unless
	// that is 0. Error replies are errors to it.
	Do(ctx context.Context, args *command.Args, timeout time.Duration, completion func(frame []byte, err error))
	// Execute executes a batch, with a completion as Client has it.
	Execute(ctx context.Context, b *queue.Queue, o options.BatchOptions, completion func(replies [][]byte, err error))
	// Address returns the address of the server.
	Address() string
	// Release gives the connection back. Nothing is watched any more.
	Release()
}

// Finished is the cursor of a scan that is over.
const Finished = "finished"

// Of and OfCluster return the Client of a *core.Client and the ClusterClient of a
// *core.ClusterClient. Package core sets them when it makes the first one.
var (
	Of        func(client any) Client
	OfCluster func(client any) ClusterClient
)
