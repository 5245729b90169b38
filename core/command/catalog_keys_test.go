package command

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// keyCases are whole commands, with the keys marked by a leading "*", as the server's
// COMMAND GETKEYS tells them.
var keyCases = []string{
	"PING",
	"ECHO message",
	"SET *k v EX 10",
	"GET *k",
	"GETDEL *k",
	"MGET *a *b *c",
	"MSET *a 1 *b 2",
	"MSETEX 2 *a 1 *b 2 EX 10",
	"INCR *k",
	"INCRBYFLOAT *k 1.5",
	"DEL *a *b",
	"EXISTS *a *b",
	"EXPIRE *k 10",
	"TTL *k",
	"HSET *k f v",
	"HGETALL *k",
	"LPUSH *k e",
	"LRANGE *k 0 -1",
	"BLPOP *a *b 0",
	"BLMPOP 0 2 *a *b LEFT",
	"LMPOP 2 *a *b LEFT",
	"LMOVE *a *b LEFT RIGHT",
	"SADD *k m",
	"SMEMBERS *k",
	"SINTERCARD 2 *a *b LIMIT 1",
	"ZADD *k 1 m",
	"ZRANGE *k 0 -1",
	"ZRANGESTORE *dst *src 0 -1",
	"ZUNION 2 *a *b WITHSCORES",
	"ZUNIONSTORE *dst 2 *a *b WEIGHTS 1 2",
	"ZDIFFSTORE *dst 1 *a",
	"XADD *k * f v",
	"XRANGE *k - +",
	"XREAD COUNT 2 BLOCK 0 STREAMS *a *b 0 0",
	"XREAD streams *a 0",
	"XREADGROUP GROUP g c STREAMS *a *b > >",
	"XGROUP CREATE *k g $",
	"INFO server",
	"CONFIG GET maxmemory",
	"OBJECT ENCODING *k",
	"MEMORY USAGE *k",
	"EVAL return 2 *a *b x y",
	"EVAL return 0 x",
	"EVALSHA abc 1 *a",
	"FCALL f 1 *a x",
	"BITOP AND *dst *a *b",
	"PFCOUNT *a *b",
	"COPY *a *b",
	"RENAME *a *b",
	"SORT *k",
	"SORT *k BY w_* GET # LIMIT 0 10",
	"SORT *k BY w_* GET # STORE *dst",
	"SORT *k STORE *dst ALPHA",
	"SORT *k store other STORE *dst", // The last one counts.
	"SORT_RO *k BY w_*",
	"MIGRATE host 6379 *k 0 1000",
	"GEORADIUS *k 15 37 200 km",
	"GEORADIUS *k 15 37 200 km STORE *dst",
	"GEORADIUS *k 15 37 200 km COUNT 3 STOREDIST *dst",
	"GEORADIUSBYMEMBER *k m 200 km STORE *dst",
	"GEOSEARCHSTORE *dst *src FROMMEMBER m BYBOX 1 1 km",
	"LCS *a *b",
	"SUBSCRIBE c",
}

// splitCase returns a case as arguments and the positions of the marked ones. A mark
// alone is an argument of that form.
func splitCase(text string) (args []string, keys []int) {
	for i, word := range strings.Fields(text) {
		if key, ok := strings.CutPrefix(word, "*"); ok && key != "" {
			word, keys = key, append(keys, i)
		}
		args = append(args, word)
	}
	return args, keys
}

func TestKeysAreThoseOfTheServer(t *testing.T) {
	for _, text := range keyCases {
		args, want := splitCase(text)
		metadata, ok := LookupArguments(args)
		require.True(t, ok, text)
		got, complete := metadata.Keys(args)
		require.Equal(t, want, got, text)
		require.True(t, complete, text)
	}
}

func TestKeysOfMigrateBehindKEYS(t *testing.T) {
	metadata := lookup(t, "MIGRATE")
	keys, complete := metadata.Keys([]string{"MIGRATE", "host", "6379", "", "0", "1000", "COPY", "KEYS", "a", "b"})
	require.Equal(t, []int{8, 9}, keys)
	require.False(t, complete, "the server warns that its rule may miss keys")
}

func TestRoutingArgumentsAreShardChannels(t *testing.T) {
	for text, want := range map[string][]int{
		"SPUBLISH channel message": {1},
		"SSUBSCRIBE a b":           {1, 2},
		"SUNSUBSCRIBE a":           {1},
		"GET k":                    nil,
	} {
		args := strings.Fields(text)
		got, complete := lookup(t, args[0]).RoutingArguments(args)
		require.Equal(t, want, got, text)
		require.True(t, complete, text)
		if want != nil {
			keys, _ := lookup(t, args[0]).Keys(args)
			require.Empty(t, keys, "a channel is no key")
		}
	}
}

func TestKeysReportsWhatItCannotTell(t *testing.T) {
	for text, want := range map[string][]int{
		"GET":                nil,
		"MSET":               nil,
		"LMOVE a":            {1},
		"EVAL script":        nil,
		"EVAL script many k": nil,
		"EVAL script -1 k":   nil,
		"EVAL script 5 a b":  {3, 4},
		"ZUNIONSTORE dst":    {1},
		"EVAL script " + strconv.Itoa(1<<62) + " a": {3},
		"EVAL script 99999999999999999999 a":        nil,
	} {
		args := strings.Fields(text)
		got, complete := lookup(t, args[0]).Keys(args)
		require.False(t, complete, text)
		require.Equal(t, want, got, text)
	}
}

func TestKeysOfAnUnknownRuleAreReported(t *testing.T) {
	keys, complete := Metadata{"X;;;;;;1:0/1 ?:"}.Keys([]string{"X", "k"})
	require.Equal(t, []int{1}, keys)
	require.False(t, complete)
}

func TestKeysStayWithinTheArguments(t *testing.T) {
	for _, line := range tableLines() {
		metadata := Metadata{line}
		name := metadata.Name()
		require.NotPanics(t, func() {
			for n := range 8 {
				args := append(strings.Fields(name), strings.Fields("1 2 STREAMS STORE KEYS 0 x")[:n]...)
				keys, _ := metadata.Keys(args)
				for _, key := range keys {
					require.Less(t, key, len(args), name)
					require.Positive(t, key, name)
				}
			}
			metadata.Keys(nil)
		}, name)
	}
}

func FuzzKeys(f *testing.F) {
	for _, text := range keyCases {
		f.Add(strings.ReplaceAll(text, " *", " "))
	}
	f.Add("EVAL script 9223372036854775807 a")
	f.Fuzz(func(t *testing.T, text string) {
		args := strings.Split(text, " ")
		metadata, _ := LookupArguments(args)
		for _, find := range []func([]string) ([]int, bool){metadata.Keys, metadata.RoutingArguments} {
			positions, _ := find(args)
			for _, position := range positions {
				if position < 1 || position >= len(args) {
					t.Fatalf("position %d of %q", position, args)
				}
			}
		}
	})
}
