package main

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
)

// Of Go's convention: the prologue, and what ends a function that may be unwound.
const (
	prologue = "\x23\x00\x21\x01"
	unwound  = "\x00\x0b\x41\x01\x0b"
	noLocals = "\x00"
)

// jumpTo is how the compiler jumps to a basic block, out of as many blocks as that.
func jumpTo(block, depth byte) string {
	return string([]byte{opI32Const, block, opLocalSet, localPCB, opBr, depth})
}

func TestJumpsAheadBranchAtOnce(t *testing.T) {
	const (
		loop  = "\x03\x40"
		block = "\x02\x40"
		iff   = "\x04\x40"
		end   = "\x0b"
		table = "\x20\x00\x0e\x03\x00\x01\x01\x02" // for 0 to 3 the blocks 0, 1, 1 and 2
		value = "\x41\x05"
	)
	before := noLocals + prologue + block + loop + block + block + block + table + end +
		value + iff + jumpTo(3, 3) + end + jumpTo(2, 2) + end +
		value + "\x0d\x02" + "\x01" + block + jumpTo(3, 2) + end + end + // unwinds, a nop, in a block of its own
		value + iff + jumpTo(1, 1) + end + jumpTo(0, 0) + end + unwound
	after := noLocals + prologue + loop + block + block + block + table + end +
		value + "\x0d\x01" + "\x0c\x00" + end +
		value + "\x04\x40\x41\x01\x0f\x0b" + block + "\x0c\x01" + end + end +
		value + iff + jumpTo(1, 1) + end + jumpTo(0, 0) + end + "\x00\x0b"
	shortened, err := shortenFunction([]byte(before))
	require.NoError(t, err)
	require.Equal(t, []byte(after), shortened)
	again, err := shortenFunction(shortened)
	require.NoError(t, err)
	require.Equal(t, []byte(after), again)
}

func TestFunctionsOfAnotherConventionKeepTheirBranches(t *testing.T) {
	code := []byte("\x01\x02\x7e" + // two locals
		"\x02\x40\x41\x7f\x0d\x00\x42\xff\xff\xff\xff\xff\xff\xff\xff\xff\x00\x1a\x0c\x00\x0b" +
		"\x44\x00\x01\x02\x03\x04\x05\x06\x07\xfc\x06\xfc\x0a\x00\x00\xfc\x0b\x00\x29\x03\x80\x02\x11\x00\x00\x0f\x0b")
	shortened, err := shortenFunction(code)
	require.NoError(t, err)
	require.Equal(t, code, shortened)
}

func TestBranchesThatAreNotUnderstoodAreRefused(t *testing.T) {
	const dispatch = noLocals + prologue + "\x02\x40\x03\x40\x02\x40\x20\x00\x0e\x00\x00\x0b"
	for name, code := range map[string]string{
		"a jump to no block":       dispatch + jumpTo(7, 0) + "\x0b" + unwound,
		"a jump to a negative one": dispatch + jumpTo(0x7f, 0) + "\x0b" + unwound,
		"to the loop as it is":     dispatch + "\x0c\x00\x0b" + unwound,
		"an unwinding always":      dispatch + "\x0c\x01\x0b" + unwound,
		"another table":            dispatch + "\x41\x00\x0e\x00\x00\x0b" + unwound,
		"PC_B for another end":     dispatch + "\x20\x00\x1a\x0b" + unwound,
		"a jump around no loop":    noLocals + prologue + "\x02\x40" + jumpTo(0, 0) + "\x0b\x0b",
	} {
		_, err := shortenFunction([]byte(code))
		require.ErrorIs(t, err, errBranches, name)
	}
}

func TestMalformedFunctions(t *testing.T) {
	for _, code := range []string{
		"", "\x01", "\x01\x01", noLocals + "\x20", noLocals + "\x41\x80", noLocals + "\x42\x80", noLocals + "\x43\x00", noLocals + "\x0e\x02\x00",
		noLocals + "\x28\x00", noLocals + "\xfc", noLocals + "\xfc\x0a\x00", noLocals + "\xfc\x0c\x00\x00", noLocals + "\xd0\x70", noLocals + "\x06\x40",
	} {
		_, err := shortenFunction([]byte(code))
		require.ErrorIs(t, err, errMalformed, "%x", code)
	}
	section := append([]byte{2, 2, 0, opEnd, 3}, noLocals+"\x01\x0b"...)
	shortened, err := shortenFunctions(section)
	require.NoError(t, err)
	require.Equal(t, []byte{2, 2, 0, opEnd, 2, 0, opEnd}, shortened)
	for i := range section {
		_, err := shortenFunctions(section[:i])
		require.ErrorIs(t, err, errMalformed)
	}
	_, err = shortenFunctions(append(bytes.Clone(section), 0))
	require.ErrorIs(t, err, errMalformed)
}

// What functions do that were made shorter is what they did: they jump ahead, back and out
// of loops, wait for each other, are unwound and resumed, grow their stacks, and recover.
func TestAShortenedProgramDoesTheSame(t *testing.T) {
	program := compileProgram(t, `package main

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"time"
)

type shape interface{ area(scale int) int }

type (
	square struct{ side int }
	table  map[string][]int
)

func (s square) area(scale int) int { return s.side * s.side * scale }
func (t table) area(scale int) int  { return len(t) * scale }

func search(grid [][]int, want int) (x, y int) {
outer:
	for y = range grid {
		for x = range grid[y] {
			switch v := grid[y][x]; {
			case v == want:
				break outer
			case v < 0:
				continue outer
			case v > 100:
				goto missing
			}
		}
	}
	return x, y
missing:
	return -1, -1
}

func deep(n int, s shape) int {
	var pad [64]int
	pad[n%64] = n
	if n == 0 {
		time.Sleep(time.Microsecond)
		return s.area(2)
	}
	return deep(n-1, s) + pad[n%64]
}

func guarded(i int, values []int, s shape) (result int, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.Join(r.(error), errors.New("recovered"))
			result = -i
		}
	}()
	defer func() { result *= 2 }()
	return values[i] + s.area(i) + 100/(i-2), nil
}

func main() {
	println(search([][]int{{1, 2}, {-1, 9}, {3, 4}}, 4))
	println(search([][]int{{1, 200}, {3, 4}}, 4))
	println(deep(5000, square{3}), deep(70, table{"a": nil}))
	for i := range 6 {
		var s shape = square{i}
		if i == 1 {
			s = nil
		}
		result, err := guarded(i, []int{1, 2, 3, 4}, s)
		println(result, err != nil && strings.Contains(err.Error(), "recovered"))
	}
	requests, replies, stop := make(chan int), make(chan int, 3), make(chan struct{})
	var group sync.WaitGroup
	for range 4 {
		group.Add(1)
		go func() {
			defer group.Done()
			for {
				select {
				case n := <-requests:
					replies <- n * n
				case <-stop:
					return
				}
			}
		}()
	}
	go func() {
		for i := range 200 {
			requests <- i
		}
	}()
	var all []int
	counts := map[int]int{}
	for len(all) < 200 {
		select {
		case n := <-replies:
			all = append(all, n)
			counts[n%7]++
		case <-time.After(time.Minute):
			println("late")
			return
		}
	}
	close(stop)
	group.Wait()
	slices.Sort(all)
	println(len(all), all[199], counts[0], counts[1], counts[2], counts[4])
	println(strings.Join(strings.FieldsFunc("a,b;c", func(r rune) bool { return r == ',' || r == ';' }), "-"), 1.5*float64(len(all)))
}
`)
	expected := runProgram(t, program)
	require.Contains(t, expected, "a-b-c")
	require.NoError(t, shrinkFile(program, nil))
	require.Equal(t, expected, runProgram(t, program))
}
