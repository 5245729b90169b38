//go:build !js

package bridge

import (
	"bytes"
	"io"
	"testing"

	"github.com/stretchr/testify/require"
)

// source is a stream that has arrived in these parts. A part that ends it comes with the
// error.
type source struct {
	io.WriteCloser
	parts [][]byte
	err   error
}

func (s *source) Read(p []byte) (int, error) {
	if len(s.parts) == 0 {
		return 0, s.err
	}
	n := copy(p, s.parts[0])
	if s.parts[0] = s.parts[0][n:]; len(s.parts[0]) == 0 {
		s.parts = s.parts[1:]
	}
	return n, nil
}

// arriving is a source that can say what has arrived: the rest of a part.
type arriving struct {
	source
	asked int
}

func (a *arriving) ReadArrived(p []byte) (int, error) {
	a.asked++
	if len(a.parts) == 0 {
		return 0, a.err
	}
	return a.Read(p)
}

func TestAPieceIsWhatHasArrived(t *testing.T) {
	part := func(n int) []byte { return bytes.Repeat([]byte("x"), n) }
	for _, test := range []struct {
		limit        int
		parts, wants []int
		asked        int
	}{
		{frameSize, []int{10, 20}, []int{10, 20}, 0},
		{frameSize, []int{smallSize - 1, 3}, []int{smallSize - 1, 3}, 0},
		{frameSize, []int{50_000, 3}, []int{50_000, 3}, 1},
		{frameSize, []int{frameSize + 5000}, []int{frameSize, 5000}, 2},
		{2500, []int{6000}, []int{2500, 2500, 1000}, 2},
		{100, []int{250}, []int{100, 100, 50}, 0},
	} {
		from := &arriving{source: source{err: io.EOF}}
		for _, n := range test.parts {
			from.parts = append(from.parts, part(n))
		}
		p := newPieces(from, test.limit)
		for _, want := range test.wants {
			piece, err := p.next()
			require.NoError(t, err)
			require.Equal(t, part(want), piece)
			p.release()
			require.Nil(t, p.large, "it is given back")
		}
		_, err := p.next()
		require.Equal(t, io.EOF, err)
		require.Equal(t, test.asked, from.asked)
	}
}

func TestAPieceComesBeforeTheError(t *testing.T) {
	from := &arriving{source: source{parts: [][]byte{make([]byte, smallSize)}, err: io.ErrUnexpectedEOF}}
	p := newPieces(from, frameSize)
	piece, err := p.next()
	require.Len(t, piece, smallSize)
	require.Equal(t, io.ErrUnexpectedEOF, err)
}

func TestPiecesOfAStreamThatCannotSayWhatHasArrived(t *testing.T) {
	p := newPieces(&source{parts: [][]byte{make([]byte, 5000)}, err: io.EOF}, frameSize)
	total := 0
	for {
		piece, err := p.next()
		total += len(piece)
		p.release()
		if err != nil {
			require.Equal(t, io.EOF, err)
			break
		}
	}
	require.Equal(t, 5000, total)
}
