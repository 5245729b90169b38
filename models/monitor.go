package models

import "time"

// MonitorLine is a command that the server has executed, as MONITOR reports it.
// See https://valkey.io/commands/monitor/
type MonitorLine struct {
	// Time is when the server executed the command, by its clock, to the microsecond.
	Time time.Time
	// Database is the number of the database that the client had selected.
	Database int
	// Client is who sent the command: an address ("127.0.0.1:60866", "[::1]:60866"),
	// "unix:" and the path of the socket, or "lua" for a script.
	Client string
	// Words are the command's name and arguments, as they were sent. The server
	// replaces some that are secret by "(redacted)".
	Words []string
	// Dropped is how many lines came after the previous one and were dropped, because
	// they were not taken as fast as they came.
	Dropped int
}
