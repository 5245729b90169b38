package multiplex

import (
	"encoding/binary"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// recorder writes down what it receives, and frames that say the same.
type recorder struct {
	events []string
	again  []byte
	data   []byte
}

func (r *recorder) note(format string, arguments ...any) {
	r.events = append(r.events, fmt.Sprintf(format, arguments...))
}

func (r *recorder) opened(stream uint32, credit int, target, address []byte) error {
	r.note("open %d %d %q %q", stream, credit, target, address)
	r.again = appendOpen(r.again, stream, credit, string(target), string(address))
	return nil
}

func (r *recorder) announced(stream uint32, length int) error {
	r.note("data %d %d", stream, length)
	r.again = appendHeader(r.again, stream, kindData, length)
	return nil
}

func (r *recorder) arrived(_ uint32, p []byte) {
	r.data = append(r.data, p...)
	r.again = append(r.again, p...)
}

func (r *recorder) credited(stream uint32, credit int) error {
	r.note("credit %d %d", stream, credit)
	r.again = appendCredit(r.again, stream, credit)
	return nil
}

func (r *recorder) closed(stream uint32, code int, reason []byte) {
	r.note("close %d %d %q", stream, code, reason)
	r.again = appendEnd(r.again, stream, kindClose, code, string(reason))
}

func (r *recorder) leaving(code int, reason []byte) {
	r.note("away %d %q", code, reason)
	r.again = appendEnd(r.again, 0, kindAway, code, string(reason))
}

// The format to the byte, as docs/bridge.md has it.
func TestFormat(t *testing.T) {
	require.Equal(t, "\x00\x00\x00\x07\x01\x00\x00\x0b\x00\x01\x00\x00\x00\x03abcd:", string(appendOpen(nil, 7, 1<<16, "abc", "d:")))
	require.Equal(t, "\x01\x02\x03\x04\x02\x01\x00\x00", string(appendHeader(nil, 0x01020304, kindData, MaxData)))
	require.Equal(t, "\x00\x00\x00\x01\x03\x00\x00\x04\x7f\xff\xff\xff", string(appendCredit(nil, 1, maxCredit)))
	require.Equal(t, "\x00\x00\x00\x02\x04\x00\x00\x04\x11\x33no", string(appendEnd(nil, 2, kindClose, 4403, "no")))
	require.Equal(t, "\x00\x00\x00\x00\x05\x00\x00\x02\x03\xe9", string(appendEnd(nil, 0, kindAway, 1001, "")))
	require.Len(t, appendEnd(nil, 2, kindClose, 4403, strings.Repeat("x", 200)), headerSize+closeSize+maxReason)
}

func TestFramesInPiecesOfAnySize(t *testing.T) {
	var sent []byte
	sent = appendOpen(sent, 1, 5, "shop", "h:1")
	sent = append(appendHeader(sent, 1, kindData, 5), "hello"...)
	sent = appendCredit(sent, 1, 9)
	sent = appendEnd(sent, 1, kindClose, 1000, "")
	sent = appendEnd(sent, 0, kindAway, 1001, "later")
	want := []string{`open 1 5 "shop" "h:1"`, "data 1 5", "credit 1 9", `close 1 1000 ""`, `away 1001 "later"`}
	for size := 1; size <= len(sent); size++ {
		r := &recorder{}
		d := decoder{to: r}
		for rest := sent; len(rest) > 0; {
			n := min(size, len(rest))
			require.NoError(t, d.feed(rest[:n]))
			rest = rest[n:]
		}
		require.Equal(t, want, r.events)
		require.Equal(t, "hello", string(r.data))
		require.Equal(t, sent, r.again)
	}
}

func TestFramesThatCannotBe(t *testing.T) {
	open := func(credit uint32, target uint16, rest string) []byte {
		p := appendHeader(nil, 1, kindOpen, openSize+len(rest))
		p = binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint32(p, credit), target)
		return append(p, rest...)
	}
	credit := func(n uint32) []byte { return binary.BigEndian.AppendUint32(appendHeader(nil, 1, kindCredit, 4), n) }
	for name, frame := range map[string][]byte{
		"of no kind":                  appendHeader(nil, 1, 0, 4),
		"of an unknown kind":          appendHeader(nil, 1, 6, 4),
		"data without bytes":          appendHeader(nil, 1, kindData, 0),
		"data of too many bytes":      appendHeader(nil, 1, kindData, MaxData+1),
		"data of no stream":           appendHeader(nil, 0, kindData, 1),
		"a short open":                appendHeader(nil, 1, kindOpen, openSize-1),
		"a long open":                 appendHeader(nil, 1, kindOpen, maxOpen+1),
		"an open of no stream":        appendHeader(nil, 0, kindOpen, openSize),
		"a target longer than it is":  open(1, 4, "abc"),
		"an open with too much":       open(math.MaxUint32, 0, ""),
		"a short credit":              appendHeader(nil, 1, kindCredit, 3),
		"a long credit":               appendHeader(nil, 1, kindCredit, 5),
		"a credit of nothing":         credit(0),
		"a credit of too much":        credit(maxCredit + 1),
		"a close without a code":      appendHeader(nil, 1, kindClose, 1),
		"a close of many words":       appendHeader(nil, 1, kindClose, closeSize+maxReason+1),
		"a stream that is to go away": appendHeader(nil, 1, kindAway, 2),
	} {
		d := decoder{to: &recorder{}}
		var wrong ProtocolError
		require.ErrorAs(t, d.feed(frame), &wrong, name)
	}
}

// Of any bytes what is taken as frames is what they say, however they are cut.
func FuzzDecoder(f *testing.F) {
	f.Add(appendOpen(appendCredit(nil, 1, 9), 2, 5, "shop", "h:1"), uint8(3))
	f.Add(append(appendHeader(nil, 1, kindData, 5), "hello\x00\x00\x00\x00\x05\x00\x00\x02\x03\xe9"...), uint8(1))
	f.Fuzz(func(t *testing.T, sent []byte, size uint8) {
		whole, cut := &recorder{}, &recorder{}
		d := decoder{to: whole}
		wholeErr := d.feed(sent)
		d = decoder{to: cut}
		var cutErr error
		for rest := sent; len(rest) > 0 && cutErr == nil; {
			n := min(int(size)+1, len(rest))
			cutErr = d.feed(rest[:n])
			rest = rest[n:]
		}
		require.Equal(t, wholeErr, cutErr)
		require.Equal(t, whole.events, cut.events)
		require.Equal(t, whole.again, cut.again)
		require.Equal(t, string(sent[:len(whole.again)]), string(whole.again))
	})
}

func TestNoAllocationPerFrame(t *testing.T) {
	var c *Conn
	c = New(Config{
		Write: func([]byte) error { return nil }, Explain: func(int, string) error { return errOver }, Credit: 1 << 20,
		Accept: func(s *Stream, _, _ string) { c.Take(s) },
	})
	require.NoError(t, c.Feed(appendOpen(nil, 1, 100, "", "")))
	s := c.streams[1]
	frames := appendCredit(append(appendHeader(nil, 1, kindData, 5), "hello"...), 1, 5)
	buffer := make([]byte, 5)
	require.Zero(t, testing.AllocsPerRun(1000, func() {
		if err := c.Feed(frames); err != nil {
			t.Error(err)
		}
		if n, err := s.Read(buffer); n != 5 || err != nil {
			t.Error(n, err)
		}
		if n, err := s.Write(buffer); n != 5 || err != nil {
			t.Error(n, err)
		}
	}))
	c.End(errOver)
	<-c.parked
}
