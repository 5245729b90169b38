package integration

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// library is the source of a library: its functions are "echo", which returns its
// keys and arguments, "write", and "spin", which never ends.
const library = `#!lua name=mylib
redis.register_function{function_name='echo', callback=function(keys, args) return {keys, args} end, flags={'no-writes'}, description='returns all'}
redis.register_function('write', function(keys, args) return redis.call('SET', keys[1], args[1]) end)
redis.register_function('spin', function() while true do end end)`

// functions tells the functions of library.
func functions() []models.FunctionInfo {
	return []models.FunctionInfo{
		{Name: "echo", Description: "returns all", Flags: []string{"no-writes"}},
		{Name: "spin", Flags: []string{}},
		{Name: "write", Flags: []string{}},
	}
}

// withLibrary has library loaded for the time of a test.
func withLibrary(t *testing.T, ctx context.Context, f fixture) {
	t.Helper()
	expect(t, "mylib")(f.FunctionLoad(ctx, library, true))
	t.Cleanup(func() {
		_, err := f.server.Command(context.WithoutCancel(ctx), "FUNCTION", "FLUSH")
		require.NoError(t, err)
	})
}

// spinning starts a script or function that does not end by itself on a client of its
// own. It returns when the server takes it for slow, with what start will return.
func spinning(t *testing.T, ctx context.Context, f fixture, start func(runner fixture) error) <-chan error {
	t.Helper()
	_, err := f.server.Command(ctx, "CONFIG", "SET", "busy-reply-threshold", "1")
	require.NoError(t, err)
	t.Cleanup(func() {
		_, err := f.server.Command(context.WithoutCancel(ctx), "CONFIG", "SET", "busy-reply-threshold", "5000")
		require.NoError(t, err)
	})
	client := connect(t, f.server, func(c *options.ClientConfiguration) { c.Protocol = f.protocol })
	ended := make(chan error, 1)
	go func() { ended <- start(fixture{client, f.protocol}) }()
	require.Eventually(t, func() bool {
		_, err := f.Get(ctx, "key")
		return errors.Is(err, &failure.ServerError{Code: "BUSY"})
	}, patience, time.Millisecond)
	return ended
}

func TestReadOnlyScripts(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		o := options.ScriptOptions{Keys: []string{"a"}, Args: []string{"1"}}
		expect(t, any([]any{"a", "1"}))(f.EvalReadOnly(ctx, "return {KEYS[1], ARGV[1]}", o))
		expectError[any](t, "ERR")(f.EvalReadOnly(ctx, "return redis.call('SET', KEYS[1], ARGV[1])", o))

		script := options.NewScript("return {KEYS[1], redis.call('GET', KEYS[1]), ARGV[1]}")
		expect(t, "OK")(f.ScriptFlush(ctx))
		expectError[any](t, "NOSCRIPT")(f.EvalSHAReadOnly(ctx, script.Hash(), o))
		expect(t, any([]any{"a", nil, "1"}))(f.InvokeScriptReadOnlyWithOptions(ctx, script, o))
		expect(t, any([]any{"a", nil, "1"}))(f.EvalSHAReadOnly(ctx, script.Hash(), o))
		expect(t, any("x"))(f.InvokeScriptReadOnly(ctx, options.NewScript("return 'x'")))
		expectError[any](t, "ERR")(f.InvokeScriptReadOnlyWithOptions(ctx, options.NewScript("return redis.call('DEL', KEYS[1])"), o))
	})
}

func TestScriptExistsShowAndFlush(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		known, unknown := options.NewScript("return 'known'"), options.NewScript("return 'unknown'")
		hashes := []string{known.Hash(), unknown.Hash()}
		for name, flush := range map[string]func() (string, error){
			"plainly":       func() (string, error) { return f.ScriptFlush(ctx) },
			"synchronously": func() (string, error) { return f.ScriptFlushWithMode(ctx, options.Sync) },
			"in background": func() (string, error) { return f.ScriptFlushWithMode(ctx, options.Async) },
		} {
			_, err := f.ScriptLoad(ctx, known.Source())
			require.NoError(t, err, name)
			expect(t, []bool{true, false})(f.ScriptExists(ctx, hashes))
			expect(t, "OK")(flush())
			expect(t, []bool{false, false})(f.ScriptExists(ctx, hashes))
		}
		since(t, f, "8.0", "SCRIPT SHOW")
		expectError[string](t, "NOSCRIPT")(f.ScriptShow(ctx, known.Hash()))
		_, err := f.ScriptLoad(ctx, known.Source())
		require.NoError(t, err)
		expect(t, known.Source())(f.ScriptShow(ctx, known.Hash()))
	})
}

func TestScriptKill(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		expectError[string](t, "NOTBUSY")(f.ScriptKill(ctx))
		ended := spinning(t, ctx, f, func(runner fixture) error {
			_, err := runner.Eval(ctx, "while true do end", options.ScriptOptions{})
			return err
		})
		expectError[models.FunctionStatsResult](t, "BUSY")(f.FunctionStats(ctx))
		expect(t, "OK")(f.ScriptKill(ctx))
		require.ErrorContains(t, <-ended, "killed")
	})
}

func TestFunctionCalls(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		withLibrary(t, ctx, f)
		none, both := any([]any{[]any{}, []any{}}), any([]any{[]any{"k"}, []any{"a", "b"}})
		expect(t, none)(f.FCall(ctx, "echo"))
		expect(t, both)(f.FCallWithKeysAndArgs(ctx, "echo", []string{"k"}, []string{"a", "b"}))
		expect(t, none)(f.FCallReadOnly(ctx, "echo"))
		expect(t, both)(f.FCallReadOnlyWithKeysAndArgs(ctx, "echo", []string{"k"}, []string{"a", "b"}))
		expect(t, any("OK"))(f.FCallWithKeysAndArgs(ctx, "write", []string{"k"}, []string{"v"}))
		expect(t, present("v"))(f.Get(ctx, "k"))
		expectError[any](t, "ERR")(f.FCallReadOnlyWithKeysAndArgs(ctx, "write", []string{"k"}, []string{"v"}))
		expectError[any](t, "ERR")(f.FCall(ctx, "no-such-function"))
	})
}

func TestFunctionLibraries(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		withLibrary(t, ctx, f)
		expectError[string](t, "ERR")(f.FunctionLoad(ctx, library, false))
		list := func(query options.FunctionListQuery) []models.LibraryInfo {
			t.Helper()
			libraries, err := f.FunctionList(ctx, query)
			require.NoError(t, err)
			for i := range libraries {
				require.ElementsMatch(t, functions(), libraries[i].Functions) // which have no order
				libraries[i].Functions = nil
			}
			return libraries
		}
		require.Equal(t, []models.LibraryInfo{{Name: "mylib", Engine: "LUA"}}, list(options.FunctionListQuery{}))
		require.Equal(t, []models.LibraryInfo{{Name: "mylib", Engine: "LUA"}}, list(options.FunctionListQuery{LibraryName: "my*"}))
		require.Equal(t, []models.LibraryInfo{{Name: "mylib", Engine: "LUA", Code: library}}, list(options.FunctionListQuery{WithCode: true}))
		require.Empty(t, list(options.FunctionListQuery{LibraryName: "other", WithCode: true}))

		expect(t, "OK")(f.FunctionDelete(ctx, "mylib"))
		expectError[string](t, "ERR")(f.FunctionDelete(ctx, "mylib"))
		for _, flush := range []func(context.Context) (string, error){f.FunctionFlush, f.FunctionFlushSync, f.FunctionFlushAsync} {
			expect(t, "mylib")(f.FunctionLoad(ctx, library, false))
			expect(t, "OK")(flush(ctx))
			require.Empty(t, list(options.FunctionListQuery{}))
		}
	})
}

func TestFunctionDumpAndRestore(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		withLibrary(t, ctx, f)
		payload, err := f.FunctionDump(ctx)
		require.NoError(t, err)
		raw, err := f.server.Command(ctx, "FUNCTION", "DUMP")
		require.NoError(t, err)
		require.Equal(t, raw.Text, payload)

		expectError[string](t, "ERR")(f.FunctionRestore(ctx, payload))
		expectError[string](t, "ERR")(f.FunctionRestore(ctx, payload[1:]))
		expectError[string](t, "ERR")(f.FunctionRestoreWithPolicy(ctx, payload, options.AppendPolicy))
		expect(t, "OK")(f.FunctionRestoreWithPolicy(ctx, payload, options.ReplacePolicy))
		const other = "#!lua name=other\nredis.register_function('other', function() return 1 end)"
		expect(t, "other")(f.FunctionLoad(ctx, other, false))
		expect(t, "OK")(f.FunctionRestoreWithPolicy(ctx, payload, options.FlushPolicy))
		expectError[any](t, "ERR")(f.FCall(ctx, "other"))
		expect(t, "OK")(f.FunctionFlush(ctx))
		expect(t, "OK")(f.FunctionRestoreWithPolicy(ctx, payload, options.AppendPolicy))
		expect(t, "OK")(f.FunctionFlush(ctx))
		expect(t, "OK")(f.FunctionRestore(ctx, payload))
		expect(t, any([]any{[]any{}, []any{}}))(f.FCall(ctx, "echo"))
	})
}

func TestFunctionStatsAndKill(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		withLibrary(t, ctx, f)
		stats, err := f.FunctionStats(ctx)
		require.NoError(t, err)
		require.True(t, stats.RunningScript.IsNil())
		require.Equal(t, models.Engine{LibraryCount: 1, FunctionCount: 3}, stats.Engines["LUA"])
		require.Empty(t, stats.Extra)

		expectError[string](t, "NOTBUSY")(f.FunctionKill(ctx))
		ended := spinning(t, ctx, f, func(runner fixture) error {
			_, err := runner.FCallWithKeysAndArgs(ctx, "spin", nil, []string{"argument"})
			return err
		})
		stats, err = f.FunctionStats(ctx)
		require.NoError(t, err)
		running, found := stats.RunningScript.Get()
		require.True(t, found)
		require.Positive(t, running.Duration)
		running.Duration = 0
		require.Equal(t, models.RunningScript{Name: "spin", Command: []string{"FCALL", "spin", "0", "argument"}}, running)
		expect(t, "OK")(f.FunctionKill(ctx))
		require.ErrorContains(t, <-ended, "killed")
	})
}
