package resp

import (
	"bytes"
	"io"
	"math"
)

// Decoder walks the bytes of one reply, value by value. It allocates nothing but
// errors, the joined text of a string that was streamed in several chunks, and what it
// has to note where many aggregates are inside each other: beyond DefaultMaxDepth, or
// four that are streamed. It checks everything it reads, so the frame need not come from
// a [Reader], and it looks at each byte a few times at most, whatever the frame holds.
//
// The elements of an aggregate follow its token. To read an array:
//
//	array, err := decoder.Next()
//	for range array.Len {
//		element, err := decoder.Next()
//	}
//
// The zero Decoder has nothing to read.
type Decoder struct {
	// Attributes makes the Decoder return attributes as tokens, each followed by
	// its pairs and then the value that it belongs to. Otherwise they are skipped.
	Attributes bool

	frame   []byte
	pos     int
	pending int // values that were promised and have not been read
	open    int // streamed aggregates whose end has not been read

	streams    *streams // those in the part of the frame around pos, if they are many
	nextStream int      // the first of them that does not begin before pos
	measured   int      // bytes that were looked at ahead
}

// frameLimits are those of a frame: its length bounds all but the depth.
var frameLimits = Limits{
	MaxBulkLength: math.MaxInt, MaxAggregateLength: math.MaxInt32, MaxReplySize: math.MaxInt, MaxDepth: MaximumDepth,
}

// minValueSize is the size of the shortest value on the wire, "_\r\n".
const minValueSize = 3

// NewDecoder returns a Decoder of the reply in frame, which must not change while
// the Decoder or a Token's Text is in use.
func NewDecoder(frame []byte) Decoder { return Decoder{frame: frame, pending: 1} }

// Offset returns how many bytes of the frame have been read.
func (d *Decoder) Offset() int { return d.pos }

// More reports whether there are values that have not been read.
func (d *Decoder) More() bool { return d.pending > 0 }

// Peek returns the type of the value that Next will return, TypeNull for each
// spelling of null. It returns zero where Next will return an error.
func (d *Decoder) Peek() Type {
	typ, err := d.skipToValue()
	if err != nil {
		return 0
	}
	if (typ == TypeBulkString || typ == TypeArray) && d.pos+1 < len(d.frame) && d.frame[d.pos+1] == '-' {
		return TypeNull
	}
	return typ
}

// Next returns the next value. After the last one the error is io.EOF; for bytes
// that are not a whole reply it is a *ProtocolError, each time again.
func (d *Decoder) Next() (Token, error) {
	var t Token
	err := d.next(&t)
	return t, err
}

func (d *Decoder) next(t *Token) error {
	typ, err := d.skipToValue()
	if err != nil {
		return err
	}
	*t = Token{Type: typ}
	if typ == TypeBulkString {
		if n, size := shortLength(d.frame[d.pos+1:]); size > 0 {
			return d.stringBody(t, n, 1+size)
		}
	}
	line, n, err := d.line(typ)
	if err != nil {
		return err
	}
	size := 1 + len(line) + 2
	switch {
	case n == lengthNull && (typ == TypeBulkString || typ == TypeArray):
		t.Type, t.Null = TypeNull, true
	case typ.aggregate():
		return d.aggregateHeader(t, n, size)
	case typ == TypeBulkString && n == lengthStreamed:
		return d.streamedString(t, size)
	case typ == TypeBulkString || typ == TypeBulkError || typ == TypeVerbatimString:
		if n > int64(len(d.frame)) {
			return d.endsEarly(typ)
		}
		return d.stringBody(t, int(n), size)
	case typ == TypeInteger:
		t.Int = n
	case typ == TypeBoolean:
		t.Bool = n == 1
	case typ == TypeNull:
		t.Null = true
	case typ == TypeDouble:
		t.Float = parseDouble(line)
	default:
		t.Text = line[:len(line):len(line)]
	}
	d.pos += size
	d.pending--
	return nil
}

// skipToValue moves to the next value, over the ends of streamed aggregates and over
// attributes that were not asked for, and returns its type byte.
func (d *Decoder) skipToValue() (Type, error) {
	if d.pending == 0 {
		return 0, io.EOF
	}
	attributed := false
	for {
		if d.pos >= len(d.frame) {
			return 0, d.endsEarly(0)
		}
		typ := Type(d.frame[d.pos])
		switch {
		case typ == typeEnd && d.open > 0 && !attributed:
			if err := d.endStreamed(); err != nil {
				return 0, err
			}
		case typ == TypeAttribute && !d.Attributes:
			size, _, err := d.measure(true, nil)
			if err != nil {
				return 0, err
			}
			d.pos += size
			attributed = true
		case !startsValue[typ]:
			return 0, d.fail(d.pos, typ, problemNoType)
		default:
			return typ, nil
		}
	}
}

// line returns what stands between the type byte and CR LF, and its number.
func (d *Decoder) line(typ Type) ([]byte, int64, error) {
	text := d.frame[d.pos+1:]
	bounded := !typ.unbounded() && len(text) > numberLineLength+2
	if bounded {
		text = text[:numberLineLength+2]
	}
	end := bytes.IndexByte(text, '\n')
	switch {
	case end < 0 && bounded:
		return nil, 0, d.fail(d.pos, typ, problemEndless)
	case end < 0:
		return nil, 0, d.endsEarly(typ)
	case end == 0 || text[end-1] != '\r':
		return nil, 0, d.fail(d.pos+1+end, typ, problemLoneLF)
	}
	line := text[:end-1]
	n, bad, problem := parseLine(typ, line)
	if problem != "" {
		return nil, 0, d.fail(d.pos+1+bad, typ, problem)
	}
	return line, n, nil
}

// stringBody takes a string of n bytes after its header of size bytes.
func (d *Decoder) stringBody(t *Token, n, size int) error {
	start := d.pos + size
	if n > len(d.frame)-start-2 {
		return d.endsEarly(t.Type)
	}
	if bad, problem := checkBody(t.Type, d.frame[start:start+n+2]); problem != "" {
		return d.fail(start+bad, t.Type, problem)
	}
	t.Text = d.frame[start : start+n : start+n]
	if t.Type == TypeVerbatimString {
		t.Format, t.Text = t.Text[:verbatimFormatLength], t.Text[verbatimFormatLength+1:]
	}
	d.pos = start + n + 2
	d.pending--
	return nil
}

// aggregateHeader takes the header of an aggregate, which is size bytes long.
func (d *Decoder) aggregateHeader(t *Token, n int64, size int) error {
	typ := t.Type
	streamed := n == lengthStreamed
	if streamed {
		elements, err := d.elements(typ)
		if err != nil {
			return err
		}
		n = int64(elements)
		if typ.paired() {
			n /= 2
		}
	}
	// Elements that cannot all be in the frame are refused at once, so that a
	// caller may allocate by Len: all that was promised is at most what is there.
	if n > int64(len(d.frame)) {
		return d.endsEarly(typ)
	}
	values := int(n)
	if typ.paired() {
		values *= 2
	}
	pending := d.pending + values
	if typ != TypeAttribute {
		pending--
	}
	if pending > (len(d.frame)-d.pos-size)/minValueSize {
		return d.endsEarly(typ)
	}
	t.Len = int(n)
	d.pos += size
	d.pending = pending
	if streamed {
		d.open++
	}
	return nil
}

// finish checks that nothing follows the reply.
func (d *Decoder) finish() error {
	for d.open > 0 {
		if err := d.endStreamed(); err != nil {
			return err
		}
	}
	if d.pos < len(d.frame) {
		return d.fail(d.pos, Type(d.frame[d.pos]), "more bytes after the end of the reply")
	}
	return nil
}

func (d *Decoder) endsEarly(typ Type) error {
	return d.fail(len(d.frame), typ, "the reply ends early")
}

func (d *Decoder) fail(offset int, typ Type, message string) error {
	return &ProtocolError{Offset: int64(offset), Type: typ, Message: message}
}

// addOffset makes a scanner's error count from the beginning of the frame.
func (d *Decoder) addOffset(err error) error {
	if failure, is := err.(*ProtocolError); is {
		failure.Offset += int64(d.pos)
	}
	return err
}
