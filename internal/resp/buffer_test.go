package resp

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
)

type timeoutError struct{}

func (timeoutError) Error() string { return "timeout" }
func (timeoutError) Timeout() bool { return true }

// hesitant returns a timeout before each read of its source.
type hesitant struct {
	src   io.Reader
	ready bool
}

func (h *hesitant) Read(p []byte) (int, error) {
	h.ready = !h.ready
	if h.ready {
		return 0, timeoutError{}
	}
	return h.src.Read(p)
}

func TestFillGoesOnAfterTimeouts(t *testing.T) {
	stream := "*2\r\n$5\r\nhello\r\n|1\r\n+k\r\n:1\r\n$?\r\n;1\r\na\r\n;0\r\n:7\r\n"
	r := NewReader(&hesitant{src: iotest.OneByteReader(strings.NewReader(stream))}, Limits{})
	var got []string
	for timeouts := 0; len(got) < 2; {
		frame, ok, err := r.Buffered()
		require.NoError(t, err)
		if ok {
			got = append(got, string(frame))
			continue
		}
		if _, err := r.Fill(); err != nil {
			require.Equal(t, timeoutError{}, err)
			timeouts++
			require.LessOrEqual(t, timeouts, len(stream)+1)
		}
	}
	require.Equal(t, []string{stream[:len(stream)-4], ":7\r\n"}, got)
}

func TestNextReturnsTimeoutsAndLosesNothing(t *testing.T) {
	r := NewReader(&hesitant{src: iotest.OneByteReader(strings.NewReader("$5\r\nhello\r\n"))}, Limits{})
	timeouts := 0
	for {
		frame, err := r.Next()
		if err == nil {
			require.Equal(t, "$5\r\nhello\r\n", string(frame))
			break
		}
		require.Equal(t, timeoutError{}, err)
		timeouts++
	}
	require.Equal(t, 11, timeouts)
}

func bulkOf(n int) []byte { return AppendBulk(nil, strings.Repeat("x", n)) }

func TestBufferStartsSmallAndGrowsWithTheBytes(t *testing.T) {
	large := bulkOf(100_000)
	r := NewReader(iotest.OneByteReader(bytes.NewReader(large)), Limits{})
	for arrived := 1; arrived <= len(large); arrived++ {
		_, err := r.Fill()
		require.NoError(t, err)
		if size := len(r.buf); size > initialBufferSize && size > 2*arrived+2*minRead {
			t.Fatalf("buffer of %d bytes for %d that arrived", size, arrived)
		}
		_, ok, err := r.Buffered()
		require.NoError(t, err)
		require.Equal(t, arrived == len(large), ok)
	}
	require.Len(t, r.buf, len(large), "a large string needs no more than its own size")
}

func TestBufferShrinksAfterALargeReply(t *testing.T) {
	src := &bytes.Buffer{}
	r := NewReader(src, Limits{})
	for range 3 {
		src.Write(bulkOf(1 << 20))
		frame, err := r.Next()
		require.NoError(t, err)
		require.Len(t, frame, 1<<20+len("$1048576\r\n\r\n"))
		require.GreaterOrEqual(t, len(r.buf), 1<<20)

		_, err = r.Fill()
		require.Equal(t, io.EOF, err)
		require.Len(t, r.buf, steadyBufferSize)
	}

	src.Write(bulkOf(1 << 20))
	src.WriteString("+next\r\n+part")
	_, err := r.Next()
	require.NoError(t, err)
	frame, err := r.Next()
	require.NoError(t, err)
	require.Equal(t, "+next\r\n", string(frame))
	_, err = r.Next()
	require.Equal(t, io.ErrUnexpectedEOF, err)
	require.Len(t, r.buf, steadyBufferSize)
	src.WriteString("ial\r\n")
	frame, err = r.Next()
	require.NoError(t, err)
	require.Equal(t, "+partial\r\n", string(frame))
}

func TestBufferOfABusyConnectionGrowsToItsSteadySize(t *testing.T) {
	stream := bytes.Repeat(bulkOf(100), 10_000)
	r := NewReader(bytes.NewReader(stream), Limits{})
	for {
		if _, err := r.Next(); err != nil {
			require.Equal(t, io.EOF, err)
			break
		}
		require.LessOrEqual(t, len(r.buf), steadyBufferSize)
	}
	require.Len(t, r.buf, steadyBufferSize)
	require.Equal(t, int64(len(stream)), r.Offset())
}

func TestBytesMovedAreInProportionToTheStream(t *testing.T) {
	// Frames of a size that leaves an awkward rest in every buffer.
	stream := bytes.Repeat(bulkOf(2500), 100)
	r := NewReader(iotest.OneByteReader(bytes.NewReader(stream)), Limits{})
	moved := 0
	for range stream {
		before, at, left := r.buf, r.start, r.end-r.start
		r.makeRoom()
		if r.start != at || len(before) != len(r.buf) {
			moved += left
		}
		_, err := r.Fill()
		require.NoError(t, err)
		_, _, err = r.Buffered()
		require.NoError(t, err)
	}
	require.Equal(t, int64(len(stream)), r.Offset())
	require.Less(t, moved, len(stream))
}

func TestDetach(t *testing.T) {
	small, large := []byte("$5\r\nhello\r\n"), bulkOf(50_000)
	stream := bytes.Join([][]byte{small, large, small, []byte("+par"), []byte("tial\r\n")}, nil)
	r := NewReader(io.MultiReader(bytes.NewReader(stream[:len(stream)-6]), bytes.NewReader(stream[len(stream)-6:])), Limits{})

	frame, err := r.Next()
	require.NoError(t, err)
	owned := r.Detach(frame)
	require.Equal(t, small, owned)
	require.NotSame(t, &frame[0], &owned[0], "a small frame is copied")

	frame, err = r.Next()
	require.NoError(t, err)
	ownedLarge := r.Detach(frame)
	require.Equal(t, large, ownedLarge)
	require.Same(t, &frame[0], &ownedLarge[0], "a large frame takes the buffer along")
	require.Equal(t, len(ownedLarge), cap(ownedLarge), "an append cannot reach other frames")
	require.Equal(t, int64(len(small)+len(large)), r.Offset())

	frame, err = r.Next()
	require.NoError(t, err)
	require.Equal(t, small, frame)
	frame, err = r.Next()
	require.NoError(t, err)
	require.Equal(t, "+partial\r\n", string(frame))
	_, err = r.Next()
	require.Equal(t, io.EOF, err)
	require.Equal(t, small, owned)
	require.Equal(t, large, ownedLarge)
}

func TestDetachOfAllThereWas(t *testing.T) {
	src := &bytes.Buffer{}
	r := NewReader(src, Limits{})
	for range 3 {
		src.Write(bulkOf(100_000))
		frame, err := r.Next()
		require.NoError(t, err)
		require.Equal(t, bulkOf(100_000), r.Detach(frame))
		require.Empty(t, r.buf)

		_, err = r.Fill()
		require.Equal(t, io.EOF, err)
		require.Len(t, r.buf, steadyBufferSize, "what was busy needs no slow start")
	}
}

func TestDetachCopiesWhatIsNotTheLastFrame(t *testing.T) {
	first, second := bulkOf(20_000), bulkOf(20_001)
	r := NewReader(bytes.NewReader(append(append([]byte{}, first...), second...)), Limits{})
	// One buffer that holds both.
	r.buf = make([]byte, 64<<10)
	_, err := r.Fill()
	require.NoError(t, err)
	frame1, err := r.Next()
	require.NoError(t, err)
	frame2, err := r.Next()
	require.NoError(t, err)

	owned := r.Detach(frame1)
	require.NotSame(t, &frame1[0], &owned[0])
	require.Equal(t, first, owned)
	owned = r.Detach(frame2)
	require.NotSame(t, &frame2[0], &owned[0], "a frame is not worth a buffer of more than twice its size")
	require.Equal(t, second, owned)
	require.Empty(t, r.Detach(nil))
}

func TestSteppingOverAReplyHasABound(t *testing.T) {
	const left = 1000 // up to the bound
	stream := "*?\r\n" + strings.Repeat(":1\r\n", 2000) + ".\r\n"
	for _, over := range []bool{false, true} {
		r := NewReader(strings.NewReader(stream), Limits{MaxAggregateLength: 2})
		_, err := r.Next()
		require.Equal(t, TypeArray, err.(*ProtocolError).Skipped)
		if over {
			r.skip.pos = maxSkip - left
		}
		_, err = r.Next()
		if !over {
			require.Equal(t, io.EOF, err)
			continue
		}
		require.ErrorContains(t, err, "more than 2 elements")
		require.Zero(t, err.(*ProtocolError).Skipped)
		require.True(t, err.(*ProtocolError).Rest)
		_, again := r.Next()
		require.Equal(t, err, again)
	}
}
