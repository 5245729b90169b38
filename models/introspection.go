package models

// CommandInfo is what a client must know to send a command to the right place.
// See https://valkey.io/commands/command-info/ and https://valkey.io/topics/command-arguments/
type CommandInfo struct {
	// Name is the command's name in lower case. That of a subcommand is such as "config|get".
	Name string
	// Arity is the number of arguments, the name included; a negative one is the
	// least number.
	Arity int64
	// Flags are such as "readonly", "blocking" and "movablekeys".
	Flags []string
	// FirstKey is the position of the first key among the arguments, counted from 0
	// with the name, 0 if there is none. LastKey is that of the last, a negative one
	// counted from the end. KeyStep is the distance between two.
	FirstKey, LastKey, KeyStep int64
	// Categories are those of access control lists, such as "@read".
	Categories []string
	// Tips are such as "nondeterministic_output" and "request_policy:all_shards". Since: 7.0.0.
	Tips []string
	// KeySpecifications say where the keys are, and what is done with them. Since: 7.0.0.
	KeySpecifications []KeySpecification
	// Subcommands are the command's subcommands. Since: 7.0.0.
	Subcommands []CommandInfo
}

// KeySpecification tells how to find some of a command's keys.
// See https://valkey.io/topics/key-specs/
type KeySpecification struct {
	// Notes are remarks for people.
	Notes string
	// Flags are what is done with the keys, such as "RO" and "access".
	Flags []string
	// BeginSearch tells where the keys begin, FindKeys which of the arguments from
	// there are keys.
	BeginSearch, FindKeys KeySearch
	// Extra holds the fields of newer servers, in their order.
	Extra Map
}

// KeySearch is a step of finding keys.
type KeySearch struct {
	// Type is how it is done: "index", "keyword", "range", "keynum" or "unknown".
	Type string
	// Spec are the parameters of that way, such as "index" with 1.
	Spec Map
	// Extra holds the fields of newer servers, in their order.
	Extra Map
}

// KeyAndFlags is a key of a command with what the command does with it.
type KeyAndFlags struct {
	Key string
	// Flags are such as "RW", "access" and "update".
	Flags []string
}

// CommandDocumentation is the server's documentation of a command.
// See https://valkey.io/commands/command-docs/
type CommandDocumentation struct {
	// Name is the command's name in lower case. That of a subcommand is such as "config|get".
	Name string
	// Summary says what it does.
	Summary string
	// Since is the version that it came with, or the module's.
	Since string
	// Group is what it is about: "string", "connection" and so on.
	Group string
	// Complexity is its cost, as far as that is known.
	Complexity string
	// Module is the module that it belongs to, empty for the server's own.
	Module string
	// DocFlags are "deprecated" and "syscmd", for one that servers use among each other.
	DocFlags []string
	// DeprecatedSince and ReplacedBy say since when not to use it, and what to use instead.
	DeprecatedSince, ReplacedBy string
	// History is what changed since it came.
	History []CommandChange
	// Arguments are its arguments.
	Arguments []CommandArgument
	// Subcommands are its subcommands.
	Subcommands []CommandDocumentation
	// Extra holds the fields of newer servers, in their order.
	Extra Map
}

// CommandChange is a change of a command.
type CommandChange struct {
	// Version is the one that it came with.
	Version string
	// Change says what changed.
	Change string
}

// CommandArgument is an argument of a command, or several that belong together.
// See https://valkey.io/topics/command-arguments/
type CommandArgument struct {
	// Name is the argument's name.
	Name string
	// Type is "string", "integer", "double", "key", "pattern", "unix-time",
	// "pure-token", "oneof" or "block".
	Type string
	// DisplayText is how to show it to people.
	DisplayText string
	// Token is the keyword that stands before it, or that it consists of.
	Token string
	// KeySpecification is the place in the command's KeySpecifications of the one
	// that a key belongs to, absent for others.
	KeySpecification Result[int64]
	// Summary says what it is for, if that does not go without saying.
	Summary string
	// Since and DeprecatedSince are the versions that it came with and from which not
	// to use it. Empty means that those of the command hold.
	Since, DeprecatedSince string
	// Flags are "optional", "multiple" and "multiple_token".
	Flags []string
	// Arguments are those that it consists of, or one of which it is.
	Arguments []CommandArgument
	// Extra holds the fields of newer servers, in their order.
	Extra Map
}
