package compression_test

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	_ "github.com/glissade-io/glissade/compression/lz4"
	_ "github.com/glissade-io/glissade/compression/zstd"
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/compression"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

func codec(t testing.TB, c options.CompressionConfiguration) compression.Codec {
	t.Helper()
	return notifying(t, c, nil)
}

func notifying(t testing.TB, c options.CompressionConfiguration, notify func(models.ClientEvent)) compression.Codec {
	t.Helper()
	codec, err := compression.New(&c, notify)
	require.NoError(t, err)
	return codec
}

// sent returns the arguments that are sent of a command.
func sent(t testing.TB, c compression.Codec, words ...string) []string {
	t.Helper()
	var a, b command.Args
	command.CustomCommand(&a, words)
	require.NoError(t, a.Err())
	start := c.Stats().ValuesCompressed
	changed, err := c.Compress(&b, &a)
	require.NoError(t, err)
	if !changed {
		b.CopyFrom(&a)
	}
	list := make([]string, b.Len())
	for i := range list {
		list[i] = string(b.Arg(i))
	}
	require.Equal(t, a.Encoded(), resp.AppendCommand(nil, words...), "the command itself is left as it was")

	before := c.Stats().ValuesCompressed
	encoded := c.AppendCommand([]byte("before"), a.Name(), a.Encoded())
	require.Equal(t, "before"+string(b.Encoded()), string(encoded), "in a batch it is the same")
	require.Equal(t, before-start, c.Stats().ValuesCompressed-before)

	var keys, keysSent []string
	for key := range a.EachKey {
		keys = append(keys, string(key))
	}
	for key := range b.EachKey {
		keysSent = append(keysSent, string(key))
	}
	require.Equal(t, keys, keysSent)
	return list
}

// received returns what becomes of a reply.
func received(t testing.TB, c compression.Codec, name, frame string) string {
	t.Helper()
	reply, err := c.Reply(nil, name, []byte(frame))
	require.NoError(t, err)
	return string(reply)
}

func bulk(s string) string { return string(resp.AppendBulk(nil, s)) }

func unhex(t testing.TB, s string) string {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	require.NoError(t, err)
	return string(b)
}

var hundred = strings.Repeat("a", 100)

// Values by the descriptions of the formats: of GLIDE's header, of LZ4's block, and of
// zstd's frame (RFC 8878).
var golden = map[string]string{
	"LZ4":                              "000102 00 02 64000000 1f 61 0100 4b 50 6161616161",
	"zstd, with its size":              "000102 00 01 28b52ffd 20 64 230300 61",
	"zstd as a stream, without a size": "000102 00 01 28b52ffd 00 58 230300 61",
	"zstd in a compressed block":       "000102 00 01 28b52ffd 20 64 250000 45 06 61 00",
	"zstd with two blocks":             "000102 00 01 28b52ffd 00 58 920100 61 930100 61",
}

func TestGoldenValuesAreRead(t *testing.T) {
	c := codec(t, options.CompressionConfiguration{})
	for name, value := range golden {
		require.Equal(t, bulk(hundred), received(t, c, "GET", bulk(unhex(t, value))), name)
	}
}

func TestGoldenValuesAreWritten(t *testing.T) {
	lz4 := codec(t, options.CompressionConfiguration{Backend: options.LZ4})
	require.Equal(t, []string{"SET", "k", unhex(t, golden["LZ4"])}, sent(t, lz4, "SET", "k", hundred))

	zstd := codec(t, options.CompressionConfiguration{})
	value := sent(t, zstd, "SET", "k", hundred)[2]
	require.Equal(t, unhex(t, "000102 00 01 28b52ffd 00"), value[:10], "the header, the frame's; no checksum")
	require.Equal(t, bulk(hundred), received(t, lz4, "GET", bulk(value)), "either reads both")
	require.Equal(t, bulk(hundred), received(t, zstd, "GET", bulk(unhex(t, golden["LZ4"]))))
}

func TestWhichArgumentsAreCompressed(t *testing.T) {
	z := unhex(t, golden["LZ4"])
	for _, test := range []struct{ words, want []string }{
		{[]string{"SET", hundred, hundred}, []string{"SET", hundred, z}},
		{[]string{"set", "k", hundred, "XX", "GET", "EX", "10"}, []string{"set", "k", z, "XX", "GET", "EX", "10"}},
		{[]string{"SET", "k", hundred, "IFEQ", "short"}, []string{"SET", "k", z, "IFEQ", "short"}},
		{[]string{"SET", "k", hundred, "ifeq", z, "GET"}, []string{"SET", "k", z, "ifeq", z, "GET"}},
		{[]string{"SETNX", "k", hundred}, []string{"SETNX", "k", z}},
		{[]string{"GETSET", "k", hundred}, []string{"GETSET", "k", z}},
		{[]string{"SETEX", "k", "10", hundred}, []string{"SETEX", "k", "10", z}},
		{[]string{"PSETEX", "k", "10", hundred}, []string{"PSETEX", "k", "10", z}},
		{[]string{"MSET", hundred, hundred, "l", "short", "m", hundred}, []string{"MSET", hundred, z, "l", "short", "m", z}},
		{[]string{"MSETNX", "k", hundred, "l", "short"}, []string{"MSETNX", "k", z, "l", "short"}},
		{[]string{"MSETEX", "2", "k", hundred, "l", hundred, "NX", "EX", "10"}, []string{"MSETEX", "2", "k", z, "l", z, "NX", "EX", "10"}},
		{[]string{"MSETEX", "1", "k", hundred, "NX", hundred}, []string{"MSETEX", "1", "k", z, "NX", hundred}},
		{[]string{"MSETEX", hundred, "k", hundred}, nil},
		{[]string{"SET", "k"}, nil},
		{[]string{"SETEX", "k", hundred}, nil},
		{[]string{"HSET", "k", "f", hundred}, nil},
		{[]string{"LPUSH", "k", hundred}, nil},
		{[]string{"EVAL", hundred, "1", "k", hundred}, nil},
		{[]string{"HSETEX", "k", "FIELDS", "1", "f", hundred}, nil},
		{[]string{"RESTORE", "k", "0", hundred}, nil},
		{[]string{"DELIFEQ", "k", "short"}, nil},
		{[]string{"DELIFEQ", "k", z}, nil},
		{[]string{"SET", "k", z}, nil},
	} {
		c := codec(t, options.CompressionConfiguration{Backend: options.LZ4})
		want := test.want
		if want == nil {
			want = test.words
		}
		require.Equal(t, want, sent(t, c, test.words...), "%q", test.words)
	}
}

func TestWhatIsSentAsItIs(t *testing.T) {
	for name, value := range map[string]string{
		"nothing": "", "too short": hundred[:63], "marked already": unhex(t, "000102 00 01 28b5") + hundred,
		"marked, of another version": unhex(t, "000102 07 01") + hundred,
		"not smaller":                unhex(t, noise),
	} {
		for _, backend := range []options.CompressionBackend{options.ZSTD, options.LZ4} {
			c := codec(t, options.CompressionConfiguration{Backend: backend})
			require.Equal(t, value, sent(t, c, "SET", "k", value)[2], name)
			require.Equal(t, models.CompressionStatistics{Skipped: 2}, c.Stats(), name)
		}
	}
	c := codec(t, options.CompressionConfiguration{MinCompressionSize: 100})
	require.NotEqual(t, hundred, sent(t, c, "SET", "k", hundred)[2])
	require.Equal(t, hundred[1:], sent(t, c, "SET", "k", hundred[1:])[2])
}

// noise is 80 bytes that nothing compresses.
const noise = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b8559f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" +
	"4355a46b19d348dc2f57c046f8ef63d4"

func TestWhichRepliesAreDecompressed(t *testing.T) {
	c := codec(t, options.CompressionConfiguration{})
	z := bulk(unhex(t, golden["LZ4"]))
	a := bulk(hundred)
	for _, test := range []struct{ frame, want string }{
		{z, a},
		{"*3\r\n" + z + "$-1\r\n" + z, "*3\r\n" + a + "$-1\r\n" + a},
		{"*2\r\n_\r\n" + z, "*2\r\n_\r\n" + a},
		{"*2\r\n*1\r\n" + z + "*2\r\n:1\r\n" + z, "*2\r\n*1\r\n" + a + "*2\r\n:1\r\n" + a},
		{"%2\r\n+a:1\r\n" + z + "+b:1\r\n-ERR x\r\n", "%2\r\n+a:1\r\n" + a + "+b:1\r\n-ERR x\r\n"},
		{"*?\r\n" + z + "+x\r\n.\r\n", "*?\r\n" + a + "+x\r\n.\r\n"},
		{"*1\r\n|1\r\n+k\r\n:1\r\n" + z, "*1\r\n|1\r\n+k\r\n:1\r\n" + a},
		{"$?\r\n;5\r\n\x00\x01\x02\x00\x02\r\n;15\r\n" + unhex(t, golden["LZ4"])[5:] + "\r\n;0\r\n", a},
	} {
		require.True(t, c.Decompresses("GET", []byte(test.frame)), "%q", test.frame)
		require.Equal(t, test.want, received(t, c, "GET", test.frame), "%q", test.frame)
	}
	for _, name := range []string{"GET", "GETEX", "GETDEL", "GETSET", "MGET", "SET", "EXEC"} {
		require.True(t, c.Decompresses(name, []byte(z)), name)
	}
	for _, name := range []string{"HGET", "LRANGE", "EVAL", "DUMP", "SORT", "SETNX", "OBJECT", ""} {
		require.False(t, c.Decompresses(name, []byte(z)), name)
	}
	for _, frame := range []string{"", "$-1\r\n", "_\r\n", "+OK\r\n", "-ERR \x00\x01\x02\r\n", bulk("plain"), bulk("\x00\x01\x02"), bulk("\x00\x01\x02\x00"), bulk(hundred + z), "*1\r\n" + bulk("x"), ":1\r\n"} {
		if c.Decompresses("GET", []byte(frame)) {
			require.Equal(t, frame, received(t, c, "GET", frame))
		}
	}
}

func TestWhatCannotBeDecompressed(t *testing.T) {
	for name, test := range map[string]struct {
		value, backend, message string
	}{
		"another backend":   {"000102 00 03 00", "", "with the id 3"},
		"another version":   {"000102 01 02 64000000 1f610100 4b50 6161616161", "", "version 1"},
		"nothing of zstd":   {"000102 00 01", "ZSTD", "damaged"},
		"nothing of LZ4":    {"000102 00 02", "LZ4", "its size is missing"},
		"half of LZ4":       {"000102 00 02 64000000 1f61", "LZ4", "damaged"},
		"LZ4, too long":     {"000102 00 02 65000000 1f610100 4b50 6161616161", "LZ4", "damaged"},
		"LZ4, too short":    {"000102 00 02 63000000 1f610100 4b50 6161616161", "LZ4", "damaged"},
		"half of zstd":      {"000102 00 01 28b52ffd 20 64 2303", "ZSTD", "damaged"},
		"zstd, too long":    {"000102 00 01 28b52ffd 20 65 230300 61", "ZSTD", "damaged"},
		"zstd, too short":   {"000102 00 01 28b52ffd 20 63 230300 61", "ZSTD", "damaged"},
		"two frames":        {"000102 00 01 28b52ffd 20 64 230300 61 28b52ffd 20 64 230300 61", "ZSTD", "something stands behind it"},
		"with a dictionary": {"000102 00 01 28b52ffd 21 01 64 230300 61", "ZSTD", "dictionary"},
	} {
		c := codec(t, options.CompressionConfiguration{})
		_, err := c.Reply(nil, "MGET", []byte("*2\r\n"+bulk(unhex(t, golden["LZ4"]))+bulk(unhex(t, test.value))))
		var e *failure.CompressionError
		require.ErrorAs(t, err, &e, name)
		require.Equal(t, "MGET", e.Command)
		require.Equal(t, test.backend, e.Backend, name)
		require.ErrorContains(t, err, test.message, name)
		require.Equal(t, failure.Answered, failure.DeliveryOf(err))
		require.Equal(t, models.CompressionStatistics{ValuesDecompressed: 1, DecompressedBytes: 100, Failed: 1}, c.Stats(), name)
	}
}

func TestWhatIsRefused(t *testing.T) {
	c := codec(t, options.CompressionConfiguration{})
	refusal := func(words ...string) error {
		var a, b command.Args
		command.CustomCommand(&a, words)
		require.NoError(t, a.Err())
		_, err := c.Compress(&b, &a)
		require.Equal(t, err, c.Check(a.Name(), a.Encoded()), "in a batch it is the same")
		return err
	}
	for _, words := range []string{
		"APPEND k v", "GETRANGE k 0 1", "SUBSTR k 0 1", "SETRANGE k 0 v", "STRLEN k", "LCS k l", "INCR k", "INCRBY k 1", "INCRBYFLOAT k 1",
		"DECR k", "DECRBY k 1", "GETBIT k 0", "SETBIT k 0 1", "BITCOUNT k", "BITPOS k 1", "BITFIELD k", "BITFIELD_RO k", "BITOP AND k l",
	} {
		err := refusal(strings.Fields(words)...)
		var e *failure.ConfigurationError
		require.ErrorAs(t, err, &e, words)
		require.Equal(t, strings.Fields(words)[0], e.Field)
		require.ErrorContains(t, err, "incompatible with compression")
	}
	require.ErrorContains(t, refusal("SET", "k", "v", "XX", "ifeq", hundred), "Transaction")
	require.ErrorContains(t, refusal("DELIFEQ", "k", hundred), "Transaction")
	require.NotContains(t, refusal("DELIFEQ", "k", hundred).Error(), hundred)
	require.NoError(t, refusal("SET", "k", "v", "EX", "10"))
	require.NoError(t, refusal("SET", "IFEQ", hundred))
	require.NoError(t, refusal("SET", "k", "v", "IFEQ"))
	require.NoError(t, refusal("DELIFEQ", "k"))
}

func TestConfigurationsThatCannotWork(t *testing.T) {
	level := func(n int) *int { return &n }
	for field, list := range map[string][]options.CompressionConfiguration{
		"Compression.Backend":             {{Backend: "gzip"}},
		"Compression.MinCompressionSize":  {{MinCompressionSize: 5}, {MinCompressionSize: -1}, {MinCompressionSize: 1}},
		"Compression.MaxDecompressedSize": {{MaxDecompressedSize: -1}},
		"Compression.CompressionLevel": {
			{CompressionLevel: level(23)},
			{CompressionLevel: level(-131073)},
			{Backend: options.LZ4, CompressionLevel: level(13)},
			{Backend: options.LZ4, CompressionLevel: level(-129)},
		},
	} {
		for _, c := range list {
			_, err := compression.New(&c, nil)
			var e *failure.ConfigurationError
			require.ErrorAs(t, err, &e, "%+v", c)
			require.Equal(t, field, e.Field)
		}
	}
	for backend, levels := range map[options.CompressionBackend][]int{options.ZSTD: {-131072, -5, 0, 1, 3, 7, 19, 22}, options.LZ4: {-128, -1, 0, 1, 9, 12}} {
		for _, n := range levels {
			c := codec(t, options.CompressionConfiguration{Backend: backend, CompressionLevel: level(n), MinCompressionSize: 6})
			value := strings.Repeat("to be compressed; ", 100)
			compressed := sent(t, c, "SET", "k", value)[2]
			require.Less(t, len(compressed), len(value), "%s %d", backend, n)
			require.Equal(t, bulk(value), received(t, c, "GET", bulk(compressed)), "%s %d", backend, n)
		}
	}
	none, err := compression.New(nil, nil)
	require.NoError(t, err)
	require.True(t, none == nil)
}

func TestCounts(t *testing.T) {
	c := codec(t, options.CompressionConfiguration{Backend: options.LZ4})
	var a, b command.Args
	command.CustomCommand(&a, []string{"MSET", "k", hundred, "l", "short", "m", hundred})
	_, err := c.Compress(&b, &a)
	require.NoError(t, err)
	received(t, c, "MGET", "*1\r\n"+bulk(unhex(t, golden["LZ4"])))
	size := uint64(len(unhex(t, golden["LZ4"])))
	require.Equal(t, models.CompressionStatistics{
		ValuesCompressed: 2, OriginalBytes: 200, CompressedBytes: 2 * size, Skipped: 1, ValuesDecompressed: 1, DecompressedBytes: 100,
	}, c.Stats())
}
