package main

import "context"

// subject is the name of the client that the others are compared with.
const subject = "glissade"

// client is what a scenario asks of a client. Implementations are used by many
// goroutines at once and do what a user of that client would write.
type client interface {
	// Get returns the value of key; a missing key is an error.
	Get(ctx context.Context, key string) (string, error)
	// Set stores value at key.
	Set(ctx context.Context, key, value string) error
	// Close ends all connections.
	Close() error
}

// batcher is a client that also sends several commands as one explicit batch.
type batcher interface {
	// GetBatch gets keys and stores what it got in values, which is as long.
	GetBatch(ctx context.Context, keys, values []string) error
	// SetBatch stores each of values at the key of the same index.
	SetBatch(ctx context.Context, keys, values []string) error
}

// contestant is one client in one configuration.
type contestant struct {
	// name is how the output and the flag -clients call it.
	name string
	// configuration says in words how it differs from its defaults.
	configuration string
	// module is the path under which the build knows its version.
	module string
	// withoutBatches tells that its client is no batcher, because its batches
	// would be another contestant's.
	withoutBatches bool
	// open connects a new client to the server at address, "host:port".
	open func(ctx context.Context, address string) (client, error)
}

// contestants returns every client, the subject first.
func contestants() []contestant {
	return []contestant{
		glissadeDefault(),
		goRedisPlain(),
		goRedisAutoPipeline(),
		valkeyGoDefault(),
		valkeyGoTuned(),
		redigoPool(),
	}
}
