package command

import (
	"strconv"
	"strings"
)

// Keys returns which of a command's arguments are keys. args are the whole command,
// name included; the positions count from 0. Where not all keys can be told, since
// the arguments are too few or not as the command takes them, or since the server
// itself has no rule for them, complete is false.
func (m Metadata) Keys(args []string) (positions []int, complete bool) {
	return m.find(args, false)
}

// RoutingArguments returns which arguments are no keys and yet determine the slot:
// the channels of SPUBLISH, SSUBSCRIBE and SUNSUBSCRIBE. It is otherwise as Keys.
func (m Metadata) RoutingArguments(args []string) (positions []int, complete bool) {
	return m.find(args, true)
}

func (m Metadata) find(args []string, notKeys bool) (positions []int, complete bool) {
	complete = true
	for text, rest := "", m.column(keysColumn); rest != ""; {
		text, rest, _ = strings.Cut(rest, " ")
		spec := parseKeySpec(text)
		if spec.notKey != notKeys || spec.fallback && len(positions) > 0 {
			continue
		}
		var known bool
		positions, known = spec.find(positions, args)
		complete = complete && known
	}
	return positions, complete
}

// keySpec is a rule that finds keys among arguments: where to begin, and which
// arguments from there on. See https://valkey.io/topics/key-specs/
//
// In the table it is written BEGIN:FIND, with marks behind it. BEGIN is a number,
// the argument to begin at; WORD@N, behind that word, looked for from argument N on
// or, if N is negative, from there backwards; or "?", unknown. FIND is a range,
// "LAST/STEP/LIMIT", or "#COUNT/FIRST/STEP" where the number of keys is an argument.
// The marks are "?", "!" and "|", in this order.
type keySpec struct {
	keyword string
	begin   int
	counted bool // FIND is #COUNT/FIRST/STEP
	numbers [3]int
	unknown bool // the server has no rule

	incomplete bool // "?": the rule may miss keys
	notKey     bool // "!": the arguments determine the slot but are no keys
	fallback   bool // "|": the rule counts only where those before it found nothing
}

func parseKeySpec(text string) keySpec {
	var s keySpec
	begin, find, _ := strings.Cut(text, ":")
	s.unknown = begin == "?"
	if keyword, from, ok := strings.Cut(begin, "@"); ok {
		s.keyword, begin = keyword, from
	}
	s.begin, _ = strconv.Atoi(begin)
	find, s.fallback = strings.CutSuffix(find, "|")
	find, s.notKey = strings.CutSuffix(find, "!")
	find, s.incomplete = strings.CutSuffix(find, "?")
	find, s.counted = strings.CutPrefix(find, "#")
	for i := range s.numbers {
		var number string
		number, find, _ = strings.Cut(find, "/")
		s.numbers[i], _ = strconv.Atoi(number)
	}
	return s
}

// find appends the positions of the rule's keys. known is false if it could miss some.
func (s keySpec) find(positions []int, args []string) (_ []int, known bool) {
	if s.unknown {
		return positions, false
	}
	first := s.begin
	if s.keyword != "" {
		at := s.keywordPosition(args)
		if at < 0 {
			return positions, true // An optional part that is not there.
		}
		first = at + 1
	}
	first, last, step, known := s.bounds(first, args)
	if last >= len(args) {
		last, known = len(args)-1, false
	}
	for at := first; at >= 0 && at <= last; at += step {
		positions = append(positions, at)
	}
	return positions, known && !s.incomplete
}

// keywordPosition returns where the keyword stands, or -1. Like the server, it looks
// neither at the command's name nor, going forwards, at the last argument.
func (s keySpec) keywordPosition(args []string) int {
	if s.begin >= 0 {
		for i := s.begin; i < len(args)-1; i++ {
			if compareFold(args[i], s.keyword) == 0 {
				return i
			}
		}
		return -1
	}
	for i := len(args) + s.begin; i > 0; i-- {
		if compareFold(args[i], s.keyword) == 0 {
			return i
		}
	}
	return -1
}

// bounds returns the first and last key and the distance between keys.
func (s keySpec) bounds(begin int, args []string) (first, last, step int, known bool) {
	if s.counted {
		count, start, step := s.numbers[0], s.numbers[1], max(s.numbers[2], 1)
		if begin+count >= len(args) {
			return 0, -1, 1, false
		}
		n, err := strconv.Atoi(args[begin+count])
		if err != nil || n < 0 {
			return 0, -1, 1, false
		}
		n = min(n, len(args)) // More keys than arguments cannot be, and must not overflow.
		first = begin + start
		return first, first + (n-1)*step, step, true
	}
	last, step, limit := s.numbers[0], max(s.numbers[1], 1), s.numbers[2]
	switch {
	case last >= 0:
		last += begin
	case limit > 1:
		last += begin + (len(args)-begin)/limit
	default:
		last += len(args)
	}
	return begin, last, step, begin <= last
}
