package resp

import "bytes"

// maxSkip is how many bytes of a reply beyond a limit are stepped over at most.
// A reply that announces more, or goes on for longer, ends the stream.
const maxSkip = 4 << 30

// skipper finds the end of a reply that is beyond a limit. It is fed the reply once,
// in pieces of any size, keeps none of it, and checks what the end depends on: the
// digits of a number longer than any that a server sends, say, are let pass.
type skipper struct {
	reply Type  // what kind of reply it is, zero until that is known
	pos   int64 // how many bytes are understood
	done  bool  // they are the whole reply

	remaining int64               // values to come, up to the end of the innermost streamed aggregate
	streamed  []streamedAggregate // the streamed aggregates around pos

	body    int64 // bytes of a string with its CR LF that begin at pos
	typ     Type  // the type of that string, or of the line
	colon   int64 // the body's length when a verbatim string's colon is next; 0: none
	line    bool  // within a line of any length
	cr      bool  // the last byte of the line was CR
	chunked bool  // within a streamed string
}

// streamedAggregate is one that has begun and not ended; remaining are the values to come
// after its end.
type streamedAggregate struct {
	remaining int64
	paired    bool
	odd       bool // a key came that has no value yet
	typ       Type
}

func newSkipper() *skipper { return &skipper{remaining: 1} }

// skip steps over what it can of b, and sets done where the reply ends. It stops where
// reply has become known, once. What it leaves has to be given to it again, with more:
// part of a line of a few bytes. The error is a *ProtocolError, or errSkipLimit.
func (s *skipper) skip(b []byte) (n int, err error) {
	for n < len(b) && !s.done {
		size, known := 0, s.reply != 0
		switch {
		case s.body > 0:
			size, err = s.skipBody(b[n:])
		case s.line:
			size, err = s.skipLine(b[n:])
		default:
			size, err = s.skipHeader(b[n:])
		}
		if err != nil || size == 0 {
			return n, err
		}
		n += size
		s.pos += int64(size)
		if s.pos > maxSkip {
			return n, errSkipLimit
		}
		s.done = s.remaining == 0 && len(s.streamed) == 0 && s.body == 0 && !s.line && !s.chunked
		if !known && s.reply != 0 {
			return n, nil
		}
	}
	return n, nil
}

// skipLimitError is errSkipLimit's type.
type skipLimitError struct{}

func (skipLimitError) Error() string { return "resp: too much to step over" }

// errSkipLimit tells the Reader that the end of the reply is too far away.
var errSkipLimit skipLimitError

// skipBody takes what there is of a string.
func (s *skipper) skipBody(b []byte) (int, error) {
	n := len(b)
	if int64(n) > s.body {
		n = int(s.body)
	}
	if at := s.body - s.colon; s.colon > 0 && at < int64(n) {
		s.colon = 0
		if b[at] != ':' {
			return 0, s.fail(at, s.typ, problemNoColon)
		}
	}
	left := s.body - int64(n)
	for _, end := range [...]struct {
		left int64
		want byte
	}{{2, '\r'}, {1, '\n'}} {
		if at := s.body - end.left; at >= 0 && end.left > left && b[at] != end.want {
			return 0, s.fail(s.body-2, s.typ, problemNoLineEnd)
		}
	}
	s.body = left
	return n, nil
}

// skipLine takes what there is of a line that may have any length.
func (s *skipper) skipLine(b []byte) (int, error) {
	if s.cr {
		s.cr = false
		if b[0] != '\n' {
			return 0, s.fail(-1, s.typ, problemLoneCR)
		}
		s.line = false
		return 1, nil
	}
	n := bytes.IndexByte(b, '\r')
	text := b
	if n >= 0 {
		text = b[:n]
	}
	if lf := bytes.IndexByte(text, '\n'); lf >= 0 {
		return 0, s.fail(int64(lf), s.typ, problemLoneLF)
	}
	s.cr = n >= 0
	if s.cr {
		return n + 1, nil
	}
	return len(b), nil
}

// skipHeader takes the line of a few bytes that a value begins with, or the type byte
// of one that may have any length. It returns 0 if the line has not arrived wholly.
func (s *skipper) skipHeader(b []byte) (int, error) {
	typ := Type(b[0])
	if problem := s.misplaced(typ); problem != "" {
		return 0, s.fail(0, typ, problem)
	}
	if typ.unbounded() {
		s.typ, s.line = typ, true
		s.startValue(typ)
		return 1, s.addValues(-1)
	}
	text := b[1:]
	if len(text) > numberLineLength+2 {
		text = text[:numberLineLength+2]
	}
	end := bytes.IndexByte(text, '\n')
	switch {
	case end < 0 && len(text) == numberLineLength+2:
		return 0, s.fail(0, typ, problemEndless)
	case end < 0:
		return 0, nil
	case end == 0 || text[end-1] != '\r':
		return 0, s.fail(int64(1+end), typ, problemLoneLF)
	}
	n, bad, problem := parseLine(typ, text[:end-1])
	if problem != "" {
		return 0, s.fail(int64(1+bad), typ, problem)
	}
	return 1 + end + 1, s.value(typ, n)
}

// misplaced returns why typ cannot stand at pos, or "".
func (s *skipper) misplaced(typ Type) string {
	switch {
	case s.chunked:
		if typ != typeChunk {
			return problemNoChunk
		}
	case typ == typeChunk:
		return problemLoneChunk
	case typ == typeEnd:
		if s.remaining > 0 || len(s.streamed) == 0 {
			return problemLoneEnd
		}
		if top := s.streamed[len(s.streamed)-1]; top.odd {
			return top.typ.String() + problemNoValue
		}
	case !startsValue[typ]:
		return problemNoType
	}
	return ""
}

// startValue counts a value that begins: a direct element of a streamed aggregate remains
// to come from then on, since no header announced it.
func (s *skipper) startValue(typ Type) {
	if s.remaining == 0 {
		top := &s.streamed[len(s.streamed)-1]
		top.odd = top.paired && !top.odd
		s.remaining = 1
	}
	if s.reply == 0 && typ != TypeAttribute && s.remaining == 1 && len(s.streamed) == 0 {
		s.reply = typ
	}
}

// addValues adds to the values to come.
func (s *skipper) addValues(values int64) error {
	if values > maxSkip-s.remaining {
		return errSkipLimit // each has some bytes
	}
	s.remaining += values
	return nil
}

// value takes the header of a value with its number.
func (s *skipper) value(typ Type, n int64) error {
	switch typ {
	case typeChunk:
		if n == 0 {
			s.chunked = false
			return nil
		}
		return s.beginBody(typ, n)
	case typeEnd:
		top := s.streamed[len(s.streamed)-1]
		s.streamed = s.streamed[:len(s.streamed)-1]
		s.remaining = top.remaining
		return nil
	}
	s.startValue(typ)
	if typ != TypeAttribute { // after which the value remains to come
		s.remaining--
	}
	switch {
	case typ.aggregate() && n == lengthStreamed:
		if len(s.streamed) == MaximumDepth {
			return errSkipLimit
		}
		s.streamed = append(s.streamed, streamedAggregate{remaining: s.remaining, paired: typ.paired(), typ: typ})
		s.remaining = 0
	case typ.aggregate() && n > 0:
		if typ.paired() {
			if n > maxSkip {
				return errSkipLimit
			}
			n *= 2
		}
		return s.addValues(n)
	case typ == TypeBulkString && n == lengthStreamed:
		s.chunked = true
	case n >= 0 && (typ == TypeBulkString || typ == TypeBulkError || typ == TypeVerbatimString):
		return s.beginBody(typ, n)
	}
	return nil
}

// beginBody begins a string of n bytes.
func (s *skipper) beginBody(typ Type, n int64) error {
	if n > maxSkip-s.pos {
		return errSkipLimit
	}
	s.typ, s.body, s.colon = typ, n+2, 0
	if typ == TypeVerbatimString {
		s.colon = s.body - verbatimFormatLength
	}
	return nil
}

func (s *skipper) fail(offset int64, typ Type, message string) error {
	return &ProtocolError{Offset: s.pos + offset, Type: typ, Message: message}
}
