package mux

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/resp"
)

// noted is a tracker that notes everything.
type noted struct {
	mu     sync.Mutex
	events []string
}

func (n *noted) add(event string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.events = append(n.events, event)
}

func (n *noted) take() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	events := n.events
	n.events = nil
	return events
}

func (n *noted) Pushed(frame []byte) { n.add(string(frame)) }
func (n *noted) Lost()               { n.add("lost") }
func (n *noted) Ended()              { n.add("ended") }

func (n *noted) tracking(arguments ...string) *Tracking {
	return &Tracking{Arguments: arguments, Open: func() Tracker { return n }}
}

// trackingServer answers a handshake, CLIENT TRACKING with the given reply.
func trackingServer(reply string, seen *[]string) func(words []string) []byte {
	return func(words []string) []byte {
		switch {
		case words[0] == "HELLO":
			return []byte("%2\r\n+server\r\n+valkey\r\n+proto\r\n:3\r\n")
		case words[0] == "PING" && len(words) == 1:
			return pong
		case len(words) > 1 && words[1] == "TRACKING":
			*seen = append(*seen, strings.Join(words, " "))
			return []byte(reply)
		default:
			return echo(words)
		}
	}
}

func TestTheHandshakeHasTheServerTrack(t *testing.T) {
	var n noted
	var seen []string
	c, err := connect(t, Config{Tracking: n.tracking("BCAST", "PREFIX", "a")}, trackingServer("+OK\r\n", &seen))
	require.NoError(t, err)
	require.Equal(t, []string{"CLIENT TRACKING ON BCAST PREFIX a"}, seen)
	var call Call
	require.NoError(t, c.Do(t.Context(), &call, ask("ECHO", "x")))
	require.True(t, call.Tracker() == Tracker(&n))
	c.Close()
	require.Equal(t, []string{"ended"}, n.take())

	seen = nil
	c, err = connect(t, Config{Tracking: n.tracking("OPTIN"), Exclusive: true}, trackingServer("+OK\r\n", &seen))
	require.NoError(t, err)
	require.Empty(t, seen, "who has it alone has no cache")
	require.NoError(t, c.Do(t.Context(), &call, ask("ECHO", "x")))
	require.Nil(t, call.Tracker())
}

func TestAServerThatRefusesToTrack(t *testing.T) {
	var n noted
	var seen []string
	_, err := connect(t, Config{Tracking: n.tracking("OPTIN")}, trackingServer("-NOPERM no\r\n", &seen))
	var refused *failure.ConnectionError
	require.ErrorAs(t, err, &refused)
	require.Equal(t, "CLIENT TRACKING", refused.Command)
	require.ErrorContains(t, err, "set Cache.Invalidation to InvalidateByTime")

	c, err := connect(t, Config{Tracking: n.tracking("OPTIN")}, trackingServer("-BUSY a script runs\r\n", &seen))
	require.NoError(t, err, "it must be reachable for SCRIPT KILL")
	var call Call
	require.NoError(t, c.Do(t.Context(), &call, ask("ECHO", "x")))
	require.Nil(t, call.Tracker())

	for _, hello := range []string{"-ERR unknown command 'HELLO'\r\n", "*4\r\n+server\r\n+redis\r\n+proto\r\n:2\r\n"} {
		_, err = connect(t, Config{Tracking: n.tracking("OPTIN")}, func(words []string) []byte {
			switch words[0] {
			case "HELLO":
				return []byte(hello)
			case "CLIENT":
				return ok
			default:
				return pong
			}
		})
		require.ErrorContains(t, err, "set Cache.Invalidation to InvalidateByTime")
	}
}

func TestATrackerHearsEverythingInOrder(t *testing.T) {
	var n noted
	var seen []string
	server := trackingServer("+OK\r\n", &seen)
	c, err := connect(t, Config{Tracking: n.tracking("OPTIN"), Limits: resp.Limits{MaxBulkLength: 100}}, func(words []string) []byte {
		if words[0] != "GET" {
			return server(words)
		}
		return []byte(">1\r\n+before\r\n$1\r\nx\r\n>1\r\n+behind\r\n>1\r\n$200\r\n" + strings.Repeat("x", 200) + "\r\n>1\r\n+after\r\n")
	})
	require.NoError(t, err)
	var call Call
	require.NoError(t, c.Do(t.Context(), &call, ask("GET", "k")))
	require.Equal(t, "x", text(t, c, t.Context(), "ECHO", "x"))
	// That one was lost says more than all others: it matters not where among them.
	require.ElementsMatch(t, []string{">1\r\n+before\r\n", ">1\r\n+behind\r\n", "lost", ">1\r\n+after\r\n"}, n.take())
	c.StopTracking()
	require.Equal(t, []string{"ended"}, n.take())
}

func TestThePreludesRepliesAreKeptIfWanted(t *testing.T) {
	var n noted
	var seen []string
	server := trackingServer("+OK\r\n", &seen)
	c, err := connect(t, Config{Tracking: n.tracking("OPTIN")}, func(words []string) []byte {
		if words[0] == "CLIENT" && words[1] == "CACHING" {
			return []byte("-NOPERM\r\n")
		}
		return server(words)
	})
	require.NoError(t, err)
	request := ask("ECHO", "x")
	request.Bytes = append(append(ask("CLIENT", "CACHING", "YES").Bytes, ask("ECHO", "early").Bytes...), request.Bytes...)
	request.Prelude = 2
	var call Call
	require.NoError(t, c.Do(t.Context(), &call, request))
	require.Empty(t, call.Prelude())
	request.KeepPrelude = true
	require.NoError(t, c.Do(t.Context(), &call, request))
	require.Equal(t, "-NOPERM\r\n$5\r\nearly\r\n", string(call.Prelude()))
	require.Equal(t, "$1\r\nx\r\n", string(call.Frame(0)))
	require.NoError(t, c.Do(t.Context(), &call, ask("ECHO", "y")))
	require.Empty(t, call.Prelude())
}

// What is believed of a connection is worth no more than that it is heard of.
func TestATrackedConnectionThatIsSilentEndsSoon(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var n noted
		var seen []string
		server := trackingServer("+OK\r\n", &seen)
		var quiet atomic.Bool
		c, err := connect(t, Config{Tracking: n.tracking("OPTIN")}, func(words []string) []byte {
			if quiet.Load() {
				return nil
			}
			return server(words)
		})
		require.NoError(t, err)
		time.Sleep(10 * time.Second)
		require.NoError(t, c.Err(), "it is asked every second")
		quiet.Store(true)
		began := time.Now()
		for c.Err() == nil {
			time.Sleep(time.Millisecond)
		}
		require.LessOrEqual(t, time.Since(began), trackedIdlePing+defaultSilence+time.Millisecond)
		require.Equal(t, []string{"ended"}, n.take())
	})
}
