package boundary

import (
	"encoding/binary"
	"strconv"
	"unsafe"
)

// Arguments reads the arguments of one request, in order. Each method takes the
// name of what it reads, for the error. After the first error every method returns
// a zero value, so that the error needs to be looked at only once, at the end.
//
// Strings and bytes alias the request's memory, which must therefore not be
// written to again.
type Arguments struct {
	data []byte
	at   int
	path []step
	err  error
}

// step is one level of the path to what is being read: a field, or an element of one.
type step struct {
	name  string
	index int // -1 where it is no element
}

// NewArguments returns the arguments of a request of the method of that name.
func NewArguments(method string, data []byte) *Arguments {
	a := new(Arguments)
	a.Reset(method, data)
	return a
}

// Reset makes a read the arguments of another request.
func (a *Arguments) Reset(method string, data []byte) {
	*a = Arguments{data: data, path: append(a.path[:0], step{method, -1})}
}

// Continue sets the method that errors name from here on.
func (a *Arguments) Continue(method string) { a.path[0].name = method }

// Err returns the first error: a *[Refusal] of an argument that its method does not take,
// or an *[Error].
func (a *Arguments) Err() error { return a.err }

// End reports as an error what the method does not take.
func (a *Arguments) End() {
	if a.err == nil && a.at < len(a.data) {
		a.Refuse("", "was given more arguments than it takes")
	}
}

// Refuse fails with a *[Refusal] of the argument of that name.
func (a *Arguments) Refuse(name, message string) {
	if a.err == nil {
		a.err = &Refusal{Path: a.pathOf(name), Message: message}
	}
}

// pathOf returns the path to what is called name, such as "zrange options.limit[2]".
func (a *Arguments) pathOf(name string) string {
	text := a.path[0].name
	separator := " "
	for _, s := range append(a.path[1:len(a.path):len(a.path)], step{name, -1}) {
		if s.name != "" {
			text += separator + s.name
			separator = "."
		}
		if s.index >= 0 {
			text += "[" + strconv.Itoa(s.index) + "]"
		}
	}
	return text
}

// mismatch fails since a value of that tag is not what is wanted.
func (a *Arguments) mismatch(name, wanted string, got Tag) {
	a.Refuse(name, "must be "+wanted+", not "+got.String())
}

func (a *Arguments) malformed(message string) {
	if a.err == nil {
		a.err = &Error{Offset: a.at, Message: message}
	}
}

// peek returns the tag of the next value. Arguments that were left out are absent;
// elements and fields are not left out.
func (a *Arguments) peek() Tag {
	if a.at == len(a.data) && len(a.path) > 1 {
		a.malformed("an array or object ends behind its request")
	}
	if a.err != nil || a.at == len(a.data) {
		return TagAbsent
	}
	return Tag(a.data[a.at])
}

// Peek returns the tag of the next value and takes nothing. Of an argument that was
// left out it is TagAbsent.
func (a *Arguments) Peek() Tag { return a.peek() }

// tag takes the tag of the next value.
func (a *Arguments) tag() Tag {
	t := a.peek()
	if a.at < len(a.data) {
		a.at++
	}
	return t
}

// Absent reports whether the next value is undefined or null, and takes it if so.
func (a *Arguments) Absent() bool {
	if a.peek() != TagAbsent {
		return false
	}
	a.tag()
	return true
}

// Rest takes all that is left, which is no value with a tag.
func (a *Arguments) Rest() []byte {
	if a.err != nil {
		return nil
	}
	return a.take(len(a.data) - a.at)
}

// take returns the next n bytes.
func (a *Arguments) take(n int) []byte {
	if a.err != nil {
		return nil
	}
	if n > len(a.data)-a.at {
		a.malformed("a value of " + strconv.Itoa(n) + " bytes ends behind its request")
		return nil
	}
	b := a.data[a.at : a.at+n : a.at+n]
	a.at += n
	return b
}

func (a *Arguments) uint64() uint64 {
	if b := a.take(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

// length takes a uint32 that counts things of at least one byte each, so that what
// it promises is bounded by what there is.
func (a *Arguments) length() int {
	b := a.take(4)
	if b == nil {
		return 0
	}
	n := binary.LittleEndian.Uint32(b)
	if int64(n) > int64(len(a.data)-a.at) {
		a.malformed("a length of " + strconv.FormatUint(uint64(n), 10) + " reaches behind its request")
		return 0
	}
	return int(n)
}

// text returns bytes as a string without copying them: nobody writes to them again.
func text(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
