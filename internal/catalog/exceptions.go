package catalog

// Exception is commands that the client has no function of their own for.
type Exception struct {
	// Commands are the names of those that it is about.
	Commands []string
	// Reason says why the client does not send them, or not by a function.
	Reason string
}

// Exceptions are all commands without a function in core/command. Every other command of the
// catalog has one. What is excepted can still be sent as a custom command, unless
// that would break the connection.
var Exceptions = []Exception{
	{
		Commands: []string{
			"ACL", "CLIENT", "CLUSTER", "COMMANDLOG", "CONFIG", "FUNCTION", "LATENCY", "MEMORY", "MODULE", "OBJECT",
			"PUBSUB", "SCRIPT", "SLOWLOG", "XGROUP", "XINFO",
		},
		Reason: "it is no command itself; its subcommands are",
	},
	{
		Commands: []string{
			"ACL HELP", "CLIENT HELP", "CLUSTER HELP", "COMMAND HELP", "COMMANDLOG HELP", "CONFIG HELP", "FUNCTION HELP",
			"LATENCY HELP", "MEMORY HELP", "MODULE HELP", "OBJECT HELP", "PUBSUB HELP", "SCRIPT HELP", "SLOWLOG HELP",
			"XGROUP HELP", "XINFO HELP",
		},
		Reason: "it prints usage for people at a terminal; the documentation of the functions says more",
	},
	{
		Commands: []string{"CLUSTER SYNCSLOTS", "PSYNC", "REPLCONF", "RESTORE-ASKING", "SYNC"},
		Reason:   "servers send it to each other, to copy data and to move slots",
	},
	{
		Commands: []string{"DEBUG", "PFDEBUG", "PFSELFTEST"},
		Reason:   "it is for the developers of the server: what it does changes from one version to the next and may crash it",
	},
	{
		Commands: []string{"MONITOR"},
		Reason:   "it turns the connection into a stream of what every client sends; nothing else can be sent on it afterwards",
	},
	{
		Commands: []string{"AUTH", "HELLO", "QUIT"},
		Reason:   "it changes the connection, which many callers share, until that is lost; user and protocol belong into the configuration of the client",
	},
	{
		Commands: []string{"RESET"},
		Reason:   "it takes user, protocol and database from the connection, which many callers share; a dedicated connection has a method of its own for it",
	},
	{
		Commands: []string{"CLIENT CACHING", "CLIENT REPLY", "CLIENT TRACKING"},
		Reason:   "it changes what the server sends on the connection, which many callers share: replies would be missing, or come unasked",
	},
	{
		Commands: []string{"DISCARD", "EXEC", "MULTI", "UNWATCH", "WATCH"},
		Reason:   "it would take in the commands of everyone who shares the connection; an atomic batch sends what is needed",
	},
	{
		Commands: []string{"PSUBSCRIBE", "PUNSUBSCRIBE", "SSUBSCRIBE", "SUBSCRIBE", "SUNSUBSCRIBE", "UNSUBSCRIBE"},
		Reason:   "it is no request with one reply; subscriptions belong to the client, which renews them after a connection was lost",
	},
	{
		Commands: []string{"SCRIPT DEBUG"},
		Reason:   "it turns the connection into a session of a debugger at the next script",
	},
	{
		Commands: []string{"ASKING", "READONLY", "READWRITE"},
		Reason:   "it changes how a node takes the commands that follow on the connection, which many callers share; it belongs to the routing in a cluster",
	},
}
