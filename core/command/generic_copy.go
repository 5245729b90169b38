package command

import (
	"time"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// Copy copies the value of source, its expiry included, to destination, which must not exist.
//
// Reply: true if the value was copied, false if source does not exist or destination does.
// Complexity: O(N) for N nested elements, O(1) for strings. Since: 6.2.0.
// See https://valkey.io/commands/copy/
func Copy(a *Args, source, destination string) Reply[bool] {
	a.Begin("COPY")
	a.Key(source)
	a.Key(destination)
	return boolean
}

// CopyWithOptions copies the value of source, its expiry included, to destination,
// in another database or over what is there if opts say so.
//
// Reply: true if the value was copied, false if source does not exist, or destination
// does and is not to be replaced. Errors: ERR if there is no such database.
// Complexity: O(N) for N nested elements, O(1) for strings. Since: 6.2.0.
// See https://valkey.io/commands/copy/
func CopyWithOptions(a *Args, source, destination string, opts options.CopyOptions) Reply[bool] {
	a.Begin("COPY")
	a.Key(source)
	a.Key(destination)
	a.check(opts.Validate())
	if opts.DestinationDB != nil {
		a.Word("DB")
		a.Int(*opts.DestinationDB)
	}
	if opts.Replace {
		a.Word("REPLACE")
	}
	return boolean
}

// Move moves key to the database of that number, where it must not exist. In a
// cluster since 9.0.0.
//
// Reply: true if the key was moved, false if it does not exist here or exists there.
// Errors: ERR if there is no such database, or it is the one that is selected.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/move/
func Move(a *Args, key string, dbIndex int64) Reply[bool] {
	a.Begin("MOVE")
	a.Key(key)
	a.Int(dbIndex)
	return boolean
}

// Dump returns the value of key in the server's own format, for Restore. It does not
// hold the key's expiry.
//
// Reply: bytes that only a server of the same or a newer version reads, or nil if the
// key does not exist.
// Complexity: O(1), and O(N*M) for N elements of M bytes. Since: 2.6.0.
// See https://valkey.io/commands/dump/
func Dump(a *Args, key string) Reply[models.Result[string]] {
	a.Begin("DUMP")
	a.Key(key)
	return nullableText
}

// Restore creates key from value, which Dump returned, to expire after ttl, to the
// millisecond, rounded up; 0 means never.
//
// Reply: OK. Errors: BUSYKEY if the key exists, ERR if value is damaged or comes from
// a newer server.
// Complexity: O(1), and O(N*M) for N elements of M bytes; O(N*M*log(N)) for sorted sets. Since: 2.6.0.
// See https://valkey.io/commands/restore/
func Restore(a *Args, key string, ttl time.Duration, value string) Reply[string] {
	a.Begin("RESTORE")
	a.Key(key)
	a.restoreTTL(ttl)
	a.String(value)
	return ok
}

// RestoreWithOptions creates key from value, which Dump returned, as opts say, to
// expire after ttl, to the millisecond, rounded up; 0 means never or when opts say.
//
// Reply: OK. Errors: BUSYKEY if the key exists and is not to be replaced, ERR if value
// is damaged or comes from a newer server.
// Complexity: O(1), and O(N*M) for N elements of M bytes; O(N*M*log(N)) for sorted sets.
// Since: 2.6.0; ExpireAt, IdleTime and Frequency: 5.0.0.
// See https://valkey.io/commands/restore/
func RestoreWithOptions(a *Args, key string, ttl time.Duration, value string, opts options.RestoreOptions) Reply[string] {
	a.Begin("RESTORE")
	a.Key(key)
	a.check(opts.Validate())
	if opts.ExpireAt == nil {
		a.restoreTTL(ttl)
	} else {
		if ttl != 0 {
			a.refuse("ttl", "is given besides {RestoreOptions.ExpireAt}; leave out one of them")
		}
		a.Int(unixMilliseconds(*opts.ExpireAt))
	}
	a.String(value)
	if opts.Replace {
		a.Word("REPLACE")
	}
	if opts.ExpireAt != nil {
		a.Word("ABSTTL")
	}
	if opts.IdleTime != nil {
		a.Word("IDLETIME")
		a.Int(seconds(*opts.IdleTime))
	}
	if opts.Frequency != nil {
		a.Word("FREQ")
		a.Int(*opts.Frequency)
	}
	return ok
}

func (a *Args) restoreTTL(ttl time.Duration) {
	if ttl < 0 {
		a.refuse("ttl", "is negative; give how long the key lives, or 0 for a key that does not expire")
	}
	a.Int(milliseconds(ttl))
}
