package main

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/wasm/internal/boundary"
	"github.com/glissade-io/glissade/wasm/internal/boundary/boundarytest"
)

// Every method is called as the generated calls do, but with one thing wrong at a time.
// What the refusals mention are names that JavaScript has.
func TestRefusalsNameWhatJavaScriptHas(t *testing.T) {
	calls, err := os.ReadFile("npm/test/types/calls_gen.ts")
	require.NoError(t, err)
	declarations, err := os.ReadFile("npm/src/options_gen.ts")
	require.NoError(t, err)
	types := map[string]bool{}
	for _, declared := range regexp.MustCompile(`export (?:interface|type) (\w+)`).FindAllStringSubmatch(string(declarations), -1) {
		types[declared[1]] = true
	}
	s := newDispatcher(newJavaScript())
	refusals := map[string]bool{}
	for _, call := range regexp.MustCompile(`client\.(\w+)\(`).FindAllSubmatchIndex(calls, -1) {
		method := string(calls[call[2]:call[3]])
		p := literals{text: string(calls[call[1]:])}
		arguments := p.list(")")
		for _, wrong := range mistakes(array(arguments)) {
			_, err := s.build(operation(t, method), boundary.NewArguments(method, boundarytest.Values(wrong.(array)...)))
			if err != nil {
				refusals[inJavaScript(err)] = true
			}
		}
	}
	for refusal := range refusals {
		for _, word := range regexp.MustCompile(`(?:^|[ .({])([A-Z]\w*)`).FindAllStringSubmatch(refusal, -1) {
			isOfServer := word[1] == strings.ToUpper(word[1]) // a command or a keyword
			require.True(t, isOfServer || types[word[1]] || ofJavaScript[word[1]], "%s, in: %s", word[1], refusal)
		}
		require.NotContains(t, refusal, " opts", "a parameter's name in Go")
		require.NotContains(t, refusal, "{", "a name that is not spelled")
	}
	require.Greater(t, len(refusals), 300, "calls are refused")
}

// ofJavaScript are the names of JavaScript itself in refusals.
var ofJavaScript = map[string]bool{"Date": true, "Number": true, "Uint8Array": true}

// mistakes returns what a value becomes by one mistake: a number that is negative, text
// that is empty or none, a value that is left out.
func mistakes(value any) []any {
	switch value := value.(type) {
	case string:
		return []any{"", 5}
	case int, float64:
		return []any{-1, -2000, 1 << 40, "text"}
	case array:
		made := []any{array{}}
		for i := range value {
			for _, wrong := range mistakes(value[i]) {
				made = append(made, append(append(append(array{}, value[:i]...), wrong), value[i+1:]...))
			}
		}
		return made
	case object:
		made := []any{object{}}
		for i, field := range value {
			made = append(made, append(append(object{}, value[:i]...), value[i+1:]...))
			for _, wrong := range mistakes(field.Value) {
				made = append(made, append(append(append(object{}, value[:i]...), boundarytest.Field{Name: field.Name, Value: wrong}), value[i+1:]...))
			}
		}
		return made
	default:
		return []any{value}
	}
}

// literals reads the values of the generated calls.
type literals struct{ text string }

func (l *literals) skip(expected string) bool {
	l.text = strings.TrimLeft(l.text, " ,")
	rest, found := strings.CutPrefix(l.text, expected)
	if found {
		l.text = rest
	}
	return found
}

func (l *literals) list(end string) []any {
	values := []any{}
	for !l.skip(end) {
		values = append(values, l.value())
	}
	return values
}

func (l *literals) value() any {
	switch {
	case l.skip("["):
		return array(l.list("]"))
	case l.skip("{"):
		fields := object{}
		for !l.skip("}") {
			name, rest, _ := strings.Cut(l.text, ":")
			l.text = strings.TrimLeft(rest, " ")
			fields = append(fields, boundarytest.Field{Name: name, Value: l.value()})
		}
		return fields
	case l.skip("bytes"):
		return []byte{0}
	case l.skip("date"):
		return 1_700_000_000_000
	case l.skip("true"):
		return true
	case l.skip(`"`):
		text, rest, _ := strings.Cut(l.text, `"`)
		l.text = rest
		return text
	}
	end := strings.IndexAny(l.text, " ,)]}")
	number := l.text[:end]
	l.text = l.text[end:]
	if n, err := strconv.Atoi(number); err == nil {
		return n
	}
	n, err := strconv.ParseFloat(number, 64)
	if err != nil {
		panic("no literal: " + number)
	}
	return n
}
