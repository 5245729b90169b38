package goredis

import (
	"github.com/glissade-io/glissade/internal/resp"
)

// The protocols that a connection can ask for.
const (
	protocol2 = 2
	protocol3 = 3
)

// difference is what else than the types of values is different in the reply to a command by
// RESP2.
type difference uint8

const (
	none  difference = iota
	pairs            // a map is an array of pairs
	flat             // pairs are elements one behind the other
)

// differences are those of commands, see https://valkey.io/topics/protocol/ and their pages.
var differences = map[string]difference{
	"XREAD": pairs, "XREADGROUP": pairs,
	"ZRANGE": flat, "ZREVRANGE": flat, "ZRANGEBYSCORE": flat, "ZREVRANGEBYSCORE": flat,
	"ZUNION": flat, "ZINTER": flat, "ZDIFF": flat, "ZRANDMEMBER": flat, "ZPOPMIN": flat, "ZPOPMAX": flat,
	"HRANDFIELD": flat,
}

// appendRESP2 appends a reply as RESP2 has it: maps and sets are arrays, numbers with a fraction
// and truths are strings and integers, as servers write them for clients of that protocol. One
// that came by RESP2 stays as it is.
func appendRESP2(dst, reply []byte, d difference) []byte {
	decoder := resp.NewDecoder(reply)
	switch first, err := decoder.Next(); {
	case err != nil:
		return append(dst, errorReply("ERR "+err.Error())...)
	case d == pairs && first.Type == resp.TypeMap && !first.Null:
		dst = resp.AppendArrayHeader(dst, first.Len)
		for range first.Len {
			dst = resp.AppendArrayHeader(dst, 2)
			dst = appendValueRESP2(appendValueRESP2(dst, &decoder), &decoder)
		}
	case d == flat && first.Type == resp.TypeArray && !first.Null && first.Len > 0 && decoder.Peek() == resp.TypeArray:
		dst = resp.AppendArrayHeader(dst, 2*first.Len)
		for range first.Len {
			_, _ = decoder.Next() // the header of a pair
			dst = appendValueRESP2(appendValueRESP2(dst, &decoder), &decoder)
		}
	default:
		dst = appendTokenRESP2(dst, first)
	}
	for decoder.More() {
		dst = appendValueRESP2(dst, &decoder)
	}
	return dst
}

// appendValueRESP2 appends the next value with all that is in it.
func appendValueRESP2(dst []byte, decoder *resp.Decoder) []byte {
	for left := 1; left > 0; left-- {
		t, err := decoder.Next()
		if err != nil {
			return dst // It was whole: package mux has looked at it.
		}
		dst = appendTokenRESP2(dst, t)
		left += elements(t)
	}
	return dst
}

// elements returns how many values a token announces.
func elements(t resp.Token) int {
	switch {
	case t.Null:
		return 0
	case t.Type == resp.TypeMap:
		return 2 * t.Len
	case t.Type == resp.TypeArray, t.Type == resp.TypeSet, t.Type == resp.TypePush:
		return t.Len
	default:
		return 0
	}
}

func appendTokenRESP2(dst []byte, t resp.Token) []byte {
	switch {
	case t.Null:
		return append(dst, "$-1\r\n"...)
	case t.Type == resp.TypeMap, t.Type == resp.TypeArray, t.Type == resp.TypeSet, t.Type == resp.TypePush:
		return resp.AppendArrayHeader(dst, elements(t))
	case t.Type == resp.TypeInteger:
		return resp.AppendInteger(dst, t.Int)
	case t.Type == resp.TypeBoolean && t.Bool:
		return resp.AppendInteger(dst, 1)
	case t.Type == resp.TypeBoolean:
		return resp.AppendInteger(dst, 0)
	case t.Type == resp.TypeDouble:
		return resp.AppendBulkBytes(dst, resp.AppendFloatText(nil, t.Float))
	case t.Type == resp.TypeSimpleString:
		return resp.AppendSimpleString(dst, string(t.Text))
	case t.Type == resp.TypeSimpleError, t.Type == resp.TypeBulkError:
		return append(dst, errorReply(string(t.Text))...)
	default:
		return resp.AppendBulkBytes(dst, t.Text)
	}
}
