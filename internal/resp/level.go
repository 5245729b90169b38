package resp

// level is an aggregate that has begun and not ended.
type level struct {
	count    int32 // elements still to come, or those that came where streamed
	typ      Type
	streamed bool
}

// levels is the stack of the aggregates around a position. As many as a reply may
// have by default need no allocation; those beyond grow with the bytes that arrive.
type levels struct {
	depth int
	inner [DefaultMaxDepth]level
	outer []level
}

func (l *levels) push(v level) {
	if l.depth < len(l.inner) {
		l.inner[l.depth] = v
	} else {
		l.outer = append(l.outer[:l.depth-len(l.inner)], v)
	}
	l.depth++
}

func (l *levels) pop() { l.depth-- }

// top returns the innermost level; there must be one.
func (l *levels) top() *level {
	if l.depth <= len(l.inner) {
		return &l.inner[l.depth-1]
	}
	return &l.outer[l.depth-1-len(l.inner)]
}
