//go:build !js

// Package request reads what a client sends to a server, request by request, and lets
// each pass or not. It keeps the first words of a request alone, until it is decided on;
// the rest streams through, however long it is and wherever it is cut.
//
//	filter := request.NewFilter(func(c request.Command) request.Decision {
//		if strings.EqualFold(string(c.Words[0]), "AUTH") {
//			return request.Refuse("AUTH is not for you")
//		}
//		return request.Pass
//	})
//	out, err = filter.Append(out, in)
//
// A request that is refused is replaced by a command that no server knows, whose name is
// the reason: so the server itself gives the error, where the client waits for it, and a
// transaction that it was for is aborted.
//
// Whoever filters must read what the server reads. So this takes less than servers do:
// requests as every client library sends them, with exact lengths and line ends, and no
// inline commands. Anything else is an error, after which nothing may pass.
package request

import (
	"errors"
	"strconv"
)

// Limits of a request.
const (
	// MaxWord is how long a word that is decided on may be, in bytes.
	MaxWord = 512
	// MaxWords is how many words can be waited for before a decision.
	MaxWords = 8
	// maxCount is how many words a request may have: servers take no more.
	maxCount = 1<<31 - 1
	// maxLength is how long a word may be, in bytes: far above what servers take.
	maxLength = 1 << 40
	// maxReason is how much of an unknown command's name servers repeat, in bytes.
	maxReason = 128
)

// Errors of what is no request.
var (
	ErrInline    = errors.New("inline commands are not taken here; send requests as arrays (*N, $LENGTH)")
	ErrMalformed = errors.New("the request is malformed: an array (*N) of strings ($LENGTH) with \\r\\n is taken, and nothing else")
)

// Command is what has arrived of a request.
type Command struct {
	// Words are the first words, one or more. They are valid during the call alone.
	Words [][]byte
	// Count is how many words the request has in all.
	Count int64
}

// Complete tells whether all words are there.
func (c Command) Complete() bool { return int64(len(c.Words)) == c.Count }

// Decision is what becomes of a request.
type Decision struct {
	kind   kind
	reason string
}

type kind uint8

const (
	pass kind = iota
	more
	refuse
)

var (
	// Pass lets a request through.
	Pass = Decision{kind: pass}
	// More waits for the next word. It refuses where that cannot be.
	More = Decision{kind: more}
)

// Refuse has the server answer with an error that shows the reason: at most 128 bytes
// of printable ASCII.
func Refuse(reason string) Decision { return Decision{refuse, reason[:min(len(reason), maxReason)]} }

// Refused tells whether a request does not get through.
func (d Decision) Refused() bool { return d.kind == refuse }

// step is what comes next in a request.
type step uint8

const (
	atStart      step = iota // "*"
	atCount                  // the digits behind it
	atCountEnd               // "\n"
	atWord                   // "$"
	atLength                 // the digits behind it
	atLengthEnd              // "\n"
	atBody                   // the bytes of a word
	atBodyReturn             // "\r"
	atBodyEnd                // "\n"
)

// Filter follows one stream of requests.
type Filter struct {
	decide func(Command) Decision
	step   step
	number int64 // what the digits so far say
	digits int
	count  int64 // words of the request
	left   int64 // of these, those that are not complete
	body   int64 // bytes of the word that are to come

	decided  bool
	dropping bool   // the request was refused
	held     []byte // the request so far, until it is decided on
	words    [MaxWords][]byte
	bounds   [MaxWords][2]int // of the words within held
	known    int              // how many words are there
	begin    int              // of the word that is arriving, within held
	err      error
}

// NewFilter returns a filter that asks decide about each request, with one word and then
// as many more as it wants.
func NewFilter(decide func(Command) Decision) *Filter { return &Filter{decide: decide} }

// Append appends to out what of in goes to the server. After an error the stream is at
// an end: the same error comes again.
func (f *Filter) Append(out, in []byte) ([]byte, error) {
	for len(in) > 0 && f.err == nil {
		if f.step == atBody && f.body > 0 {
			n := int(min(int64(len(in)), f.body))
			out = f.take(out, in[:n])
			f.body -= int64(n)
			in = in[n:]
			continue
		}
		out = f.next(out, in[0])
		in = in[1:]
	}
	return out, f.err
}

// take puts bytes where they belong.
func (f *Filter) take(out, p []byte) []byte {
	switch {
	case !f.decided:
		f.held = append(f.held, p...)
	case !f.dropping:
		out = append(out, p...)
	}
	return out
}

// next takes one byte that is not in a word's body.
func (f *Filter) next(out []byte, b byte) []byte {
	if f.step == atBody {
		f.step = atBodyReturn // the body is over
	}
	out = f.take(out, []byte{b})
	switch f.step {
	case atStart:
		if b != '*' {
			f.err = ErrInline
			return out
		}
		f.beginNumber(atCount)
	case atCount:
		f.digit(b, maxCount, atCountEnd)
	case atCountEnd:
		f.expect(b, '\n', atWord)
		f.count, f.left = f.number, f.number
		if f.number == 0 {
			f.err = ErrMalformed
		}
	case atWord:
		f.expect(b, '$', atLength)
		f.beginNumber(atLength)
	case atLength:
		f.digit(b, maxLength, atLengthEnd)
	case atLengthEnd:
		f.expect(b, '\n', atBody)
		f.body, f.begin = f.number, len(f.held)
		if !f.decided && f.err == nil && f.body > MaxWord {
			out = f.settle(out, Refuse("a command of this length is not taken by the bridge"))
		}
	case atBodyReturn:
		f.expect(b, '\r', atBodyEnd)
	case atBodyEnd:
		f.expect(b, '\n', atWord)
		out = f.endWord(out)
	}
	return out
}

func (f *Filter) beginNumber(next step) { f.step, f.number, f.digits = next, 0, 0 }

// digit takes a digit or the end of a number, which has no sign and no zeros before it.
func (f *Filter) digit(b byte, largest int64, next step) {
	switch {
	case b == '\r' && f.digits > 0:
		f.step = next
	case b < '0' || b > '9', f.digits > 0 && f.number == 0:
		f.err = ErrMalformed
	default:
		f.digits++
		if f.number = 10*f.number + int64(b-'0'); f.number > largest {
			f.err = ErrMalformed
		}
	}
}

func (f *Filter) expect(b, wanted byte, next step) {
	if b != wanted {
		f.err = ErrMalformed
	}
	f.step = next
}

// endWord takes note of a word, and of the end of a request.
func (f *Filter) endWord(out []byte) []byte {
	if f.err != nil {
		return out
	}
	f.left--
	if !f.decided {
		f.bounds[f.known] = [2]int{f.begin, len(f.held) - 2}
		f.known++
		for i := range f.known { // held may have moved
			f.words[i] = f.held[f.bounds[i][0]:f.bounds[i][1]]
		}
		out = f.settle(out, f.decide(Command{f.words[:f.known], f.count}))
	}
	if f.left == 0 {
		f.step, f.decided, f.dropping, f.known = atStart, false, false, 0
	}
	return out
}

// settle has a decision hold.
func (f *Filter) settle(out []byte, d Decision) []byte {
	if d.kind == more {
		if f.left > 0 && f.known < MaxWords {
			return out
		}
		d = Refuse("a command of so many words is not taken by the bridge")
	}
	f.decided = true
	if d.kind == refuse {
		f.dropping = true
		out = append(out, "*1\r\n$"...)
		out = strconv.AppendInt(out, int64(len(d.reason)), 10)
		out = append(append(append(out, "\r\n"...), d.reason...), "\r\n"...)
	} else {
		out = append(out, f.held...)
	}
	f.held = f.held[:0]
	return out
}
