// Package wiretest holds the tests that the packages of the server's modules have in
// common: what a definition puts on the wire, what it refuses, and how it decodes a
// reply. It is for tests only.
package wiretest

import (
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/resp"
)

// Test is a command with the words it must be sent as, separated by single spaces. A
// word that begins with "@@" is a key, and is sent without these.
type Test struct {
	Build func(a *command.Args)
	Want  string
}

// RequireWire requires that each command is encoded as it should be, with the keys
// that it should have, and that the file has the same commands and no others: the tests
// of the JavaScript package hold its methods to that.
func RequireWire(t *testing.T, file string, tests []Test) {
	t.Helper()
	requireListed(t, file, tests)
	var a command.Args
	for _, test := range tests {
		test.Build(&a)
		words := strings.Split(test.Want, " ")
		var keys []string
		for i, word := range words {
			if key, isKey := strings.CutPrefix(word, "@@"); isKey {
				keys = append(keys, key)
				words[i] = key
			}
		}
		require.NoError(t, a.Err(), test.Want)
		require.Equal(t, encoded(words), string(a.Encoded()), test.Want)
		var got []string
		for key := range a.EachKey {
			got = append(got, string(key))
		}
		require.Equal(t, keys, got, test.Want)
	}
}

// requireListed requires that a file lists the commands of tests by their words, but for
// those with bytes that are no text.
func requireListed(t *testing.T, file string, tests []Test) {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	var calls []struct {
		Words      string `json:"words"`
		JavaScript []any  `json:"javascript"`
	}
	require.NoError(t, json.Unmarshal(text, &calls))
	var listed, tested []string
	for _, call := range calls {
		require.NotEmpty(t, call.JavaScript, call.Words)
		listed = append(listed, call.Words)
	}
	for _, test := range tests {
		if utf8.ValidString(test.Want) && !slices.Contains(tested, test.Want) {
			tested = append(tested, test.Want)
		}
	}
	require.ElementsMatch(t, tested, listed, "%s lists other commands than this test has", file)
}

func encoded(words []string) string {
	frame := "*" + strconv.Itoa(len(words)) + "\r\n"
	for _, word := range words {
		frame += "$" + strconv.Itoa(len(word)) + "\r\n" + word + "\r\n"
	}
	return frame
}

// Refusal is a command that must not be sent, and the field that the error must name.
type Refusal struct {
	Field string
	Build func(a *command.Args)
}

// RequireRefused requires that each command fails with a *failure.ConfigurationError
// about its field.
func RequireRefused(t *testing.T, refusals []Refusal) {
	t.Helper()
	var a command.Args
	for _, refusal := range refusals {
		refusal.Build(&a)
		var configuration *failure.ConfigurationError
		require.ErrorAs(t, a.Err(), &configuration, refusal.Field)
		require.Equal(t, refusal.Field, configuration.Field)
		require.NotEmpty(t, configuration.Message)
	}
}

// Args returns arguments to build one command in.
func Args() *command.Args { return new(command.Args) }

// RequireDecoded requires that the reply decodes each frame to want.
func RequireDecoded[T any](t *testing.T, reply command.Reply[T], want T, frames ...string) {
	t.Helper()
	require.NotEmpty(t, frames)
	for _, frame := range frames {
		got, err := reply.Decode([]byte(frame))
		require.NoError(t, err, "%q", frame)
		require.Equal(t, want, got, "%q", frame)
	}
}

// RequireMismatch requires that the reply refuses each frame with a
// *command.ShapeError, or its end if it is cut short, and no panic.
func RequireMismatch[T any](t *testing.T, reply command.Reply[T], frames ...string) {
	t.Helper()
	require.NotEmpty(t, frames)
	for _, frame := range frames {
		_, err := reply.Decode([]byte(frame))
		var shape *command.ShapeError
		require.ErrorAs(t, err, &shape, "%q", frame)
		require.Equal(t, reply.Shape, shape.Shape)
	}
	_, err := reply.Decode([]byte("-ERR no\r\n"))
	require.ErrorIs(t, err, &failure.ServerError{Code: "ERR"})
}

// Decoding returns the decoding of a reply without its value.
func Decoding[T any](reply command.Reply[T]) func(frame []byte) error {
	return func(frame []byte) error {
		_, err := reply.Decode(frame)
		return err
	}
}

// FuzzDecoding requires that replies decode whatever it is or say why not: that it is
// an error of the server, of another shape, or no RESP.
func FuzzDecoding(f *testing.F, seeds []string, replies ...func(frame []byte) error) {
	for _, seed := range append(seeds, "*1000000000\r\n*1000000000\r\n", "%9223372036854775807\r\n", "*-1\r\n", "_\r\n") {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, frame []byte) {
		for _, decode := range replies {
			var server *failure.ServerError
			var shape *command.ShapeError
			var protocol *resp.ProtocolError
			if err := decode(frame); err != nil && !errors.As(err, &server) && !errors.As(err, &shape) {
				require.ErrorAs(t, err, &protocol)
			}
		}
	})
}
