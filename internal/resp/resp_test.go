package resp_test

import (
	"math"
	"strings"

	"github.com/glissade-io/glissade/internal/resp"
)

// sample is a reply on the wire, the value that it stands for and, where that is
// another, the form in which the value is encoded.
type sample struct {
	name      string
	wire      string
	value     resp.Value
	canonical string
}

func text(typ resp.Type, s string) resp.Value { return resp.Value{Type: typ, Text: s} }
func bulk(s string) resp.Value                { return text(resp.TypeBulkString, s) }
func integer(n int64) resp.Value              { return resp.Value{Type: resp.TypeInteger, Int: n} }
func double(f float64) resp.Value             { return resp.Value{Type: resp.TypeDouble, Float: f} }
func null() resp.Value                        { return resp.Value{Type: resp.TypeNull, Null: true} }
func list(typ resp.Type, elems ...resp.Value) resp.Value {
	return resp.Value{Type: typ, Elems: elems}
}

func with(v resp.Value, attributes ...resp.Value) resp.Value {
	v.Attributes = attributes
	return v
}

var long = strings.Repeat("0123456789", 120)

// samples has each type in each of its spellings.
var samples = []sample{
	{"simple string", "+OK\r\n", text(resp.TypeSimpleString, "OK"), ""},
	{"other simple string", "+QUEUED\r\n", text(resp.TypeSimpleString, "QUEUED"), ""},
	{"empty simple string", "+\r\n", text(resp.TypeSimpleString, ""), ""},
	{"simple error", "-ERR no such key\r\n", text(resp.TypeSimpleError, "ERR no such key"), ""},
	{"integer", ":1000\r\n", integer(1000), ""},
	{"negative integer", ":-1\r\n", integer(-1), ""},
	{"integer with plus", ":+7\r\n", integer(7), ":7\r\n"},
	{"integer with zeros", ":0007\r\n", integer(7), ":7\r\n"},
	{"least integer", ":-9223372036854775808\r\n", integer(math.MinInt64), ""},
	{"greatest integer", ":9223372036854775807\r\n", integer(math.MaxInt64), ""},
	{"integer that looks like a stream", ":-2\r\n", integer(-2), ""},
	{"bulk string", "$5\r\nhello\r\n", bulk("hello"), ""},
	{"bulk string of any bytes", "$6\r\n\r\n\x00\xff$1\r\n", bulk("\r\n\x00\xff$1"), ""},
	{"empty bulk string", "$0\r\n\r\n", bulk(""), ""},
	{"bulk string of 10", "$10\r\n0123456789\r\n", bulk("0123456789"), ""},
	{"bulk string of 100", "$100\r\n" + long[:100] + "\r\n", bulk(long[:100]), ""},
	{"bulk string of 1200", "$1200\r\n" + long + "\r\n", bulk(long), ""},
	{"bulk string, length with zeros", "$0000000003\r\nabc\r\n", bulk("abc"), "$3\r\nabc\r\n"},
	{"null", "_\r\n", null(), ""},
	{"null bulk string", "$-1\r\n", null(), "_\r\n"},
	{"null array", "*-1\r\n", null(), "_\r\n"},
	{"true", "#t\r\n", resp.Value{Type: resp.TypeBoolean, Bool: true}, ""},
	{"false", "#f\r\n", resp.Value{Type: resp.TypeBoolean}, ""},
	{"double", ",1.25\r\n", double(1.25), ""},
	{"whole double", ",10\r\n", double(10), ""},
	{"double with exponent", ",-1.5E+300\r\n", double(-1.5e300), ",-1.5e+300\r\n"},
	{"double without digits before the point", ",.5\r\n", double(.5), ",0.5\r\n"},
	{"double of many digits", ",0.1000000000000000055511151231257827\r\n", double(.1), ",0.1\r\n"},
	{"double out of range", ",1e999\r\n", double(math.Inf(1)), ",inf\r\n"},
	{"inf", ",inf\r\n", double(math.Inf(1)), ""},
	{"-inf", ",-inf\r\n", double(math.Inf(-1)), ""},
	{"nan", ",nan\r\n", double(math.NaN()), ""},
	{"-nan", ",-nan\r\n", double(math.NaN()), ",nan\r\n"},
	{"+nan", ",+nan\r\n", double(math.NaN()), ",nan\r\n"},
	{"NaN", ",NaN\r\n", double(math.NaN()), ",nan\r\n"},
	{"-nan(ind)", ",-nan(ind)\r\n", double(math.NaN()), ",nan\r\n"},
	{"-INF", ",-INF\r\n", double(math.Inf(-1)), ",-inf\r\n"},
	{
		"big number", "(3492890328409238509324850943850943825024385\r\n",
		text(resp.TypeBigNumber, "3492890328409238509324850943850943825024385"), "",
	},
	{"negative big number", "(-34928903284092385093\r\n", text(resp.TypeBigNumber, "-34928903284092385093"), ""},
	{"bulk error", "!22\r\nSYNTAX invalid\r\nsyntax\r\n", text(resp.TypeBulkError, "SYNTAX invalid\r\nsyntax"), ""},
	{
		"verbatim string", "=15\r\ntxt:Some string\r\n",
		resp.Value{Type: resp.TypeVerbatimString, Text: "Some string", Format: "txt"},
		"",
	},
	{"empty verbatim string", "=4\r\nmkd:\r\n", resp.Value{Type: resp.TypeVerbatimString, Format: "mkd"}, ""},
	{"array", "*2\r\n$1\r\na\r\n:2\r\n", list(resp.TypeArray, bulk("a"), integer(2)), ""},
	{"empty array", "*0\r\n", list(resp.TypeArray), ""},
	{"set", "~2\r\n+a\r\n#t\r\n", list(resp.TypeSet, text(resp.TypeSimpleString, "a"), resp.Value{Type: resp.TypeBoolean, Bool: true}), ""},
	{"empty set", "~0\r\n", list(resp.TypeSet), ""},
	{"map", "%2\r\n+a\r\n:1\r\n+b\r\n_\r\n", list(resp.TypeMap, text(resp.TypeSimpleString, "a"), integer(1), text(resp.TypeSimpleString, "b"), null()), ""},
	{"empty map", "%0\r\n", list(resp.TypeMap), ""},
	{"push", ">3\r\n$7\r\nmessage\r\n$2\r\nch\r\n$2\r\nhi\r\n", list(resp.TypePush, bulk("message"), bulk("ch"), bulk("hi")), ""},
	{
		"nesting", "*3\r\n*1\r\n%1\r\n$1\r\nk\r\n~1\r\n:1\r\n*0\r\n*-1\r\n",
		list(resp.TypeArray, list(resp.TypeArray, list(resp.TypeMap, bulk("k"), list(resp.TypeSet, integer(1)))), list(resp.TypeArray), null()),
		"*3\r\n*1\r\n%1\r\n$1\r\nk\r\n~1\r\n:1\r\n*0\r\n_\r\n",
	},
	{"attribute", "|1\r\n+ttl\r\n:3\r\n$1\r\na\r\n", with(bulk("a"), text(resp.TypeSimpleString, "ttl"), integer(3)), ""},
	{"empty attribute", "|0\r\n$1\r\na\r\n", bulk("a"), "$1\r\na\r\n"},
	{
		"two attributes", "|1\r\n+a\r\n:1\r\n|1\r\n+b\r\n:2\r\n:3\r\n",
		with(integer(3), text(resp.TypeSimpleString, "a"), integer(1), text(resp.TypeSimpleString, "b"), integer(2)),
		"|2\r\n+a\r\n:1\r\n+b\r\n:2\r\n:3\r\n",
	},
	{
		"attributes within", "*2\r\n:1\r\n|1\r\n|1\r\n+x\r\n_\r\n+k\r\n*0\r\n:2\r\n",
		list(resp.TypeArray, integer(1), with(integer(2), with(text(resp.TypeSimpleString, "k"), text(resp.TypeSimpleString, "x"), null()), list(resp.TypeArray))),
		"",
	},
	{"streamed string", "$?\r\n;4\r\nHell\r\n;5\r\no wor\r\n;2\r\nld\r\n;0\r\n", bulk("Hello world"), "$11\r\nHello world\r\n"},
	{"streamed string of one chunk", "$?\r\n;2\r\n\r\n\r\n;0\r\n", bulk("\r\n"), "$2\r\n\r\n\r\n"},
	{"empty streamed string", "$?\r\n;0\r\n", bulk(""), "$0\r\n\r\n"},
	{"streamed array", "*?\r\n:1\r\n:2\r\n.\r\n", list(resp.TypeArray, integer(1), integer(2)), "*2\r\n:1\r\n:2\r\n"},
	{"empty streamed array", "*?\r\n.\r\n", list(resp.TypeArray), "*0\r\n"},
	{"streamed set", "~?\r\n:1\r\n.\r\n", list(resp.TypeSet, integer(1)), "~1\r\n:1\r\n"},
	{"streamed map", "%?\r\n+a\r\n:1\r\n.\r\n", list(resp.TypeMap, text(resp.TypeSimpleString, "a"), integer(1)), "%1\r\n+a\r\n:1\r\n"},
	{"streamed push", ">?\r\n+a\r\n.\r\n", list(resp.TypePush, text(resp.TypeSimpleString, "a")), ">1\r\n+a\r\n"},
	{"streamed attribute", "|?\r\n+a\r\n:1\r\n.\r\n:2\r\n", with(integer(2), text(resp.TypeSimpleString, "a"), integer(1)), "|1\r\n+a\r\n:1\r\n:2\r\n"},
	{
		"streams within streams", "*?\r\n%?\r\n$?\r\n;1\r\nk\r\n;0\r\n*?\r\n.\r\n.\r\n*1\r\n~?\r\n.\r\n.\r\n",
		list(resp.TypeArray, list(resp.TypeMap, bulk("k"), list(resp.TypeArray)), list(resp.TypeArray, list(resp.TypeSet))),
		"*2\r\n%1\r\n$1\r\nk\r\n*0\r\n*1\r\n~0\r\n",
	},
}
