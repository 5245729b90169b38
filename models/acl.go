package models

import "time"

// ACLUser is a user with the rules that apply to it.
// See https://valkey.io/commands/acl-getuser/
type ACLUser struct {
	// Flags are such as "on" or "off", "nopass" and "allkeys".
	Flags []string
	// Passwords are the SHA-256 hashes of the passwords in hexadecimal digits.
	Passwords []string
	// Permissions are the rules that hold first of all.
	Permissions ACLPermissions
	// Selectors are further sets of rules: a command that one of them allows is allowed.
	// Since: 7.0.0.
	Selectors []ACLPermissions
	// Extra holds the fields of newer servers, in their order.
	Extra Map
}

// ACLPermissions are rules that together allow a command.
type ACLPermissions struct {
	// Commands are the rules for commands, such as "-@all +get".
	Commands string
	// Keys are the rules for keys, such as "~app:* %R~config:*".
	Keys string
	// Channels are the rules for channels, such as "&news:*". Since: 6.2.0.
	Channels string
	// Databases are the rules for databases, such as "alldbs". Since: 9.1.0.
	Databases string
	// Extra holds the fields of newer servers, in their order.
	Extra Map
}

// ACLLogEntry is something that the access control lists refused.
// See https://valkey.io/commands/acl-log/
type ACLLogEntry struct {
	// Count is how often it happened, within a minute each time.
	Count int64
	// Reason is "command", "key", "channel" or "auth", or one of newer servers.
	Reason string
	// Context is where it happened: "toplevel", "multi", "lua", "script" or "module".
	Context string
	// Object is what was refused: the name of the command, key or channel.
	Object string
	// Username is the user whom it was refused.
	Username string
	// Age is how long ago it happened last, to the millisecond.
	Age time.Duration
	// Client is the connection that it happened on the first time, as it was then.
	Client ClientInfo
	// EntryID counts the entries since the server started, from 0. Since: 7.2.0.
	EntryID int64
	// Created and LastUpdated are when it happened the first and the last time, to the
	// millisecond. Servers before 7.2.0 do not tell; the times are zero then.
	Created, LastUpdated time.Time
	// Extra holds the fields of newer servers, in their order.
	Extra Map
}
