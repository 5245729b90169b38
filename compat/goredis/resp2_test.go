package goredis

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRepliesByRESP2(t *testing.T) {
	for _, c := range []struct {
		command, reply, want string
	}{
		{"GET", "$1\r\nx\r\n", "$1\r\nx\r\n"},
		{"GET", "_\r\n", "$-1\r\n"},
		{"SET", "+OK\r\n", "+OK\r\n"},
		{"INCR", ":-5\r\n", ":-5\r\n"},
		{"INCR", "-ERR no\r\n", "-ERR no\r\n"},
		{"HGETALL", "%1\r\n$1\r\na\r\n$1\r\n1\r\n", "*2\r\n$1\r\na\r\n$1\r\n1\r\n"},
		{"SMEMBERS", "~1\r\n$1\r\na\r\n", "*1\r\n$1\r\na\r\n"},
		{"ZSCORE", ",1.5\r\n", "$3\r\n1.5\r\n"},
		{"ZSCORE", ",inf\r\n", "$3\r\ninf\r\n"},
		{"EVAL", "#t\r\n", ":1\r\n"},
		{"EVAL", "#f\r\n", ":0\r\n"},
		{"EVAL", "(123456789012345678901\r\n", "$21\r\n123456789012345678901\r\n"},
		{"INFO", "=5\r\ntxt:x\r\n", "$1\r\nx\r\n"},
		{"ZRANGE", "*1\r\n*2\r\n$1\r\na\r\n,2\r\n", "*2\r\n$1\r\na\r\n$1\r\n2\r\n"},
		{"ZRANGE", "*1\r\n$1\r\na\r\n", "*1\r\n$1\r\na\r\n"},
		{"ZRANGE", "*0\r\n", "*0\r\n"},
		{"ZMPOP", "*2\r\n$1\r\nk\r\n*1\r\n*2\r\n$1\r\na\r\n,2\r\n", "*2\r\n$1\r\nk\r\n*1\r\n*2\r\n$1\r\na\r\n$1\r\n2\r\n"},
		{"XREAD", "%1\r\n$1\r\ns\r\n*1\r\n*2\r\n$3\r\n1-1\r\n*2\r\n$1\r\nf\r\n$1\r\nv\r\n", "*1\r\n*2\r\n$1\r\ns\r\n*1\r\n*2\r\n$3\r\n1-1\r\n*2\r\n$1\r\nf\r\n$1\r\nv\r\n"},
		{"XREAD", "_\r\n", "$-1\r\n"},
		{"XREAD", "*1\r\n*2\r\n$1\r\ns\r\n*0\r\n", "*1\r\n*2\r\n$1\r\ns\r\n*0\r\n"}, // by RESP2 already
	} {
		got := appendRESP2([]byte("before"), []byte(c.reply), differences[c.command])
		require.Equal(t, "before"+c.want, string(got), "%s %q", c.command, c.reply)
	}
}
