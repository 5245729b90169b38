package fakeserver_test

import (
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/internal/resp"
)

// says sends a command, and requires the bytes that answer it.
func says(t *testing.T, s stream.Stream, want string, words ...string) {
	t.Helper()
	_, err := s.Write(resp.AppendCommand(nil, words...))
	require.NoError(t, err)
	receives(t, s, want)
}

func receives(t *testing.T, s stream.Stream, want string) {
	t.Helper()
	got := make([]byte, len(want))
	_, err := io.ReadFull(s, got)
	require.NoError(t, err)
	require.Equal(t, want, string(got))
}

func TestPubSubUnderBothProtocols(t *testing.T) {
	p := &fakeserver.PubSub{Refuse: func(_, name string) string {
		if name == "denied" {
			return "NOPERM no"
		}
		return ""
	}}
	server := fakeserver.New(t, p.Answer)
	for _, protocol := range []string{"2", "3"} {
		s, err := server.Dial(t.Context(), "")
		require.NoError(t, err)
		says(t, s, fakeserver.Reply([]string{"HELLO", protocol}), "HELLO", protocol)
		says(t, s, "$1\r\nx\r\n", "PING", "x")
		push := map[string]string{"2": "*", "3": ">"}[protocol]
		says(t, s, push+"3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n"+push+"3\r\n$9\r\nsubscribe\r\n$1\r\nb\r\n:2\r\n", "SUBSCRIBE", "a", "b")
		says(t, s, push+"3\r\n$10\r\npsubscribe\r\n$2\r\na*\r\n:1\r\n", "PSUBSCRIBE", "a*")
		says(t, s, push+"3\r\n$10\r\nssubscribe\r\n$1\r\na\r\n:1\r\n", "SSUBSCRIBE", "a")
		says(t, s, "-NOPERM no\r\n", "SUBSCRIBE", "denied")
		says(t, s, map[string]string{"2": "*2\r\n$4\r\npong\r\n$1\r\nx\r\n", "3": "$1\r\nx\r\n"}[protocol], "PING", "x")

		require.Equal(t, 2, p.Publish("a", "m"))
		receives(t, s, push+"3\r\n$7\r\nmessage\r\n$1\r\na\r\n$1\r\nm\r\n"+push+"4\r\n$8\r\npmessage\r\n$2\r\na*\r\n$1\r\na\r\n$1\r\nm\r\n")
		require.Equal(t, 1, p.PublishSharded("a", "m"))
		receives(t, s, push+"3\r\n$8\r\nsmessage\r\n$1\r\na\r\n$1\r\nm\r\n")
		require.Equal(t, 1, p.Drop("a"))
		receives(t, s, push+"3\r\n$12\r\nsunsubscribe\r\n$1\r\na\r\n:0\r\n")
		require.Zero(t, p.Drop("a"))
		says(t, s, push+"3\r\n$11\r\nunsubscribe\r\n$1\r\na\r\n:1\r\n", "UNSUBSCRIBE", "a")
		require.Zero(t, p.Subscribers("SUBSCRIBE", "a"))
		require.Equal(t, 1, p.Subscribers("SUBSCRIBE", "b"))
		require.NoError(t, s.Close())
		require.Eventually(t, func() bool { return p.Subscribers("SUBSCRIBE", "b") == 0 }, 10*time.Second, time.Millisecond)
	}
}
