package main

import (
	"bytes"
	"os"
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// shortenNamesOf shortens the names in a program, and returns those that it had.
func shortenNamesOf(t *testing.T, program string) (names []string) {
	t.Helper()
	require.NoError(t, shrinkFile(program, blankLines))
	before, err := os.Stat(program)
	require.NoError(t, err)
	require.NoError(t, shrinkFile(program, func(memory []byte) (err error) {
		if err = blankLines(memory); err == nil {
			names, err = shortenNames(memory)
		}
		return err
	}))
	after, err := os.Stat(program)
	require.NoError(t, err)
	require.Less(t, after.Size(), before.Size()-before.Size()/100)
	return names
}

func TestATraceNamesFunctionsByNumber(t *testing.T) {
	program := compileProgram(t, failingProgram)
	names := shortenNamesOf(t, program)
	text := runProgram(t, program)
	require.Contains(t, text, "caught enough")
	require.Contains(t, text, "nil pointer dereference")
	lines := bytes.Split(namesFile(names), []byte("\n"))
	var trace []string
	for _, call := range regexp.MustCompile(`(?m)^main\.(\d+)\(`).FindAllStringSubmatch(text, -1) {
		line, err := strconv.Atoi(call[1])
		require.NoError(t, err)
		trace = append(trace, string(lines[line-1]))
	}
	require.Equal(t, []string{"main.failing", "main.main"}, trace, text)
	_, err := shortenNames(nil)
	require.ErrorIs(t, err, errNoTable)
}

// The runtime reads some names. Each of these programs ended if it found another there.
func TestNamesThatTheRuntimeReadsAreThere(t *testing.T) {
	program := compileProgram(t, `package main

import (
	"fmt"
	"reflect"
	"runtime"
)

type named interface{ name() string }
type value struct{ text string }

func (v value) name() string { return v.text }
func (v value) Deep(n int, list []byte) int {
	if n == 0 {
		runtime.GC()
		return len(list)
	}
	return v.Deep(n-1, append(list, v.text...))
}

var none named = (*value)(nil)

func main() {
	func() {
		defer func() { fmt.Println("caught", recover()) }()
		fmt.Println(none.name())
	}()
	deep := reflect.ValueOf(value{"some"}).MethodByName("Deep").Interface().(func(int, []byte) int)
	fmt.Println("deep", deep(100, nil))
	made := reflect.MakeFunc(reflect.TypeOf(deep), func(in []reflect.Value) []reflect.Value {
		runtime.GC()
		return []reflect.Value{reflect.ValueOf(deep(int(in[0].Int())*2, in[1].Bytes()))}
	}).Interface().(func(int, []byte) int)
	fmt.Println("made", made(50, []byte("more")))
}
`)
	names := shortenNamesOf(t, program)
	require.Subset(t, names, knownNames)
	text := runProgram(t, program)
	require.Regexp(t, `caught value method main\.T\.\d+ called using nil \*T pointer`, text)
	require.Contains(t, text, "deep 400")
	require.Contains(t, text, "made 404")
}

func TestShortNames(t *testing.T) {
	for name, short := range map[string]string{
		"main.main": "main.7",
		"github.com/glissade-io/glissade/internal/mux.(*Conn).Do.func1":                       "mux.7",
		"github.com/glissade-io/glissade/internal/queue.(*Queue[go.shape.*a.com/b/c.T]).Take": "queue.7",
		"type:.eq.github.com/glissade-io/glissade/internal/mux.Config":                        "mux.7",
		"memhash_varlen": "memhash_varlen.7",
		"":               ".7",
		knownNames[0]:    knownNames[0],
	} {
		require.Equal(t, short, shortName(name, 0, 7))
	}
	require.Equal(t, "mux.(*T).7", shortName("a/mux.(*Config).Validate", wrapperKind, 7))
}
