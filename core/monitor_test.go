package core

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

func TestLinesOfMonitor(t *testing.T) {
	at := time.Unix(1339518083, 107412000)
	for text, want := range map[string]models.MonitorLine{
		`1339518083.107412 [0 127.0.0.1:60866] "keys" "*"`:                {Time: at, Client: "127.0.0.1:60866", Words: []string{"keys", "*"}},
		`1339518083.107412 [15 [::1]:60866] "ping"`:                       {Time: at, Database: 15, Client: "[::1]:60866", Words: []string{"ping"}},
		`1339518083.107412 [0 unix:/tmp/a ] b.sock] "get" ""`:             {Time: at, Client: "unix:/tmp/a ] b.sock", Words: []string{"get", ""}},
		`1339518083.107412 [0 unix:/a b] "c\d:e=f.sock] "get" "] \"x" ""`: {Time: at, Client: `unix:/a b] "c\d:e=f.sock`, Words: []string{"get", `] "x`, ""}},
		`1339518083.107412 [0 unix:/a] "x"y" "z"`:                         {Time: at, Client: "unix:/a", Words: []string{`x"y`, "z"}},
		`1339518083.107412 [0 lua] "set" "\x00\xfF\n\r\t\a\b\"\\"`:        {Time: at, Client: "lua", Words: []string{"set", "\x00\xff\n\r\t\a\b\"\\"}},
		`0.000001 [0 lua] "] \"x" "a\\"`:                                  {Time: time.Unix(0, 1000), Client: "lua", Words: []string{`] "x`, `a\`}},
	} {
		got, err := parseMonitorLine(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got)
	}
}

func TestLinesThatAreNoneOfMonitor(t *testing.T) {
	for text, want := range map[string]struct {
		offset int64
		says   string
	}{
		``:                            {0, "a number"},
		`x`:                           {0, "a number"},
		`-1.000000 [0 lua] "x"`:       {0, "a number"},
		`99999999999999999999.000000`: {0, "a number"},
		`1,000000 [0 lua] "x"`:        {1, `"."`},
		`1.00000 [0 lua] "x"`:         {2, "six digits"},
		`1.000000[0 lua] "x"`:         {8, `" ["`},
		`1.000000 (0 lua] "x"`:        {9, `"["`},
		`1.000000 [zero lua] "x"`:     {10, "a number"},
		`1.000000 [0lua] "x"`:         {11, `" "`},
		`1.000000 [0 lua]`:            {16, "has no end"},
		`1.000000 [0 lua] x`:          {18, "has no end"},
		`1.000000 [0 lua] "`:          {18, "inside of a word"},
		`1.000000 [0 lua] "x`:         {19, "inside of a word"},
		`1.000000 [0 lua] "x" y`:      {22, "inside of a word"},
		`1.000000 [0 lua] "x" `:       {21, "inside of a word"},
		`1.000000 [0 lua] "x" "`:      {22, "inside of a word"},
		`1.000000 [0 lua] "\`:         {19, "inside of a word"},
		`1.000000 [0 lua] "\"`:        {20, "inside of a word"},
		`1.000000 [0 lua] "\x1`:       {21, "inside of a word"},
	} {
		line, err := parseMonitorLine(text)
		var invalid *resp.ProtocolError
		require.ErrorAs(t, err, &invalid, text)
		require.Equal(t, want.offset, invalid.Offset, "%s: %v", text, err)
		require.ErrorContains(t, err, want.says, text)
		require.Zero(t, line)
	}
}

// As Valkey 8.1.0 and 8.1.1 write them.
func TestLinesOfMonitorInWhichNothingIsEscaped(t *testing.T) {
	for text, want := range map[string][]string{
		`"a"b\c" ""d"`:        {`a"b\c`, `"d`},
		`"e"" ""\x0g""`:       {`e"`, `"\x0g"`},
		`""" """`:             {`"`, `"`},
		`"\q\" "" "\x+1\xfg"`: {`\q" "`, `\x+1\xfg`},
	} {
		got, err := parseMonitorLine("1.000000 [0 lua] " + text)
		require.NoError(t, err, text)
		require.Equal(t, want, got.Words, text)
	}
}

// monitorText writes words as the server does.
func monitorText(words ...string) string {
	var text strings.Builder
	text.WriteString("1339518083.107412 [0 lua]")
	for _, word := range words {
		text.WriteString(` "`)
		for _, b := range []byte(word) {
			switch short := strings.IndexByte("\\\"\n\r\t\a\b", b); {
			case short >= 0:
				text.WriteString(`\` + string(`\"nrtab`[short]))
			case ' ' <= b && b <= '~':
				text.WriteByte(b)
			default:
				fmt.Fprintf(&text, `\x%02x`, b)
			}
		}
		text.WriteByte('"')
	}
	return text.String()
}

// Whatever words a command has, they come back as they were.
func FuzzWordsOfMonitor(f *testing.F) {
	f.Add("set", "key")
	f.Add("", "\x00\xff\\x00\"")
	f.Add(`] "`, "\n\r\t\a\b\\")
	f.Fuzz(func(t *testing.T, name, argument string) {
		line, err := parseMonitorLine(monitorText(name, argument))
		require.NoError(t, err)
		require.Equal(t, []string{name, argument}, line.Words)
		require.Equal(t, "lua", line.Client)
	})
}

// Whatever comes, it is understood or refused with the place of a byte in it.
func FuzzLinesOfMonitor(f *testing.F) {
	f.Add(`1339518083.107412 [0 127.0.0.1:60866] "keys" "*"`)
	f.Add(`1339518083.107412 [0 unix:/tmp/a ] b.sock] "get" "\x00\"\\\n"`)
	f.Add(`1339518083.107412 [0 lua] "\x`)
	f.Add(`9223372036854775808.1 [`)
	f.Fuzz(func(t *testing.T, text string) {
		line, err := parseMonitorLine(text)
		if err == nil {
			require.NotEmpty(t, line.Words)
			return
		}
		var invalid *resp.ProtocolError
		require.ErrorAs(t, err, &invalid)
		require.GreaterOrEqual(t, invalid.Offset, int64(0))
		require.LessOrEqual(t, invalid.Offset, int64(len(text)))
	})
}

// seenLine is what a loop saw.
type seenLine struct {
	words   string
	dropped int
	err     error
}

func collect(ctx context.Context, c *Client) []seenLine {
	var seen []seenLine
	for line, err := range c.Monitor(ctx) {
		seen = append(seen, seenLine{strings.Join(line.Words, " "), line.Dropped, err})
	}
	return seen
}

func TestMonitorGoesOnAfterWhatItDoesNotUnderstand(t *testing.T) {
	bubble(t, func(t *testing.T) {
		lines := "+OK\r\n+" + monitorText("get", "a") + "\r\n+nonsense\r\n:1\r\n-ERR no\r\n+" + monitorText("get", "b") + "\r\n"
		c, a := acting(t, func(int, string) string { return lines })
		defer c.Close()
		time.AfterFunc(time.Second, func() { a.Conns()[1].Reset() })
		seen := collect(t.Context(), c)
		require.Len(t, seen, 6)
		require.Equal(t, "get a", seen[0].words)
		require.ErrorContains(t, seen[1].err, "a line cannot be understood: ")
		require.ErrorContains(t, seen[1].err, "a number was expected")
		require.ErrorContains(t, seen[2].err, "not a simple string")
		require.ErrorIs(t, seen[3].err, &failure.ServerError{Code: "ERR"})
		require.Equal(t, "get b", seen[4].words)
		var connection *failure.ConnectionError
		require.ErrorAs(t, seen[5].err, &connection)
		require.Equal(t, "MONITOR", connection.Command)
	})
}

func TestMonitorDropsWhatASlowLoopHasNoRoomFor(t *testing.T) {
	bubble(t, func(t *testing.T) {
		line := "+" + monitorText("ping") + "\r\n"
		c, a := acting(t, func(int, string) string { return "+OK\r\n" + line })
		defer c.Close()
		var seen []seenLine
		for got, err := range c.Monitor(t.Context()) {
			seen = append(seen, seenLine{strings.Join(got.Words, " "), got.Dropped, err})
			switch len(seen) {
			case 1:
				for range monitorLines + 10 {
					_, err := a.Conns()[1].Write([]byte(line))
					require.NoError(t, err)
				}
				synctest.Wait()
			case 2: // There is room again, for one.
				for range 3 {
					_, err := a.Conns()[1].Write([]byte(line))
					require.NoError(t, err)
				}
				synctest.Wait()
				a.Conns()[1].Reset()
				synctest.Wait()
			}
		}
		require.Len(t, seen, 1+monitorLines+1+1)
		for i, got := range seen[:len(seen)-1] {
			require.NoError(t, got.err)
			require.Equal(t, "ping", got.words)
			if i == len(seen)-2 {
				require.Equal(t, 10, got.dropped)
			} else {
				require.Zero(t, got.dropped)
			}
		}
		last := seen[len(seen)-1]
		require.ErrorAs(t, last.err, new(*failure.ConnectionError))
		require.Equal(t, 2, last.dropped, "nothing is lost silently")
	})
}

func TestMonitorBoundsTheBytesThatWait(t *testing.T) {
	m := &monitor{lines: make(chan monitored, monitorLines)}
	large := make([]byte, monitorBytes/2+1)
	m.take(large)
	m.take(large)
	m.take([]byte("small"))
	require.Len(t, m.lines, 2)
	ignore := func(models.MonitorLine, error) bool { return true }
	m.hand(<-m.lines, ignore)
	m.hand(<-m.lines, ignore)
	require.Zero(t, m.bytes.Load())
	m.take(make([]byte, 2*monitorBytes))
	require.Len(t, m.lines, 1, "a line larger than the bound does not wait in vain")
}

func TestMonitorEndsWithTheLoopTheContextAndTheClient(t *testing.T) {
	lines := "+OK\r\n+" + monitorText("ping") + "\r\n"
	once := func(_ int, request string) string {
		if request == "MONITOR" {
			return lines
		}
		return ""
	}
	for name, end := range map[string]func(c *Client, cancel func()) bool{
		"loop":    func(*Client, func()) bool { return false },
		"context": func(_ *Client, cancel func()) bool { cancel(); return true },
		"client":  func(c *Client, _ func()) bool { c.Close(); return true },
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				c, a := acting(t, once)
				defer c.Close()
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				var errs []error
				for _, err := range c.Monitor(ctx) {
					errs = append(errs, err)
					if err == nil && !end(c, cancel) {
						break
					}
				}
				require.NoError(t, errs[0])
				if name == "client" {
					require.Len(t, errs, 2)
					require.EqualError(t, errs[1], "the client is closed (MONITOR answered)")
				} else {
					require.Len(t, errs, 1)
				}
				_, err := a.Conns()[1].Write([]byte("x"))
				require.Error(t, err, "the connection is closed")
			})
		})
	}
}

func TestMonitorThatDoesNotBegin(t *testing.T) {
	c, a := acting(t, func(int, string) string { return "-NOPERM no\r\n" })
	seen := collect(t.Context(), c)
	require.Len(t, seen, 1)
	require.ErrorIs(t, seen[0].err, &failure.ServerError{Code: "NOPERM"})

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	seen = collect(ctx, c)
	require.Len(t, seen, 1)
	require.ErrorAs(t, seen[0].err, new(*failure.CanceledError))
	require.Equal(t, []string{"MONITOR"}, a.Requests())
}
