package fakeserver_test

import (
	"context"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/core/stream/streamtest"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/internal/resp"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// dial returns a function that sends a command and returns its reply, and the stream.
func dial(t *testing.T, s *fakeserver.Server) (ask func(command ...string) string, client stream.Stream) {
	t.Helper()
	client, err := s.Dial(t.Context(), "anywhere:1")
	require.NoError(t, err)
	return asker(t, client), client
}

func asker(t *testing.T, s stream.Stream) func(command ...string) string {
	replies := resp.NewReader(s, resp.Limits{})
	return func(command ...string) string {
		t.Helper()
		_, err := s.Write(resp.AppendCommand(nil, command...))
		require.NoError(t, err)
		frame, err := replies.Next()
		require.NoError(t, err)
		return string(frame)
	}
}

func TestAServerAnswersAsItsHandlerSays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := fakeserver.New(t, func(c *fakeserver.Conn, command []string) string {
			switch command[0] {
			case "WAIT":
				time.Sleep(time.Second)
			case "PUSH":
				_, err := c.Write([]byte(">1\r\n+news\r\n"))
				assert.NoError(t, err)
				return ""
			case "CUT":
				_, err := c.Write([]byte("$5\r\nva"))
				assert.NoError(t, err)
				assert.NoError(t, c.Close())
				return ""
			}
			return fakeserver.Reply(command)
		})
		ask, client := dial(t, s)
		require.Equal(t, "+OK\r\n", ask("SET", "k", "v"))
		began := time.Now()
		require.Equal(t, "+OK\r\n", ask("WAIT"))
		require.Equal(t, time.Second, time.Since(began))
		require.Equal(t, ">1\r\n+news\r\n", ask("PUSH"))
		_, err := client.Write(resp.AppendCommand(nil, "CUT"))
		require.NoError(t, err)
		rest, err := io.ReadAll(client)
		require.NoError(t, err)
		require.Equal(t, "$5\r\nva", string(rest))
	})
}

func TestAServerKeepsWhatComesAfterHandshakes(t *testing.T) {
	s := fakeserver.New(t, nil)
	for number := range 2 {
		ask, _ := dial(t, s)
		require.True(t, strings.HasPrefix(ask("HELLO", "3"), "%7\r\n"))
		require.Equal(t, "+PONG\r\n", ask("PING"))
		require.Equal(t, "$1\r\nx\r\n", ask("ECHO", "x"))
		require.Equal(t, number+1, len(s.Conns()))
		require.Equal(t, number, s.Conns()[number].Number)
	}
	require.Equal(t, []string{"ECHO x", "ECHO x"}, s.Requests())
	s.Forget()
	ask, _ := dial(t, s)
	require.True(t, strings.HasPrefix(ask("HELLO", "2"), "*14\r\n"))
	require.Equal(t, "$1\r\nx\r\n", ask("PING", "x"))
	require.Empty(t, s.Requests())
}

func TestHandshakesAreAnsweredBeforeTheHandlerIsAsked(t *testing.T) {
	s := fakeserver.New(t, fakeserver.AfterHandshake(func(*fakeserver.Conn, []string) string { return "-ERR no\r\n" }))
	ask, _ := dial(t, s)
	require.Equal(t, "+OK\r\n", ask("CLIENT", "SETNAME", "n"))
	require.Equal(t, "+PONG\r\n", ask("PING"))
	require.Equal(t, "-ERR no\r\n", ask("PING"))
}

func TestAServerThatIsStoppedRefusesConnections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := fakeserver.New(t, nil)
		_, client := dial(t, s)
		s.Stop()
		_, err := client.Read(make([]byte, 1))
		require.ErrorIs(t, err, streamtest.ErrReset)
		_, err = s.Dial(t.Context(), "")
		require.ErrorIs(t, err, fakeserver.ErrRefused)
		s.Accept()
		ask, _ := dial(t, s)
		require.Equal(t, "+PONG\r\n", ask("PING"))

		s.Delay(time.Hour)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err = s.Dial(ctx, "")
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.Equal(t, 4, s.Dials())
	})
}

func TestAServerListens(t *testing.T) {
	s := fakeserver.New(t, nil)
	address := s.Listen(t)
	connection, err := net.Dial("tcp", address)
	require.NoError(t, err)
	defer connection.Close()
	require.Equal(t, "+PONG\r\n", asker(t, connection)("PING"))
	s.Stop()
	_, err = io.ReadAll(connection)
	require.Error(t, err, "it is reset")
	refused, err := net.Dial("tcp", address)
	require.NoError(t, err)
	defer refused.Close()
	_, err = refused.Read(make([]byte, 1))
	require.Error(t, err)
}

func TestAServerEndsWithItsConnectionsAndHandlers(t *testing.T) {
	var client stream.Stream
	ended := false // which the race detector would say if nobody waited for the handler
	t.Run("a test that leaves its client open", func(t *testing.T) {
		called := make(chan struct{})
		s := fakeserver.New(t, func(*fakeserver.Conn, []string) string {
			close(called)
			ended = true
			return ""
		})
		s.Listen(t)
		_, client = dial(t, s)
		_, err := client.Write(resp.AppendCommand(nil, "PING"))
		require.NoError(t, err)
		<-called
	})
	require.True(t, ended)
	_, err := client.Read(make([]byte, 1))
	require.ErrorIs(t, err, io.EOF)
}

func TestAScriptIsFollowed(t *testing.T) {
	s := fakeserver.New(t, fakeserver.Script(t, fakeserver.Step{Command: "GET k", Reply: "$1\r\nv\r\n"}, fakeserver.Step{Command: "DEL k", Reply: ":1\r\n"}))
	ask, client := dial(t, s)
	require.Equal(t, "$1\r\nv\r\n", ask("GET", "k"))
	require.Equal(t, ":1\r\n", ask("DEL", "k"))
	_, err := client.Write(resp.AppendCommand(nil, "PING"))
	require.NoError(t, err)
	_, err = client.Read(make([]byte, 1))
	require.ErrorIs(t, err, io.EOF)
}

func TestWhatIsNoCommandEndsAConnection(t *testing.T) {
	for _, sent := range []string{"HTTP/1.1 GET /\r\n", "+OK\r\n", "*1\r\n$x\r\n"} {
		s := fakeserver.New(t, nil)
		_, client := dial(t, s)
		_, err := client.Write([]byte("*0\r\n" + sent))
		require.NoError(t, err)
		_, err = client.Read(make([]byte, 1))
		require.ErrorIs(t, err, io.EOF, sent)
	}
}

func TestOneReplyAnswersAll(t *testing.T) {
	client, server := fakeserver.Pipe()
	done := make(chan struct{})
	go func() { server.AnswerAll("+A\r\n"); close(done) }()
	ask := asker(t, client)
	require.Equal(t, "+A\r\n", ask("GET", "k"))
	_, err := client.Write(resp.AppendCommand(resp.AppendCommand(nil, "GET", "a"), "GET", "b"))
	require.NoError(t, err)
	got := make([]byte, 8)
	_, err = io.ReadFull(client, got)
	require.NoError(t, err)
	require.Equal(t, "+A\r\n+A\r\n", string(got))
	server.Vanish()
	require.NoError(t, client.Close())
	<-done
}

func TestAnImmediateConnectionAnswersEachCommandOnce(t *testing.T) {
	var names []string
	c := fakeserver.NewImmediate(func(name []byte) []byte {
		names = append(names, string(name))
		return []byte("+OK\r\n")
	})
	request := string(resp.AppendCommand(nil, "SET", "k", "a\r\nb"))
	for _, part := range []string{request[:3], request[3:7], request[7:] + request + request[:11], request[11:]} {
		_, err := c.Write([]byte(part))
		require.NoError(t, err)
	}
	require.Equal(t, []string{"SET", "SET", "SET"}, names)
	got := make([]byte, 100)
	n, err := c.Read(got)
	require.NoError(t, err)
	require.Equal(t, strings.Repeat("+OK\r\n", 3), string(got[:n]))
	require.NoError(t, c.Close())
	_, err = c.Read(got)
	require.ErrorIs(t, err, io.EOF)
}

func TestServeTCPWaitsForItsFunctions(t *testing.T) {
	served := 0
	t.Run("", func(t *testing.T) {
		address := fakeserver.ServeTCP(t, func(c net.Conn) { _, _ = io.Copy(c, c); served++ })
		connection, err := net.Dial("tcp", address)
		require.NoError(t, err)
		defer connection.Close()
		_, err = connection.Write([]byte("x"))
		require.NoError(t, err)
		_, err = io.ReadFull(connection, make([]byte, 1))
		require.NoError(t, err)
	})
	require.Equal(t, 1, served)
}
