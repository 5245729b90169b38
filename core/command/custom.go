package command

import (
	"slices"
	"strings"
	"time"
)

// CustomCommand runs any command: its name and arguments, each word an element of
// args, as in []string{"CONFIG", "GET", "maxmemory"}. It refuses commands that would
// break a connection that is shared: those that subscribe, MONITOR, MULTI and the
// like; the error then says what to use instead. A dedicated connection takes those
// that change nothing but the connection, such as MULTI.
//
// Reply: what the server answers, as a string, int64, float64, bool, nil,
// models.BigNumber, []any, models.Set or models.Map, and inside of the last three
// *failure.ServerError for a part that is an error. A reply may differ between RESP2
// and RESP3, as the server's does.
// Complexity: that of the command.
//
//glissade:any-command
func CustomCommand(a *Args, args []string) Reply[any] {
	a.Reset()
	if len(args) == 0 || args[0] == "" {
		a.name = "CustomCommand"
		a.refuse("args", "names no command; the first element is the command's name")
		return anything
	}
	if strings.ContainsAny(args[0], " \t\r\n") {
		a.name = "CustomCommand"
		a.refuse("args[0]", "holds a space; give each word as an element of its own")
		return anything
	}
	name := strings.ToUpper(args[0])
	a.Begin(name)
	a.custom = true
	var keys []int
	if metadata, known := LookupArguments(args); known {
		a.name = metadata.Name()
		keys, _ = metadata.Keys(args)
	} else {
		a.unproven = true
	}
	for i, argument := range args[1:] {
		if slices.Contains(keys, i+1) {
			a.Key(argument)
		} else {
			a.String(argument)
		}
	}
	a.refuseTakeover(name, args[1:])
	a.refuseToShare(name, args[1:])
	a.blockAsTyped(name, args[1:])
	return anything
}

const (
	useSubscriptions = "is no request with one reply; the subscriptions of the client are made for it"
	useBatch         = "would take in the commands of everyone who shares the connection; execute an atomic batch instead"
	useConfiguration = "would change the connection for everyone who shares it, until it is lost; set it in the ClientConfiguration"
	useSelect        = "would change the connection for everyone who shares it, until it is lost; set DatabaseID in the ClientConfiguration, or use the client's Select"
	usePassword      = "would change one connection of several, until it is lost; use the client's UpdateConnectionPassword"
	useDedicated     = "would change the connection for everyone who shares it; use a dedicated connection"
	useWatch         = "would take in the commands of everyone who shares the connection; use a dedicated connection, or the client's Transaction"
	useMonitor       = "takes a connection for itself and never gives it back; use the client's Monitor"
	takesConnection  = "takes a connection for itself and never gives it back"
)

// takeovers are the commands that cannot be sent on any connection for requests, with
// the reason and the remedy.
var takeovers = map[string]string{
	"SUBSCRIBE":    useSubscriptions,
	"UNSUBSCRIBE":  useSubscriptions,
	"PSUBSCRIBE":   useSubscriptions,
	"PUNSUBSCRIBE": useSubscriptions,
	"SSUBSCRIBE":   useSubscriptions,
	"SUNSUBSCRIBE": useSubscriptions,
	"MONITOR":      useMonitor,
	"SYNC":         takesConnection,
	"PSYNC":        takesConnection,
}

// unshareable are the commands that cannot be sent on a shared connection, with the
// reason and the remedy.
var unshareable = map[string]string{
	"MULTI":   useBatch,
	"EXEC":    useBatch,
	"DISCARD": useBatch,
	"WATCH":   useWatch,
	"UNWATCH": useDedicated,
	"AUTH":    usePassword,
	"QUIT":    "would end the connection for everyone who shares it; close the client",
	"SELECT":  useSelect,
	"RESET":   useConfiguration,
}

// refuseTakeover refuses commands after which a connection no longer answers each
// request with one reply.
func (a *Args) refuseTakeover(name string, args []string) {
	if reason, found := takeovers[name]; found {
		a.refuse("args[0]", reason)
	}
	switch {
	case len(args) == 0:
	case name == "CLIENT" && strings.EqualFold(args[0], "REPLY"):
		a.refuse("args", "would leave later requests without their replies")
	case name == "CLIENT" && strings.EqualFold(args[0], "TRACKING"):
		a.refuse("args", "would have the server send messages that nobody expects")
	case name == "SCRIPT" && strings.EqualFold(args[0], "DEBUG"):
		a.refuse("args", "would turn the connection into a debugger's; use the server's command-line client")
	}
}

// refuseToShare refuses commands that change the connection, unless it is sent on one
// that nobody shares.
func (a *Args) refuseToShare(name string, args []string) {
	reason, found := unshareable[name]
	switch {
	case found:
		a.shared = a.refusal("args[0]", reason)
	case name == "HELLO" && len(args) > 0:
		a.shared = a.refusal("args", useConfiguration)
	}
}

// blockAsTyped finds out from the arguments whether and how long the server may
// hold back its reply. What is malformed is left for the server to refuse.
//
// WAIT and WAITAOF are not among them: they ask about the writes of the very
// connection that they are sent on.
func (a *Args) blockAsTyped(name string, args []string) {
	switch name {
	case "BLPOP", "BRPOP", "BLMOVE", "BRPOPLPUSH", "BZPOPMIN", "BZPOPMAX":
		if len(args) >= 2 {
			a.blockFor(args[len(args)-1], secondsDuration)
		}
	case "BLMPOP", "BZMPOP":
		if len(args) > 0 {
			a.blockFor(args[0], secondsDuration)
		}
	case "XREAD", "XREADGROUP":
		for i, argument := range args {
			if strings.EqualFold(argument, "STREAMS") {
				return
			}
			if strings.EqualFold(argument, "BLOCK") && i+1 < len(args) {
				a.blockFor(args[i+1], millisecondsDuration)
				return
			}
		}
	}
}

func (a *Args) blockFor(argument string, parse func(string) (time.Duration, bool)) {
	timeout, valid := parse(argument)
	switch {
	case !valid:
	case timeout < 0:
		a.refuse("timeout", "is negative or too large; give a positive one, or 0 to wait for ever")
	default:
		a.Block(timeout)
	}
}
