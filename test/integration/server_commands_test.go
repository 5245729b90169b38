package integration

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

// configure changes a setting of the server until the test ends.
func configure(t *testing.T, f fixture, name, value string) {
	t.Helper()
	before, err := f.ConfigGet(t.Context(), []string{name})
	require.NoError(t, err)
	require.Contains(t, before, name)
	expect(t, "OK")(f.ConfigSet(t.Context(), []models.ConfigParameter{{Name: name, Value: value}}))
	t.Cleanup(func() {
		_, err := f.server.Command(context.WithoutCancel(t.Context()), "CONFIG", "SET", name, before[name])
		require.NoError(t, err)
	})
}

func TestInfoIsParsed(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		expect(t, "OK")(f.Set(ctx, "key", "value"))
		text, err := f.InfoWithOptions(ctx, options.InfoOptions{Sections: []options.InfoSection{options.Server, options.Keyspace}})
		require.NoError(t, err)
		info := models.ParseInfo(text)
		require.Len(t, info, 2)
		port, found := info.Get("server", "tcp_port")
		require.True(t, found)
		require.Equal(t, strconv.Itoa(f.server.Port()), port)
		require.Equal(t, "db0", info[1].Fields[0].Name)
		require.Equal(t, models.InfoField{Name: "keys", Value: "1"}, info[1].Fields[0].Properties()[0])
	})
}

func TestEverySectionOfInfo(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		expectError[models.Result[string]](t, "WRONGTYPE")(f.GetSet(ctx, listAt(t, ctx, f), "value"))
		for section, want := range map[options.InfoSection]string{
			options.Server: "tcp_port", options.Clients: "connected_clients", options.Memory: "used_memory",
			options.Persistence: "rdb_bgsave_in_progress", options.Stats: "total_commands_processed",
			options.Replication: "connected_slaves", options.CPU: "used_cpu_sys", options.Commandstats: "cmdstat_info",
			options.Errorstats: "errorstat_WRONGTYPE", options.Latencystats: "latency_percentiles_usec_info",
			options.ClusterSection: "cluster_enabled", options.Keyspace: "db0", options.DefaultSections: "used_cpu_sys",
			options.AllSections: "cmdstat_info", options.Everything: "cmdstat_info",
			options.Modules: "", options.SentinelSection: "", // of which these servers have none, or say nothing
		} {
			text, err := f.InfoWithOptions(ctx, options.InfoOptions{Sections: []options.InfoSection{section}})
			require.NoError(t, err)
			found := want == ""
			for _, part := range models.ParseInfo(text) {
				_, has := part.Get(want)
				found = found || has
			}
			require.True(t, found, "INFO %s has no %s: %s", section, want, text)
		}
	})
}

// listAt makes a list and returns its key.
func listAt(t *testing.T, ctx context.Context, f fixture) string {
	t.Helper()
	expect(t, int64(1))(f.LPush(ctx, "list", []string{"element"}))
	return "list"
}

func TestTime(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		got, err := f.Time(ctx)
		require.NoError(t, err)
		require.Len(t, got, 2)
		seconds, err := strconv.ParseInt(got[0], 10, 64)
		require.NoError(t, err)
		require.WithinDuration(t, time.Now(), time.Unix(seconds, 0), time.Minute)
	})
}

func TestLolwut(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		got, err := f.Lolwut(ctx)
		require.NoError(t, err)
		require.Contains(t, got, "ver. ")
		got, err = f.LolwutWithOptions(ctx, options.LolwutOptions{})
		require.NoError(t, err)
		require.Contains(t, got, "ver. ")
		wide, err := f.LolwutWithOptions(ctx, options.LolwutOptions{Version: new(int64(5)), Args: []int64{60, 1, 1}})
		require.NoError(t, err)
		require.Contains(t, wide, "schotter")
		narrow, err := f.LolwutWithOptions(ctx, options.LolwutOptions{Version: new(int64(5)), Args: []int64{10, 1, 1}})
		require.NoError(t, err)
		require.Greater(t, len(wide), len(narrow))
	})
}

func TestConfigSetAndReset(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		configure(t, f, "maxmemory-samples", "7")
		configure(t, f, "hz", "20")
		expect(t, "OK")(f.ConfigSet(ctx, []models.ConfigParameter{{Name: "maxmemory-samples", Value: "8"}, {Name: "hz", Value: "21"}}))
		expect(t, map[string]string{"maxmemory-samples": "8", "hz": "21"})(f.ConfigGet(ctx, []string{"maxmemory-samples", "hz"}))
		expectError[string](t, "ERR")(f.ConfigSet(ctx, []models.ConfigParameter{{Name: "hz", Value: "22"}, {Name: "no-such-setting", Value: ""}}))
		expect(t, map[string]string{"hz": "21"})(f.ConfigGet(ctx, []string{"hz"}))

		expect(t, "OK")(f.ConfigResetStat(ctx))
		require.Equal(t, "0", infoField(t, f.server, "stats", "expired_keys"))
		_, err := f.ConfigRewrite(ctx)
		require.ErrorContains(t, err, "without a config file")
	})
}

func TestFlushModes(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		other := connect(t, f.server, func(c *options.ClientConfiguration) { c.Protocol, c.DatabaseID = f.protocol, 3 })
		for _, mode := range []options.FlushMode{options.Sync, options.Async} {
			expect(t, "OK")(f.Set(ctx, "key", "value"))
			expect(t, "OK")(other.Set(ctx, "key", "value"))
			expect(t, "OK")(f.FlushDBWithOptions(ctx, mode))
			expect(t, int64(0))(f.DBSize(ctx))
			expect(t, int64(1))(other.DBSize(ctx))
			expect(t, "OK")(f.FlushAllWithOptions(ctx, mode))
			expect(t, int64(0))(other.DBSize(ctx))
		}
	})
}

func TestSwapDB(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		other := connect(t, f.server, func(c *options.ClientConfiguration) { c.Protocol, c.DatabaseID = f.protocol, 3 })
		expect(t, "OK")(f.Set(ctx, "key", "value"))
		expect(t, "OK")(f.SwapDB(ctx, 0, 3))
		expect(t, absent())(f.Get(ctx, "key"))
		expect(t, present("value"))(other.Get(ctx, "key"))
		expectError[string](t, "ERR")(f.SwapDB(ctx, 0, 4096))
	})
}

func TestSlowLog(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		client := connect(t, f.server, func(c *options.ClientConfiguration) { c.Protocol, c.ClientName = f.protocol, "slow" })
		configure(t, f, "slowlog-log-slower-than", "0")
		expect(t, "OK")(f.SlowLogReset(ctx))
		for range 12 {
			expect(t, "hello")(client.Echo(ctx, "hello"))
		}
		got, err := f.SlowLogGet(ctx)
		require.NoError(t, err)
		require.Len(t, got, 10)
		require.Equal(t, []string{"ECHO", "hello"}, got[0].Arguments)
		require.Equal(t, "slow", got[0].ClientName)
		require.Contains(t, got[0].ClientAddress, "127.0.0.1:")
		require.WithinDuration(t, time.Now(), got[0].Time, time.Minute)
		require.Less(t, got[0].Duration, time.Minute)
		require.Greater(t, got[0].ID, got[1].ID)

		got, err = f.SlowLogGetWithCount(ctx, 1)
		require.NoError(t, err)
		require.Len(t, got, 1)
		require.Equal(t, []string{"SLOWLOG", "GET"}, got[0].Arguments)
		got, err = f.SlowLogGetWithCount(ctx, -1)
		require.NoError(t, err)
		require.Greater(t, len(got), 12)
		n, err := f.SlowLogLen(ctx)
		require.NoError(t, err)
		require.Greater(t, n, int64(13))
	})
}

func TestCommandLog(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		since(t, f, "8.1", "COMMANDLOG")
		configure(t, f, "commandlog-execution-slower-than", "0")
		configure(t, f, "commandlog-request-larger-than", "1000")
		configure(t, f, "commandlog-reply-larger-than", "1000")
		types := []options.CommandLogType{options.SlowCommands, options.LargeRequests, options.LargeReplies}
		for _, logType := range types {
			expect(t, "OK")(f.CommandLogReset(ctx, logType))
		}
		large := strings.Repeat("x", 2000)
		expect(t, large)(f.Echo(ctx, large))
		for _, logType := range types {
			got, err := f.CommandLogGet(ctx, -1, logType)
			require.NoError(t, err)
			entry := got[0]
			require.Equal(t, "ECHO", entry.Arguments[0])
			require.WithinDuration(t, time.Now(), entry.Time, time.Minute)
			if logType == options.SlowCommands {
				n, err := f.CommandLogLen(ctx, logType)
				require.NoError(t, err)
				require.GreaterOrEqual(t, n, int64(len(got)))
				continue // Every command counts as slow, those of this test too.
			}
			require.Len(t, got, 1)
			require.Greater(t, entry.Amount, int64(2000), "bytes")
			require.Contains(t, entry.ClientAddress, "127.0.0.1:")
			expect(t, int64(1))(f.CommandLogLen(ctx, logType))
			expect(t, "OK")(f.CommandLogReset(ctx, logType))
			expect(t, int64(0))(f.CommandLogLen(ctx, logType))
			expect(t, []models.CommandLogEntry{})(f.CommandLogGet(ctx, 10, logType))
		}
	})
}

func TestLatency(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		configure(t, f, "latency-monitor-threshold", "200") // which only what sleeps takes
		_, err := f.LatencyReset(ctx, nil)
		require.NoError(t, err)
		_, err = f.server.Command(ctx, "DEBUG", "SLEEP", "0.25")
		require.NoError(t, err)

		latest, err := f.LatencyLatest(ctx)
		require.NoError(t, err)
		var spike models.LatencyEventInfo
		for _, event := range latest {
			if event.Event == "command" {
				spike = event
			}
		}
		require.GreaterOrEqual(t, spike.Latest, 250*time.Millisecond)
		require.GreaterOrEqual(t, spike.Max, spike.Latest)
		require.WithinDuration(t, time.Now(), spike.Time, time.Minute)
		if f.server.Version.AtLeast("8.1") {
			require.GreaterOrEqual(t, spike.Sum, spike.Max)
			require.Positive(t, spike.Count)
		}

		history, err := f.LatencyHistory(ctx, "command")
		require.NoError(t, err)
		require.Equal(t, models.LatencyEntry{Time: spike.Time, Latency: spike.Latest}, history[len(history)-1])
		expect(t, []models.LatencyEntry{})(f.LatencyHistory(ctx, "no-such-event"))

		graph, err := f.LatencyGraph(ctx, "command")
		require.NoError(t, err)
		require.Contains(t, graph, "command - high ")
		expectError[string](t, "ERR")(f.LatencyGraph(ctx, "no-such-event"))
		doctor, err := f.LatencyDoctor(ctx)
		require.NoError(t, err)
		require.Contains(t, doctor, "1. command: ")

		expect(t, int64(0))(f.LatencyReset(ctx, []string{"no-such-event"}))
		expect(t, int64(1))(f.LatencyReset(ctx, []string{"command", "no-such-event"}))
	})
}

func TestLatencyHistogram(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		expect(t, "OK")(f.ConfigResetStat(ctx))
		for range 3 {
			expect(t, "OK")(f.Set(ctx, "key", "value"))
		}
		_, err := f.ConfigGet(ctx, []string{"hz"})
		require.NoError(t, err)
		got, err := f.LatencyHistogram(ctx, []string{"set", "config", "no-such-command"})
		require.NoError(t, err)
		byName := map[string]models.LatencyHistogram{}
		for _, histogram := range got {
			byName[histogram.Command] = histogram
		}
		set := byName["set"]
		require.Equal(t, int64(3), set.Calls)
		require.Equal(t, int64(3), set.Buckets[len(set.Buckets)-1].Calls)
		require.Positive(t, set.Buckets[0].UpTo)
		require.Equal(t, int64(1), byName["config|get"].Calls)
		require.Empty(t, set.Extra)

		all, err := f.LatencyHistogram(ctx, nil)
		require.NoError(t, err)
		require.Greater(t, len(all), len(got)-1)
		expect(t, []models.LatencyHistogram{})(f.LatencyHistogram(ctx, []string{"lpush"}))
	})
}

func TestMemory(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		members := make([]string, 1000)
		for i := range members {
			members[i] = strings.Repeat("x", i)
		}
		_, err := f.RPush(ctx, "list", members)
		require.NoError(t, err)
		estimate, err := f.MemoryUsage(ctx, "list")
		require.NoError(t, err)
		require.Greater(t, estimate.Value(), int64(1000))
		exact, err := f.MemoryUsageWithSamples(ctx, "list", 0)
		require.NoError(t, err)
		require.Greater(t, exact.Value(), int64(400_000))
		expect(t, models.Nil[int64]())(f.MemoryUsage(ctx, "missing"))

		stats, err := f.MemoryStats(ctx)
		require.NoError(t, err)
		require.Equal(t, int64(1), stats.KeysCount)
		require.Greater(t, stats.PeakAllocated, int64(400_000))
		require.GreaterOrEqual(t, stats.PeakAllocated, stats.TotalAllocated)
		require.Positive(t, stats.DatasetPercentage)
		require.Positive(t, stats.AllocatorRSSRatio)
		require.Equal(t, int64(0), stats.Databases[0].Number)
		require.Positive(t, stats.Databases[0].OverheadHashtableMain)
		require.Empty(t, stats.Extra, "a field of this version has no place in models.MemoryStats")

		doctor, err := f.MemoryDoctor(ctx)
		require.NoError(t, err)
		require.NotEmpty(t, doctor)
		expect(t, "OK")(f.MemoryPurge(ctx))
		malloc, err := f.MemoryMallocStats(ctx)
		require.NoError(t, err)
		require.Contains(t, malloc, "jemalloc")
	})
}

func TestModules(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		modules, err := f.ModuleList(ctx)
		require.NoError(t, err)
		if f.server.Version.AtLeast("9.1") { // whose package brings scripting as a module
			require.Equal(t, "lua", modules[0].Name)
			require.Positive(t, modules[0].Version)
			require.NotEmpty(t, modules[0].Path)
		} else {
			require.Empty(t, modules)
		}
		_, err = f.ModuleLoad(ctx, "/no/such.so", []string{"a"})
		require.ErrorContains(t, err, "MODULE command not allowed")
	})
}

func TestModulesThatCannotBeLoaded(t *testing.T) {
	eachVersion(t, func(t *testing.T, version servers.Version) {
		server := servers.Start(t, version, servers.Options{Arguments: []string{"--enable-module-command", "yes"}})
		for _, protocol := range protocols {
			client := connect(t, server, func(c *options.ClientConfiguration) { c.Protocol = protocol })
			_, err := client.ModuleLoad(t.Context(), "/no/such.so", nil)
			require.ErrorContains(t, err, "Error loading the extension")
			_, err = client.ModuleLoadEx(t.Context(), "/no/such.so")
			require.ErrorContains(t, err, "Error loading the extension")
			_, err = client.ModuleLoadExWithOptions(t.Context(), "/no/such.so", options.ModuleLoadExOptions{
				Configs: []options.ModuleConfig{{Name: "m.a", Value: "1"}, {Name: "m.b", Value: "2"}}, Args: []string{"x", "y"},
			})
			require.ErrorContains(t, err, "Error loading the extension")
			_, err = client.ModuleUnload(t.Context(), "missing")
			require.ErrorContains(t, err, "no such module")
		}
	})
}
