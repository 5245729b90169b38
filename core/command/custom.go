package command

import (
	"slices"
	"strings"
	"time"
)

// CustomCommand runs any command: its name and arguments, each word an element of
// args, as in []string{"CONFIG", "GET", "maxmemory"}. They are sent as they are given.
//
// It refuses commands that are not answered exactly once, such as SUBSCRIBE, MONITOR
// and REPLCONF, and those that would change a connection that is shared, such as MULTI
// and SELECT; the error then says what to use instead. A dedicated connection takes
// those that change nothing but the connection. A command that blocks, such as BLPOP, is
// refused where its timeout is negative, or longer than 292 years: it bounds how long
// the client waits, too.
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
	if a.refuseSpelling(args) {
		return anything
	}
	name := strings.ToUpper(args[0])
	a.start(name)
	a.custom = true
	a.String(args[0])
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
	if endsServer(name, args[1:]) {
		a.refuse("args[0]", useShutdown)
	}
	a.refuseUnanswered(name, args[1:])
	a.refuseToShare(name, args[1:])
	a.blockAsTyped(a.name, args[1:])
	return anything
}

// argumentAt returns the argument at a place, counted from 1, or "" where there is none.
func argumentAt(args []string, place int) string {
	if place > len(args) {
		return ""
	}
	return args[place-1]
}

// lastArgument returns the last of several arguments, or "".
func lastArgument(args []string) string {
	if len(args) < 2 {
		return ""
	}
	return args[len(args)-1]
}

// argumentBehind returns the argument behind a word that stands before another, in
// capitals or not, or "".
func argumentBehind(args []string, word, before string) string {
	for i, argument := range args {
		switch {
		case strings.EqualFold(argument, before):
			return ""
		case strings.EqualFold(argument, word):
			return argumentAt(args, i+2)
		}
	}
	return ""
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

// waitFor is blockFor for what is sent on a shared connection. Of a timeout that cannot
// be, the server says so at once.
func (a *Args) waitFor(argument string, parse func(string) (time.Duration, bool)) {
	if timeout, valid := parse(argument); valid && timeout >= 0 {
		a.Wait(timeout)
	}
}

// waitForPositive is waitFor for a command that takes its own time for any other timeout.
func (a *Args) waitForPositive(argument string, parse func(string) (time.Duration, bool)) {
	if timeout, valid := parse(argument); valid && timeout > 0 {
		a.Wait(timeout)
	}
}
