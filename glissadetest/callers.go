package glissadetest

import (
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// callers knows which line of the program has sent which command: clients write on the
// goroutine of who calls them, unless many do at once.
type callers struct {
	mu      sync.Mutex
	written int64
	taken   int64
	writes  []write
}

// write is a write of the client's.
type write struct {
	end  int64 // the bytes written with it
	from string
}

// writing notes a write that is about to be made.
func (c *callers) writing(n int) {
	from := programLine()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.written += int64(n)
	c.writes = append(c.writes, write{c.written, from})
}

// unwritten takes back what a write that was interrupted has not sent: its last bytes.
func (c *callers) unwritten(n int) {
	if n <= 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.written -= int64(n)
	for i := len(c.writes) - 1; i >= 0 && c.writes[i].end > c.written; i-- {
		c.writes[i].end = c.written
	}
}

// take returns the line that has sent the next command, or "".
func (c *callers) take(command []string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.taken += encodedSize(command)
	for len(c.writes) > 0 && c.writes[0].end < c.taken {
		c.writes = c.writes[1:]
	}
	if len(c.writes) == 0 {
		return ""
	}
	return c.writes[0].from
}

// encodedSize is how many bytes a command is as clients write it.
func encodedSize(command []string) int64 {
	size := 3 + digits(len(command))
	for _, word := range command {
		size += 5 + digits(len(word)) + len(word)
	}
	return int64(size)
}

func digits(n int) int { return len(strconv.Itoa(n)) }

const module = "github.com/glissade-io/glissade"

// programLine returns the innermost line of the call stack that is neither of Go nor of
// Glissade itself.
func programLine() string {
	var stack [64]uintptr
	frames := runtime.CallersFrames(stack[:runtime.Callers(3, stack[:])])
	for {
		frame, more := frames.Next()
		if isProgram(frame) {
			return frame.File + ":" + strconv.Itoa(frame.Line)
		}
		if !more {
			return ""
		}
	}
}

// passedThrough are packages of the standard library that may stand between a program and
// the client, by the first element of their paths.
var passedThrough = []string{"context", "internal", "iter", "maps", "reflect", "runtime", "slices", "sync", "testing", "time"}

func isProgram(frame runtime.Frame) bool {
	switch {
	case frame.Function == "":
		return false
	case strings.HasSuffix(frame.File, "_test.go"):
		return true
	case strings.HasPrefix(frame.Function, module+"/"), strings.HasPrefix(frame.Function, module+"."):
		return false
	}
	first, _, _ := strings.Cut(frame.Function, "/")
	first, _, _ = strings.Cut(first, ".")
	return !slices.Contains(passedThrough, first)
}
