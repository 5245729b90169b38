package command

import (
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// SlowLogGet returns the latest ten commands that took long to execute. The server's
// setting slowlog-log-slower-than says how long that is.
//
// Reply: the commands, latest first.
// Complexity: O(N) for N commands returned. Since: 2.2.12.
// See https://valkey.io/commands/slowlog-get/
func SlowLogGet(a *Args) Reply[[]models.SlowLogEntry] {
	a.Begin("SLOWLOG GET")
	return slowLog
}

// SlowLogGetWithCount returns the latest commands that took long to execute, up to
// count; -1 returns all.
//
// Reply: the commands, latest first.
// Complexity: O(N) for N commands returned. Since: 2.2.12.
// See https://valkey.io/commands/slowlog-get/
//
//glissade:javascript slowlogGet
func SlowLogGetWithCount(a *Args, count int64) Reply[[]models.SlowLogEntry] {
	a.Begin("SLOWLOG GET")
	a.logCount(count)
	return slowLog
}

// SlowLogLen counts the commands in the list of those that took long to execute.
//
// Reply: the number of commands.
// Complexity: O(1). Since: 2.2.12.
// See https://valkey.io/commands/slowlog-len/
func SlowLogLen(a *Args) Reply[int64] {
	a.Begin("SLOWLOG LEN")
	return integer
}

// SlowLogReset empties the list of commands that took long to execute.
//
// Reply: OK.
// Complexity: O(N) for N commands in the list. Since: 2.2.12.
// See https://valkey.io/commands/slowlog-reset/
func SlowLogReset(a *Args) Reply[string] {
	a.Begin("SLOWLOG RESET")
	return ok
}

// CommandLogGet returns the latest commands of a list of conspicuous ones, up to
// count; -1 returns all. The server's settings commandlog-* say what is conspicuous.
//
// Reply: the commands, latest first.
// Complexity: O(N) for N commands returned. Since: 8.1.0.
// See https://valkey.io/commands/commandlog-get/
func CommandLogGet(a *Args, count int64, logType options.CommandLogType) Reply[[]models.CommandLogEntry] {
	a.Begin("COMMANDLOG GET")
	a.logCount(count)
	a.logType(logType)
	return commandLog
}

// CommandLogLen counts the commands in a list of conspicuous ones.
//
// Reply: the number of commands.
// Complexity: O(1). Since: 8.1.0.
// See https://valkey.io/commands/commandlog-len/
func CommandLogLen(a *Args, logType options.CommandLogType) Reply[int64] {
	a.Begin("COMMANDLOG LEN")
	a.logType(logType)
	return integer
}

// CommandLogReset empties a list of conspicuous commands.
//
// Reply: OK.
// Complexity: O(N) for N commands in the list. Since: 8.1.0.
// See https://valkey.io/commands/commandlog-reset/
func CommandLogReset(a *Args, logType options.CommandLogType) Reply[string] {
	a.Begin("COMMANDLOG RESET")
	a.logType(logType)
	return ok
}

func (a *Args) logCount(count int64) {
	if count < -1 {
		a.refuse("count", "is negative; give a positive number, or -1 for all")
	}
	a.Int(count)
}

func (a *Args) logType(logType options.CommandLogType) {
	a.check(logType.Validate())
	a.Word(string(logType))
}
