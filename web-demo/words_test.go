package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLinesAreSplitIntoWords(t *testing.T) {
	v := visit(t)
	for line, words := range map[string][]string{
		``:                      {},
		`  GET   key  `:         {"GET", "key"},
		`SET "a key" 'it\'s'`:   {"SET", "a key", "it's"},
		`SET k ""`:              {"SET", "k", ""},
		`ECHO "tab\tquote\"\\"`: {"ECHO", "tab\tquote\"\\"},
		`ECHO '\n'`:             {"ECHO", `\n`},
		`ECHO "grüß"`:           {"ECHO", "grüß"},
		`ECHO "é\xc3\xa9\x00"`:  {"ECHO", "[195,169,195,169,0]"},
		`ECHO "\xzz"`:           {"ECHO", "xzz"},
	} {
		got := evaluate[[]string](v, `import("/words.js").then(({ split }) => split(`+literal(line)+`).map((word) => typeof word === "string" ? word : JSON.stringify([...word])))`)
		require.Equal(t, words, got, line)
	}
	for line, message := range map[string]string{
		`GET "a`:   `The double quote at column 5 is not closed: add a " at the end.`,
		`GET 'a`:   `The single quote at column 5 is not closed: add a ' at the end.`,
		`GET "a\"`: `The double quote at column 5 is not closed: add a " at the end.`,
		`GET "a"b`: `After the closing quote at column 7 there must be a blank.`,
		`GET a"b"`: `The quote at column 6 is inside a word: put a blank before it, or quote the whole word.`,
	} {
		got := evaluate[string](v, `import("/words.js").then(({ split }) => split(`+literal(line)+`)).then(() => "", (error) => error.message)`)
		require.Equal(t, message, got, line)
	}
}
