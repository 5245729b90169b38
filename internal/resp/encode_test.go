package resp_test

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/resp"
)

func TestAppend(t *testing.T) {
	tests := []struct {
		want string
		got  []byte
	}{
		{"*3\r\n", resp.AppendArrayHeader(nil, 3)},
		{"*0\r\n", resp.AppendArrayHeader(nil, -1)},
		{"%12\r\n", resp.AppendMapHeader(nil, 12)},
		{"*2\r\n$3\r\nGET\r\n$1\r\nk\r\n", resp.AppendCommand(nil, "GET", "k")},
		{"~123\r\n", resp.AppendSetHeader(nil, 123)},
		{">1234\r\n", resp.AppendPushHeader(nil, 1234)},
		{"|1\r\n", resp.AppendAttributeHeader(nil, 1)},
		{"$0\r\n\r\n", resp.AppendBulk(nil, "")},
		{"$3\r\nSET\r\n", resp.AppendBulk(nil, "SET")},
		{"$3\r\nSET\r\n", resp.AppendBulkBytes(nil, []byte("SET"))},
		{"$1\r\n0\r\n", resp.AppendBulkInt(nil, 0)},
		{"$1\r\n9\r\n", resp.AppendBulkInt(nil, 9)},
		{"$2\r\n10\r\n", resp.AppendBulkInt(nil, 10)},
		{"$2\r\n-1\r\n", resp.AppendBulkInt(nil, -1)},
		{"$20\r\n-9223372036854775808\r\n", resp.AppendBulkInt(nil, math.MinInt64)},
		{"+OK\r\n", resp.AppendSimpleString(nil, "OK")},
		{"+a b\r\n", resp.AppendSimpleString(nil, "a\nb")},
		{"-ERR a  b\r\n", resp.AppendSimpleError(nil, "ERR a\r\nb")},
		{"!3\r\na\r\n\r\n", resp.AppendBulkError(nil, "a\r\n")},
		{":-12\r\n", resp.AppendInteger(nil, -12)},
		{",1.5\r\n", resp.AppendDouble(nil, 1.5)},
		{",-inf\r\n", resp.AppendDouble(nil, math.Inf(-1))},
		{"#t\r\n", resp.AppendBoolean(nil, true)},
		{"#f\r\n", resp.AppendBoolean(nil, false)},
		{"_\r\n", resp.AppendNull(nil)},
		{"(123456789012345678901\r\n", resp.AppendBigNumber(nil, "123456789012345678901")},
		{"=6\r\nmkd:#1\r\n", resp.AppendVerbatim(nil, "mkd", "#1")},
		{"=6\r\ntxt:#1\r\n", resp.AppendVerbatim(nil, "markdown", "#1")},
	}
	for _, test := range tests {
		require.Equal(t, test.want, string(test.got))
	}
}

func TestAppendKeepsWhatIsThere(t *testing.T) {
	dst := append(make([]byte, 0, 100), "\r\n+"...)
	dst = resp.AppendSimpleString(dst, "a\nb")
	dst = resp.AppendBulk(dst, "c")
	require.Equal(t, "\r\n++a b\r\n$1\r\nc\r\n", string(dst))
}

func TestAppendBulkOfEveryLength(t *testing.T) {
	for _, n := range []int{0, 1, 9, 10, 11, 99, 100, 101, 999, 1000, 1001, 99_999, 1_000_000} {
		s := strings.Repeat("x", n)
		want := "$" + strconv.Itoa(n) + "\r\n" + s + "\r\n"
		require.Equal(t, want, string(resp.AppendBulk(nil, s)))
		require.Equal(t, want, string(resp.AppendBulkBytes(nil, []byte(s))))
	}
}

func TestAppendFloatText(t *testing.T) {
	tests := map[string]float64{
		"0": 0, "-0": math.Copysign(0, -1), "1": 1, "0.1": 0.1, "-2.5": -2.5, "3000000": 3e6, "100000000000000000000": 1e20,
		"1e+21": 1e21, "0.000001": 1e-6, "1e-07": 1e-7, "1.7976931348623157e+308": math.MaxFloat64,
		"5e-324": math.SmallestNonzeroFloat64, "inf": math.Inf(1), "-inf": math.Inf(-1), "nan": math.NaN(),
	}
	for want, f := range tests {
		got := string(resp.AppendFloatText(nil, f))
		require.Equal(t, want, got)
		if f == f {
			back, err := strconv.ParseFloat(got, 64)
			require.NoError(t, err)
			require.Equal(t, math.Float64bits(f), math.Float64bits(back))
		}
	}
}

func TestAppendAllocatesNothingWhereThereIsRoom(t *testing.T) {
	dst := make([]byte, 0, 1000)
	require.Zero(t, testing.AllocsPerRun(100, func() {
		dst = resp.AppendArrayHeader(dst[:0], 4)
		dst = resp.AppendBulk(dst, "SET")
		dst = resp.AppendBulkBytes(dst, dst[:4])
		dst = resp.AppendBulkInt(dst, math.MinInt64)
		dst = resp.AppendDouble(dst, math.Pi)
		dst = resp.AppendSimpleError(dst, "ERR a\nb")
	}))
}
