package command

import (
	"math"
	"strconv"
	"time"
)

// milliseconds returns d in whole milliseconds, rounded up: a positive duration
// must not become 0, which means "for ever" or "at once" to servers.
func milliseconds(d time.Duration) int64 {
	whole := int64(d / time.Millisecond)
	if d%time.Millisecond > 0 {
		whole++
	}
	return whole
}

// unixMilliseconds returns t in whole milliseconds since 1970, rounded up.
func unixMilliseconds(t time.Time) int64 { return t.Add(time.Millisecond - 1).UnixMilli() }

// pointInTime appends t in seconds since 1970, rounded up.
func (a *Args) pointInTime(field string, t time.Time) {
	a.notZeroTime(field, t)
	a.Int(t.Add(time.Second - 1).Unix())
}

// exactPointInTime appends t in milliseconds since 1970, rounded up.
func (a *Args) exactPointInTime(field string, t time.Time) {
	a.notZeroTime(field, t)
	a.Int(unixMilliseconds(t))
}

// notZeroTime refuses the time that nobody set: it would delete at once.
func (a *Args) notZeroTime(field string, t time.Time) {
	if t.IsZero() {
		a.refuse(field, "is the zero time; give a point in time")
	}
}

// seconds returns d in whole seconds, rounded up: cut off, it would delete a key half a
// second too soon.
func seconds(d time.Duration) int64 {
	whole := int64(d / time.Second)
	if d%time.Second > 0 {
		whole++
	}
	return whole
}

// blockSeconds appends how long the server is to block, in seconds with up to three
// decimals, as the blocking commands on lists and sorted sets take it.
func (a *Args) blockSeconds(field string, timeout time.Duration) {
	if timeout < 0 {
		a.refuse(field, "is negative; give a positive duration, or 0 to wait for ever")
	}
	n := milliseconds(timeout)
	var text [32]byte
	a.Bytes(strconv.AppendFloat(text[:0], float64(n)/1000, 'f', -1, 64))
	a.Block(timeout)
}

// secondsDuration turns seconds, as text on the wire, into a duration, a negative one
// where they are too many. It reports false for what is no number.
func secondsDuration(text string) (d time.Duration, valid bool) {
	number, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0, false
	}
	nanoseconds := math.Ceil(number * float64(time.Second)) // a little must not become 0, for ever
	if !(nanoseconds < math.MaxInt64) {                     // or not a number
		return -1, true
	}
	return time.Duration(nanoseconds), true
}

// millisecondsDuration turns milliseconds, as text on the wire, into a duration, a
// negative one where they are too many. It reports false for what is no number.
func millisecondsDuration(text string) (d time.Duration, valid bool) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, false
	}
	d = time.Duration(n) * time.Millisecond
	if d/time.Millisecond != time.Duration(n) {
		return -1, true
	}
	return d, true
}
