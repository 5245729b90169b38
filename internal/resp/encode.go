package resp

import (
	"math"
	"strconv"
	"strings"
)

// AppendArrayHeader appends the header of an array of n elements, which are to be
// appended after it. A negative n counts as zero, here and in all headers.
func AppendArrayHeader(dst []byte, n int) []byte { return appendHeader(dst, TypeArray, n) }

// AppendMapHeader appends the header of a map of n pairs.
func AppendMapHeader(dst []byte, n int) []byte { return appendHeader(dst, TypeMap, n) }

// AppendSetHeader appends the header of a set of n elements.
func AppendSetHeader(dst []byte, n int) []byte { return appendHeader(dst, TypeSet, n) }

// AppendPushHeader appends the header of a push message of n elements.
func AppendPushHeader(dst []byte, n int) []byte { return appendHeader(dst, TypePush, n) }

// AppendAttributeHeader appends the header of an attribute of n pairs. The reply
// that the attribute describes follows its pairs.
func AppendAttributeHeader(dst []byte, n int) []byte { return appendHeader(dst, TypeAttribute, n) }

// AppendBulk appends s as a bulk string, the form of every argument of a command.
func AppendBulk(dst []byte, s string) []byte {
	dst = appendHeader(dst, TypeBulkString, len(s))
	dst = append(dst, s...)
	return append(dst, '\r', '\n')
}

// AppendCommand appends a command as clients send it: an array of bulk strings.
// See https://valkey.io/topics/protocol/#sending-commands-to-a-valkey-server
func AppendCommand(dst []byte, words ...string) []byte {
	dst = AppendArrayHeader(dst, len(words))
	for _, word := range words {
		dst = AppendBulk(dst, word)
	}
	return dst
}

// AppendBulkBytes appends b as a bulk string.
func AppendBulkBytes(dst, b []byte) []byte {
	dst = appendHeader(dst, TypeBulkString, len(b))
	dst = append(dst, b...)
	return append(dst, '\r', '\n')
}

// AppendBulkInt appends the decimal text of n as a bulk string.
func AppendBulkInt(dst []byte, n int64) []byte {
	if 0 <= n && n < 10 {
		return append(dst, '$', '1', '\r', '\n', byte('0'+n), '\r', '\n')
	}
	var text [20]byte
	return AppendBulkBytes(dst, strconv.AppendInt(text[:0], n, 10))
}

// AppendSimpleString appends s as a simple string. The type cannot hold line
// breaks: each CR and LF in s becomes a space.
func AppendSimpleString(dst []byte, s string) []byte { return appendLine(dst, TypeSimpleString, s) }

// AppendSimpleError appends text, such as "ERR no such key", as a simple error.
// The type cannot hold line breaks: each CR and LF in text becomes a space.
func AppendSimpleError(dst []byte, text string) []byte { return appendLine(dst, TypeSimpleError, text) }

// AppendBulkError appends text as a bulk error, which may hold any bytes.
func AppendBulkError(dst []byte, text string) []byte {
	dst = appendHeader(dst, TypeBulkError, len(text))
	dst = append(dst, text...)
	return append(dst, '\r', '\n')
}

// AppendInteger appends n as an integer reply. Arguments of commands are bulk
// strings instead: see [AppendBulkInt].
func AppendInteger(dst []byte, n int64) []byte {
	dst = append(dst, byte(TypeInteger))
	dst = strconv.AppendInt(dst, n, 10)
	return append(dst, '\r', '\n')
}

// AppendDouble appends f as a double, in the text of [AppendFloatText].
func AppendDouble(dst []byte, f float64) []byte {
	dst = append(dst, byte(TypeDouble))
	dst = AppendFloatText(dst, f)
	return append(dst, '\r', '\n')
}

// AppendBoolean appends b as a boolean.
func AppendBoolean(dst []byte, b bool) []byte {
	if b {
		return append(dst, "#t\r\n"...)
	}
	return append(dst, "#f\r\n"...)
}

// AppendNull appends the null of RESP3.
func AppendNull(dst []byte) []byte { return append(dst, "_\r\n"...) }

// AppendBigNumber appends an integer of any size, given as decimal digits with or
// without a sign. The digits are not checked; line breaks in them become spaces.
func AppendBigNumber(dst []byte, digits string) []byte {
	return appendLine(dst, TypeBigNumber, digits)
}

// AppendVerbatim appends text as a verbatim string. The format is "txt" for plain
// text or "mkd" for Markdown; one that has not three bytes is replaced by "txt".
func AppendVerbatim(dst []byte, format, text string) []byte {
	if len(format) != verbatimFormatLength {
		format = "txt"
	}
	dst = appendHeader(dst, TypeVerbatimString, len(format)+1+len(text))
	dst = append(dst, format...)
	dst = append(dst, ':')
	dst = append(dst, text...)
	return append(dst, '\r', '\n')
}

// AppendFloatText appends the text by which a server takes f as an argument: the
// shortest that gives the same number back, without an exponent from 1e-6 up to
// 1e21, or inf, -inf or nan (which most commands refuse).
func AppendFloatText(dst []byte, f float64) []byte {
	switch {
	case math.IsInf(f, 1):
		return append(dst, "inf"...)
	case math.IsInf(f, -1):
		return append(dst, "-inf"...)
	case math.IsNaN(f):
		return append(dst, "nan"...)
	}
	format := byte('f')
	if size := math.Abs(f); size != 0 && (size < 1e-6 || size >= 1e21) {
		format = 'e'
	}
	return strconv.AppendFloat(dst, f, format, -1, 64)
}

func appendHeader(dst []byte, typ Type, n int) []byte {
	switch {
	case n >= 1000:
		dst = append(dst, byte(typ))
		dst = strconv.AppendInt(dst, int64(n), 10)
		return append(dst, '\r', '\n')
	case n >= 100:
		return append(dst, byte(typ), byte('0'+n/100), byte('0'+n/10%10), byte('0'+n%10), '\r', '\n')
	case n >= 10:
		return append(dst, byte(typ), byte('0'+n/10), byte('0'+n%10), '\r', '\n')
	default:
		return append(dst, byte(typ), byte('0'+max(n, 0)), '\r', '\n')
	}
}

func appendLine(dst []byte, typ Type, text string) []byte {
	dst = append(dst, byte(typ))
	start := len(dst)
	dst = append(dst, text...)
	if strings.ContainsAny(text, "\r\n") {
		for i, c := range dst[start:] {
			if c == '\r' || c == '\n' {
				dst[start+i] = ' '
			}
		}
	}
	return append(dst, '\r', '\n')
}
