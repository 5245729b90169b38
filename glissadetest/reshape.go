package glissadetest

import (
	"slices"
	"strings"

	"github.com/glissade-io/glissade/internal/resp"
)

// reshaped returns the engine's reply to a command in the shape that servers give it under
// RESP3, where the engine keeps to that of RESP2.
func reshaped(command []string, reply []byte) []byte {
	value, err := resp.Decode(reply)
	if err != nil {
		return reply // of more values than a tree holds
	}
	reshape(command, &value)
	return resp.AppendValue(nil, value)
}

func reshape(command []string, value *resp.Value) {
	if len(value.Elems) == 0 {
		return
	}
	switch name := strings.ToUpper(command[0]); name {
	case "SINTER", "SUNION", "SDIFF":
		value.Type = resp.TypeSet
	case "XREAD", "XREADGROUP":
		toMap(value)
	case "HRANDFIELD":
		if value.Type == resp.TypeMap {
			toPairs(value)
		}
	case "ZPOPMIN", "ZPOPMAX":
		if len(command) > 2 {
			toPairs(value)
		}
	case "ZRANGE", "ZREVRANGE", "ZRANGEBYSCORE", "ZREVRANGEBYSCORE", "ZUNION", "ZINTER", "ZRANDMEMBER":
		if slices.ContainsFunc(command[1:], func(word string) bool { return strings.EqualFold(word, "WITHSCORES") }) {
			toPairs(value)
		}
	}
}

// toPairs makes an array of pairs of one of their elements.
func toPairs(value *resp.Value) {
	if value.Elems[0].Type == resp.TypeArray {
		return
	}
	var pairs []resp.Value
	for pair := range slices.Chunk(value.Elems, 2) {
		pairs = append(pairs, resp.Value{Type: resp.TypeArray, Elems: pair})
	}
	value.Type, value.Elems = resp.TypeArray, pairs
}

// toMap makes a map of an array of pairs.
func toMap(value *resp.Value) {
	var elements []resp.Value
	for _, pair := range value.Elems {
		if len(pair.Elems) != 2 {
			return
		}
		elements = append(elements, pair.Elems...)
	}
	value.Type, value.Elems = resp.TypeMap, elements
}
