//go:build !js

package request

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// encoded returns a request.
func encoded(words ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "*%d\r\n", len(words))
	for _, word := range words {
		fmt.Fprintf(&b, "$%d\r\n%s\r\n", len(word), word)
	}
	return b.String()
}

// rules refuse AUTH, and look at all words of HELLO and at the second of CONFIG.
func rules(c Command) Decision {
	switch string(bytes.ToUpper(c.Words[0])) {
	case "AUTH":
		return Refuse("no AUTH")
	case "HELLO":
		for _, word := range c.Words[1:] {
			if string(word) == "AUTH" {
				return Refuse("no HELLO with AUTH")
			}
		}
		if !c.Complete() {
			return More
		}
	case "CONFIG":
		if len(c.Words) == 1 && c.Count > 1 {
			return More
		}
		if len(c.Words) > 1 && string(c.Words[1]) == "SET" {
			return Refuse("no CONFIG SET")
		}
	}
	return Pass
}

// filtered passes text in pieces of size bytes.
func filtered(t *testing.T, text string, size int) (string, error) {
	t.Helper()
	f := NewFilter(rules)
	var out []byte
	var err error
	for rest := []byte(text); len(rest) > 0; {
		n := min(size, len(rest))
		if out, err = f.Append(out, rest[:n]); err != nil {
			again, same := f.Append(nil, []byte(encoded("PING")))
			require.Equal(t, err, same)
			require.Empty(t, again, "nothing passes after an error")
			break
		}
		require.LessOrEqual(t, len(f.held), MaxWords*(MaxWord+20))
		rest = rest[n:]
	}
	return string(out), err
}

func TestRequestsPassOrAreReplaced(t *testing.T) {
	big := strings.Repeat("x", 600)
	var in, want string
	pass := func(words ...string) { in += encoded(words...); want += encoded(words...) }
	refuse := func(reason string, words ...string) { in += encoded(words...); want += encoded(reason) }
	pass("PING")
	refuse("no AUTH", "AUTH", "user", "password")
	refuse("no AUTH", "auth")
	pass("SET", "key", big)
	pass("SET", "key", "*2\r\n$4\r\nAUTH\r\n$1\r\nx\r\n")
	pass("HELLO")
	pass("HELLO", "3", "SETNAME", "me")
	refuse("no HELLO with AUTH", "HELLO", "3", "SETNAME", "me", "AUTH", "user", big)
	refuse("a command of so many words is not taken by the bridge", "HELLO", "1", "2", "3", "4", "5", "6", "7", "8")
	refuse("a command of this length is not taken by the bridge", "HELLO", big)
	refuse("a command of this length is not taken by the bridge", big, "x")
	pass("CONFIG", "GET", "x")
	pass("CONFIG")
	refuse("no CONFIG SET", "CONFIG", "SET", "x", "y")
	pass("", "")
	pass("MULTI")
	refuse("no AUTH", "AUTH", "x")
	pass("EXEC")
	for _, size := range []int{1, 2, 3, 5, 7, 64, 1000, 32 << 10, len(in)} {
		got, err := filtered(t, in, size)
		require.NoError(t, err)
		require.Equal(t, want, got, "in pieces of %d bytes", size)
	}
	for cut := range len(in) { // wherever it is cut
		f := NewFilter(rules)
		out, err := f.Append(nil, []byte(in[:cut]))
		require.NoError(t, err)
		out, err = f.Append(out, []byte(in[cut:]))
		require.NoError(t, err)
		require.Equal(t, want, string(out))
	}
}

// What servers may take and this does not: had it been read otherwise than by the server,
// a request could hide in it.
func TestWhatIsNoRequest(t *testing.T) {
	for text, want := range map[string]error{
		"PING\r\n":                    ErrInline,
		"\r\n":                        ErrInline,
		"AUTH x\n":                    ErrInline,
		"$4\r\nPING\r\n":              ErrInline,
		" *1\r\n$4\r\nPING\r\n":       ErrInline,
		"*0\r\n":                      ErrMalformed,
		"*-1\r\n":                     ErrMalformed,
		"*+1\r\n$4\r\nPING\r\n":       ErrMalformed,
		"*01\r\n$4\r\nPING\r\n":       ErrMalformed,
		"* 1\r\n$4\r\nPING\r\n":       ErrMalformed,
		"*\r\n$4\r\nPING\r\n":         ErrMalformed,
		"*1\n$4\r\nPING\r\n":          ErrMalformed,
		"*1\rx$4\r\nPING\r\n":         ErrMalformed,
		"*1\r\r\n$4\r\nPING\r\n":      ErrMalformed,
		"*2147483648\r\n":             ErrMalformed,
		"*99999999999999999999\r\n":   ErrMalformed,
		"*1\r\nPING\r\n":              ErrMalformed,
		"*1\r\n:4\r\nPING\r\n":        ErrMalformed,
		"*1\r\n$-1\r\n":               ErrMalformed,
		"*1\r\n$04\r\nPING\r\n":       ErrMalformed,
		"*1\r\n$4\nPING\r\n":          ErrMalformed,
		"*1\r\n$4\rxPING\r\n":         ErrMalformed,
		"*1\r\n$3\r\nPING\r\n":        ErrMalformed,
		"*1\r\n$5\r\nPING\r\n*":       ErrMalformed,
		"*1\r\n$4\r\nPINGxx":          ErrMalformed,
		"*1\r\n$4\r\nPING\n\n":        ErrMalformed,
		"*1\r\n$4\r\nPING\rx":         ErrMalformed,
		"*1\r\n$1099511627777\r\nx":   ErrMalformed,
		"GET / HTTP/1.1\r\nHost: x\r": ErrInline,
	} {
		for _, size := range []int{1, len(text)} {
			_, err := filtered(t, text, size)
			require.ErrorIs(t, err, want, "%q", text)
			_, err = filtered(t, encoded("PING")+text, size)
			require.ErrorIs(t, err, want, "%q", text)
		}
	}
}

// Whatever comes, and however it is cut: what passes is a whole number of requests that
// are allowed, and the beginning of one.
func FuzzFilter(f *testing.F) {
	f.Add([]byte(encoded("AUTH", "x")+encoded("HELLO", "3", "AUTH", "a", "b")+encoded("PING")), uint8(3))
	f.Add([]byte("*1\r\n$4\r\nAUTH\r\n"), uint8(1))
	f.Add([]byte("*2\r\n$6\r\nCONFIG\r\n$3\r\nSET\r\nAUTH x\r\n"), uint8(2))
	f.Fuzz(func(t *testing.T, in []byte, size uint8) {
		whole, wholeErr := filtered(t, string(in), len(in)+1)
		pieces, err := filtered(t, string(in), int(size)+1)
		require.Equal(t, whole, pieces)
		require.Equal(t, wholeErr, err)
		for rest := pieces; rest != ""; {
			words, after, ok := parsed(rest)
			if len(words) > 0 {
				require.False(t, rules(Command{words, int64(len(words))}).Refused(), "%q", words)
			}
			if !ok {
				break
			}
			rest = after
		}
	})
}

// parsed reads one request as a server does, which looks at fewer bytes.
func parsed(text string) (words [][]byte, rest string, ok bool) {
	line := func(prefix byte) (n int, ok bool) {
		end := strings.IndexByte(text, '\r')
		if end < 1 || text[0] != prefix || len(text) < end+2 {
			return 0, false
		}
		_, err := fmt.Sscanf(text[1:end], "%d", &n)
		text = text[end+2:]
		return n, err == nil
	}
	count, ok := line('*')
	for i := 0; ok && i < count; i++ {
		var n int
		if n, ok = line('$'); ok && len(text) >= n+2 {
			words = append(words, []byte(text[:n]))
			text = text[n+2:]
		} else {
			ok = false
		}
	}
	return words, text, ok
}
