package resp

import (
	"errors"
	"io"
)

const (
	// initialBufferSize is what a connection costs before it is busy, in bytes.
	initialBufferSize = 4 << 10
	// steadyBufferSize is what a busy connection's buffer grows to by itself, and
	// what it shrinks back to when a larger reply has gone.
	steadyBufferSize = 32 << 10
	// minRead is the least free space that is worth a call of the source.
	minRead = 512
	// detachSize is the size from which a frame is worth giving its buffer away.
	detachSize = 16 << 10
	// maxSmallPush is the most elements of a push message that spares the scanner.
	maxSmallPush = 4
	// maxEmptyReads is how many fruitless reads in a row Next puts up with.
	maxEmptyReads = 100
)

var errInvalidCount = errors.New("resp: the source returned an impossible count of bytes")

// Reader cuts a stream of replies into frames, each the raw bytes of one whole
// reply with the attributes before it. It keeps a buffer of its own, which starts
// at 4 KiB, doubles as bytes arrive and shrinks again after a large reply.
//
// Of a reply beyond a limit an error tells at once, with Skipped set; the Reader then
// steps over it as it arrives, up to 4 GiB, without keeping it, and goes on. A Reader
// that has met any other [ProtocolError] keeps failing with it. It is not safe for
// use by several goroutines at once.
type Reader struct {
	src      io.Reader
	limits   Limits
	scan     scanner
	buf      []byte
	start    int // the first byte of buf that belongs to no frame yet
	end      int // the first byte of buf that holds nothing
	last     int // the first byte of the last frame, which ends at start; -1 if gone
	size     int // how large the next buffer is to be where there is none
	offset   int64
	full     bool // the last read left no room: a larger buffer would save calls
	err      error
	skip     *skipper // steps over the reply that err is about; nil where the stream is over
	reported bool     // whether err has been returned
}

// NewReader returns a Reader of the replies in src.
func NewReader(src io.Reader, limits Limits) *Reader {
	r := &Reader{src: src, limits: limits.withDefaults(), size: initialBufferSize, last: -1}
	r.scan.limits = &r.limits
	return r
}

// SetLimits has other limits hold from now on.
func (r *Reader) SetLimits(limits Limits) { r.limits = limits.withDefaults() }

// Unread returns the bytes that were read and belong to no reply yet, for messages
// about what cannot be understood. They are valid until the next call of the Reader.
func (r *Reader) Unread() []byte { return r.buf[r.start:r.end] }

// Full reports whether the last Fill had no room for more: the source may well have it.
func (r *Reader) Full() bool { return r.full }

// Skipping reports whether what comes next is the rest of a reply beyond a limit.
func (r *Reader) Skipping() bool { return r.skip != nil }

// Offset returns how many bytes the replies so far had in total, those that were
// stepped over included.
func (r *Reader) Offset() int64 { return r.offset }

// Next returns the next reply, reading as often as it takes. The frame is valid
// until the next call of Next or Fill.
//
// The error is io.EOF if the stream ended after a whole reply, and
// io.ErrUnexpectedEOF if it ended within one. After an error of the source for
// which Timeout() is true, Next can be called again and loses nothing, and after a
// *ProtocolError with Skipped set it goes on with the reply that follows.
func (r *Reader) Next() ([]byte, error) {
	var failed error
	for empty := 0; ; {
		frame, ok, err := r.Buffered()
		switch {
		case err != nil || ok:
			return frame, err
		case failed == io.EOF && r.skip != nil && !r.reported:
			return nil, r.err
		case failed == io.EOF && (r.start < r.end || r.skip != nil):
			return nil, io.ErrUnexpectedEOF
		case failed != nil:
			return nil, failed
		case empty >= maxEmptyReads:
			return nil, io.ErrNoProgress
		}
		var n int
		if n, failed = r.Fill(); n > 0 {
			empty = 0
		} else {
			empty++
		}
	}
}

// Buffered returns the next reply if the buffer holds all of it; it never reads.
// The frame is valid until the next Fill. The error is a *ProtocolError; if it has
// Skipped set, Buffered can be called again.
func (r *Reader) Buffered() (frame []byte, ok bool, err error) {
	if r.err != nil {
		if err := r.skipRest(); err != nil || r.skip != nil {
			return nil, false, err
		}
	}
	b := r.buf[r.start:r.end]
	if r.scan.pos == 0 && r.scan.searched == 0 {
		if size := r.smallReply(b); size > 0 {
			return r.take(size), true, nil
		}
	}
	done, err := r.scan.scan(b)
	if err != nil {
		if failure, is := err.(*ProtocolError); is {
			failure.Offset += r.offset
			if failure.Limit != "" {
				r.skip = newSkipper()
			}
		}
		r.scan = scanner{limits: &r.limits}
		r.err = err
		return nil, false, r.skipRest()
	}
	if !done {
		return nil, false, nil
	}
	size := r.scan.pos
	r.scan.reset()
	return r.take(size), true, nil
}

// skipRest steps over what has arrived of a reply beyond a limit. It returns the reply's
// error once, as soon as it is known what kind of reply it is; and for a stream that is
// over the error that it ended with.
func (r *Reader) skipRest() error {
	if r.skip == nil {
		return r.err
	}
	n, err := r.skip.skip(r.buf[r.start:r.end])
	r.start += n
	r.last = -1
	beyond := *r.err.(*ProtocolError)
	if err != nil {
		if bad, is := err.(*ProtocolError); is {
			beyond = *bad
			beyond.Offset += r.offset
		}
		beyond.Rest = r.reported
		r.err, r.skip = &beyond, nil
		return r.err
	}
	if !r.reported && r.skip.reply != 0 {
		r.reported = true
		beyond.Skipped = r.skip.reply
		return &beyond
	}
	if r.skip.done {
		r.offset += r.skip.pos
		r.err, r.skip, r.reported = nil, nil, false
	}
	return nil
}

// smallReply returns the size of the reply that b begins with if it is a bulk
// string, a short simple string, an integer or a short push message of bulk strings,
// whole and within the limits; zero otherwise. It spares the most frequent replies the scanner's bookkeeping.
func (r *Reader) smallReply(b []byte) int {
	if len(b) < 4 {
		return 0
	}
	switch Type(b[0]) {
	case TypeBulkString:
		n, header := shortLength(b[1:])
		size := 1 + header + n + 2
		if header == 0 || size > len(b) || size > r.limits.MaxReplySize || n > r.limits.MaxBulkLength ||
			b[size-2] != '\r' || b[size-1] != '\n' {
			return 0
		}
		return size
	case TypeInteger:
		_, header := shortLength(b[1:])
		if header == 0 || 1+header > r.limits.MaxReplySize {
			return 0
		}
		return 1 + header
	case TypeSimpleString:
		if string(b[1:min(len(b), 5)]) == "OK\r\n" && r.limits.MaxReplySize >= 5 && r.limits.MaxBulkLength >= 2 {
			return 5
		}
	case TypePush:
		return r.smallPush(b)
	}
	return 0
}

// smallPush returns the size of the push message that b begins with, as messages of
// subscriptions are: a few bulk strings.
func (r *Reader) smallPush(b []byte) int {
	count := int(b[1] - '0')
	if count > maxSmallPush || b[2] != '\r' || b[3] != '\n' || count > r.limits.MaxAggregateLength {
		return 0
	}
	rest := b[4:]
	for range count {
		text, behind, ok := CutBulk(rest)
		if !ok || len(text) > r.limits.MaxBulkLength {
			return 0
		}
		rest = behind
	}
	if size := len(b) - len(rest); size <= r.limits.MaxReplySize {
		return size
	}
	return 0
}

// take hands out the next size bytes. The capacity is cut so that an append to the
// frame cannot reach the bytes after it.
func (r *Reader) take(size int) []byte {
	r.last = r.start
	r.start += size
	r.offset += int64(size)
	return r.buf[r.last:r.start:r.start]
}

// Fill reads from the source once and keeps what it gave. Frames handed out before
// are no longer valid. It returns the number of bytes and the source's error as it
// is; if that is temporary, such as one for which Timeout() is true, Fill can be
// called again as if nothing had been.
func (r *Reader) Fill() (int, error) { return r.FillFrom(r.src) }

// FillFrom is Fill with another way to read from the same source, such as one that
// does not wait.
func (r *Reader) FillFrom(src io.Reader) (int, error) {
	if r.err != nil && r.skip == nil {
		return 0, r.err
	}
	r.makeRoom()
	free := len(r.buf) - r.end
	n, err := src.Read(r.buf[r.end:])
	if n < 0 || n > free {
		r.err = errInvalidCount
		return 0, r.err
	}
	r.end += n
	r.full = n == free
	return n, err
}

// Detach returns the frame that was handed out last as memory that the caller owns.
// A frame of 16 KiB or more that takes up at least half of the buffer is not copied:
// the Reader gives the buffer away and carries what follows the frame over to a new
// one. Other frames are copied, and those handed out earlier stay valid as before.
func (r *Reader) Detach(frame []byte) []byte {
	isLast := r.last >= 0 && len(frame) > 0 && len(frame) == r.start-r.last && &frame[0] == &r.buf[r.last]
	// A frame far smaller than the buffer would keep all of the buffer alive.
	if !isLast || len(frame) < detachSize || len(frame) < len(r.buf)/2 {
		return append(make([]byte, 0, len(frame)), frame...)
	}
	rest := r.buf[r.start:r.end]
	r.size = min(len(r.buf), steadyBufferSize)
	r.buf, r.start, r.end, r.last = nil, 0, 0, -1
	if len(rest) > 0 {
		r.reallocate(rest, max(r.size, 2*len(rest)))
	}
	return frame
}
