package mux

import (
	"context"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/core/stream/streamtest"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

// saying is a server that says something as soon as it is connected to, and closes.
func saying(words string) stream.Stream {
	client, server := streamtest.Pipe(1 << 20)
	_, _ = server.Write([]byte(words))
	_ = server.Close()
	return client
}

// plain says of itself that it is not encrypted, as a TCP connection does.
type plain struct{ stream.Stream }

func (plain) Secured() bool { return false }

// unwritable is a stream whose other end is gone already.
type unwritable struct{ stream.Stream }

func (unwritable) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

var protocols = []Protocol{PreferRESP3, RESP2, RESP3}

func TestWhatAServerSaidBeforeItClosedIsTheCause(t *testing.T) {
	for words, code := range map[string]string{
		"-ERR max number of clients reached\r\n":                  "ERR",
		"-DENIED Running in protected mode\r\n":                   "DENIED",
		"-NOAUTH Authentication required.\r\n":                    "NOAUTH",
		"!21\r\nSYNTAX invalid syntax\r\n":                        "SYNTAX",
		"-ERR max number of clients + cluster connections\r\n-ER": "ERR",
	} {
		for _, protocol := range protocols {
			for name, s := range map[string]stream.Stream{"readable": saying(words), "not writable": unwritable{saying(words)}} {
				_, err := Connect(t.Context(), s, Config{Address: "fake:6379", Handshake: Handshake{Protocol: protocol, ClientName: "me"}})
				require.ErrorIs(t, err, &failure.ServerError{Code: code}, "%s, %s, %v", words, name, protocol)
				require.Equal(t, failure.NotSent, failure.DeliveryOf(err))
			}
		}
	}
}

// The other end neither takes the handshake nor closes: what it may say is waited for,
// for a second.
func TestTheWaitForARefusalEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, server := streamtest.Pipe(1 << 10)
		defer server.Close()
		began := time.Now()
		_, err := Connect(t.Context(), unwritable{client}, Config{Address: "fake:6379"})
		var connection *failure.ConnectionError
		require.ErrorAs(t, err, &connection)
		require.Equal(t, failure.NotSent, connection.Delivery)
		require.Equal(t, refusalTimeout, time.Since(began))
	})
}

func TestAServerThatIsNoneIsSaidToBe(t *testing.T) {
	const alert = "\x15\x03\x03\x00\x02\x02\x46"
	for _, test := range []struct {
		says          string
		plain         bool
		wants, avoids string
	}{
		{alert, true, "set UseTLS", ""},
		{alert[:1], true, "set UseTLS", ""},
		{alert, false, "speaks TLS on this port", "UseTLS"},
		{"HTTP/1.1 400 Bad Request\r\n\r\n", true, "an HTTP server", "UseTLS"},
		{"SSH-2.0-OpenSSH_9.6\r\n", true, "is this a Valkey or Redis server?", "UseTLS"},
		{"", true, "set UseTLS", ""},
		{"", false, "closed the connection before", "UseTLS"},
		{"+OK", true, "closed the connection before", "UseTLS"},
	} {
		for _, protocol := range protocols {
			s := saying(test.says)
			if test.plain {
				s = plain{s}
			}
			_, err := Connect(t.Context(), s, Config{Address: "fake:6379", Handshake: Handshake{Protocol: protocol}})
			require.ErrorContains(t, err, test.wants, "%q", test.says)
			if test.avoids != "" {
				require.NotContains(t, err.Error(), test.avoids, "%q", test.says)
			}
			require.Equal(t, failure.NotSent, failure.DeliveryOf(err))
			if test.says == "" {
				require.ErrorIs(t, err, io.EOF)
				require.Equal(t, protocol != RESP2, strings.Contains(err.Error(), "ProtocolRESP2"), "a proxy may know no HELLO")
			}
		}
	}
}

// Nothing that a server answers to a handshake costs much memory or time.
func TestTheCostOfAHandshakeIsBounded(t *testing.T) {
	for name, reply := range map[string]string{
		"many values":      "*10000000\r\n" + strings.Repeat("_\r\n", 1<<20),
		"many keys":        "%40000\r\n" + strings.Repeat("+k\r\n#t\r\n", 1<<17),
		"streamed arrays":  strings.Repeat("*?\r\n", 1<<18),
		"arrays in arrays": strings.Repeat("*1\r\n", 1<<18),
		"one text":         "$10000000\r\n" + strings.Repeat("v", 1<<20),
		"one line":         "+" + strings.Repeat("v", 1<<20),
		"attributes":       strings.Repeat("|1\r\n:1\r\n:1\r\n", 1<<17),
	} {
		client, server := streamtest.Pipe(1 << 20)
		go func() {
			_, _ = server.Write([]byte(reply))
			_ = server.Close()
		}()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Connect(t.Context(), client, Config{Address: "fake:6379"})
		runtime.ReadMemStats(&after)
		require.Error(t, err, name)
		require.Equal(t, failure.NotSent, failure.DeliveryOf(err))
		require.NotContains(t, err.Error(), "raise", "no setting would help")
		require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(6<<20), name)
	}
	// The largest that is accepted.
	reply := "%3\r\n+proto\r\n:3\r\n+modules\r\n*60000\r\n" + strings.Repeat("_\r\n", 60_000) + "+role\r\n+master\r\n"
	var seen []string
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	c, err := connect(t, Config{}, answers(&seen, map[string]string{"HELLO": reply}))
	runtime.ReadMemStats(&after)
	require.NoError(t, err)
	require.Equal(t, models.Server{Protocol: 3, Role: "master"}, c.Server())
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(4*len(reply)+1<<20))
}

// The limits of the configuration are not those of the handshake, and hold after it.
func TestTheLimitsHoldAfterTheHandshake(t *testing.T) {
	var seen []string
	c, err := connect(t, Config{Limits: resp.Limits{MaxBulkLength: 4, MaxAggregateLength: 2}}, answers(&seen, map[string]string{
		"HELLO": helloReply, "GET": "$5\r\n12345\r\n",
	}))
	require.NoError(t, err)
	var call Call
	require.ErrorContains(t, c.Do(t.Context(), &call, ask("GET", "k")), "longer than 4 bytes")
	require.NoError(t, c.Do(t.Context(), &call, ask("SET", "k", "v")))
}

func TestWhatAServerSaysBeyondTheHandshakeRefusesIt(t *testing.T) {
	for surplus, wants := range map[string]string{"+OK\r\n": "no request was sent for", "-ERR no\r\n": "ERR no", "?": "not the first byte"} {
		_, err := connect(t, Config{Handshake: Handshake{Protocol: RESP2}}, func([]string) []byte { return []byte("+PONG\r\n" + surplus) })
		require.ErrorContains(t, err, wants)
		require.Equal(t, failure.NotSent, failure.DeliveryOf(err))
	}
}

// Push messages may come at any time, for nobody as long as nobody listens, and what came
// of one with the last reply is not lost.
func TestPushMessagesAmidTheHandshake(t *testing.T) {
	pushed := make(chan string, 3)
	client, f := fakeserver.Pipe()
	go func() {
		f.Next()
		f.Next()
		_, _ = f.Write([]byte(">1\r\n+a\r\n" + helloReply + ">1\r\n+b\r\n+PONG\r\n>1\r\n+"))
		f.Next()
		_, _ = f.Write([]byte("c\r\n$1\r\nx\r\n"))
	}()
	c, err := Connect(t.Context(), client, Config{Address: "fake:6379"})
	require.NoError(t, err)
	defer c.Close()
	require.NoError(t, c.Listen(pushes(func(frame []byte) { pushed <- string(frame) })))
	require.Equal(t, "x", text(t, c, t.Context(), "ECHO", "x"))
	require.Equal(t, ">1\r\n+c\r\n", <-pushed)
}

// A server that answers before it has read, byte by byte.
func TestAHandshakeThatComesInPieces(t *testing.T) {
	client, server := streamtest.Pipe(16)
	go func() {
		for _, b := range []byte(helloReply + "+PONG\r\n") {
			_, _ = server.Write([]byte{b})
		}
		_, _ = io.Copy(io.Discard, server)
	}()
	client.LimitReads(1)
	c, err := Connect(t.Context(), client, Config{Address: "fake:6379", Handshake: Handshake{ClientName: strings.Repeat("n", 1000)}})
	require.NoError(t, err)
	require.Equal(t, 3, c.Server().Protocol)
	c.Close()
}

func TestAHandshakeThatIsCanceled(t *testing.T) {
	for _, protocol := range protocols {
		synctest.Test(t, func(t *testing.T) {
			client, server := streamtest.Pipe(8) // the handshake does not fit: its write waits
			defer server.Close()
			config := Config{Address: "fake:6379", Handshake: Handshake{Protocol: protocol}}
			ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, errors.New("ours"))
			defer cancel()
			_, err := Connect(ctx, client, config)
			var timeout *failure.TimeoutError
			require.ErrorAs(t, err, &timeout)
			require.Equal(t, failure.NotSent, timeout.Delivery)
			require.Contains(t, timeout.Reason, "no reply to ")
			require.NotErrorIs(t, err, context.DeadlineExceeded)

			client, other := streamtest.Pipe(1 << 10)
			defer other.Close()
			canceled, cancel := context.WithCancel(t.Context())
			time.AfterFunc(time.Second, cancel)
			_, err = Connect(canceled, client, config)
			require.ErrorIs(t, err, context.Canceled)
			require.Equal(t, failure.NotSent, failure.DeliveryOf(err))
		})
	}
}

// A connection that is never used notices that the server closes it.
func TestAConnectionThatIsNotUsedNoticesItsEnd(t *testing.T) {
	for name, wrap := range map[string]func(*streamtest.End) stream.Stream{
		"interruptible": func(e *streamtest.End) stream.Stream { return e },
		"bare":          func(e *streamtest.End) stream.Stream { return bare{e} },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client, server := streamtest.Pipe(1 << 10)
				go func() { _, _ = server.Write([]byte("+PONG\r\n")) }()
				ended := make(chan error, 1)
				_, err := Connect(t.Context(), wrap(client), Config{
					Address: "fake:6379", Handshake: Handshake{Protocol: RESP2}, Closed: func(reason error) { ended <- reason },
				})
				require.NoError(t, err)
				require.NoError(t, server.Close())
				require.ErrorIs(t, <-ended, io.EOF)
			})
		})
	}
}
