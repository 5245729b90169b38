package failure_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
)

// shouted is a language that has everything in capitals.
type shouted struct{}

func (shouted) Name(name string) string  { return "<" + strings.ToUpper(name) + ">" }
func (shouted) Field(path string) string { return strings.ToUpper(path) }

func TestNamesInTexts(t *testing.T) {
	for text, want := range map[failure.Text][2]string{
		"":                                  {"", ""},
		"is negative":                       {"is negative", "is negative"},
		"set {SetOptions.Condition} to {A}": {"set Condition to A", "set <SETOPTIONS.CONDITION> to <A>"},
		"{C.Advanced.TLS}, or {nil}":        {"Advanced.TLS, or nil", "<C.ADVANCED.TLS>, or <NIL>"},
		"the same {hash tag}":               {"the same {hash tag}", "the same {hash tag}"},
		`give {url: "wss://b"}`:             {`give {url: "wss://b"}`, `give {url: "wss://b"}`},
		"{user}, {}, {A.}, {A.b}, {A-B}":    {"{user}, {}, {A.}, {A.b}, {A-B}", "{user}, {}, {A.}, {A.b}, {A-B}"},
		"{ {A1} {":                          {"{ A1 {", "{ <A1> {"},
		"} {A":                              {"} {A", "} {A"},
	} {
		require.Equal(t, want[0], text.String())
		require.Equal(t, want[0], text.Spelled(nil))
		require.Equal(t, want[1], text.Spelled(shouted{}))
	}
}

// limited is an error of a package that does not know this one.
type limited struct{}

func (limited) Error() string                                { return "raise C.Limit" }
func (limited) Spelled(name func(name string) string) string { return "raise " + name("C.Limit") }

func TestErrorsInAnotherSpelling(t *testing.T) {
	refused := &failure.ConfigurationError{Field: "SetOptions.Expiry", Message: "set {A}"}
	server := &failure.ServerError{Code: "ERR", Message: "the server's {A}", Hint: "use {NewClusterClient}"}
	for want, err := range map[string]error{
		"configuration: SETOPTIONS.EXPIRY: set <A>":   refused,
		"configuration: set <A>":                      &failure.ConfigurationError{Message: "set {A}"},
		"connection to h:1: set <A>: raise <C.LIMIT>": &failure.ConnectionError{Address: "h:1", Reason: "set {A}", Cause: limited{}},
		"timeout: <A> did not, as <CLIENTCONFIGURATION.ADVANCED.CONNECTIONTIMEOUT> allows": &failure.TimeoutError{
			Reason: "{A} did not", Setting: "Advanced.ConnectionTimeout",
		},
		"<A> was closed (GET not sent)":                             &failure.ClosingError{Reason: "{A} was closed", Command: "GET", Delivery: failure.NotSent},
		"ERR the server's {A}: use <NEWCLUSTERCLIENT>":              server,
		"EXECABORT m: ERR the server's {A}: use <NEWCLUSTERCLIENT>": &failure.ExecAbortError{Message: "m", Causes: []error{server}},
		"connection to h:1: configuration: set <A>\nplain {A}":      &failure.ConnectionError{Address: "h:1", Cause: errors.Join(&failure.ConfigurationError{Message: "set {A}"}, errors.New("plain {A}"))},
		"plain": errors.New("plain"),
	} {
		require.Equal(t, want, failure.Spelled(err, shouted{}))
		require.Equal(t, err.Error(), failure.Spelled(err, nil))
		require.NotContains(t, strings.ReplaceAll(err.Error(), "{A}", ""), "{", "names are not marked for Go")
	}
	require.EqualError(t, refused, "configuration: SetOptions.Expiry: set A")
}
