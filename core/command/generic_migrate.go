package command

import (
	"time"

	"github.com/glissade-io/glissade/options"
)

// Migrate moves keys to the database destinationDB of another server, at host and
// port as the server that executes this reaches it. Nothing else is executed
// meanwhile. The timeout, of which anything that is not positive is a second, is for each
// step of the transfer and not for the whole. The request gets as much time and its own
// on top: give it a timeout to match.
//
// Reply: OK, or NOKEY if none of keys exists. Errors: IOERR if the other server
// cannot be reached or does not answer in time, and a key may then exist on both; ERR
// if the other server refuses a key, as one that exists there.
// Complexity: O(N) for N bytes, besides that of DUMP, DEL and RESTORE. Since: 2.6.0; more than one key: 3.0.6.
// See https://valkey.io/commands/migrate/
//
//glissade:keys KEYS@-2:-1/1? 3:0/1|: the key argument is an empty string, and no key, where KEYS is given
//glissade:waits milliseconds 5 if positive
func Migrate(a *Args, host string, port int64, keys []string, destinationDB int64, timeout time.Duration) Reply[string] {
	a.Begin("MIGRATE")
	a.migrate(host, port, keys, destinationDB, timeout, options.MigrateOptions{})
	return text
}

// MigrateWithOptions moves keys to the database destinationDB of another server, as
// Migrate does, or copies them there, as opts say.
//
// Reply: OK, or NOKEY if none of keys exists. Errors: IOERR if the other server
// cannot be reached or does not answer in time, and a key may then exist on both; ERR
// if the other server refuses a key, as one that exists there and is not to be replaced.
// Complexity: O(N) for N bytes, besides that of DUMP, DEL and RESTORE. Since: 2.6.0; more than one key: 3.0.6.
// See https://valkey.io/commands/migrate/
func MigrateWithOptions(a *Args, host string, port int64, keys []string, destinationDB int64, timeout time.Duration, opts options.MigrateOptions) Reply[string] {
	a.Begin("MIGRATE")
	a.migrate(host, port, keys, destinationDB, timeout, opts)
	return text
}

func (a *Args) migrate(host string, port int64, keys []string, destinationDB int64, timeout time.Duration, opts options.MigrateOptions) {
	a.check(opts.Validate())
	a.String(host)
	a.Int(port)
	if len(keys) == 1 {
		a.Key(keys[0])
	} else {
		a.String("")
	}
	a.Int(destinationDB)
	a.Int(milliseconds(timeout))
	a.step(timeout)
	if opts.Copy {
		a.Word("COPY")
	}
	if opts.Replace {
		a.Word("REPLACE")
	}
	switch {
	case opts.Username != "":
		a.Word("AUTH2")
		a.String(opts.Username)
		a.String(opts.Password)
	case opts.Password != "":
		a.Word("AUTH")
		a.String(opts.Password)
	}
	if len(keys) != 1 {
		a.Word("KEYS")
		a.Keys(keys)
	}
}

// step gives the request as much time as the server may wait for the other one.
func (a *Args) step(timeout time.Duration) {
	if timeout > 0 {
		a.Wait(timeout)
	}
}
