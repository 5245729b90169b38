package options

// InfoSection is a part of the server's report about itself.
type InfoSection string

const (
	// Server is about the server itself: version, process, uptime.
	Server InfoSection = "server"
	// Clients is about the connections of clients.
	Clients InfoSection = "clients"
	// Memory is about memory consumption.
	Memory InfoSection = "memory"
	// Persistence is about RDB and AOF.
	Persistence InfoSection = "persistence"
	// Stats is general statistics.
	Stats InfoSection = "stats"
	// Replication is about primary and replicas.
	Replication InfoSection = "replication"
	// CPU is about processor time.
	CPU InfoSection = "cpu"
	// Modules is about loaded modules.
	Modules InfoSection = "modules"
	// Commandstats is statistics of each command.
	Commandstats InfoSection = "commandstats"
	// Errorstats is statistics of error replies.
	Errorstats InfoSection = "errorstats"
	// Latencystats is percentiles of each command's latency.
	Latencystats InfoSection = "latencystats"
	// SentinelSection is about Sentinel, on a sentinel only.
	SentinelSection InfoSection = "sentinel"
	// ClusterSection tells whether cluster mode is enabled.
	ClusterSection InfoSection = "cluster"
	// Keyspace is statistics of each database.
	Keyspace InfoSection = "keyspace"
	// DefaultSections is what INFO returns without options.
	DefaultSections InfoSection = "default"
	// AllSections is all sections except modules' own.
	AllSections InfoSection = "all"
	// Everything is all sections.
	Everything InfoSection = "everything"
)

// InfoOptions are the options of INFO.
// See https://valkey.io/commands/info/
type InfoOptions struct {
	// Sections are the sections to return; empty returns the default ones. Modules
	// may have sections of other names. More than one: since 7.0.0.
	Sections []InfoSection
}

// PingOptions are the options of PING.
type PingOptions struct {
	// Message is what the server answers. Nil asks for PONG.
	Message *string
}
