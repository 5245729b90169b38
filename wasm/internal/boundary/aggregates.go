package boundary

import "strconv"

// maxDepth is how deep arrays and objects may be nested; options need four levels.
const maxDepth = 32

// Slice reads an array. Its elements are read by element, which gets an empty name.
func Slice[T any](a *Arguments, name string, element func(a *Arguments, name string) T) []T {
	if t := a.tag(); t != TagArray {
		a.mismatch(name, "an array", t)
		return nil
	}
	n := a.length()
	if !a.enter(name) {
		return nil
	}
	list := make([]T, 0, n)
	for i := range n {
		a.path[len(a.path)-1].index = i
		list = append(list, element(a, ""))
		if a.err != nil {
			break
		}
	}
	a.leave()
	return list
}

// Pointer reads a value that may be absent, and returns nil if it is.
func Pointer[T any](a *Arguments, name string, value func(a *Arguments, name string) T) *T {
	if a.Absent() {
		return nil
	}
	v := value(a, name)
	return &v
}

// Object reads an object. It calls field with the name of each field that is there,
// to read the value; field returns false if it does not know the name.
func (a *Arguments) Object(name string, field func(name string) bool) {
	if t := a.tag(); t != TagObject {
		a.mismatch(name, "an object", t)
		return
	}
	n := a.length()
	if !a.enter(name) {
		return
	}
	for range n {
		name := text(a.take(a.length()))
		if a.err == nil && !a.Absent() && !field(name) {
			a.Refuse(name, "is unknown; see the method's options for what it takes")
		}
		if a.err != nil {
			break
		}
	}
	a.leave()
}

// Variant returns which of variants the next value, an object, says in its field
// "type" that it is, or "" where that is an error. It takes nothing.
func (a *Arguments) Variant(name string, variants ...string) string {
	if t := a.peek(); t != TagObject {
		a.mismatch(name, `an object with a type of `+oneOf(variants), t)
		return ""
	}
	start, variant := a.at, ""
	a.Object(name, func(field string) bool {
		if field == "type" {
			variant = Enum(a, field, variants, variants)
		} else {
			a.skip(0)
		}
		return true
	})
	if a.err == nil && variant == "" {
		a.Refuse(name, "needs a field type of "+oneOf(variants))
	}
	a.at = start
	return variant
}

// Skip passes over the next value, whatever it is.
func (a *Arguments) Skip() { a.skip(0) }

func (a *Arguments) skip(depth int) {
	if depth > maxDepth {
		a.malformed("values are nested too deep")
	}
	if depth > 0 && a.at == len(a.data) {
		a.malformed("an array or object ends behind its request")
	}
	switch t := a.tag(); t {
	case TagAbsent, TagFalse, TagTrue:
	case TagInt, TagFloat:
		a.take(8)
	case TagString, TagBytes:
		a.take(a.length())
	case TagArray:
		for n := a.length(); n > 0 && a.err == nil; n-- {
			a.skip(depth + 1)
		}
	case TagObject:
		for n := a.length(); n > 0 && a.err == nil; n-- {
			a.take(a.length())
			a.skip(depth + 1)
		}
	default:
		a.at--
		a.malformed("unknown tag " + strconv.Itoa(int(t)))
	}
}

func (a *Arguments) enter(name string) bool {
	if len(a.path) > maxDepth {
		a.malformed("values are nested too deep")
	}
	if a.err != nil {
		return false
	}
	a.path = append(a.path, step{name, -1})
	return true
}

func (a *Arguments) leave() { a.path = a.path[:len(a.path)-1] }
