package glissadetest

import (
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	// Any stands for one word of a command that is expected, whatever it is.
	Any = "\x00any"
	// Rest stands for all further words, if there are any.
	Rest = "\x00rest"
)

// Step is a command that is expected, and what becomes of it. Unless a method says
// otherwise it is expected once, and answered with OK by a scripted server; one that
// executes commands executes it.
type Step struct {
	server *Server
	words  []string
	where  string // the line of the test

	// What follows is guarded by the server's lock.
	answer func(command []string) Reply // nil: as if it were not expected
	delay  time.Duration
	until  <-chan struct{}
	fate   fate
	cut    int // how many bytes of the reply are sent
	times  int // how often it is expected; always: any number of times
	came   int
}

const always = -1

// fate is what becomes of the connection.
type fate uint8

const (
	staysUp fate = iota
	losesCommand
	losesReply
	cutsReply
	goesSilent
)

// Expect expects a command, given as its words: the first in capitals or not, the others
// exact. [Any] stands for one word, and [Rest] for all further ones. Where several
// expectations match a command, the first one counts that has not come yet as often as it
// is expected; those that differ may come in any order.
//
//	server.Expect("SET", "greeting", "hello")
//	server.Expect("GET", glissadetest.Any).Reply(glissadetest.Nil()).Always()
//	server.Expect("BLPOP", glissadetest.Rest).Delay(time.Second)
//
// The commands of a transaction are expected one by one, MULTI and EXEC among them: what is
// to answer a queued one is Simple("QUEUED"), or the error for which EXEC then fails, and
// what answers EXEC is the [Array] of the results.
//
// The commands of handshakes can be expected like all others. If a command that is expected
// has not come when the test ends, that fails it, with the line of Expect.
func (s *Server) Expect(words ...string) *Step {
	s.t.Helper()
	if len(words) == 0 {
		s.t.Fatal("Expect needs the words of a command")
	}
	where := ""
	if _, file, line, ok := runtime.Caller(1); ok {
		where = file + ":" + strconv.Itoa(line)
	}
	step := &Step{server: s, words: slices.Clone(words), where: where, times: 1}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.steps = append(s.steps, step)
	return step
}

// Reply answers the command in place of executing it.
func (e *Step) Reply(r Reply) *Step { return e.Answer(func([]string) Reply { return r }) }

// Answer has a function answer the command, which gets its words. It is called on a
// goroutine of the server's.
func (e *Step) Answer(answer func(command []string) Reply) *Step {
	return e.set(func() { e.answer = answer })
}

// Delay has the command wait before it is executed, and with it what comes later on the
// same connection.
func (e *Step) Delay(d time.Duration) *Step { return e.set(func() { e.delay = d }) }

// Until has it wait until a channel is closed.
func (e *Step) Until(closed <-chan struct{}) *Step { return e.set(func() { e.until = closed }) }

// LoseCommand has the connection lost before the command is executed. The client cannot
// know that: its error says MaybeExecuted, unless the command may be sent again.
func (e *Step) LoseCommand() *Step { return e.set(func() { e.fate = losesCommand }) }

// LoseReply has the connection lost when the command has been executed, before the reply is
// sent.
func (e *Step) LoseReply() *Step { return e.set(func() { e.fate = losesReply }) }

// CutReply has the connection lost when n bytes of the reply have been sent.
func (e *Step) CutReply(n int) *Step {
	return e.set(func() { e.fate, e.cut = cutsReply, n })
}

// Silence has the command not executed, and its connection answer nothing any more, like
// that of a server which was stopped. The client's own timeout ends the waiting.
func (e *Step) Silence() *Step { return e.set(func() { e.fate = goesSilent }) }

// Times says how often the command is expected; the same becomes of each.
func (e *Step) Times(n int) *Step { return e.set(func() { e.times = max(n, 0) }) }

// Always says that the command may come any number of times, or not at all.
func (e *Step) Always() *Step { return e.set(func() { e.times = always }) }

// Came returns how often the command has come.
func (e *Step) Came() int {
	e.server.mu.Lock()
	defer e.server.mu.Unlock()
	return e.came
}

func (e *Step) set(change func()) *Step {
	e.server.mu.Lock()
	defer e.server.mu.Unlock()
	change()
	return e
}

func (e *Step) matches(command []string) bool {
	for i, word := range e.words {
		switch {
		case word == Rest:
			return true
		case i >= len(command):
			return false
		case word == Any, word == command[i], i == 0 && strings.EqualFold(word, command[i]):
		default:
			return false
		}
	}
	return len(command) == len(e.words)
}
