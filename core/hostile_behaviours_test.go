package core

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// class is what a client can do about what a server does.
type class uint8

const (
	// harmless is what a server may do: nothing gets lost by it, and no connection.
	harmless class = iota
	// odd is what a client may take or refuse, as long as nobody gets a wrong value.
	odd
	// atOnce is what can be known at once: no caller gets a wrong value, and the
	// connection ends.
	atOnce
	// afterProof is what can be known once something gives reason to look, or the time
	// for a proof has come: the callers until then may get wrong values, nobody after it.
	afterProof
	// undetectable is what no client can know, whatever it asks: a server that answers
	// every request once, with the right kind of reply, says what it likes.
	undetectable
)

// behaviour is something that a server does, with the least program that shows it.
type behaviour struct {
	name    string
	class   class
	setting byte   // of the connections, beside the kind of stream and the protocol
	plan    string // of the first handshake; empty is the honest one
	steps   string
	resp3   bool // only RESP3 has it
	rare    bool // the client may give no occasion for it
}

// steady is traffic in which there is always a request under way, 20 ms for each turn.
func steady(turns int) string { return strings.Repeat("call get 128; sleep 20ms; answer; ", turns) }

var behaviours = slices.Concat([]behaviour{
	{name: "answers in order", steps: "call get; call incr; call set; call echo; answer; answer; answer; answer"},
	{name: "answers all at once", steps: "call get; call mget; call hgetall; call big get; answer all"},
	{name: "is asked by several callers at once", steps: "call at once get; call at once incr; call at once get 128; call at once echo; answer; answer all"},
	{name: "answers late", steps: "call get; call get; sleep 260ms; call get; answer; answer; answer"},
	{name: "answers what was given up", steps: "call get; call get; call get; cancel 1; answer; answer; answer; call get; serve; serve"},
	{name: "answers what was given up in one write", steps: "call get; call get; cancel; call get; answer all; serve; serve"},
	{name: "answers batches", steps: "call pipeline; call transaction; serve; call submitted get; call submitted transaction; serve"},
	{name: "answers commands that block", steps: "call blpop; call get; answer; sleep 260ms; answer; call blpop; answer"},
	{name: "answers on a dedicated connection", steps: "call dedicated; serve; serve; serve; serve; call dedicated; serve; serve; serve; serve; serve"},
	{name: "takes a new password", steps: "call get; call password; call get; serve; serve; call get; serve"},
	{name: "takes no new password", steps: "next handshake AUTH refused; call password; serve; call get; serve; serve"},
	{name: "splits replies at every byte", steps: "chunk 1; call get; call hgetall; call incr; answer all; call transaction; answer all"},
	{name: "holds back and releases", steps: "hold; call get; call incr; answer; answer; call get; answer; release"},
	{name: "takes no bytes for a while", steps: "stall; call big set; call big set; call get; sleep 100ms; resume; serve; serve"},
	{name: "is idle", steps: "call get; answer; sleep 31s; serve; call get; serve; sleep 6s; serve; call get; serve"},

	{name: "omits the reply to a lone caller", class: atOnce, steps: "call get; omit; sleep 260ms; call get; answer; sleep 20ms; serve"},
	{name: "omits the reply to what was given up", class: atOnce, steps: "call get; call get; call get; cancel; omit; answer; answer; serve"},
	{name: "omits the reply to what was given up, by a timeout", class: atOnce, steps: "call get 128; sleep 100ms; call get 128; call get 128; sleep 260ms; call get 128; call get 128; omit; answer all; serve"},
	{name: "omits the reply to what timed out", class: atOnce, steps: "call get; sleep 100ms; call get; call get; omit; sleep 20ms; call short get; sleep 100ms; call get; sleep 100ms; call get; answer all; serve"},
	{name: "omits a reply of another kind", class: atOnce, steps: "call incr; call get; call incr; omit; answer; answer"},
	{name: "omits the reply to AUTH", class: atOnce, rare: true, steps: "call get; call password; call get; call get; omit AUTH; serve; serve; serve"},
	{name: "omits QUEUED", class: afterProof, steps: "call transaction; call get; call get; omit 1; answer all; serve"},
	{name: "omits QUEUED and goes on", class: atOnce, steps: "call transaction; call get; call get; omit 1; answer; answer; answer; answer; answer; serve"},
	{name: "omits a reply in a blocking command's place", class: atOnce, steps: "call blpop; omit; sleep 1s; sleep 1s; call blpop; answer"},
	{name: "answers twice in one write", class: atOnce, steps: "call get; answer and surplus; call get; answer"},
	{name: "answers one of two with a surplus, in one write", class: atOnce, steps: "call get; call get; hold; answer; answer and surplus; release; call get; answer"},
	{name: "repeats a reply", class: atOnce, steps: "call get; answer; repeat; call get; answer"},
	{name: "repeats a reply on an idle connection", class: atOnce, steps: "call get; answer; sleep 1s; repeat; call get; answer"},
	{name: "repeats the reply to a blocking command", class: atOnce, steps: "call blpop; answer; repeat 16; repeat 32; call blpop; answer; serve"},
	{name: "sends a part of a reply too early", class: atOnce, steps: "call get; answer; garbage 8; call get; answer; serve"},
	{name: "lies to PING on an idle connection", class: atOnce, steps: "call get; answer; sleep 6s; sleep 6s; lie; call get; serve; serve"},
	{name: "answers PING on an idle connection with another type", class: atOnce, steps: "call get; answer; sleep 6s; sleep 6s; other type 1; call get; serve; serve"},
	{name: "omits the reply to PING on an idle connection", class: atOnce, steps: "call get; answer; sleep 6s; sleep 6s; omit; call get; call get; answer; answer; serve"},
	{name: "lies to a proof", class: atOnce, steps: "call get; call get; cancel; answer; answer; lie; call get; serve; serve"},
	{name: "answers a proof with another type", class: atOnce, steps: "call get; call get; cancel; answer; answer; other type 1; call get; serve; serve"},
	{name: "omits the reply to a proof", class: atOnce, steps: "call get; call get; cancel; answer; answer; omit; call get; call get; answer; answer; serve; serve"},
	{name: "answers a proof twice", class: atOnce, steps: "call get; call get; cancel; answer; answer; answer; repeat; call get; answer; serve"},
	{name: "repeats the reply to a proof", class: atOnce, steps: "call get; call get; cancel; answer all; call get; repeat; answer; serve"},
	{name: "puts attributes before the reply to a proof", steps: "call get; call get; cancel; answer; answer; attribute; call get; serve", resp3: true},
	{name: "streams the reply to a proof", steps: "call get; call get; cancel; answer; answer; streamed; call get; serve", resp3: true},
	{name: "answers WATCH with something else", class: atOnce, steps: "call dedicated; lie; serve; serve; call dedicated; serve; serve; serve; serve"},
	{name: "sends a surplus reply behind a push message", class: atOnce, setting: settingReads, steps: "call get; answer; push; surplus; call get; answer; serve", resp3: true},
	{name: "claims OK in other words", class: atOnce, rare: true, steps: "call password; lie; serve"},
	{name: "sends an attribute of nothing", class: atOnce, steps: "call get; answer; attribute alone; close; call get; serve"},
	{name: "closes", class: atOnce, steps: "call get; answer; call get; close; serve; call get; serve"},
	{name: "closes while idle", class: atOnce, steps: "call get; answer; close; call incr; serve; serve"},
	{name: "resets", class: atOnce, steps: "call get; call incr; answer; reset; serve; call get; serve"},

	{name: "omits one of several replies", class: afterProof, steps: "call get; call get; call get; omit; answer; answer; sleep 260ms; call get; serve; serve"},
	{name: "omits one of several replies to a pipeline", class: afterProof, steps: "call get; call pipeline; call get; omit; answer all; sleep 260ms; serve; call get; serve"},
	{name: "omits a reply under steady traffic", class: afterProof, steps: "call get 128; call get 128; omit; " + steady(70)},
	{name: "sends a surplus reply before another", class: afterProof, steps: "call get; surplus; answer; call get; serve"},
	{name: "sends a surplus reply before others", class: afterProof, steps: "call get; call get; surplus; answer; answer; call get; serve"},
	{name: "sends a surplus reply under steady traffic", class: afterProof, steps: "call get 128; call get 128; call get 128; surplus; " + steady(70)},
	{name: "repeats a reply while others are due", class: afterProof, steps: "call get; call get; answer; repeat; answer; call get; serve"},
	{name: "answers early and again", class: afterProof, steps: "call get; call get; call get; answer early 2; answer; answer; answer; call get; serve"},
	{name: "sends a reply of its own in a pipeline", class: afterProof, steps: "call pipeline; answer; surplus 1; answer; answer; call get; serve"},
	{name: "omits a reply where a push was cut short", class: afterProof, steps: "call get; call get; bad push 2; answer; answer; sleep 260ms; call get; serve; serve", resp3: true},

	{name: "swaps two replies of a kind", class: undetectable, steps: "call get; call get; swap"},
	{name: "answers last what came first", class: undetectable, steps: "call get; call get; call get; answer 1; answer 1; answer"},
	{name: "swaps two replies within a transaction's company", class: undetectable, steps: "call incr; call incr; call transaction; swap; answer all"},
	{name: "makes a value up", class: undetectable, steps: "call get; lie"},
	{name: "says that there is no value", class: undetectable, steps: "call get; other type 4", resp3: true},
},
	each("sends a push", harmless, "call get; push %; call get; push %; answer; push %; answer; push %", len(pushes), true),
	each("answers with an error", harmless, "call get; error %; sleep 5ms; serve; sleep 20ms; serve; call incr; error %; sleep 20ms; serve; sleep 20ms; serve", len(hostileErrors), false),
	each("closes after byte", atOnce, "call get; call mget; call transaction; call get; cut %; serve; serve; call get; serve", 90, false),
	each("sends garbage while idle", atOnce, "call get; answer; garbage %; call get; answer; serve; serve", len(garbage), false),
	each("sends a surplus reply while idle", atOnce, "call get; answer; surplus %; call get; answer", len(forgeries), false),
	each("sends a malformed push", atOnce, "call get; bad push %; close; serve; call get; serve", len(badPushes), false),
	each("answers INCR with another type", odd, "call incr; other type %; call get; serve; serve", 16, true, 1, 15),
	each("answers a blocking command with another type", odd, "call blpop; other type %; call blpop; serve; serve", 16, true, 4, 10, 11),
	[]behaviour{
		{name: "attributes and streamed replies", steps: "call get; call hgetall; attribute; streamed; call incr; attribute; call mget; streamed; call big get; streamed", resp3: true},
	},
	handshakes(),
	[]behaviour{
		// Last, since a client that never rests here takes all that come after it along.
		{name: "answers what it has not read, and reads no more", class: afterProof, steps: "stall; call big set 128; call big set 128; surplus 2; surplus 2; sleep 31s; resume; serve; call get; serve"},
	},
)

// each is a behaviour with each argument in turn in the place of every %, but for some.
func each(name string, class class, steps string, n int, resp3 bool, but ...int) []behaviour {
	var all []behaviour
	for i := range n {
		if !slices.Contains(but, i) {
			number := strconv.Itoa(i)
			all = append(all, behaviour{
				name: name + " " + number, class: class, steps: strings.ReplaceAll(steps, "%", number), resp3: resp3,
			})
		}
	}
	return all
}

// handshakes are behaviours of which the handshake is all: it comes in one piece, or in
// such small ones that what is surplus has not been read with the rest.
func handshakes() []behaviour {
	var all []behaviour
	for _, plan := range handshakePlans {
		b := behaviour{name: "in the handshake: " + plan.name, class: plan.class, plan: plan.name, steps: "call get; call get; serve; call incr; serve"}
		all = append(all, b)
		b.name, b.setting = b.name+", in pieces", settingReads
		all = append(all, b)
	}
	return all
}

// aftermath is what every behaviour is followed by: a caller who must get an answer.
const aftermath = "; sleep 260ms; serve; sleep 260ms; serve; call patient get; sleep 20ms; serve; sleep 20ms; serve; sleep 100ms; serve; sleep 1s; serve"

// assemble writes a program: an operation is followed by the name of a call, a time or
// a number as its argument. The last number of a call is added to its kind.
func assemble(t testing.TB, setting byte, b *behaviour) []byte {
	t.Helper()
	program := []byte{setting | b.setting, 0}
	if b.plan != "" {
		program[1] = planOf(b.plan)
	}
	for step := range strings.SplitSeq(b.steps+aftermath, ";") {
		step = strings.TrimSpace(step)
		if step == "" {
			continue
		}
		i := slices.IndexFunc(operations, func(o operation) bool {
			argument, ok := strings.CutPrefix(step, o.name)
			return ok && (argument == "" || argument[0] == ' ') && isArgument(strings.TrimSpace(argument))
		})
		require.GreaterOrEqual(t, i, 0, step)
		argument, _ := argumentOf(strings.TrimSpace(strings.TrimPrefix(step, operations[i].name)))
		program = append(program, byte(i), argument)
	}
	return program
}

func isArgument(text string) bool {
	_, ok := argumentOf(text)
	return ok
}

func argumentOf(text string) (byte, bool) {
	if text == "" {
		return 0, true
	}
	if n, err := strconv.Atoi(text); err == nil {
		return byte(n), true
	}
	if d, err := time.ParseDuration(text); err == nil {
		i := slices.Index(sleeps, d)
		return byte(i), i >= 0
	}
	if i := slices.IndexFunc(handshakePlans, func(p handshakePlan) bool { return p.name == text }); i >= 0 {
		return byte(i), true
	}
	added := 0
	if kind, number, ok := strings.Cut(text, " 1"); ok {
		added, _ = strconv.Atoi("1" + number)
		text = kind
	}
	i := slices.IndexFunc(callKinds, func(k callKind) bool { return k.name == text })
	return byte(i + added), i >= 0
}
