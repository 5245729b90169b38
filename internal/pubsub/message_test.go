package pubsub

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

// frame is a push message of texts, and of the number that confirmations end with.
func frame(texts ...string) string {
	f := resp.AppendPushHeader(nil, len(texts))
	for _, text := range texts {
		if text == ":1" {
			f = resp.AppendInteger(f, 1)
		} else {
			f = resp.AppendBulk(f, text)
		}
	}
	return string(f)
}

// kinds are those of push messages that concern subscriptions, by their names.
var kinds = map[string]push{
	"message": {kind: message, mode: models.Exact}, "pmessage": {kind: message, mode: models.Pattern}, "smessage": {kind: message, mode: models.Sharded},
	"subscribe": {kind: subscribed, mode: models.Exact}, "psubscribe": {kind: subscribed, mode: models.Pattern}, "ssubscribe": {kind: subscribed, mode: models.Sharded},
	"unsubscribe": {kind: unsubscribed, mode: models.Exact}, "punsubscribe": {kind: unsubscribed, mode: models.Pattern}, "sunsubscribe": {kind: unsubscribed, mode: models.Sharded},
}

// frameOf is the push message that p was read from, in one way of writing it.
func frameOf(p push) string {
	for name, k := range kinds {
		switch {
		case k.kind != p.kind || k.mode != p.mode:
		case p.kind != message:
			return frame(name, string(p.name), ":1")
		case p.mode == models.Pattern:
			return frame(name, string(p.name), string(p.channel), string(p.payload))
		default:
			return frame(name, string(p.name), string(p.payload))
		}
	}
	return ""
}

func TestPushMessagesAreRead(t *testing.T) {
	for name, want := range kinds {
		for _, texts := range [][3]string{{"name", "channel", "payload"}, {"", "", ""}, {"a\r\nb", "\x00", strings.Repeat("x", 100_000)}} {
			want.name, want.channel, want.payload = []byte(texts[0]), nil, nil
			if want.kind == message {
				want.payload = []byte(texts[2])
				if want.mode == models.Pattern {
					want.channel = []byte(texts[1])
				}
			}
			f := frameOf(want)
			for _, spelling := range []string{f, "*" + f[1:], "|1\r\n+ttl\r\n:1\r\n" + f} {
				got := parse([]byte(spelling))
				require.Equal(t, want, got, "%s %.100q", name, spelling)
			}
		}
	}
	require.Equal(t, "m", string(parse([]byte(">3\r\n+message\r\n+a\r\n=5\r\ntxt:m\r\n")).payload), "other kinds of strings")
	require.Equal(t, "a", string(parse([]byte(">?\r\n+message\r\n+a\r\n+m\r\n.\r\n")).name), "streamed")
}

func TestPushMessagesThatAreNothingOfOurs(t *testing.T) {
	for _, f := range []string{
		"", ">", ">0\r\n", ">1\r\n+message\r\n", ">2\r\n+message\r\n+a\r\n", "*-1\r\n", "_\r\n", "+message\r\n", "%1\r\n+message\r\n+a\r\n",
		frame("invalidate", "a", "b"), frame("Message", "a", "b"), frame("", "a", "b"), frame("messages", "a", "b"), frame("message", "a", "b", "c"),
		frame("pmessage", "a", "b"), frame("pmessage", "a", "b", "c", "d"), frame("subscribe", "a", ":1", ":1"),
		">3\r\n:1\r\n+a\r\n+b\r\n", ">3\r\n+message\r\n:1\r\n+b\r\n", ">3\r\n+message\r\n+a\r\n:1\r\n", ">3\r\n+message\r\n*1\r\n+a\r\n+b\r\n",
		">3\r\n+message\r\n+__redis__:invalidate\r\n*1\r\n+key\r\n", ">3\r\n-message\r\n+a\r\n+b\r\n",
		">3\r\n+unsubscribe\r\n_\r\n:0\r\n", ">3\r\n+unsubscribe\r\n$-1\r\n:0\r\n", ">3\r\n+message\r\n+a\r\n_\r\n", ">4\r\n+pmessage\r\n+a\r\n$-1\r\n+m\r\n",
		">3\r\n+message\r\n$9999999999\r\na\r\n+b\r\n", ">3\r\n+message\r\n$-2\r\na\r\n+b\r\n", ">99999999999\r\n+message\r\n", ">-3\r\n+message\r\n+a\r\n+b\r\n",
		">3\r\n+message\r\n$5\r\na\r\n+b\r\n", ">3\r\n+message\r\n+a\r\n", ">3\r\n+message\r\n+a\r\n$5\r\nb", "|1\r\n+a\r\n", "|9999\r\n+a\r\n" + frame("message", "a", "b"),
	} {
		require.Equal(t, push{}, parse([]byte(f)), "%q", f)
	}
}

// What else a server pushes ends neither the connection nor the delivery.
func TestDeliveryGoesOnBehindWhatIsNotUnderstood(t *testing.T) {
	inMemory(t, 1, func(e *environment) {
		b := e.subscriber(exact, "a", "")
		conns := e.servers[0].Conns()
		conn := conns[len(conns)-1]
		for _, f := range []string{
			frame("invalidate", "a"), frame("message", "a"), frame("message", "unknown", "m"), frame("subscribe", "unknown", ":1"), frame("subscribe", "a", ":1"),
			frame("unsubscribe", "unknown", ":1"), ">3\r\n+unsubscribe\r\n$-1\r\n:0\r\n", frame("sunsubscribe", "a", ":1"), ">1\r\n*1\r\n:1\r\n", ">1\r\n_\r\n",
		} {
			if conn == conns[0] { // RESP3: there is one connection only
				f = ">" + f[1:]
			} else {
				f = "*" + f[1:]
			}
			_, err := conn.Write([]byte(f))
			require.NoError(e, err)
		}
		e.publish("a", "1")
		e.publish("", "2")
		require.Equal(e, []string{"a=1", "=2"}, e.taken(b))
		require.Equal(e, len(conns), len(e.servers[0].Conns()))
		require.EqualValues(e, 2, e.Stats().Messages)
	})
}

func FuzzParse(f *testing.F) {
	for name := range kinds {
		f.Add([]byte(frame(name, "a", ":1")))
		f.Add([]byte(frame(name, "a", "b")))
		f.Add([]byte("|1\r\n+a\r\n:1\r\n" + frame(name, "a", "b", "c")))
	}
	f.Add([]byte(">3\r\n+message\r\n$-1\r\n+b\r\n"))
	f.Fuzz(func(t *testing.T, frame []byte) {
		p := parse(frame)
		require.Equal(t, decode(frame), p, "the short way is no other way")
		if p.kind == other {
			require.Equal(t, push{}, p)
			return
		}
		require.Equal(t, p.kind == message, p.payload != nil)
		require.Equal(t, p.kind == message && p.mode == models.Pattern, p.channel != nil)
		again := parse([]byte(frameOf(p)))
		require.Equal(t, []any{p.kind, p.mode, string(p.name), string(p.channel), string(p.payload)},
			[]any{again.kind, again.mode, string(again.name), string(again.channel), string(again.payload)})
	})
}
