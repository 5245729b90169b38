package command_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

func init() { wireTests = append(wireTests, scriptingTests...) }

var scriptingTests = []wireTest{
	{func(a *command.Args) any { return command.EvalReadOnly(a, "return", options.ScriptOptions{}) }, "EVAL_RO return 0"},
	{func(a *command.Args) any {
		return command.EvalReadOnly(a, "return", options.ScriptOptions{Keys: []string{"k"}, Args: []string{"a", "b"}})
	}, "EVAL_RO return 1 @k a b"},
	{func(a *command.Args) any {
		return command.EvalSHAReadOnly(a, "hash", options.ScriptOptions{Keys: []string{"k", "l"}, Args: []string{"a"}})
	}, "EVALSHA_RO hash 2 @k @l a"},
	{func(a *command.Args) any { return command.ScriptExists(a, []string{"x", "y"}) }, "SCRIPT EXISTS x y"},
	{func(a *command.Args) any { return command.ScriptFlush(a) }, "SCRIPT FLUSH"},
	{func(a *command.Args) any { return command.ScriptFlushWithMode(a, options.Sync) }, "SCRIPT FLUSH SYNC"},
	{func(a *command.Args) any { return command.ScriptFlushWithMode(a, options.Async) }, "SCRIPT FLUSH ASYNC"},
	{func(a *command.Args) any { return command.ScriptKill(a) }, "SCRIPT KILL"},
	{func(a *command.Args) any { return command.ScriptShow(a, "x") }, "SCRIPT SHOW x"},

	{func(a *command.Args) any { return command.FCall(a, "f") }, "FCALL f 0"},
	{func(a *command.Args) any {
		return command.FCallWithKeysAndArgs(a, "f", []string{"k", "l"}, []string{"a"})
	}, "FCALL f 2 @k @l a"},
	{func(a *command.Args) any { return command.FCallWithKeysAndArgs(a, "f", nil, []string{"a"}) }, "FCALL f 0 a"},
	{func(a *command.Args) any { return command.FCallReadOnly(a, "f") }, "FCALL_RO f 0"},
	{func(a *command.Args) any {
		return command.FCallReadOnlyWithKeysAndArgs(a, "f", []string{"k"}, nil)
	}, "FCALL_RO f 1 @k"},
	{func(a *command.Args) any { return command.FunctionLoad(a, "code", false) }, "FUNCTION LOAD code"},
	{func(a *command.Args) any { return command.FunctionLoad(a, "code", true) }, "FUNCTION LOAD REPLACE code"},
	{func(a *command.Args) any { return command.FunctionDelete(a, "lib") }, "FUNCTION DELETE lib"},
	{func(a *command.Args) any { return command.FunctionFlush(a) }, "FUNCTION FLUSH"},
	{func(a *command.Args) any { return command.FunctionFlushSync(a) }, "FUNCTION FLUSH SYNC"},
	{func(a *command.Args) any { return command.FunctionFlushAsync(a) }, "FUNCTION FLUSH ASYNC"},
	{func(a *command.Args) any { return command.FunctionKill(a) }, "FUNCTION KILL"},
	{func(a *command.Args) any { return command.FunctionList(a, options.FunctionListQuery{}) }, "FUNCTION LIST"},
	{func(a *command.Args) any {
		return command.FunctionList(a, options.FunctionListQuery{LibraryName: "my*", WithCode: true})
	}, "FUNCTION LIST LIBRARYNAME my* WITHCODE"},
	{func(a *command.Args) any { return command.FunctionStats(a) }, "FUNCTION STATS"},
	{func(a *command.Args) any { return command.FunctionDump(a) }, "FUNCTION DUMP"},
	{func(a *command.Args) any { return command.FunctionRestore(a, "p") }, "FUNCTION RESTORE p"},
	{func(a *command.Args) any {
		return command.FunctionRestoreWithPolicy(a, "p", options.AppendPolicy)
	}, "FUNCTION RESTORE p APPEND"},
	{func(a *command.Args) any {
		return command.FunctionRestoreWithPolicy(a, "p", options.FlushPolicy)
	}, "FUNCTION RESTORE p FLUSH"},
	{func(a *command.Args) any {
		return command.FunctionRestoreWithPolicy(a, "p", options.ReplacePolicy)
	}, "FUNCTION RESTORE p REPLACE"},
}

func TestScriptingCommandsRefuseWhatCannotWork(t *testing.T) {
	requireRefused(t, []refusal{
		{"SCRIPT EXISTS sha1s", func(a *command.Args) { command.ScriptExists(a, nil) }},
		{"FlushMode", func(a *command.Args) { command.ScriptFlushWithMode(a, "") }},
		{"FunctionRestorePolicy", func(a *command.Args) { command.FunctionRestoreWithPolicy(a, "p", "") }},
	})
}

func TestLibrariesAreDecoded(t *testing.T) {
	want := []models.LibraryInfo{{
		Name: "lib", Engine: "LUA",
		Functions: []models.FunctionInfo{
			{Name: "f", Description: "says", Flags: []string{"no-writes"}},
			{Name: "g", Flags: []string{}, Extra: models.Map{{Key: "later", Value: int64(1)}}},
		},
		Code: "#!lua", Extra: models.Map{{Key: "later", Value: nil}},
	}}
	var a command.Args
	for _, frame := range []string{
		"*1\r\n*10\r\n+library_name\r\n+lib\r\n+engine\r\n+LUA\r\n+functions\r\n*2\r\n" +
			"*6\r\n+name\r\n+f\r\n+description\r\n+says\r\n+flags\r\n*1\r\n+no-writes\r\n" +
			"*8\r\n+name\r\n+g\r\n+description\r\n$-1\r\n+flags\r\n*0\r\n+later\r\n:1\r\n" +
			"+library_code\r\n+#!lua\r\n+later\r\n$-1\r\n",
		"*1\r\n%5\r\n+library_name\r\n+lib\r\n+engine\r\n+LUA\r\n+functions\r\n*2\r\n" +
			"%3\r\n+name\r\n+f\r\n+description\r\n+says\r\n+flags\r\n~1\r\n+no-writes\r\n" +
			"%4\r\n+name\r\n+g\r\n+description\r\n_\r\n+flags\r\n~0\r\n+later\r\n:1\r\n" +
			"+library_code\r\n+#!lua\r\n+later\r\n_\r\n",
	} {
		got, err := command.FunctionList(&a, options.FunctionListQuery{}).Decode([]byte(frame))
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

func TestFunctionStatsAreDecoded(t *testing.T) {
	script := models.RunningScript{
		Name: "f", Command: []string{"FCALL", "f", "0"}, Duration: 6004 * time.Millisecond,
		Extra: models.Map{{Key: "later", Value: "x"}},
	}
	engines := map[string]models.Engine{"LUA": {LibraryCount: 1, FunctionCount: 2, Extra: models.Map{{Key: "later", Value: int64(3)}}}}
	const (
		running  = "+name\r\n+f\r\n+command\r\n*3\r\n+FCALL\r\n+f\r\n+0\r\n+duration_ms\r\n:6004\r\n+later\r\n+x\r\n"
		counters = "+libraries_count\r\n:1\r\n+functions_count\r\n:2\r\n+later\r\n:3\r\n"
	)
	var a command.Args
	for frame, want := range map[string]models.FunctionStatsResult{
		"*4\r\n+running_script\r\n*8\r\n" + running + "+engines\r\n*2\r\n+LUA\r\n*6\r\n" + counters: {
			RunningScript: models.Present(script), Engines: engines,
		},
		"%3\r\n+running_script\r\n%4\r\n" + running + "+engines\r\n%1\r\n+LUA\r\n%3\r\n" + counters + "+later\r\n#t\r\n": {
			RunningScript: models.Present(script), Engines: engines, Extra: models.Map{{Key: "later", Value: true}},
		},
		"*4\r\n+running_script\r\n*-1\r\n+engines\r\n*2\r\n+LUA\r\n*6\r\n" + counters: {Engines: engines},
	} {
		got, err := command.FunctionStats(&a).Decode([]byte(frame))
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	_, err := command.FunctionStats(&a).Decode([]byte("%1\r\n+running_script\r\n+f\r\n"))
	require.ErrorContains(t, err, "expected record, got simple string")
}
