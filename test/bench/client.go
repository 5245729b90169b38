package main

import "context"

// baseline is the name of the client that the others are compared with.
const baseline = "glissade"

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

// clusterBatcher is a client of a cluster that takes many keys of all slots at once.
type clusterBatcher interface {
	// MGet gets keys by MGET, or by what the client has in its place, and stores what
	// it got in values, which is as long.
	MGet(ctx context.Context, keys, values []string) error
	// MixedBatch is a batch of SET and GET in turn: keys of even indexes are set to
	// their values, those of odd ones are got and stored in values.
	MixedBatch(ctx context.Context, keys, values []string) error
}

// manyKeys is a method of a batcher or of a clusterBatcher.
type manyKeys = func(ctx context.Context, keys, values []string) error

// subject is one client in one configuration.
type subject struct {
	// name is how the output and the flag -clients call it.
	name string
	// configuration says in words how it differs from its defaults.
	configuration string
	// module is the path under which the build knows its version.
	module string
	// withoutBatches tells that its client does not take many keys at once, because
	// what it does with them would be another subject's.
	withoutBatches bool
	// open connects a new client to the server at address, "host:port", or to the
	// cluster of which that is a node.
	open func(ctx context.Context, address string) (client, error)
	// subscribe is in the place of open where messages are received. Either may be nil.
	subscribe subscribe
	// isOwn tells that it is another way to use the baseline's client, and no peer.
	isOwn bool
}

// takesPart reports whether the client is measured in a scenario.
func (c subject) takesPart(s scenario) bool {
	switch {
	case s.Operation == receive:
		return c.subscribe != nil
	case s.Batch > 1 && c.withoutBatches:
		return false
	default:
		return c.open != nil
	}
}

// subjects returns every client of one server, the baseline first.
func subjects() []subject {
	return []subject{
		glissadeDefault(),
		goRedisPlain(),
		goRedisAutoPipeline(),
		valkeyGoDefault(),
		valkeyGoTuned(),
		redigoPool(),
	}
}

// clusterSubjects returns every client of clusters, the baseline first. Of redigo there
// is none.
func clusterSubjects() []subject {
	return []subject{
		glissadeCluster(),
		goRedisCluster(),
		goRedisClusterAutoPipeline(),
		valkeyGoDefault(),
		valkeyGoTuned(),
	}
}
