package cluster

import (
	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/options"
)

var scripting = []behaviour{
	{name: "scripts are loaded where they are missing", test: testScripts},
}

func testScripts(s *environment) {
	client := s.connect(nil)
	script := options.NewScript("redis.call('SET', KEYS[1], ARGV[1]) return redis.call('GET', KEYS[1])")
	for range 2 {
		for shard := range shards {
			primaries, _ := s.executions("eval", func() {
				for range 2 {
					value, err := client.InvokeScriptWithOptions(s.Context(), script, options.ScriptOptions{
						Keys: []string{key(firstSlot(shard), "k")}, Args: []string{"value"},
					})
					require.NoError(s, err)
					require.Equal(s, "value", value)
				}
			})
			var want [shards]int64
			want[shard] = 1
			require.Equal(s, want, primaries, "the source is sent once to each shard")
		}
		_, err := client.ScriptFlush(s.Context())
		require.NoError(s, err)
	}
	value, err := client.InvokeScript(s.Context(), options.NewScript("return 'without keys'"))
	require.NoError(s, err)
	require.Equal(s, "without keys", value)
	_, err = client.InvokeScriptWithOptions(s.Context(), script, options.ScriptOptions{
		Keys: []string{key(firstSlot(0), "k"), key(firstSlot(1), "k")}, Args: []string{"value"},
	})
	var refused *failure.ConfigurationError
	require.ErrorAs(s, err, &refused)
}
