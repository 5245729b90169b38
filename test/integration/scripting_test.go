package integration

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/options"
)

func TestEval(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		o := options.ScriptOptions{Keys: []string{"a", "b"}, Args: []string{"1"}}
		got, err := f.Eval(ctx, "return {KEYS[1], KEYS[2], ARGV[1], 42, false}", o)
		require.NoError(t, err)
		require.Equal(t, []any{"a", "b", "1", int64(42), nil}, got)
		_, err = f.Eval(ctx, "return redis.error_reply('CUSTOM reason')", options.ScriptOptions{})
		require.ErrorIs(t, err, &failure.ServerError{Code: "CUSTOM"})
		got, err = f.Eval(ctx, "return {1, redis.error_reply('CUSTOM inside')}", options.ScriptOptions{})
		require.NoError(t, err)
		require.Len(t, got, 2)
		require.IsType(t, &failure.ServerError{}, got.([]any)[1])
	})
}

func TestScriptLoadAndEvalSha(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		script := options.NewScript("return ARGV[1] .. '!'")
		hash, err := f.ScriptLoad(ctx, script.Source())
		require.NoError(t, err)
		require.Equal(t, script.Hash(), hash)
		got, err := f.EvalSHA(ctx, hash, options.ScriptOptions{Args: []string{"hello"}})
		require.NoError(t, err)
		require.Equal(t, "hello!", got)
		hash, err = f.ScriptLoad(ctx, "return {KEYS[2], KEYS[1]}")
		require.NoError(t, err)
		expect(t, any([]any{"b", "a"}))(f.EvalSHA(ctx, hash, options.ScriptOptions{Keys: []string{"a", "b"}}))
	})
}

func TestScriptIsSentAgainWhereTheServerForgotIt(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		script := options.NewScript("return 'counted'")
		for range 2 {
			_, err := f.server.Command(ctx, "SCRIPT", "FLUSH")
			require.NoError(t, err)
			_, err = f.EvalSHA(ctx, script.Hash(), options.ScriptOptions{})
			require.ErrorIs(t, err, &failure.ServerError{Code: "NOSCRIPT"})
			got, err := f.InvokeScript(ctx, script)
			require.NoError(t, err)
			require.Equal(t, "counted", got)
			got, err = f.EvalSHA(ctx, script.Hash(), options.ScriptOptions{})
			require.NoError(t, err, "the server remembers it from now on")
			require.Equal(t, "counted", got)
		}
	})
}

func TestScriptWithKeysAndArguments(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		script := options.NewScript("redis.call('SET', KEYS[1], ARGV[1]); return redis.call('GET', KEYS[1])")
		got, err := f.InvokeScriptWithOptions(ctx, script, options.ScriptOptions{Keys: []string{"key"}, Args: []string{"value"}})
		require.NoError(t, err)
		require.Equal(t, "value", got)
	})
}
