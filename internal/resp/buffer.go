package resp

// makeRoom sees to it that a read is worth its call: it moves what is left to the
// front of the buffer, doubles the buffer, or replaces one that has become too
// large. The bytes moved are at most in proportion to those that arrived.
func (r *Reader) makeRoom() {
	r.last = -1
	left := r.buf[r.start:r.end]
	size := len(r.buf)
	switch {
	case size == 0:
		r.reallocate(left, r.size)
	case size > steadyBufferSize && r.start > 0 && len(left) <= steadyBufferSize/2:
		r.reallocate(left, steadyBufferSize)
	case r.full && size < steadyBufferSize && len(left) <= size/2:
		r.reallocate(left, min(2*size, steadyBufferSize))
	case len(left) == 0:
		r.start, r.end = 0, 0
	case size-r.end >= r.minFree():
		// There is room enough behind what is left.
	case len(left) <= size/2:
		r.start, r.end = 0, copy(r.buf, left)
	default:
		r.reallocate(left, r.grownSize(left))
	}
}

// minFree returns how many bytes of free space make a read worth its call: a few
// hundred, or what completes the reply if that is less.
func (r *Reader) minFree() int {
	if missing := r.missing(); missing > 0 {
		return min(missing, minRead)
	}
	return minRead
}

// missing returns how many bytes a reply lacks that is a single string, or zero
// where that is not known.
func (r *Reader) missing() int {
	if r.scan.open.depth > 0 || r.scan.chunked || r.scan.bodyLeft == 0 {
		return 0
	}
	return r.start + r.scan.pos + r.scan.bodyLeft - r.end
}

// grownSize returns twice the size, or less where the reply's end is known to come
// sooner, so that a large value does not hold a buffer of up to twice its size.
func (r *Reader) grownSize(left []byte) int {
	size := 2 * len(r.buf)
	if missing := r.missing(); missing > 0 {
		size = min(size, max(len(left)+missing, initialBufferSize))
	}
	return size
}

// reallocate puts left at the front of a new buffer.
func (r *Reader) reallocate(left []byte, size int) {
	buf := make([]byte, size)
	r.start, r.end = 0, copy(buf, left)
	r.buf = buf
}
