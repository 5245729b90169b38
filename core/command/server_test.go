package command_test

import (
	"testing"
	"time"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

func init() {
	failover := func(o options.FailoverOptions) func(a *command.Args) any {
		return func(a *command.Args) any { return command.FailoverWithOptions(a, o) }
	}
	shutdown := func(o options.ShutdownOptions) func(a *command.Args) any {
		return func(a *command.Args) any { return command.ShutdownServerWithOptions(a, o) }
	}
	wireTests = append(wireTests, []wireTest{
		{func(a *command.Args) any { return command.Time(a) }, "TIME"},
		{func(a *command.Args) any { return command.Lolwut(a) }, "LOLWUT"},
		{func(a *command.Args) any { return command.LolwutWithOptions(a, options.LolwutOptions{}) }, "LOLWUT"},
		{func(a *command.Args) any {
			return command.LolwutWithOptions(a, options.LolwutOptions{Version: pointer(int64(5)), Args: []int64{40, 2}})
		}, "LOLWUT VERSION 5 40 2"},
		{func(a *command.Args) any {
			return command.ConfigSet(a, []models.ConfigParameter{{Name: "maxmemory", Value: "0"}, {Name: "save", Value: ""}})
		}, "CONFIG SET maxmemory 0 save "},
		{func(a *command.Args) any { return command.ConfigResetStat(a) }, "CONFIG RESETSTAT"},
		{func(a *command.Args) any { return command.ConfigRewrite(a) }, "CONFIG REWRITE"},
		{func(a *command.Args) any { return command.FlushAllWithOptions(a, options.Async) }, "FLUSHALL ASYNC"},
		{func(a *command.Args) any { return command.FlushDBWithOptions(a, options.Sync) }, "FLUSHDB SYNC"},
		{func(a *command.Args) any { return command.SwapDB(a, 0, 15) }, "SWAPDB 0 15"},

		{func(a *command.Args) any { return command.Save(a) }, "SAVE"},
		{func(a *command.Args) any { return command.BgSave(a) }, "BGSAVE"},
		{func(a *command.Args) any { return command.BgSaveSchedule(a) }, "BGSAVE SCHEDULE"},
		{func(a *command.Args) any { return command.BgSaveCancel(a) }, "BGSAVE CANCEL"},
		{func(a *command.Args) any { return command.BgRewriteAOF(a) }, "BGREWRITEAOF"},
		{func(a *command.Args) any { return command.LastSave(a) }, "LASTSAVE"},
		{func(a *command.Args) any { return command.ShutdownServer(a) }, "SHUTDOWN"},
		{func(a *command.Args) any { return command.ShutdownServerAbort(a) }, "SHUTDOWN ABORT"},
		{shutdown(options.ShutdownOptions{}), "SHUTDOWN"},
		{shutdown(options.ShutdownOptions{Save: options.NoSaveBeforeShutdown, Now: true, Force: true}), "SHUTDOWN NOSAVE NOW FORCE"},
		{shutdown(options.ShutdownOptions{Save: options.SaveBeforeShutdown, Safe: true, Failover: true}), "SHUTDOWN SAVE SAFE FAILOVER"},

		{func(a *command.Args) any { return command.Role(a) }, "ROLE"},
		{func(a *command.Args) any { return command.ReplicaOf(a, "host", 6379) }, "REPLICAOF host 6379"},
		{func(a *command.Args) any { return command.ReplicaOfNoOne(a) }, "REPLICAOF NO ONE"},
		{func(a *command.Args) any { return command.SlaveOf(a, "::1", 65535) }, "SLAVEOF ::1 65535"},
		{func(a *command.Args) any { return command.SlaveOfNoOne(a) }, "SLAVEOF NO ONE"},
		{func(a *command.Args) any { return command.Failover(a) }, "FAILOVER"},
		{func(a *command.Args) any { return command.FailoverAbort(a) }, "FAILOVER ABORT"},
		{failover(options.FailoverOptions{}), "FAILOVER"},
		{failover(options.FailoverOptions{Timeout: 1500 * time.Microsecond}), "FAILOVER TIMEOUT 2"},
		{failover(options.FailoverOptions{Target: &options.FailoverTarget{Host: "h", Port: 1}}), "FAILOVER TO h 1"},
		{failover(options.FailoverOptions{
			Target: &options.FailoverTarget{Host: "h", Port: 6379, Force: true}, Timeout: time.Second,
		}), "FAILOVER TO h 6379 FORCE TIMEOUT 1000"},

		{func(a *command.Args) any { return command.SlowLogGet(a) }, "SLOWLOG GET"},
		{func(a *command.Args) any { return command.SlowLogGetWithCount(a, -1) }, "SLOWLOG GET -1"},
		{func(a *command.Args) any { return command.SlowLogLen(a) }, "SLOWLOG LEN"},
		{func(a *command.Args) any { return command.SlowLogReset(a) }, "SLOWLOG RESET"},
		{func(a *command.Args) any { return command.CommandLogGet(a, 5, options.SlowCommands) }, "COMMANDLOG GET 5 slow"},
		{func(a *command.Args) any { return command.CommandLogLen(a, options.LargeRequests) }, "COMMANDLOG LEN large-request"},
		{func(a *command.Args) any { return command.CommandLogReset(a, options.LargeReplies) }, "COMMANDLOG RESET large-reply"},

		{func(a *command.Args) any { return command.LatencyLatest(a) }, "LATENCY LATEST"},
		{func(a *command.Args) any { return command.LatencyHistory(a, "command") }, "LATENCY HISTORY command"},
		{func(a *command.Args) any { return command.LatencyReset(a, nil) }, "LATENCY RESET"},
		{func(a *command.Args) any { return command.LatencyReset(a, []string{"fork", "command"}) }, "LATENCY RESET fork command"},
		{func(a *command.Args) any { return command.LatencyGraph(a, "fork") }, "LATENCY GRAPH fork"},
		{func(a *command.Args) any { return command.LatencyDoctor(a) }, "LATENCY DOCTOR"},
		{func(a *command.Args) any { return command.LatencyHistogram(a, nil) }, "LATENCY HISTOGRAM"},
		{func(a *command.Args) any { return command.LatencyHistogram(a, []string{"set", "get"}) }, "LATENCY HISTOGRAM set get"},

		{func(a *command.Args) any { return command.MemoryUsage(a, "k") }, "MEMORY USAGE @k"},
		{func(a *command.Args) any { return command.MemoryUsageWithSamples(a, "k", 0) }, "MEMORY USAGE @k SAMPLES 0"},
		{func(a *command.Args) any { return command.MemoryStats(a) }, "MEMORY STATS"},
		{func(a *command.Args) any { return command.MemoryDoctor(a) }, "MEMORY DOCTOR"},
		{func(a *command.Args) any { return command.MemoryPurge(a) }, "MEMORY PURGE"},
		{func(a *command.Args) any { return command.MemoryMallocStats(a) }, "MEMORY MALLOC-STATS"},

		{func(a *command.Args) any { return command.ModuleList(a) }, "MODULE LIST"},
		{func(a *command.Args) any { return command.ModuleLoad(a, "/m.so", nil) }, "MODULE LOAD /m.so"},
		{func(a *command.Args) any { return command.ModuleLoad(a, "/m.so", []string{"a", "b"}) }, "MODULE LOAD /m.so a b"},
		{func(a *command.Args) any { return command.ModuleLoadEx(a, "/m.so") }, "MODULE LOADEX /m.so"},
		{func(a *command.Args) any {
			return command.ModuleLoadExWithOptions(a, "/m.so", options.ModuleLoadExOptions{})
		}, "MODULE LOADEX /m.so"},
		{func(a *command.Args) any {
			return command.ModuleLoadExWithOptions(a, "/m.so", options.ModuleLoadExOptions{
				Configs: []options.ModuleConfig{{Name: "m.x", Value: "1"}, {Name: "m.y", Value: "2"}}, Args: []string{"a", "b"},
			})
		}, "MODULE LOADEX /m.so CONFIG m.x 1 CONFIG m.y 2 ARGS a b"},
		{func(a *command.Args) any { return command.ModuleUnload(a, "m") }, "MODULE UNLOAD m"},
	}...)
}

func TestServerCommandsRefuseWhatCannotWork(t *testing.T) {
	target := &options.FailoverTarget{Host: "h", Port: 6379, Force: true}
	requireRefused(t, []refusal{
		{"CONFIG SET parameters", func(a *command.Args) { command.ConfigSet(a, nil) }},
		{"FlushMode", func(a *command.Args) { command.FlushAllWithOptions(a, "") }},
		{"FlushMode", func(a *command.Args) { command.FlushDBWithOptions(a, "LATER") }},
		{"REPLICAOF host", func(a *command.Args) { command.ReplicaOf(a, "", 6379) }},
		{"REPLICAOF port", func(a *command.Args) { command.ReplicaOf(a, "h", 0) }},
		{"SLAVEOF port", func(a *command.Args) { command.SlaveOf(a, "h", 65536) }},
		{"FailoverOptions.Timeout", func(a *command.Args) { command.FailoverWithOptions(a, options.FailoverOptions{Timeout: -1}) }},
		{"FailoverOptions.Timeout", func(a *command.Args) { command.FailoverWithOptions(a, options.FailoverOptions{Target: target}) }},
		{"FailoverOptions.Target.Host", func(a *command.Args) {
			command.FailoverWithOptions(a, options.FailoverOptions{Target: &options.FailoverTarget{Port: 1}})
		}},
		{"FailoverOptions.Target.Port", func(a *command.Args) {
			command.FailoverWithOptions(a, options.FailoverOptions{Target: &options.FailoverTarget{Host: "h"}})
		}},
		{"ShutdownOptions.Save", func(a *command.Args) { command.ShutdownServerWithOptions(a, options.ShutdownOptions{Save: "MAYBE"}) }},
		{"SLOWLOG GET count", func(a *command.Args) { command.SlowLogGetWithCount(a, -2) }},
		{"COMMANDLOG GET count", func(a *command.Args) { command.CommandLogGet(a, -2, options.SlowCommands) }},
		{"CommandLogType", func(a *command.Args) { command.CommandLogLen(a, "fast") }},
		{"MEMORY USAGE samples", func(a *command.Args) { command.MemoryUsageWithSamples(a, "k", -1) }},
	})
}
