package goredis

import "errors"

// splitter finds where commands end in what is written, which comes in any pieces. It looks at
// each byte of a command once, and makes the names of commands upper case.
type splitter struct {
	at    int // where to go on
	words int // that the command has yet to have
	first bool
}

var errNoCommand = errors.New("goredis: what was written is not an array of bulk strings")

// split returns how many bytes at the beginning are whole commands, and how many those are. What
// comes next is to begin behind them.
func (s *splitter) split(input []byte) (size, commands int, err error) {
	for {
		if s.words == 0 {
			words, next, err := length(input, s.at, '*')
			if err != nil || next == 0 {
				return s.cut(size, commands, err)
			}
			if words < 1 {
				return s.cut(size, commands, errNoCommand)
			}
			s.at, s.words, s.first = next, words, true
		}
		for s.words > 0 {
			n, start, err := length(input, s.at, '$')
			if err != nil || start == 0 || n > len(input)-start-2 {
				return s.cut(size, commands, err)
			}
			if s.first {
				upper(input[start : start+n])
				s.first = false
			}
			s.at = start + n + 2
			s.words--
		}
		size = s.at
		commands++
	}
}

func (s *splitter) cut(size, commands int, err error) (int, int, error) {
	s.at -= size
	return size, commands, err
}

// length reads a number behind a character, and returns it with where its line ends, or 0 if the
// line is not whole.
func length(input []byte, at int, kind byte) (n, next int, err error) {
	for i := at; i < len(input); i++ {
		switch c := input[i]; {
		case i == at && c != kind, i > at && c != '\r' && (c < '0' || c > '9'), n > 1<<30:
			return 0, 0, errNoCommand
		case c == '\r':
			if i+1 == len(input) {
				return 0, 0, nil
			}
			if input[i+1] != '\n' || i == at+1 {
				return 0, 0, errNoCommand
			}
			return n, i + 2, nil
		case i > at:
			n = 10*n + int(c-'0')
		}
	}
	return 0, 0, nil
}

func upper(name []byte) {
	for i, c := range name {
		if 'a' <= c && c <= 'z' {
			name[i] = c - ('a' - 'A')
		}
	}
}
