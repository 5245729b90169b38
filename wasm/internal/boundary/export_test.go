package boundary

// Peek returns the tag of the next value.
func Peek(a *Arguments) Tag { return a.peek() }

// EachField reads an object, absent fields too.
func EachField(a *Arguments, field func(name string)) {
	a.tag()
	if !a.enter("") {
		return
	}
	for n := a.length(); n > 0 && a.err == nil; n-- {
		field(text(a.take(a.length())))
	}
	a.leave()
}
