package multiplex

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

var errOver = errors.New("over")

// end is one end of a connection in memory.
type end struct {
	*Conn
	messages atomic.Int64
}

// connect returns two ends, of which the second accepts streams and echoes what they send,
// unless accept says otherwise.
func connect(t *testing.T, client Config, accept func(c *Conn, s *Stream, target, address string)) (*end, *end) {
	if accept == nil {
		accept = func(c *Conn, s *Stream, _, _ string) {
			c.Take(s)
			go echo(s)
		}
	}
	near, far := net.Pipe()
	var running sync.WaitGroup
	one, other := &end{}, &end{}
	begin := func(e *end, config Config, over net.Conn) {
		config.Write = func(p []byte) error {
			e.messages.Add(1)
			_, err := over.Write(p)
			return err
		}
		config.Explain = func(code int, reason string) error {
			if code == closeNormal {
				return io.EOF
			}
			return errors.New(strconv.Itoa(code) + " " + reason)
		}
		e.Conn = New(config)
		running.Go(func() {
			buffer := make([]byte, 1000)
			for {
				n, err := over.Read(buffer)
				if err == nil {
					err = e.Feed(buffer[:n])
				}
				if err != nil {
					e.End(err)
					over.Close()
					return
				}
			}
		})
	}
	server := Config{Credit: 4 << 10}
	server.Accept = func(s *Stream, target, address string) { accept(other.Conn, s, target, address) }
	begin(other, server, far)
	if client.Credit == 0 {
		client.Credit = 4 << 10
	}
	begin(one, client, near)
	t.Cleanup(func() {
		near.Close()
		running.Wait()
		<-one.parked
		<-other.parked
	})
	return one, other
}

func echo(s *Stream) {
	_, _ = io.Copy(struct{ io.Writer }{s}, struct{ io.Reader }{s})
	_ = s.Close()
}

func open(t *testing.T, e *end, target, address string) *Stream {
	s, err := e.Open(target, address)
	require.NoError(t, err)
	return s
}

func TestStreamsSideBySide(t *testing.T) {
	one, other := connect(t, Config{}, nil)
	var running sync.WaitGroup
	for i := range 20 {
		s := open(t, one, "", "")
		sent := bytes.Repeat([]byte{byte(i)}, 1+rand.IntN(100_000))
		running.Go(func() {
			if n, err := s.Write(sent); n != len(sent) || err != nil {
				t.Error(n, err)
			}
		})
		running.Go(func() {
			got := make([]byte, len(sent))
			if _, err := io.ReadFull(s, got); err != nil || !bytes.Equal(sent, got) {
				t.Error(err)
			}
			_ = s.Close()
			if _, err := s.Write(sent); err != ErrClosed {
				t.Error(err)
			}
			if _, err := s.Read(got); err != ErrClosed {
				t.Error(err)
			}
		})
	}
	running.Wait()
	require.Zero(t, one.Streams())
	require.Eventually(t, func() bool { return other.Streams() == 0 }, 10*time.Second, time.Millisecond)
}

// A stream that nobody reads holds up itself alone, and what it holds is bounded.
func TestAStalledStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stalled := make(chan *Stream, 1)
		one, _ := connect(t, Config{}, func(c *Conn, s *Stream, target, _ string) {
			c.Take(s)
			if target == "stalled" {
				stalled <- s
				return
			}
			go echo(s)
		})
		first := open(t, one, "stalled", "")
		written := make(chan error, 1)
		go func() {
			_, err := first.Write(make([]byte, 1<<20))
			written <- err
		}()
		second := open(t, one, "", "")
		for range 100 {
			_, err := second.Write([]byte("ping"))
			require.NoError(t, err)
			_, err = io.ReadFull(second, make([]byte, 4))
			require.NoError(t, err)
		}
		synctest.Wait()
		held := <-stalled
		held.mu.Lock()
		require.Len(t, held.buffer, 4<<10, "the credit, and no more")
		held.mu.Unlock()
		require.NoError(t, first.Close(), "ends the Write")
		require.ErrorIs(t, <-written, ErrClosed)
		require.NoError(t, second.Close())
	})
}

func TestHowStreamsEnd(t *testing.T) {
	one, other := connect(t, Config{}, func(c *Conn, s *Stream, target, address string) {
		switch target {
		case "refused":
			s.CloseWith(4403, "not "+address)
		case "last words":
			c.Take(s)
			_, _ = s.Write([]byte("goodbye"))
			_ = s.Close()
		default:
			c.Take(s)
		}
	})
	_, err := open(t, one, "refused", "h:1").Read(make([]byte, 1))
	require.EqualError(t, err, "4403 not h:1")
	said, err := io.ReadAll(open(t, one, "last words", ""))
	require.NoError(t, err)
	require.Equal(t, "goodbye", string(said))
	waiting := open(t, one, "", "")
	<-waiting.Accepted()
	other.End(errOver)
	one.End(errOver)
	<-waiting.Ended()
	require.ErrorIs(t, waiting.Err(), errOver)
	_, err = waiting.Write([]byte("x"))
	require.ErrorIs(t, err, errOver)
	_, err = one.Open("", "")
	require.ErrorIs(t, err, errOver)
}

func TestLeaving(t *testing.T) {
	left, idle := make(chan struct{}), make(chan struct{})
	one, other := connect(t, Config{Leaving: func() { close(left) }, Idle: func() { close(idle) }}, nil)
	s := open(t, one, "", "")
	<-s.Accepted()
	other.Leave(1001, "later")
	<-left
	_, err := one.Open("", "")
	require.ErrorIs(t, err, ErrLeaving)
	_, err = s.Write([]byte("goes on"))
	require.NoError(t, err)
	_, err = io.ReadFull(s, make([]byte, 7))
	require.NoError(t, err)
	require.NoError(t, s.Close())
	<-idle
}

// What streams write while nothing has answered goes out together, after a moment at most.
func TestWritesThatWaitForAnAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		one, _ := connect(t, Config{Delay: time.Second, Bytes: 1000}, func(c *Conn, s *Stream, _, _ string) {
			c.Take(s)
			go func() { _, _ = io.Copy(io.Discard, s) }()
		})
		var streams []*Stream
		for range 5 {
			s := open(t, one, "", "")
			<-s.Accepted()
			streams = append(streams, s)
		}
		write := func(size int) {
			for _, s := range streams {
				_, err := s.Write(make([]byte, size))
				require.NoError(t, err)
			}
		}
		begun, before := time.Now(), one.messages.Load()
		write(10)
		synctest.Wait()
		write(10) // unanswered
		synctest.Wait()
		require.EqualValues(t, 1, one.messages.Load()-before, "that of the first, while nothing was under way")
		require.Zero(t, time.Since(begun))
		time.Sleep(time.Second)
		synctest.Wait()
		require.EqualValues(t, 2, one.messages.Load()-before)
		write(300)
		synctest.Wait()
		require.EqualValues(t, 3, one.messages.Load()-before, "so many do not wait")
		for _, s := range streams {
			require.NoError(t, s.Close())
		}
	})
}

func TestFinishSendsWhatIsPending(t *testing.T) {
	one, other := connect(t, Config{}, nil)
	s := open(t, one, "", "")
	<-s.Accepted()
	_, err := s.Write([]byte("last"))
	require.NoError(t, err)
	<-one.Finish()
	require.Eventually(t, func() bool { return other.Received() > 0 && one.Received() > 1 }, 10*time.Second, time.Millisecond)
	got := make([]byte, 4)
	_, err = io.ReadFull(s, got)
	require.NoError(t, err)
	require.Equal(t, "last", string(got))
}

func TestWhatTheOtherEndMustNotDo(t *testing.T) {
	data := func(number uint32, length int) []byte {
		return append(appendHeader(nil, number, kindData, length), make([]byte, length)...)
	}
	join := func(frames ...[]byte) []byte { return bytes.Join(frames, nil) }
	opened := func(number uint32) []byte { return appendOpen(nil, number, 100, "", "") }
	const untaken = 99
	for name, sent := range map[string][]byte{
		"data before there is credit": join(opened(untaken), data(untaken, 1)),
		"data behind a close, beyond credit": join(
			opened(1), data(1, 3<<10), opened(2), appendEnd(nil, 1, kindClose, 1000, ""), data(1, 1<<10), data(1, 1)),
		"data of a stream that was never taken": join(opened(untaken), appendEnd(nil, untaken, kindClose, 1000, ""), data(untaken, 1)),
		"data of no stream":                     data(1, 1),
		"credit of no stream":                   appendCredit(nil, 1, 1),
		"a number that was used":                join(opened(7), opened(7)),
		"a number that was passed":              join(opened(7), opened(6)),
		"one that was closed":                   join(opened(7), appendEnd(nil, 7, kindClose, 1000, ""), opened(7)),
		"more than credit":                      join(opened(1), data(1, 4<<10), data(1, 1)),
		"more than credit, at once":             join(opened(1), data(1, 4<<10+1)),
		"credit without bounds":                 join(opened(1), appendCredit(nil, 1, maxCredit)),
	} {
		var c *Conn
		c = New(Config{
			Write: func([]byte) error { return nil }, Explain: func(int, string) error { return io.EOF }, Credit: 4 << 10,
			Accept: func(s *Stream, _, _ string) {
				if s.number != untaken {
					c.Take(s)
				}
			},
		})
		var wrong ProtocolError
		require.ErrorAs(t, c.Feed(sent), &wrong, name)
		c.End(errOver)
		<-c.parked
	}
	client := New(Config{Write: func([]byte) error { return nil }})
	require.Error(t, client.Feed(opened(1)), "only one end opens")
	client.End(errOver)
	<-client.parked
}

// Frames of a stream that was closed here were sent before the other end knew.
func TestFramesOfClosedStreams(t *testing.T) {
	var c *Conn
	c = New(Config{
		Write: func([]byte) error { return nil }, Credit: 10,
		Accept: func(s *Stream, _, _ string) {
			c.Take(s)
			s.CloseWith(4429, "too many")
		},
	})
	var sent []byte
	for number := range uint32(1000) {
		sent = appendOpen(sent, number+1, 100, "", "")
		sent = append(appendHeader(sent, number+1, kindData, 10), "helloworld"...)
		sent = appendCredit(sent, number+1, 5)
		sent = appendEnd(sent, number+1, kindClose, 1000, "")
	}
	require.NoError(t, c.Feed(sent))
	require.Zero(t, c.Streams())
	c.End(errOver)
	<-c.parked
}

// Refused streams are answered, and whoever does not read the answers waits.
func TestAnswersThatNobodyReads(t *testing.T) {
	blocked := make(chan struct{})
	c := New(Config{
		Write: func([]byte) error { <-blocked; return errOver }, Credit: 10,
		Accept: func(s *Stream, _, _ string) { s.CloseWith(4429, "too many") },
	})
	fed := make(chan error, 1)
	go func() {
		var err error
		for number := uint32(1); err == nil; number++ {
			err = c.Feed(appendOpen(nil, number, 100, "", ""))
		}
		fed <- err
	}()
	require.Eventually(t, func() bool {
		c.pendingMu.Lock()
		defer c.pendingMu.Unlock()
		return len(c.pending) >= maxPending
	}, 10*time.Second, time.Millisecond)
	c.pendingMu.Lock()
	require.Less(t, len(c.pending), maxPending+1000)
	c.pendingMu.Unlock()
	close(blocked)
	require.ErrorIs(t, <-fed, errOver)
	<-c.parked
}

func TestWhatIsTooLongToOpen(t *testing.T) {
	c := New(Config{Write: func([]byte) error { return nil }})
	_, err := c.Open(string(make([]byte, maxOpen)), "")
	require.ErrorContains(t, err, "too long")
	c.End(errOver)
	<-c.parked
}
