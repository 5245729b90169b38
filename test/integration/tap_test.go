package integration

import (
	"bytes"
	"context"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/transport/tcp"
)

// tap opens a client's connections and listens on them: it knows which bytes the
// client sent and which the server answered them with.
type tap struct {
	dialer tcp.Dialer

	mu sync.Mutex
	// listening is the number of calls that want to know their exchange. What is
	// answered while there is none is forgotten.
	listening int
	// exchanges are those that nobody has taken yet.
	exchanges []exchange
}

// exchange is the bytes of a command and of its reply.
type exchange struct{ request, reply []byte }

// Dial opens a connection without TLS, whose reads and writes can be interrupted.
func (t *tap) Dial(ctx context.Context, address string) (stream.Stream, error) {
	beneath, err := t.dialer.Dial(ctx, address)
	if err != nil {
		return nil, err
	}
	tapped := &tappedStream{Stream: beneath, tap: t}
	tapped.replies = resp.NewReader(&tapped.received, resp.Limits{})
	return struct {
		*tappedStream
		stream.ReadInterrupter
		stream.WriteInterrupter
	}{tapped, beneath.(stream.ReadInterrupter), beneath.(stream.WriteInterrupter)}, nil
}

// listen is called before a command is sent, and what it returns when its exchange
// was taken.
func (t *tap) listen() (stop func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.listening++
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		if t.listening--; t.listening == 0 {
			t.exchanges = nil
		}
	}
}

const noReply = "the server has not answered it"

// take takes the latest exchange of a request whose reply disagrees has nothing to say
// against. Where others have sent the same bytes at the same time, that may be one of
// theirs. If there is none it returns what was said against the latest.
func (t *tap) take(request []byte, disagrees func(reply resp.Value) string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	problem := noReply
	for i, e := range slices.Backward(t.exchanges) {
		if !bytes.Equal(e.request, request) {
			continue
		}
		reply, err := resp.Decode(e.reply)
		if err != nil {
			return err.Error()
		}
		told := disagrees(reply)
		if told == "" {
			t.exchanges = slices.Delete(t.exchanges, i, i+1)
			return ""
		}
		if problem == noReply {
			problem = told
		}
	}
	return problem
}

// tappedStream is one connection.
type tappedStream struct {
	stream.Stream
	tap *tap

	// The tap's mutex guards the following.
	sent     []byte       // of requests that are not answered
	received bytes.Buffer // what replies has not read yet
	replies  *resp.Reader
}

// Write notes the bytes before it sends them, since the reply to them may be there
// before it returns.
func (s *tappedStream) Write(p []byte) (int, error) {
	s.tap.mu.Lock()
	s.sent = append(s.sent, p...)
	s.tap.mu.Unlock()
	n, err := s.Stream.Write(p)
	s.tap.mu.Lock()
	s.sent = s.sent[:len(s.sent)-(len(p)-n)]
	s.tap.mu.Unlock()
	return n, err
}

// Read notes the exchanges that are complete with the bytes that it returns.
func (s *tappedStream) Read(p []byte) (int, error) {
	n, err := s.Stream.Read(p)
	s.tap.mu.Lock()
	defer s.tap.mu.Unlock()
	s.received.Write(p[:n])
	for {
		frame, complete, invalid := s.replies.Buffered()
		switch {
		case invalid != nil:
			return n, err // The client will say so.
		case !complete && s.received.Len() == 0:
			return n, err
		case !complete:
			s.replies.Fill() // which cannot fail, as there are bytes
		case resp.Type(frame[0]) == resp.TypePush: // which answers nothing
		default:
			s.answered(frame)
		}
	}
}

// answered notes that a reply has come, to the first of the requests that had none.
func (s *tappedStream) answered(reply []byte) {
	request := firstRequest(s.sent)
	if s.tap.listening > 0 {
		s.tap.exchanges = append(s.tap.exchanges, exchange{bytes.Clone(request), bytes.Clone(reply)})
	}
	s.sent = s.sent[len(request):]
	if len(s.sent) == 0 {
		s.sent = nil
	}
}

// firstRequest returns the bytes of the first request, an array of strings.
func firstRequest(sent []byte) []byte {
	rest := sent
	number := func() (n int) {
		line, after, _ := bytes.Cut(rest, []byte("\r\n"))
		for _, digit := range bytes.TrimLeft(line, "*$") {
			n = 10*n + int(digit-'0')
		}
		rest = after
		return n
	}
	for range number() {
		length := number()
		rest = rest[min(length+len("\r\n"), len(rest)):]
	}
	return sent[:len(sent)-len(rest)]
}

func TestTapPairsRequestsWithReplies(t *testing.T) {
	var listener tap
	s := &tappedStream{Stream: &scripted{replies: []string{
		"+OK\r\n$3\r\na", "\r\n\r\n>2\r\n+invalidate\r\n_\r\n", "*2\r\n:1\r\n", ":2\r\n",
	}}, tap: &listener}
	s.replies = resp.NewReader(&s.received, resp.Limits{})
	stop := listener.listen()
	requests := []string{"*1\r\n$4\r\nPING\r\n", "*2\r\n$3\r\nGET\r\n$4\r\n\r\n\r\n\r\n", "*1\r\n$4\r\nKEYS\r\n"}
	for _, request := range requests {
		_, err := s.Write([]byte(request))
		require.NoError(t, err)
	}
	for range 4 {
		_, err := s.Read(make([]byte, 100))
		require.NoError(t, err)
	}
	var got []resp.Value
	for _, request := range requests {
		require.Equal(t, "not mine", listener.take([]byte(request), func(resp.Value) string { return "not mine" }))
		require.Empty(t, listener.take([]byte(request), func(reply resp.Value) string {
			got = append(got, reply)
			return ""
		}))
		require.Equal(t, noReply, listener.take([]byte(request), func(resp.Value) string { return "" }))
	}
	require.Equal(t, "OK", got[0].Text)
	require.Equal(t, "a\r\n", got[1].Text)
	require.Equal(t, int64(2), got[2].Elems[1].Int)
	require.Empty(t, s.sent)
	stop()
}

// scripted is a stream that replies what it is told to.
type scripted struct {
	stream.Stream
	replies []string
}

func (s *scripted) Write(p []byte) (int, error) { return len(p), nil }

func (s *scripted) Read(p []byte) (int, error) {
	n := copy(p, s.replies[0])
	s.replies = s.replies[1:]
	return n, nil
}
