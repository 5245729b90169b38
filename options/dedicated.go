package options

import "time"

// Defaults of a DedicatedConfiguration.
const (
	// DefaultMaxDedicated is used where MaxConnections is 0.
	DefaultMaxDedicated = 128
	// DefaultMaxIdle is used where MaxIdle is 0.
	DefaultMaxIdle = 4
	// DefaultIdleTimeout is used where IdleTimeout is 0.
	DefaultIdleTimeout = 30 * time.Second
)

// DedicatedConfiguration bounds the dedicated connections to each server: those of
// commands that block, and those that a program has to itself.
type DedicatedConfiguration struct {
	// MaxConnections is how many there may be at once. Further requests wait for one
	// within the request timeout. 0 means 128.
	MaxConnections int
	// MaxIdle is how many are kept open for the next request. 0 means 4, -1 none.
	MaxIdle int
	// IdleTimeout is how long an idle one is kept open. 0 means 30 s.
	IdleTimeout time.Duration
}

func (d DedicatedConfiguration) withDefaults() DedicatedConfiguration {
	if d.MaxConnections == 0 {
		d.MaxConnections = DefaultMaxDedicated
	}
	if d.MaxIdle == 0 {
		d.MaxIdle = DefaultMaxIdle
	}
	if d.IdleTimeout == 0 {
		d.IdleTimeout = DefaultIdleTimeout
	}
	return d
}

func (d DedicatedConfiguration) validate() error {
	switch {
	case d.MaxConnections < 0:
		return invalid("Advanced.Dedicated.MaxConnections", "is negative; give a positive number, or 0 for 128")
	case d.MaxIdle < -1:
		return invalid("Advanced.Dedicated.MaxIdle", "is negative; give a positive number, 0 for 4, or -1 for none")
	case d.IdleTimeout < 0:
		return invalid("Advanced.Dedicated.IdleTimeout", "is negative; give a positive duration, or 0 for 30 s")
	default:
		return nil
	}
}
