package boundary

import (
	"math"
	"strconv"
	"time"
)

// String reads a string or a Uint8Array.
func (a *Arguments) String(name string) string {
	if t := a.tag(); t != TagString && t != TagBytes {
		a.mismatch(name, "a string or a Uint8Array", t)
		return ""
	}
	return text(a.take(a.length()))
}

// Bytes reads a Uint8Array or, as UTF-8, a string.
func (a *Arguments) Bytes(name string) []byte {
	if t := a.tag(); t != TagString && t != TagBytes {
		a.mismatch(name, "a string or a Uint8Array", t)
		return nil
	}
	return a.take(a.length())
}

// Bool reads a boolean.
func (a *Arguments) Bool(name string) bool {
	t := a.tag()
	if t != TagTrue && t != TagFalse {
		a.mismatch(name, "a boolean", t)
	}
	return t == TagTrue && a.err == nil
}

// integers are the types that a whole number can be read into.
type integers interface {
	int | int8 | int16 | int32 | int64 | uint | uint8 | uint16 | uint32 | uint64
}

// Integer reads a whole number, a number or a bigint, that fits T and an int64.
func Integer[T integers](a *Arguments, name string) T {
	switch t := a.tag(); t {
	case TagInt:
		n := int64(a.uint64())
		if int64(T(n)) != n || (n < 0) != (T(n) < 0) {
			a.Refuse(name, "is out of range: "+strconv.FormatInt(n, 10))
			return 0
		}
		return T(n)
	case TagFloat:
		a.Refuse(name, "must be a whole number; beyond Number.MAX_SAFE_INTEGER pass a bigint")
		return 0
	default:
		a.mismatch(name, "a whole number or a bigint", t)
		return 0
	}
}

// Float reads a number.
func (a *Arguments) Float(name string) float64 {
	switch t := a.tag(); t {
	case TagInt:
		return float64(int64(a.uint64()))
	case TagFloat:
		return math.Float64frombits(a.uint64())
	default:
		a.mismatch(name, "a number", t)
		return 0
	}
}

// Duration reads a number of milliseconds.
func (a *Arguments) Duration(name string) time.Duration {
	const limit = float64(math.MaxInt64 / time.Millisecond)
	switch t := a.peek(); t {
	case TagInt, TagFloat:
		ms := a.Float(name)
		if !(ms > -limit && ms < limit) { // so that NaN fails too
			a.Refuse(name, "is out of range; give a number of milliseconds")
			return 0
		}
		return time.Duration(ms * float64(time.Millisecond))
	default:
		a.mismatch(name, "a number of milliseconds", t)
		return 0
	}
}

// Enum reads one of spellings and returns the value in the same place of values.
func Enum[T ~string](a *Arguments, name string, spellings []string, values []T) T {
	t := a.peek()
	if t != TagString {
		a.mismatch(name, oneOf(spellings), t)
		return ""
	}
	got := a.String(name)
	for i, spelling := range spellings {
		if spelling == got {
			return values[i]
		}
	}
	a.Refuse(name, "must be "+oneOf(spellings)+", not "+strconv.Quote(got))
	return ""
}

// oneOf returns `"a", "b" or "c"`.
func oneOf(spellings []string) string {
	list := ""
	for i, spelling := range spellings {
		switch {
		case i == 0:
		case i == len(spellings)-1:
			list += " or "
		default:
			list += ", "
		}
		list += strconv.Quote(spelling)
	}
	return list
}
