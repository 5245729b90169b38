package command_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

func init() { wireTests = append(wireTests, connectionTests...) }

func clientList(filter options.ClientFilter) func(a *command.Args) any {
	return func(a *command.Args) any { return command.ClientListWithOptions(a, filter) }
}

func database(n int64) *int64 { return &n }

func skipMe(skip bool) *bool { return &skip }

var connectionTests = []wireTest{
	{func(a *command.Args) any { return command.ClientID(a) }, "CLIENT ID"},
	{func(a *command.Args) any { return command.ClientInfo(a) }, "CLIENT INFO"},
	{func(a *command.Args) any { return command.ClientGetName(a) }, "CLIENT GETNAME"},
	{func(a *command.Args) any { return command.ClientSetName(a, "n") }, "CLIENT SETNAME n"},
	{func(a *command.Args) any {
		return command.ClientSetInfo(a, options.LibraryNameAttribute, "n")
	}, "CLIENT SETINFO LIB-NAME n"},
	{func(a *command.Args) any {
		return command.ClientSetInfo(a, options.LibraryVersionAttribute, "")
	}, "CLIENT SETINFO LIB-VER "},
	{func(a *command.Args) any {
		return command.ClientCapa(a, []options.ClientCapability{options.RedirectCapability, "other"})
	}, "CLIENT CAPA redirect other"},
	{func(a *command.Args) any { return command.ClientGetRedir(a) }, "CLIENT GETREDIR"},
	{func(a *command.Args) any { return command.ClientTrackingInfo(a) }, "CLIENT TRACKINGINFO"},
	{func(a *command.Args) any { return command.ClientNoEvict(a, true) }, "CLIENT NO-EVICT ON"},
	{func(a *command.Args) any { return command.ClientNoEvict(a, false) }, "CLIENT NO-EVICT OFF"},
	{func(a *command.Args) any { return command.ClientNoTouch(a, true) }, "CLIENT NO-TOUCH ON"},
	{func(a *command.Args) any { return command.ClientNoTouch(a, false) }, "CLIENT NO-TOUCH OFF"},
	{func(a *command.Args) any { return command.ClientImportSource(a, true) }, "CLIENT IMPORT-SOURCE ON"},
	{func(a *command.Args) any { return command.ClientImportSource(a, false) }, "CLIENT IMPORT-SOURCE OFF"},

	{func(a *command.Args) any { return command.ClientList(a) }, "CLIENT LIST"},
	{clientList(options.ClientFilter{}), "CLIENT LIST"},
	{clientList(options.ClientFilter{Is: options.ClientProperties{Type: options.NormalClient}}), "CLIENT LIST TYPE normal"},
	{clientList(options.ClientFilter{Is: options.ClientProperties{Type: options.PrimaryClient}}), "CLIENT LIST TYPE master"},
	{clientList(options.ClientFilter{Is: options.ClientProperties{Type: options.ReplicaClient}}), "CLIENT LIST TYPE replica"},
	{clientList(options.ClientFilter{Is: options.ClientProperties{Type: options.PubSubClient}}), "CLIENT LIST TYPE pubsub"},
	{clientList(options.ClientFilter{Is: options.ClientProperties{
		IDs: []int64{3, 4}, Username: "u", Address: "1.2.3.4:5", LocalAddress: "1.2.3.4:6", IP: "1.2.3.4", Name: "n",
		Flags: "P", LibraryName: "lib", LibraryVersion: "1", Capabilities: "r", Database: database(0),
	}}), "CLIENT LIST ID 3 4 USER u ADDR 1.2.3.4:5 LADDR 1.2.3.4:6 IP 1.2.3.4 NAME n FLAGS P LIB-NAME lib LIB-VER 1 CAPA r DB 0"},
	{clientList(options.ClientFilter{IsNot: options.ClientProperties{
		Type: options.PubSubClient, IDs: []int64{3, 4}, Username: "u", Address: "1.2.3.4:5", LocalAddress: "1.2.3.4:6", IP: "1.2.3.4",
		Name: "n", Flags: "P", LibraryName: "lib", LibraryVersion: "1", Capabilities: "r", Database: database(7),
	}}), "CLIENT LIST NOT-TYPE pubsub NOT-ID 3 4 NOT-USER u NOT-ADDR 1.2.3.4:5 NOT-LADDR 1.2.3.4:6 NOT-IP 1.2.3.4 " +
		"NOT-NAME n NOT-FLAGS P NOT-LIB-NAME lib NOT-LIB-VER 1 NOT-CAPA r NOT-DB 7"},
	{clientList(options.ClientFilter{
		MaxAge: time.Minute, Idle: 2 * time.Second, SkipMe: skipMe(true),
	}), "CLIENT LIST MAXAGE 60 IDLE 2 SKIPME YES"},

	{func(a *command.Args) any {
		return command.ClientKill(a, options.ClientFilter{Is: options.ClientProperties{Username: "u"}, SkipMe: skipMe(false)})
	}, "CLIENT KILL USER u SKIPME NO"},
	{func(a *command.Args) any {
		return command.ClientKill(a, options.ClientFilter{SkipMe: skipMe(true)})
	}, "CLIENT KILL SKIPME YES"},
	{func(a *command.Args) any { return command.ClientKillSimple(a, "1.2.3.4:5") }, "CLIENT KILL 1.2.3.4:5"},
	{func(a *command.Args) any { return command.ClientPause(a, 1500*time.Microsecond) }, "CLIENT PAUSE 2"},
	{func(a *command.Args) any {
		return command.ClientPauseWithMode(a, time.Second, options.PauseWrite)
	}, "CLIENT PAUSE 1000 WRITE"},
	{func(a *command.Args) any { return command.ClientPauseWithMode(a, 0, options.PauseAll) }, "CLIENT PAUSE 0 ALL"},
	{func(a *command.Args) any { return command.ClientUnpause(a) }, "CLIENT UNPAUSE"},
	{func(a *command.Args) any { return command.ClientUnblock(a, 3) }, "CLIENT UNBLOCK 3"},
	{func(a *command.Args) any {
		return command.ClientUnblockWithMode(a, 3, options.UnblockAsTimeout)
	}, "CLIENT UNBLOCK 3 TIMEOUT"},
	{func(a *command.Args) any {
		return command.ClientUnblockWithMode(a, 3, options.UnblockWithError)
	}, "CLIENT UNBLOCK 3 ERROR"},
}

func TestConnectionCommandsRefuseWhatCannotWork(t *testing.T) {
	requireRefused(t, []refusal{
		{"ClientAttribute", func(a *command.Args) { command.ClientSetInfo(a, "LIB", "n") }},
		{"CLIENT CAPA capabilities", func(a *command.Args) { command.ClientCapa(a, nil) }},
		{"ClientFilter.Is.Type", func(a *command.Args) {
			command.ClientListWithOptions(a, options.ClientFilter{Is: options.ClientProperties{Type: "slave"}})
		}},
		{"CLIENT KILL filter", func(a *command.Args) { command.ClientKill(a, options.ClientFilter{}) }},
		{"CLIENT PAUSE timeout", func(a *command.Args) { command.ClientPause(a, -1) }},
		{"CLIENT PAUSE timeout", func(a *command.Args) { command.ClientPauseWithMode(a, -1, options.PauseAll) }},
		{"ClientPauseMode", func(a *command.Args) { command.ClientPauseWithMode(a, 1, "") }},
		{"ClientUnblockMode", func(a *command.Args) { command.ClientUnblockWithMode(a, 3, "") }},
	})
}

func TestClientInfoIsDecoded(t *testing.T) {
	const line = "id=7 addr=/run/my server.sock:0 laddr=b fd=11 name=n age=2 idle=1 flags=N capa=r db=3 sub=4 psub=5 ssub=6 multi=-1 watch=8 qbuf=9 " +
		"qbuf-free=10 argv-mem=12 multi-mem=13 rbs=14 rbp=15 obl=16 oll=17 omem=18 tot-mem=19 events=r cmd=client|info user=default " +
		"redir=-2 resp=3 lib-name=lib lib-ver=1.0 tot-net-in=20 tot-net-out=21 tot-cmds=22 later=x"
	want := models.ClientInfo{
		ID: 7, Address: "/run/my server.sock:0", LocalAddress: "b", FileDescriptor: 11, Name: "n", Age: 2 * time.Second, Idle: time.Second,
		Flags: "N", Capabilities: "r", Database: 3, Subscriptions: 4, PatternSubscriptions: 5, ShardSubscriptions: 6,
		MultiCommands: -1, WatchedKeys: 8, QueryBuffer: 9, QueryBufferFree: 10, ArgumentsMemory: 12, MultiMemory: 13,
		ReplyBuffer: 14, ReplyBufferPeak: 15, OutputBuffer: 16, OutputList: 17, OutputListMemory: 18, TotalMemory: 19,
		Events: "r", LastCommand: "client|info", User: "default", Redirect: -2, Protocol: 3, LibraryName: "lib", LibraryVersion: "1.0",
		NetworkInput: 20, NetworkOutput: 21, Commands: 22, Extra: models.Map{{Key: "later", Value: "x"}},
	}
	var a command.Args
	got, err := command.ClientInfo(&a).Decode([]byte("+" + line + "\r\n"))
	require.NoError(t, err)
	require.Equal(t, want, got)
	for _, frame := range []string{"$5\r\nid=a\n\r\n", "$6\r\nage=1s\r\n"} {
		_, err = command.ClientInfo(&a).Decode([]byte(frame))
		require.ErrorContains(t, err, "that is no integer")
	}
}

func TestClientTrackingInfoIsDecoded(t *testing.T) {
	var a command.Args
	for _, frame := range []string{
		"*8\r\n+flags\r\n*2\r\n+on\r\n+bcast\r\n+redirect\r\n:0\r\n+prefixes\r\n*1\r\n+a:\r\n+later\r\n:1\r\n",
		"%4\r\n+flags\r\n~2\r\n+on\r\n+bcast\r\n+redirect\r\n:0\r\n+prefixes\r\n*1\r\n+a:\r\n+later\r\n:1\r\n",
	} {
		got, err := command.ClientTrackingInfo(&a).Decode([]byte(frame))
		require.NoError(t, err)
		require.Equal(t, models.ClientTrackingInfo{
			Flags: []string{"on", "bcast"}, Prefixes: []string{"a:"}, Extra: models.Map{{Key: "later", Value: int64(1)}},
		}, got)
	}
}
