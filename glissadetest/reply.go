package glissadetest

import (
	"strconv"

	"github.com/glissade-io/glissade/internal/resp"
)

// Reply is a reply to a command. Functions of this package make them: [Text], [Integer],
// [Nil], [Array], [Error] and so on. What only RESP3 has is sent to a connection that speaks
// RESP2 as servers do: a map as an array of its keys and values, a double as text.
type Reply struct {
	append func(dst []byte, resp3 bool) []byte
}

// encode returns the reply as it is sent. The zero Reply is a nil.
func (r Reply) encode(resp3 bool) []byte {
	if r.append == nil {
		return Nil().append(nil, resp3)
	}
	return r.append(nil, resp3)
}

// of makes a reply that both protocols have.
func of(append func(dst []byte) []byte) Reply {
	return Reply{func(dst []byte, _ bool) []byte { return append(dst) }}
}

// either makes a reply that is another one under RESP2.
func either(resp3 func(dst []byte) []byte, resp2 Reply) Reply {
	return Reply{func(dst []byte, isRESP3 bool) []byte {
		if isRESP3 {
			return resp3(dst)
		}
		return resp2.append(dst, false)
	}}
}

// OK is what most commands that write reply.
func OK() Reply { return Simple("OK") }

// Simple is a simple string, such as PONG. Line breaks in it become spaces.
func Simple(text string) Reply {
	return of(func(dst []byte) []byte { return resp.AppendSimpleString(dst, text) })
}

// Text is a string of any bytes, as of GET.
func Text(text string) Reply {
	return of(func(dst []byte) []byte { return resp.AppendBulk(dst, text) })
}

// Texts is an array of strings, as of LRANGE.
func Texts(texts ...string) Reply {
	elements := make([]Reply, len(texts))
	for i, text := range texts {
		elements[i] = Text(text)
	}
	return Array(elements...)
}

// Integer is a whole number, as of INCR.
func Integer(n int64) Reply {
	return of(func(dst []byte) []byte { return resp.AppendInteger(dst, n) })
}

// Nil is the absence of a value, as of GET where the key does not exist.
func Nil() Reply {
	return either(resp.AppendNull, of(func(dst []byte) []byte { return append(dst, "$-1\r\n"...) }))
}

// Double is a floating point number, as of ZSCORE.
func Double(f float64) Reply {
	return either(
		func(dst []byte) []byte { return resp.AppendDouble(dst, f) },
		Text(string(resp.AppendFloatText(nil, f))),
	)
}

// Boolean is true or false. Under RESP2 it is 1 or 0, as most commands reply under both.
func Boolean(b bool) Reply {
	n := int64(0)
	if b {
		n = 1
	}
	return either(func(dst []byte) []byte { return resp.AppendBoolean(dst, b) }, Integer(n))
}

// Verbatim is a text with its format, "txt" or "mkd", as of INFO.
func Verbatim(format, text string) Reply {
	return either(func(dst []byte) []byte { return resp.AppendVerbatim(dst, format, text) }, Text(text))
}

// Array is a list of replies.
func Array(elements ...Reply) Reply {
	return aggregate(resp.AppendArrayHeader, resp.AppendArrayHeader, len(elements), elements)
}

// Set is a list of replies without order, as of SMEMBERS.
func Set(elements ...Reply) Reply {
	return aggregate(resp.AppendSetHeader, resp.AppendArrayHeader, len(elements), elements)
}

// Map is a list of keys and values in turn, as of HGETALL. A key without a value has nil.
func Map(keysAndValues ...Reply) Reply {
	if len(keysAndValues)%2 != 0 {
		keysAndValues = append(keysAndValues[:len(keysAndValues):len(keysAndValues)], Nil())
	}
	return Reply{func(dst []byte, resp3 bool) []byte {
		if resp3 {
			dst = resp.AppendMapHeader(dst, len(keysAndValues)/2)
		} else {
			dst = resp.AppendArrayHeader(dst, len(keysAndValues))
		}
		return appendAll(dst, keysAndValues, resp3)
	}}
}

// push is a message that no command is answered with.
func push(elements ...Reply) Reply {
	return aggregate(resp.AppendPushHeader, resp.AppendArrayHeader, len(elements), elements)
}

// Raw is the bytes of a reply as they are sent, whatever they are.
func Raw(bytes string) Reply {
	return of(func(dst []byte) []byte { return append(dst, bytes...) })
}

func aggregate(resp3Header, resp2Header func([]byte, int) []byte, n int, elements []Reply) Reply {
	return Reply{func(dst []byte, resp3 bool) []byte {
		if resp3 {
			dst = resp3Header(dst, n)
		} else {
			dst = resp2Header(dst, n)
		}
		return appendAll(dst, elements, resp3)
	}}
}

func appendAll(dst []byte, elements []Reply, resp3 bool) []byte {
	for _, element := range elements {
		dst = append(dst, element.encode(resp3)...)
	}
	return dst
}

// Error is an error, as its code and message: "WRONGTYPE Operation against …".
func Error(text string) Reply {
	return of(func(dst []byte) []byte { return resp.AppendSimpleError(dst, text) })
}

// WrongType is the error of a command about a key that holds another kind of value.
func WrongType() Reply {
	return Error("WRONGTYPE Operation against a key holding the wrong kind of value")
}

// Loading is the error of a server that reads its data from disk. Clients ask again.
func Loading() Reply { return Error("LOADING Valkey is loading the dataset in memory") }

// ReadOnly is the error of a replica that is asked to write. Clients look for the primary.
func ReadOnly() Reply { return Error("READONLY You can't write against a read only replica.") }

// Busy is the error of a server that a script keeps busy.
func Busy() Reply {
	return Error("BUSY Valkey is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.")
}

// OutOfMemory is the error of a write for which a server has no memory.
func OutOfMemory() Reply {
	return Error("OOM command not allowed when used memory > 'maxmemory'.")
}

// NoPermission is the error of a command that the user may not execute.
func NoPermission() Reply {
	return Error("NOPERM User default has no permissions to run this command")
}

// NoScript is the error of EVALSHA for a script that the server does not have.
func NoScript() Reply { return Error("NOSCRIPT No matching script. Please use EVAL.") }

// TryAgain is the error of a cluster while the slot of several keys moves.
func TryAgain() Reply { return Error("TRYAGAIN Multiple keys request during rehashing of slot") }

// ClusterDown is the error of a cluster that does not serve a slot.
func ClusterDown() Reply { return Error("CLUSTERDOWN Hash slot not served") }

// Moved is the error of a server of a cluster that a slot does not belong to. The address is
// that of its owner, as host and port.
func Moved(slot int, address string) Reply {
	return Error("MOVED " + strconv.Itoa(slot) + " " + address)
}

// Ask is the same of a slot that is about to move: the next command alone is to go there.
func Ask(slot int, address string) Reply {
	return Error("ASK " + strconv.Itoa(slot) + " " + address)
}
