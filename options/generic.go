package options

import "time"

// ExpireCondition says when EXPIRE and related commands change a key's expiry. Since: 7.0.0.
type ExpireCondition string

const (
	// HasNoExpiry changes only a key that has no expiry (NX).
	HasNoExpiry ExpireCondition = "NX"
	// HasExistingExpiry changes only a key that has an expiry (XX).
	HasExistingExpiry ExpireCondition = "XX"
	// NewExpiryGreaterThanCurrent changes only to a later expiry (GT). A key
	// without one counts as never expiring.
	NewExpiryGreaterThanCurrent ExpireCondition = "GT"
	// NewExpiryLessThanCurrent changes only to a sooner expiry (LT). A key without
	// one counts as never expiring.
	NewExpiryLessThanCurrent ExpireCondition = "LT"
)

// Validate returns a *failure.ConfigurationError if c is no condition, or nil.
func (c ExpireCondition) Validate() error {
	switch c {
	case HasNoExpiry, HasExistingExpiry, NewExpiryGreaterThanCurrent, NewExpiryLessThanCurrent:
		return nil
	default:
		return invalid("ExpireCondition", "is unknown; use {HasNoExpiry}, {HasExistingExpiry}, {NewExpiryGreaterThanCurrent} or {NewExpiryLessThanCurrent}")
	}
}

// Limit is a part of a result: Count elements after the first Offset ones.
type Limit struct {
	// Offset is the number of elements to leave out at the beginning. A negative one
	// leaves out none where values are sorted, and all of a range of a sorted set.
	Offset int64
	// Count is the number of elements to return: 0 returns none, a negative one all.
	Count int64
}

// CopyOptions are the options of COPY.
// See https://valkey.io/commands/copy/
type CopyOptions struct {
	// DestinationDB is the number of the database to copy to. Nil copies within the
	// one that is selected. In a cluster since 9.0.0.
	DestinationDB *int64
	// Replace deletes the destination first where it exists (REPLACE).
	Replace bool
}

// Validate returns a *failure.ConfigurationError about a database that cannot be, or nil.
func (o CopyOptions) Validate() error {
	if o.DestinationDB != nil && *o.DestinationDB < 0 {
		return invalid("CopyOptions.DestinationDB", "is negative; give the number of a database, from 0 on")
	}
	return nil
}

// RestoreOptions are the options of RESTORE.
// See https://valkey.io/commands/restore/
type RestoreOptions struct {
	// Replace deletes the key first where it exists (REPLACE).
	Replace bool
	// ExpireAt is when the key expires, to the millisecond, rounded up (ABSTTL). It
	// takes the place of the time to live, which must be 0 then.
	ExpireAt *time.Time
	// IdleTime is for how long the key has not been used, to the second, rounded
	// up. It counts for servers that evict the least recently used keys, and does not go
	// together with Frequency.
	IdleTime *time.Duration
	// Frequency is how often the key is used, from 0 to 255 on a logarithmic scale.
	// It counts for servers that evict the least frequently used keys.
	Frequency *int64
}

// Validate returns a *failure.ConfigurationError about options that cannot go
// together, or nil.
func (o RestoreOptions) Validate() error {
	switch {
	case o.ExpireAt != nil && o.ExpireAt.UnixMilli() <= 0:
		return invalid("RestoreOptions.ExpireAt", "is no time after 1970; give a time, or {nil} to use the time to live")
	case o.IdleTime != nil && *o.IdleTime < 0:
		return invalid("RestoreOptions.IdleTime", "is negative; give 0 or a positive duration")
	case o.Frequency != nil && (*o.Frequency < 0 || *o.Frequency > 255):
		return invalid("RestoreOptions.Frequency", "is out of range; give 0 to 255")
	case o.IdleTime != nil && o.Frequency != nil:
		return invalid("RestoreOptions.Frequency", "is given with {RestoreOptions.IdleTime}, of which servers keep only one; leave out one of them")
	default:
		return nil
	}
}

// MigrateOptions are the options of MIGRATE.
// See https://valkey.io/commands/migrate/
type MigrateOptions struct {
	// Copy leaves the keys where they are, besides creating them on the target (COPY).
	Copy bool
	// Replace overwrites keys that exist on the target (REPLACE).
	Replace bool
	// Username is the user to authenticate as on the target, with Password (AUTH2).
	// Empty stands for the default user. Since: 6.0.0.
	Username string
	// Password is the password to authenticate with on the target (AUTH). It may be
	// empty with Username; without, empty does not authenticate.
	Password string
}

// Validate returns nil.
func (MigrateOptions) Validate() error { return nil }
