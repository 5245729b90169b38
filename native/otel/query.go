package otel

import (
	"crypto/sha1"
	"encoding/hex"
	"strings"

	"github.com/glissade-io/glissade/core"
)

const (
	// maxQueryText bounds db.query.text, in bytes.
	maxQueryText = 4096
	// separator is between the commands of a batch.
	separator = "; "
)

// queryText returns the commands of an operation as the command line client takes them, with
// "?" in place of what is neither a key nor the field of a hash.
func queryText(o *core.Operation) string {
	var text strings.Builder
	for c := range o.Commands() {
		if text.Len() > 0 {
			text.WriteString(separator)
		}
		appendQuery(&text, c)
		if text.Len() >= maxQueryText {
			return strings.ToValidUTF8(text.String()[:maxQueryText], "") + "…"
		}
	}
	return text.String()
}

func appendQuery(text *strings.Builder, c core.OperationCommand) {
	text.WriteString(c.Name())
	var keys [][]byte
	for key := range c.Keys() {
		keys = append(keys, key)
	}
	words := strings.Count(c.Name(), " ") + 1
	i := 0 // of the argument behind the name
	for argument := range c.Arguments() {
		if words > 0 {
			words--
			continue
		}
		if text.Len() >= maxQueryText {
			return
		}
		text.WriteByte(' ')
		switch {
		// An argument that is equal to the next key gives nothing away that the key does not.
		case len(keys) > 0 && string(argument) == string(keys[0]):
			keys = keys[1:]
			writeWord(text, argument)
		case isField(c.Name(), i):
			writeWord(text, argument)
		default:
			text.WriteByte('?')
		}
		i++
	}
}

// isField reports whether the argument of a command is a field of a hash. The key is the
// argument 0.
func isField(command string, argument int) bool {
	switch command {
	case "HSET", "HMSET":
		return argument%2 == 1
	case "HGET", "HSETNX", "HEXISTS", "HSTRLEN", "HINCRBY", "HINCRBYFLOAT":
		return argument == 1
	case "HMGET", "HDEL":
		return argument >= 1
	default:
		return false
	}
}

// writeWord writes a word as the command line client shows it, in quotes if it needs them.
func writeWord(text *strings.Builder, word []byte) {
	plain := len(word) > 0
	for _, c := range word {
		plain = plain && c > ' ' && c < 0x7f && c != '"' && c != '\'' && c != '\\'
	}
	if plain {
		text.Write(word)
		return
	}
	const hexDigits = "0123456789abcdef"
	text.WriteByte('"')
	for _, c := range word {
		switch {
		case c == '"' || c == '\\':
			text.WriteByte('\\')
			text.WriteByte(c)
		case c >= ' ' && c < 0x7f:
			text.WriteByte(c)
		default:
			text.WriteString(`\x`)
			text.WriteByte(hexDigits[c>>4])
			text.WriteByte(hexDigits[c&15])
		}
	}
	text.WriteByte('"')
}

// procedureOf returns the function that an operation calls, or the SHA-1 of its script; "" if
// it calls none, or not only one.
func procedureOf(o *core.Operation) string {
	var name string
	for c := range o.Commands() {
		procedure := procedureOfCommand(c)
		if procedure == "" || name != "" && name != procedure {
			return ""
		}
		name = procedure
	}
	return name
}

func procedureOfCommand(c core.OperationCommand) string {
	isSource := false
	switch c.Name() {
	case "EVALSHA", "EVALSHA_RO", "FCALL", "FCALL_RO":
	case "EVAL", "EVAL_RO":
		isSource = true
	default:
		return ""
	}
	i := 0
	for argument := range c.Arguments() {
		if i == 1 {
			if isSource {
				sum := sha1.Sum(argument)
				return hex.EncodeToString(sum[:])
			}
			return strings.ToValidUTF8(string(argument), "?")
		}
		i++
	}
	return ""
}
