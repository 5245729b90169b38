package compression

import (
	"bytes"
	"strconv"
	"sync"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/internal/resp"
)

// scratch is memory for a command or a reply, pooled.
type scratch struct{ bytes []byte }

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// maxKept is the most that a scratch keeps for its next use.
const maxKept = 64 << 10

func (s *scratch) release() {
	if cap(s.bytes) > maxKept {
		s.bytes = nil
	}
	scratches.Put(s)
}

func (c *codec) Compress(dst, a *command.Args) (changed bool, err error) {
	r, found := rules[a.Name()]
	if !found {
		return false, nil
	}
	if err := c.check(a.Name(), &r, func() [][]byte { return argumentsOf(a) }); err != nil {
		return false, err
	}
	if r.value == 0 {
		return false, nil
	}
	if r.step == 0 && c.isLeft(a.Arg(r.value)) { // There is no need for a copy.
		c.leave(a.Arg(r.value), a.Name())
		return false, nil
	}
	count := 0
	if r.counted {
		count = parseCount(a.Arg(1))
	}
	s := scratches.Get().(*scratch)
	defer s.release()
	dst.CopyReplacing(a, func(place int, argument []byte) []byte {
		if !r.isValue(place, count) {
			return argument
		}
		var ok bool
		if s.bytes, ok = c.appendValue(s.bytes[:0], argument, a.Name()); !ok {
			return argument
		}
		changed = true
		return s.bytes
	})
	return changed, nil
}

func argumentsOf(a *command.Args) [][]byte {
	list := make([][]byte, a.Len())
	for i := range list {
		list[i] = a.Arg(i)
	}
	return list
}

// parseCount reads how many pairs a command has; what is no number has none.
func parseCount(text []byte) int {
	n, err := strconv.Atoi(string(text))
	if err != nil {
		return 0
	}
	return n
}

func (c *codec) Check(name string, encoded []byte) error {
	r, found := rules[name]
	if !found {
		return nil
	}
	return c.check(name, &r, func() [][]byte { return words(encoded) })
}

func (c *codec) AppendCommand(dst []byte, name string, encoded []byte) []byte {
	r, found := rules[name]
	if !found || r.value == 0 {
		return append(dst, encoded...)
	}
	list := words(encoded)
	count := 0
	if r.counted && len(list) > 1 {
		count = parseCount(list[1])
	}
	s := scratches.Get().(*scratch)
	defer s.release()
	dst = resp.AppendArrayHeader(dst, len(list))
	for place, argument := range list {
		if r.isValue(place, count) {
			var ok bool
			if s.bytes, ok = c.appendValue(s.bytes[:0], argument, name); ok {
				argument = s.bytes
			}
		}
		dst = resp.AppendBulkBytes(dst, argument)
	}
	return dst
}

// words returns the arguments of a command, in its memory.
func words(encoded []byte) [][]byte {
	decoder := resp.NewDecoder(encoded)
	token, _ := decoder.Next() // It was encoded here, and is an array of strings.
	list := make([][]byte, token.Len)
	for i := range list {
		token, _ := decoder.Next()
		list[i] = token.Text
	}
	return list
}

func (c *codec) Decompresses(name string, frame []byte) bool {
	return mayHold(frame) && rules[name].replies
}

func (c *codec) Reply(dst []byte, name string, frame []byte) (reply []byte, err error) {
	decoder := resp.NewDecoder(frame)
	copied, start := 0, len(dst)
	for decoder.More() {
		decoder.Peek()
		at := decoder.Offset()
		token, err := decoder.Next()
		if err != nil {
			break // Who decodes the reply says what is wrong with it.
		}
		if token.Type != resp.TypeBulkString || !isMarked(token.Text) {
			continue
		}
		dst = append(dst, frame[copied:at]...)
		copied = decoder.Offset()
		if dst, err = c.appendBulk(dst, token.Text, name); err != nil {
			return nil, err
		}
	}
	return append(dst, frame[copied:]...)[start:], nil
}

// mayHold reports, at little cost, whether a reply may hold marked values.
func mayHold(frame []byte) bool {
	if len(frame) == 0 {
		return false
	}
	switch resp.Type(frame[0]) {
	case resp.TypeBulkString:
		end := bytes.IndexByte(frame, '\n')
		return bytes.HasPrefix(frame[end+1:], []byte(magic)) || bytes.HasPrefix(frame, []byte("$?"))
	case resp.TypeSimpleString, resp.TypeSimpleError, resp.TypeNull:
		return false
	default:
		return bytes.Contains(frame, []byte(magic))
	}
}

// appendBulk appends what a marked value was made of, of a reply to command, as a bulk
// string. Its length is known only when it is there.
func (c *codec) appendBulk(dst, marked []byte, command string) ([]byte, error) {
	const room = "$9223372036854775807\r\n"
	at := len(dst)
	dst = append(dst, room...)
	dst, err := c.appendDecompressed(dst, marked, command)
	if err != nil {
		return dst[:at], err
	}
	size := len(dst) - at - len(room)
	header := append(strconv.AppendInt(append(dst[:at], '$'), int64(size), 10), '\r', '\n')
	n := copy(dst[len(header):], dst[at+len(room):])
	return append(dst[:len(header)+n], '\r', '\n'), nil
}
