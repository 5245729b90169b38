package resp

import "bytes"

// scanner finds where a reply ends. It is fed a growing prefix of the reply's bytes
// and goes on where it stopped, so each byte is looked at once. It keeps no bytes.
type scanner struct {
	limits *Limits
	// attributeOnly ends the scan after a leading attribute instead of after the
	// reply that the attribute belongs to.
	attributeOnly bool

	pos      int    // the first byte that is not understood yet
	searched int    // how many bytes after the one at pos are known to hold no LF
	open     levels // the aggregates around pos
	bodyLeft int    // bytes of a string's body with its CR LF that begin at pos
	body     Type   // the type of that string
	chunked  bool   // a streamed string is under way
	chunks   int    // how many bytes its chunks have so far
	// attributed is set between an attribute and the value that it belongs to.
	attributed bool
	elements   int // how many elements the streamed aggregate had that ended last
	// streams, if not nil, notes how many elements each streamed aggregate has.
	streams *streams
}

// reset prepares for the next reply.
func (s *scanner) reset() {
	s.pos, s.attributed = 0, false
}

// progress is what a line did to the value that it belongs to.
type progress uint8

const (
	incomplete progress = iota // the line has not arrived wholly
	begun                      // more of the value follows
	ended                      // the value is whole
	finished                   // the scan is over
)

// scan reports whether b holds the whole reply, which then is b[:s.pos]. If not, it
// is to be called again with the same bytes and more. Offsets of errors count from
// the beginning of b.
func (s *scanner) scan(b []byte) (bool, error) {
	for {
		if s.bodyLeft > 0 {
			if len(b)-s.pos < s.bodyLeft {
				return false, nil
			}
			if err := s.endBody(b); err != nil {
				return false, err
			}
			if s.chunked {
				continue
			}
		} else {
			if s.pos >= len(b) {
				return false, nil
			}
			typ := Type(b[s.pos])
			if typ == TypeBulkString && !s.chunked {
				n, size := shortLength(b[s.pos+1:])
				if size > 0 && s.fits(n, 1+size) {
					s.beginBody(typ, n, 1+size)
					continue
				}
			}
			step, err := s.line(b, typ)
			switch {
			case err != nil || step == incomplete:
				return false, err
			case step == begun:
				continue
			case step == finished:
				return true, nil
			}
		}
		if step, err := s.endValue(); err != nil || step == finished {
			return err == nil, err
		}
	}
}

// fits reports whether a string of n bytes after a header of size bytes is within
// the limits.
func (s *scanner) fits(n, size int) bool {
	return n <= s.limits.MaxBulkLength && n <= s.limits.MaxReplySize-s.pos-size-2
}

// beginBody begins a string of n bytes after its header of size bytes.
func (s *scanner) beginBody(typ Type, n, size int) {
	s.pos += size
	s.searched = 0
	s.bodyLeft = n + 2
	s.body = typ
	s.attributed = false
}

// endBody steps over a string's body and CR LF, all of which have arrived.
func (s *scanner) endBody(b []byte) error {
	end := s.pos + s.bodyLeft - 2
	if bad, problem := checkBody(s.body, b[s.pos:end+2]); problem != "" {
		return &ProtocolError{Offset: int64(s.pos + bad), Type: s.body, Message: problem}
	}
	s.pos, s.bodyLeft = end+2, 0
	return nil
}

// endValue counts a value that is whole as an element of the aggregates around it.
func (s *scanner) endValue() (progress, error) {
	for s.open.depth > 0 {
		top := s.open.top()
		if top.streamed {
			if int(top.count) >= s.limits.MaxAggregateLength {
				return 0, s.exceed(top.typ, s.limits.aggregateExcess())
			}
			top.count++
			return begun, nil
		}
		top.count--
		if top.count > 0 {
			return begun, nil
		}
		s.open.pop()
		if top.typ == TypeAttribute {
			return s.endAttribute(), nil
		}
	}
	return finished, nil
}

// endAttribute goes on to the value that the attribute belongs to.
func (s *scanner) endAttribute() progress {
	if s.attributeOnly && s.open.depth == 0 {
		return finished
	}
	s.attributed = true
	return begun
}

func (s *scanner) fail(typ Type, message string) error {
	return &ProtocolError{Offset: int64(s.pos), Type: typ, Message: message}
}

func (s *scanner) exceed(typ Type, e excess) error { return e.at(int64(s.pos), typ) }

// line takes the line that begins at s.pos with typ.
func (s *scanner) line(b []byte, typ Type) (progress, error) {
	if problem := s.misplaced(typ); problem != "" {
		return 0, s.fail(typ, problem)
	}
	line, err := s.findLine(b, typ)
	if err != nil || line == nil {
		return incomplete, err
	}
	n, bad, problem := parseLine(typ, line)
	if problem != "" {
		return 0, &ProtocolError{Offset: int64(s.pos + 1 + bad), Type: typ, Message: problem}
	}
	size := 1 + len(line) + 2
	switch {
	case typ == typeEnd:
		return s.endStreamed(size)
	case typ == typeChunk:
		return s.chunk(n, size)
	case typ.aggregate() && n != lengthNull:
		return s.aggregate(typ, n, size)
	case typ == TypeBulkString && n == lengthStreamed:
		s.pos += size
		s.chunked, s.chunks, s.attributed = true, 0, false
		return begun, nil
	case n != lengthNull && (typ == TypeBulkString || typ == TypeBulkError || typ == TypeVerbatimString):
		if n > int64(s.limits.MaxBulkLength) {
			return 0, s.exceed(typ, s.limits.bulkExcess())
		}
		if !s.fits(int(n), size) {
			return 0, s.exceed(typ, s.limits.sizeExcess())
		}
		s.beginBody(typ, int(n), size)
		return begun, nil
	default:
		s.pos += size
		s.attributed = false
		return ended, nil
	}
}

// misplaced returns why typ cannot stand at s.pos, or "".
func (s *scanner) misplaced(typ Type) string {
	switch {
	case s.chunked:
		if typ != typeChunk {
			return problemNoChunk
		}
	case typ == typeEnd && s.open.depth > 0 && s.open.top().streamed:
		top := s.open.top()
		if s.attributed {
			return "attribute without a reply after it"
		}
		if top.typ.paired() && top.count%2 != 0 {
			return top.typ.String() + problemNoValue
		}
	case typ == typeEnd:
		return problemLoneEnd
	case typ == typeChunk:
		return problemLoneChunk
	case !startsValue[typ]:
		return problemNoType
	}
	return ""
}

// findLine returns what stands between the type byte at s.pos and CR LF, or nil if
// the line has not arrived wholly.
func (s *scanner) findLine(b []byte, typ Type) ([]byte, error) {
	text := b[s.pos+1:]
	limit := s.maxLineLength(typ)
	whole := len(text)-2 >= limit
	if whole {
		text = text[:limit+2]
	}
	end := bytes.IndexByte(text[s.searched:], '\n')
	if end < 0 {
		if whole {
			return nil, s.lineLengthError(typ)
		}
		s.searched = len(text)
		return nil, nil
	}
	end += s.searched
	s.searched = 0
	if end == 0 || text[end-1] != '\r' {
		return nil, &ProtocolError{Offset: int64(s.pos + 1 + end), Type: typ, Message: problemLoneLF}
	}
	return text[:end-1], nil
}

// maxLineLength returns the most bytes that may stand between the type byte at s.pos
// and CR LF.
func (s *scanner) maxLineLength(typ Type) int {
	limit := numberLineLength
	if typ.unbounded() {
		limit = s.limits.MaxBulkLength
	}
	return max(-2, min(limit, s.limits.MaxReplySize-s.pos-3))
}

// lineLengthError is the error of a line that is longer than maxLineLength allows.
func (s *scanner) lineLengthError(typ Type) error {
	switch limit := s.maxLineLength(typ); {
	case typ.unbounded() && limit == s.limits.MaxBulkLength:
		return s.exceed(typ, s.limits.bulkExcess())
	case !typ.unbounded() && limit == numberLineLength:
		return s.fail(typ, problemEndless)
	default:
		return s.exceed(typ, s.limits.sizeExcess())
	}
}

// aggregate begins an aggregate of n elements, or pairs, or a streamed one.
func (s *scanner) aggregate(typ Type, n int64, size int) (progress, error) {
	if s.open.depth >= s.limits.MaxDepth {
		return 0, s.exceed(typ, s.limits.depthExcess())
	}
	limit := s.limits.MaxAggregateLength
	if typ.paired() {
		limit /= 2
	}
	if n > int64(limit) {
		return 0, s.exceed(typ, s.limits.aggregateExcess())
	}
	s.pos += size
	s.attributed = false
	switch {
	case n == lengthStreamed:
		if s.streams != nil {
			s.streams.begin(s.pos - size)
		}
		s.open.push(level{typ: typ, streamed: true})
		return begun, nil
	case n == 0 && typ == TypeAttribute:
		return s.endAttribute(), nil
	case n == 0:
		return ended, nil
	case typ.paired():
		n *= 2
	}
	s.open.push(level{typ: typ, count: int32(n)})
	return begun, nil
}

// endStreamed ends the streamed aggregate around s.pos.
func (s *scanner) endStreamed(size int) (progress, error) {
	top := *s.open.top()
	s.open.pop()
	s.pos += size
	s.elements = int(top.count)
	if s.streams != nil {
		s.streams.end(s.elements)
	}
	if top.typ == TypeAttribute {
		return s.endAttribute(), nil
	}
	return ended, nil
}

// chunk begins a chunk of n bytes of a streamed string; one of none ends it.
func (s *scanner) chunk(n int64, size int) (progress, error) {
	if n == 0 {
		s.pos += size
		s.chunked = false
		return ended, nil
	}
	if n > int64(s.limits.MaxBulkLength-s.chunks) {
		return 0, s.exceed(typeChunk, s.limits.bulkExcess())
	}
	if !s.fits(int(n), size) {
		return 0, s.exceed(typeChunk, s.limits.sizeExcess())
	}
	s.chunks += int(n)
	s.beginBody(typeChunk, int(n), size)
	return begun, nil
}

// checkBody checks a string's body with its CR LF; parseLine has seen to it that a
// verbatim string is long enough for its format.
func checkBody(typ Type, body []byte) (bad int, problem string) {
	end := len(body) - 2
	if body[end] != '\r' || body[end+1] != '\n' {
		return end, problemNoLineEnd
	}
	if typ == TypeVerbatimString && body[verbatimFormatLength] != ':' {
		return verbatimFormatLength, problemNoColon
	}
	return 0, ""
}
