package options

import "time"

// LolwutOptions are the options of LOLWUT.
// See https://valkey.io/commands/lolwut/
type LolwutOptions struct {
	// Version chooses the drawing, by the version of the server that first had it: 5,
	// 6 or, since 9.0.0, 9. One that has none returns the version of the server alone.
	// Nil leaves it to the server.
	Version *int64
	// Args are numbers that shape the drawing, such as its columns and rows. They
	// differ from drawing to drawing; those left out are the server's to choose.
	Args []int64
}

// Validate returns nil.
func (LolwutOptions) Validate() error { return nil }

// FailoverTarget is the replica that is to become the primary.
type FailoverTarget struct {
	// Host and Port are the replica's, as ROLE or INFO of its primary tell them.
	Host string
	Port int
	// Force makes the replica the primary when the time is up although it has not
	// caught up. What it lacks is lost. It needs FailoverOptions.Timeout.
	Force bool
}

// FailoverOptions are the options of FAILOVER.
// See https://valkey.io/commands/failover/
type FailoverOptions struct {
	// Target is the replica to hand over to. Nil takes the first that has caught up.
	Target *FailoverTarget
	// Timeout is how long to wait for a replica to catch up, to the millisecond,
	// rounded up, before giving up. 0 waits for ever.
	Timeout time.Duration
}

// Validate returns a *failure.ConfigurationError about options that cannot work, or nil.
func (o FailoverOptions) Validate() error {
	switch {
	case o.Timeout < 0:
		return invalid("FailoverOptions.Timeout", "is negative; give a positive duration, or 0 to wait for ever")
	case o.Target == nil:
		return nil
	case o.Target.Host == "":
		return invalid("FailoverOptions.Target.Host", "is empty; give the replica's host, or leave out {FailoverOptions.Target}")
	case o.Target.Port < 1 || o.Target.Port > 65535:
		return invalid("FailoverOptions.Target.Port", "is no port; give one from 1 to 65535")
	case o.Target.Force && o.Timeout == 0:
		return invalid("FailoverOptions.Timeout", "is missing, which {FailoverTarget.Force} needs; give the time after which to force")
	default:
		return nil
	}
}

// ShutdownSave says whether a server writes its data to disk before it ends.
type ShutdownSave string

const (
	// SaveBeforeShutdown writes the data also where no save points are configured (SAVE).
	SaveBeforeShutdown ShutdownSave = "SAVE"
	// NoSaveBeforeShutdown does not write the data although save points are configured (NOSAVE).
	NoSaveBeforeShutdown ShutdownSave = "NOSAVE"
)

// ShutdownOptions are the options of SHUTDOWN.
// See https://valkey.io/commands/shutdown/
type ShutdownOptions struct {
	// Save is whether to write the data to disk. Empty does so where save points are configured.
	Save ShutdownSave
	// Now does not wait for replicas that lag behind (NOW). Since: 7.0.0.
	Now bool
	// Force ends the server also where the data could not be written, and where a
	// script or a module would hold it up (FORCE). Since: 7.0.0.
	Force bool
	// Safe refuses to end a primary of a cluster that owns slots (SAFE). Since: 9.0.0.
	Safe bool
	// Failover hands over to a replica first, in a cluster (FAILOVER). Since: 9.0.0.
	Failover bool
}

// Validate returns a *failure.ConfigurationError about an unknown Save, or nil.
func (o ShutdownOptions) Validate() error {
	switch o.Save {
	case "", SaveBeforeShutdown, NoSaveBeforeShutdown:
		return nil
	default:
		return invalid("ShutdownOptions.Save", "is unknown; use {SaveBeforeShutdown} or {NoSaveBeforeShutdown}, or leave it out")
	}
}

// CommandLogType is one of the lists of conspicuous commands that a server keeps. Since: 8.1.0.
type CommandLogType string

const (
	// SlowCommands are commands that took long to execute (slow).
	SlowCommands CommandLogType = "slow"
	// LargeRequests are commands with long arguments (large-request).
	LargeRequests CommandLogType = "large-request"
	// LargeReplies are commands with long replies (large-reply).
	LargeReplies CommandLogType = "large-reply"
)

// Validate returns a *failure.ConfigurationError if t is no list, or nil.
func (t CommandLogType) Validate() error {
	switch t {
	case SlowCommands, LargeRequests, LargeReplies:
		return nil
	default:
		return invalid("CommandLogType", "is unknown; use {SlowCommands}, {LargeRequests} or {LargeReplies}")
	}
}

// ModuleLoadExOptions are the options of MODULE LOADEX.
// See https://valkey.io/commands/module-loadex/
type ModuleLoadExOptions struct {
	// Configs are settings of the module, as CONFIG SET takes them (CONFIG).
	Configs []ModuleConfig
	// Args are arguments of the module (ARGS).
	Args []string
}

// ModuleConfig is a setting of a module with its value.
type ModuleConfig struct {
	// Name is the setting's name, the module's own before a dot: "search.timeout".
	Name string
	// Value is the setting's value.
	Value string
}
