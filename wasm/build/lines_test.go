package main

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// Two functions of it fail, one deep down and one by a nil pointer.
const failingProgram = `package main

import "runtime"

type node struct{ next *node; load [100]byte }

var caught any

func main() {
	func() {
		defer func() { caught = recover() }()
		deep(200, nil)
	}()
	println("caught", caught.(string))
	_, file, line, _ := runtime.Caller(0)
	println("at", file, line)
	inlined(nil)
}

//go:noinline
func deep(n int, list *node) int {
	if n == 0 {
		runtime.GC()
		panic("enough")
	}
	return deep(n-1, &node{next: list}) + len(list.load)
}

func inlined(list *node) { failing(list) }

//go:noinline
func failing(list *node) { list.next = nil }
`

// A trace of the stack names the functions that were called, though not those that were
// compiled into them, and the collector of garbage finds its way on stacks, which it does
// by tables beside those.
func TestATraceWithoutLinesNamesFunctions(t *testing.T) {
	program := compileProgram(t, failingProgram)
	require.NoError(t, shrinkFile(program, nil))
	before, err := os.Stat(program)
	require.NoError(t, err)
	require.NoError(t, shrinkFile(program, blankLines))
	after, err := os.Stat(program)
	require.NoError(t, err)
	require.Less(t, after.Size(), before.Size()-before.Size()/50)

	text := runProgram(t, program) // it ends by a panic
	require.Contains(t, text, "caught enough")
	require.Contains(t, text, "at ? 0")
	require.Contains(t, text, "nil pointer dereference")
	require.Regexp(t, `(?s)main\.failing\(\).*main\.main\(`, text)
	require.NotContains(t, text, "main.inlined")
	require.NotContains(t, text, "main.go")

	require.ErrorIs(t, shrinkFile(program, func(memory []byte) error { return blankLines(memory[:0]) }), errNoTable)
}
