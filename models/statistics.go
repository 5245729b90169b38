package models

// Statistics are what a client, or what it has to do with one server, has come to: counts
// since it was made, and what there is now.
type Statistics struct {
	// Requests counts requests taken, Replies replies received, over connections that are
	// shared.
	Requests, Replies uint64
	// Writes counts calls of a stream's Write: messages, on a WebSocket.
	Writes uint64
	// BytesSent and BytesReceived count bytes.
	BytesSent, BytesReceived uint64
	// Retries counts how often a request was sent again, and Redirections how often one went
	// where a server of a cluster pointed to by MOVED or ASK.
	Retries, Redirections uint64
	// InFlight is how many requests wait to be sent or answered now, over connections that are
	// shared.
	InFlight int
	// Connections are those that there are now.
	Connections ConnectionStatistics
	// PubSub counts what became of subscriptions and messages.
	PubSub PubSubStatistics
	// Compression counts what became of values, where the client compresses them.
	Compression CompressionStatistics
	// CircuitBreaker is what the circuit breaker has done.
	CircuitBreaker CircuitBreakerStatistics
	// Cache counts what the client's cache does.
	Cache CacheStatistics
}

// Add adds those of others: of other connections, or other servers.
func (s *Statistics) Add(other Statistics) {
	s.Requests += other.Requests
	s.Replies += other.Replies
	s.Writes += other.Writes
	s.BytesSent += other.BytesSent
	s.BytesReceived += other.BytesReceived
	s.Retries += other.Retries
	s.Redirections += other.Redirections
	s.InFlight += other.InFlight
	s.Connections.Add(other.Connections)
}

// ConnectionStatistics are how many connections there are now.
type ConnectionStatistics struct {
	// Wanted is how many of those that are shared there should be: to each server that was
	// needed so far one. Up is how many there are; the others are being made.
	Wanted, Up int
	// DedicatedInUse is how many connections commands that block, and holders of dedicated
	// ones, have to themselves; DedicatedIdle how many wait to be used again.
	DedicatedInUse, DedicatedIdle int
	// Waiting is how many of those who need a dedicated connection wait for one.
	Waiting int
}

// Add adds the connections to other servers.
func (s *ConnectionStatistics) Add(other ConnectionStatistics) {
	s.Wanted += other.Wanted
	s.Up += other.Up
	s.DedicatedInUse += other.DedicatedInUse
	s.DedicatedIdle += other.DedicatedIdle
	s.Waiting += other.Waiting
}

// NodeStatistics are the statistics of one server.
type NodeStatistics struct {
	// Address is the server's, as it was configured or announced.
	Address string
	// Statistics are what the client has had to do with it. Retries, redirections and
	// subscriptions are the client's, and zero here.
	Statistics Statistics
}
