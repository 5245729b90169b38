package command

import (
	"strings"

	"github.com/glissade-io/glissade/core/failure"
)

const (
	useSubscriptions = "is no request with one reply; use the client's {PubSub.Subscribe} and its like"
	useBatch         = "would take in the commands of everyone who shares the connection; execute an atomic batch instead"
	useConfiguration = "would change the connection for everyone who shares it, until it is lost; set it in {ClientConfiguration}"
	useSelect        = "would change the connection for everyone who shares it, until it is lost; set {ClientConfiguration.DatabaseID}, or use the client's {Connections.Select}"
	usePassword      = "would change one connection of several, until it is lost; use the client's {Connections.UpdateConnectionPassword}"
	useDedicated     = "would change the connection for everyone who shares it; use a dedicated connection, see {Client.Dedicated}"
	useReset         = "would take the user, the protocol and the database from everyone who shares the connection, until it is lost; use a dedicated connection, see {Client.Dedicated}"
	useWatch         = "would take in the commands of everyone who shares the connection; use {Client.Transaction}, or a dedicated connection, see {Client.Dedicated}"
	useMonitor       = "takes a connection for itself and never gives it back; use {Client.Monitor}"
	takesConnection  = "takes a connection for itself and never gives it back; leave it to servers, or use the server's command-line client"
	useShutdown      = "has no reply when it succeeds; use the client's {Client.ShutdownServer}"
	useReadFrom      = "would change the connection for everyone who shares it; set {ClientConfiguration.ReadFrom}, or use a dedicated connection, see {Client.Dedicated}"
	useRouting       = "would change the next command of whoever shares the connection; the client of a cluster sends it where it is needed, or use a dedicated connection, see {Client.Dedicated}"
	useServersOwn    = "is for servers among themselves, who do not answer all of it; leave it to them"
	useCommandLine   = "ends the server instead of answering; use the server's command-line client"
	useNothing       = "is taken for a page of the web, and the server closes the connection without an answer; leave it out"
)

// unanswered are the commands that are not answered exactly once, and after which the
// replies of a connection would not be those to its requests any more, with the remedy.
// No connection for requests takes them.
var unanswered = map[string]failure.Text{
	"SUBSCRIBE":    useSubscriptions,
	"UNSUBSCRIBE":  useSubscriptions,
	"PSUBSCRIBE":   useSubscriptions,
	"PUNSUBSCRIBE": useSubscriptions,
	"SSUBSCRIBE":   useSubscriptions,
	"SUNSUBSCRIBE": useSubscriptions,
	"MONITOR":      useMonitor,
	"SYNC":         takesConnection,
	"PSYNC":        takesConnection,
	"REPLCONF":     useServersOwn,
	"POST":         useNothing,
	"HOST:":        useNothing,
}

// unansweredOf are those of them whose first argument decides.
var unansweredOf = map[string]map[string]failure.Text{
	"CLIENT": {
		"REPLY":    "would leave later requests without their replies; leave it out",
		"TRACKING": "would have the server send messages that nobody expects; leave it out",
	},
	"CLUSTER": {"SYNCSLOTS": useServersOwn},
	"SCRIPT":  {"DEBUG": "would turn the connection into a debugger's; use the server's command-line client"},
	"DEBUG": {
		"ASSERT":            useCommandLine,
		"CRASH-AND-RECOVER": useCommandLine,
		"OOM":               useCommandLine,
		"PANIC":             useCommandLine,
		"RESTART":           useCommandLine,
		"SEGFAULT":          useCommandLine,
	},
}

// unshareable are the commands that change the connection that they are sent on, with
// the remedy. Only a connection that nobody shares takes them.
var unshareable = map[string]failure.Text{
	"MULTI":     useBatch,
	"EXEC":      useBatch,
	"DISCARD":   useBatch,
	"WATCH":     useWatch,
	"UNWATCH":   useDedicated,
	"AUTH":      usePassword,
	"QUIT":      "would end the connection for everyone who shares it; close the client",
	"SELECT":    useSelect,
	"RESET":     useReset,
	"ASKING":    useRouting,
	"READONLY":  useReadFrom,
	"READWRITE": useReadFrom,
}

// unbatchable are those of them that no batch takes, not even on a connection that
// nobody shares: what follows in the batch would not be executed as part of it, or not
// be followed by the connection's owner.
var unbatchable = map[string]bool{
	"MULTI": true, "EXEC": true, "DISCARD": true, "WATCH": true, "UNWATCH": true, "QUIT": true, "RESET": true,
}

// refuseSpelling refuses names that servers do not read as they are spelled. They compare
// them up to a zero byte, so that one might stand for a command that is refused.
func (a *Args) refuseSpelling(args []string) (refused bool) {
	const zero failure.Text = "holds a zero byte, at which servers may take the name to end; leave it out"
	var field string
	var reason failure.Text
	switch {
	case strings.ContainsAny(args[0], " \t\r\n"):
		field, reason = "args[0]", "holds a space; give each word as an element of its own"
	case strings.Contains(args[0], "\x00"):
		field, reason = "args[0]", zero
	case len(args) > 1 && strings.Contains(args[1], "\x00") && isContainer(strings.ToUpper(args[0])):
		field, reason = "args[1]", zero
	default:
		return false
	}
	a.name = "CustomCommand"
	a.refuse(field, reason)
	return true
}

// refuseUnanswered refuses commands after which a connection no longer answers each
// request with one reply.
func (a *Args) refuseUnanswered(name string, args []string) {
	if reason, found := unanswered[name]; found {
		a.refuse("args[0]", reason)
	}
	subcommand := ""
	if len(args) > 0 {
		subcommand = strings.ToUpper(args[0])
	}
	if reason, found := unansweredOf[name][subcommand]; found {
		a.refuse("args", reason)
	}
}

// endsServer reports whether a command that succeeds ends the server instead of being
// answered.
func endsServer(name string, args []string) bool {
	return name == "SHUTDOWN" && (len(args) == 0 || !strings.EqualFold(args[0], "ABORT"))
}

// refuseToShare refuses commands that change the connection, unless it is sent on one
// that nobody shares. A batch with SELECT takes such a connection.
func (a *Args) refuseToShare(name string, args []string) {
	reason, found := unshareable[name]
	switch {
	case found:
		a.shared = a.refusal("args[0]", reason)
		if unbatchable[name] {
			a.unbatchable = a.shared
		}
		a.ownConnection = name == "SELECT"
	case name == "HELLO" && len(args) > 0:
		a.shared = a.refusal("args", useConfiguration)
	}
}
