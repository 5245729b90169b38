// IntrospectionCommands are the commands about the server's commands: which it has, what
// they take, and which keys a given one names.
// See https://valkey.io/commands/#server
//
//glissade:family Commands about commands

package command

import (
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// Command returns what a client must know of all commands of the server.
//
// Reply: the commands, in no order to rely on.
// Complexity: O(N) for N commands. Since: 2.8.13.
// See https://valkey.io/commands/command/
func Command(a *Args) Reply[[]models.Result[models.CommandInfo]] {
	a.Begin("COMMAND")
	return commandInfos
}

// CommandCount counts the commands of the server, subcommands aside.
//
// Reply: the number of commands.
// Complexity: O(1). Since: 2.8.13.
// See https://valkey.io/commands/command-count/
func CommandCount(a *Args) Reply[int64] {
	a.Begin("COMMAND COUNT")
	return integer
}

// CommandDocs returns the server's documentation of commands, of all if names is
// empty. A subcommand is named as in "config|get".
//
// Reply: the commands that exist.
// Complexity: O(N) for N commands. Since: 7.0.0.
// See https://valkey.io/commands/command-docs/
func CommandDocs(a *Args, names []string) Reply[[]models.CommandDocumentation] {
	a.Begin("COMMAND DOCS")
	for _, name := range names {
		a.String(name)
	}
	return commandDocumentation
}

// CommandGetKeys returns which arguments of a whole command are keys. It does not
// execute the command.
//
// Reply: the keys, in order. Errors: ERR if the command has no keys, or is not valid.
// Complexity: O(N) for N arguments. Since: 2.8.13.
// See https://valkey.io/commands/command-getkeys/
func CommandGetKeys(a *Args, args []string) Reply[[]string] {
	a.Begin("COMMAND GETKEYS")
	a.Strings("args", args)
	return texts
}

// CommandGetKeysAndFlags returns which arguments of a whole command are keys, and
// what the command does with them. It does not execute the command.
//
// Reply: the keys with flags such as "RW" and "access", in order. Errors: ERR if the
// command has no keys, or is not valid.
// Complexity: O(N) for N arguments. Since: 7.0.0.
// See https://valkey.io/commands/command-getkeysandflags/
func CommandGetKeysAndFlags(a *Args, args []string) Reply[[]models.KeyAndFlags] {
	a.Begin("COMMAND GETKEYSANDFLAGS")
	a.Strings("args", args)
	return keysAndFlags
}

// CommandInfo returns what a client must know of commands, of all if names is empty. A
// subcommand is named as in "config|get".
//
// Reply: for each of names the command, or nil if it does not exist.
// Complexity: O(N) for N commands. Since: 2.8.13; without names: 7.0.0.
// See https://valkey.io/commands/command-info/
func CommandInfo(a *Args, names []string) Reply[[]models.Result[models.CommandInfo]] {
	a.Begin("COMMAND INFO")
	for _, name := range names {
		a.String(name)
	}
	return commandInfos
}

// CommandList returns the names of all commands of the server, those of subcommands
// as in "config|get".
//
// Reply: the names, in no order to rely on.
// Complexity: O(N) for N commands. Since: 7.0.0.
// See https://valkey.io/commands/command-list/
func CommandList(a *Args) Reply[[]string] {
	a.Begin("COMMAND LIST")
	return texts
}

// CommandListWithOptions returns the names of the commands that filter picks, those of
// subcommands as in "config|get".
//
// Reply: the names, in no order to rely on.
// Complexity: O(N) for N commands. Since: 7.0.0.
// See https://valkey.io/commands/command-list/
func CommandListWithOptions(a *Args, filter options.CommandFilter) Reply[[]string] {
	a.Begin("COMMAND LIST")
	a.Word("FILTERBY")
	switch f := filter.(type) {
	case options.FilterByModule:
		a.Word("MODULE")
		a.String(f.Module)
	case options.FilterByACLCategory:
		a.Word("ACLCAT")
		a.String(f.Category)
	case options.FilterByPattern:
		a.Word("PATTERN")
		a.String(f.Pattern)
	default:
		a.refuse("filter", "is none of the known ones; give an options.FilterByModule, FilterByACLCategory or FilterByPattern, by value")
	}
	return texts
}
