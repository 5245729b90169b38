package mux

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/core/stream/streamtest"
	"github.com/glissade-io/glissade/internal/resp"
)

// parts are the outcomes of a request whose replies are handed on one by one.
type parts struct {
	call  Call
	seen  []string // of each reply, in the order in which they were handed on
	ended string
	err   error
}

// submitEach submits so many GET together.
func submitEach(c *Conn, count int, timeout time.Duration) *parts {
	p := new(parts)
	request := Request{
		Bytes: []byte(strings.Repeat("*1\r\n$3\r\nGET\r\n", count)), Replies: count, Timeout: timeout,
		Each: func(i int, frame []byte, err error) {
			p.seen = append(p.seen, fmt.Sprintf("%d %q %v", i, frame, err))
		},
	}
	c.SubmitCall(&p.call, request, func(frames []byte, err error) {
		p.err = err
		p.ended = fmt.Sprintf("%q %d %v", frames, p.call.Given(), err)
	})
	synctest.Wait() // until it is written
	return p
}

func write(t *testing.T, server *fakeServer, text string) {
	t.Helper()
	_, err := server.Write([]byte(text))
	require.NoError(t, err)
	synctest.Wait()
}

func TestRepliesAreHandedOnOneByOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, server := dial(t, Config{}, nil)
		p, single := submitEach(c, 3, 0), submitEach(c, 1, 0)
		write(t, server, "+a\r\n-ERR b\r\n")
		require.Equal(t, []string{`0 "+a\r\n" <nil>`, `1 "-ERR b\r\n" <nil>`}, p.seen)
		require.Empty(t, p.ended)
		write(t, server, "+c\r\n+d\r\n")
		require.Equal(t, `2 "+c\r\n" <nil>`, p.seen[2])
		require.Equal(t, `"" 3 <nil>`, p.ended)
		require.Equal(t, []string{`0 "+d\r\n" <nil>`}, single.seen)
		require.Equal(t, `"" 1 <nil>`, single.ended)
		require.Zero(t, c.Outstanding())
		require.EqualValues(t, 4, c.Stats().Requests)
		require.EqualValues(t, 4, c.Stats().Replies)
	})
}

func TestWhatIsNotAnsweredOfSeveralHasTheErrorOfAll(t *testing.T) {
	for name, test := range map[string]struct {
		end  func(c *Conn, server *fakeServer)
		want string
	}{
		"the connection is lost": {func(_ *Conn, server *fakeServer) { server.Reset() }, "fake:6379"},
		"the client is closed":   {func(c *Conn, _ *fakeServer) { c.Close() }, "closed"},
		"no reply in time":       {func(*Conn, *fakeServer) { time.Sleep(time.Second) }, "no reply within 1s"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, server := dial(t, Config{}, nil)
				p := submitEach(c, 3, time.Second)
				write(t, server, "+a\r\n")
				test.end(c, server)
				synctest.Wait()
				require.Len(t, p.seen, 1)
				require.Contains(t, p.ended, `"" 1 `)
				require.Equal(t, failure.MaybeExecuted, failure.DeliveryOf(p.err))
				require.Contains(t, p.ended, test.want)
			})
		})
	}
}

// Replies behind one in doubt are handed on once they are proven, those of one request too.
func TestSeveralInDoubtAreHandedOnOnceTheyAreProven(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, server := dial(t, Config{Limits: resp.Limits{MaxBulkLength: 64}}, nil)
		first, p := submitEach(c, 1, time.Second), submitEach(c, 3, 0)
		time.Sleep(2 * time.Second)
		synctest.Wait()
		require.Contains(t, first.ended, "no reply")
		write(t, server, "+late\r\n$65\r\n"+strings.Repeat(".", 65)+"\r\n+b\r\n")
		require.Empty(t, p.seen, "whose they are is not proven yet")
		var probe []string
		for range 5 {
			probe, _ = server.Next()
		}
		write(t, server, "+c\r\n"+string(resp.AppendBulk(nil, probe[1])))
		require.Len(t, p.seen, 3)
		require.Contains(t, p.seen[0], "beyond a limit")
		require.Equal(t, []string{`1 "+b\r\n" <nil>`, `2 "+c\r\n" <nil>`}, p.seen[1:])
		require.Equal(t, `"" 3 <nil>`, p.ended)
	})
}

func TestAReplyOfSeveralBeyondALimitFailsAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, server := dial(t, Config{Limits: tight}, nil)
		p := submitEach(c, 2, 0)
		write(t, server, tooLong+"+b\r\n")
		require.Contains(t, p.seen[0], "the reply is beyond a limit")
		require.Equal(t, `1 "+b\r\n" <nil>`, p.seen[1])
		require.Equal(t, `"" 2 <nil>`, p.ended)
	})
}

// None of the replies is to be trusted that came together with one that nobody awaits.
func TestSeveralThatComeWithOneTooManyAreNotHandedOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, server := dial(t, Config{}, nil)
		p := submitEach(c, 2, 0)
		write(t, server, "+a\r\n+b\r\n+c\r\n")
		require.Len(t, p.seen, 2)
		for _, each := range p.seen {
			require.Contains(t, each, "a reply that no request was sent for")
		}
		require.Equal(t, `"" 2 <nil>`, p.ended)
		require.Error(t, c.Err())
	})
}

// A stream whose writes cannot be interrupted is written to by one goroutine, which ends with it.
func TestTheGoroutineThatAlwaysWritesEndsWithTheConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, server := dial(t, Config{}, func(end *streamtest.End) stream.Stream { return bare{end} })
		for range 3 {
			p := submitEach(c, 1, 0)
			write(t, server, "+a\r\n")
			require.Len(t, p.seen, 1)
		}
		c.Close() // The bubble would not end while a goroutine waits in it.
	})
}
