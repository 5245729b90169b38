package integration

import (
	"context"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

// wordsOf are arguments for commands that would do harm, or take long, with others.
var wordsOf = map[string][]string{
	"REPLICAOF": {"NO", "ONE"}, "SLAVEOF": {"NO", "ONE"}, "CLUSTER MEET": {}, "CLIENT KILL": {"ID", "999999999"},
	"BLPOP": {"k", "0.01"}, "BRPOP": {"k", "0.01"}, "BZPOPMIN": {"k", "0.01"}, "BZPOPMAX": {"k", "0.01"},
	"BRPOPLPUSH": {"k", "l", "0.01"}, "BLMOVE": {"k", "l", "LEFT", "LEFT", "0.01"},
	"BLMPOP": {"0.01", "1", "k", "LEFT"}, "BZMPOP": {"0.01", "1", "k", "MIN"}, "XREAD": {"BLOCK", "10", "STREAMS", "k", "$"},
	"WAIT": {"1", "10"}, "WAITAOF": {"0", "1", "10"}, "MIGRATE": {"127.0.0.1", "1", "k", "0", "10"}, "CLIENT PAUSE": {"1"},
	"DEBUG": {"SLEEP", "0"}, "SHUTDOWN": {"ABORT"}, "HELLO": {"3"},
}

// TestWhatIsAcceptedIsAnsweredOnce walks through all commands that a server has. What
// a custom command may be is answered exactly once: the ECHO behind it gets its own
// reply, and nothing comes after that.
func TestWhatIsAcceptedIsAnsweredOnce(t *testing.T) {
	for _, version := range servers.Versions() {
		for _, protocol := range []string{"2", "3"} {
			t.Run(string(version)+"/RESP"+protocol, func(t *testing.T) {
				server := servers.Start(t, version, servers.Options{Arguments: []string{"--enable-debug-command", "yes"}})
				accepted, refused := 0, 0
				for _, words := range commandsOf(t, server) {
					var a command.Args
					command.CustomCommand(&a, words)
					if a.ErrUnshared() != nil {
						refused++
						continue
					}
					accepted++
					answeredOnce(t, server, protocol, words)
				}
				require.Greater(t, accepted, 500)
				require.Greater(t, refused, 15)
			})
		}
	}
}

// commandsOf returns all commands of a server, each without arguments and with some.
func commandsOf(t *testing.T, server *servers.Server) [][]string {
	reply, err := server.Command(t.Context(), "COMMAND")
	require.NoError(t, err)
	var commands [][]string
	var visit func(value resp.Value)
	visit = func(value resp.Value) {
		name := strings.Split(value.Elems[0].Text, "|")
		commands = append(commands, name)
		arguments, known := wordsOf[strings.ToUpper(strings.Join(name, " "))]
		if !known {
			for n := len(name); n < int(max(value.Elems[1].Int, -value.Elems[1].Int)); n++ {
				arguments = append(arguments, "1")
			}
		}
		commands = append(commands, append(append([]string(nil), name...), arguments...))
		for _, subcommand := range value.Elems[9].Elems {
			visit(subcommand)
		}
	}
	for _, value := range reply.Elems {
		visit(value)
	}
	// What no server lists among its commands.
	return append(commands, []string{"POST"}, []string{"host:"}, []string{"CLIENT|REPLY", "OFF"}, []string{"client", "reply ", "off"},
		[]string{"nosuch"}, []string{"GET", ""}, []string{"CLIENT", ""}, []string{"DEBUG", "PROTOCOL", "push"}, []string{"DEBUG", "PROTOCOL", "attrib"})
}

// answeredOnce sends a command with an ECHO behind it over a connection of its own.
func answeredOnce(t *testing.T, server *servers.Server, protocol string, words []string) {
	t.Helper()
	connection, err := net.Dial("tcp", server.Addr())
	require.NoError(t, err)
	defer connection.Close()
	require.NoError(t, connection.SetDeadline(time.Now().Add(patience)))
	reader := resp.NewReader(connection, resp.Limits{})
	next := func() resp.Value {
		for {
			frame, err := reader.Next()
			require.NoError(t, err, "%v has no answer", words)
			value, err := resp.Decode(frame)
			require.NoError(t, err)
			if value.Type != resp.TypePush {
				return value
			}
		}
	}
	_, err = connection.Write(resp.AppendCommand(nil, "HELLO", protocol))
	require.NoError(t, err)
	next()
	_, err = connection.Write(resp.AppendCommand(resp.AppendCommand(nil, words...), "ECHO", "nonce"))
	require.NoError(t, err)
	next()
	if strings.EqualFold(words[0], "QUIT") { // Its answer is the last.
		return
	}
	answer := next()
	require.Contains(t, []string{"nonce", "QUEUED"}, answer.Text, "%v is answered more than once, or not at all", words)
	if answer.Text == "nonce" {
		_, err = connection.Write(resp.AppendCommand(nil, "ECHO", "again"))
		require.NoError(t, err)
		require.Equal(t, "again", next().Text, "%v", words)
	}
}

// unanswerable are commands that no connection for requests takes, in the spellings
// that servers know.
var unanswerable = [][]string{
	{"REPLCONF", "ACK", "0"},
	{"replconf", "getack", "*"},
	{"ReplConf", "listening-port", "1"},
	{"REPLCONF"},
	{"SYNC"},
	{"psync", "?", "-1"},
	{"monitor"},
	{"SUBSCRIBE", "c"},
	{"pSubscribe", "c*"},
	{"SSUBSCRIBE", "c"},
	{"UNSUBSCRIBE"},
	{"PUNSUBSCRIBE"},
	{"sunsubscribe"},
	{"CLIENT", "REPLY", "OFF"},
	{"client", "Reply", "skip"},
	{"CLIENT", "reply", "ON"},
	{"client", "tracking", "on"},
	{"CLUSTER", "SYNCSLOTS", "ACK"},
	{"script", "debug", "sync"},
	{"SHUTDOWN", "NOSAVE"},
	{"shutdown"},
	{"DEBUG", "SEGFAULT"},
	{"debug", "panic"},
	{"DEBUG", "RESTART"},
	{"POST", "/"},
	{"Host:", "example"},
	{"", "SUBSCRIBE"},
	{" SUBSCRIBE", "c"},
	{"SUBSCRIBE ", "c"},
}

// changing are commands that only a connection of one's own takes.
var changing = [][]string{
	{"MULTI"},
	{"exec"},
	{"DISCARD"},
	{"WATCH", "k"},
	{"unwatch"},
	{"AUTH", "x"},
	{"HELLO", "3"},
	{"RESET"},
	{"SELECT", "1"},
	{"QUIT"},
	{"ASKING"},
	{"readonly"},
	{"READWRITE"},
}

func TestWhatIsNotAnsweredOnceIsNotSent(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		refused := func(err error, words []string) {
			t.Helper()
			var configuration *failure.ConfigurationError
			require.ErrorAs(t, err, &configuration, "%q", words)
			require.Contains(t, configuration.Message, ";", "%q: no remedy", words)
		}
		d := acquire(t, f)
		for _, words := range unanswerable {
			_, err := f.CustomCommand(ctx, words)
			refused(err, words)
			_, err = d.CustomCommand(ctx, words)
			refused(err, words)
			for _, atomic := range []bool{false, true} {
				b := batch.New(atomic)
				b.CustomCommand(words)
				_, err = f.Exec(ctx, b, true)
				refused(err, words)
				_, err = d.Exec(ctx, b, true)
				refused(err, words)
			}
		}
		for _, words := range changing {
			_, err := f.CustomCommand(ctx, words)
			refused(err, words)
			if words[0] == "SELECT" {
				continue // a batch has a connection of its own then
			}
			b := batch.New(false)
			b.CustomCommand(words)
			_, err = f.Exec(ctx, b, true)
			refused(err, words)
		}
		pong, err := f.Ping(ctx)
		require.NoError(t, err)
		require.Equal(t, "PONG", pong)
	})
}

func TestWordsAreSentAsTheyAreGiven(t *testing.T) {
	for _, version := range servers.Versions() {
		t.Run(string(version), func(t *testing.T) {
			server := shared.Server(t, version)
			client := connect(t, server)
			_, err := client.FunctionLoad(t.Context(), "#!lua name=spin\nredis.register_function('spin', function() while true do end end)", true)
			require.NoError(t, err)
			ended := make(chan error, 1)
			runner := connect(t, server)
			go func() {
				_, err := runner.CustomCommand(context.WithoutCancel(t.Context()), []string{"fCall", "spin", "0"})
				ended <- err
			}()
			var running string
			require.Eventually(t, func() bool {
				stats, err := client.FunctionStats(t.Context())
				if err == nil && !stats.RunningScript.IsNil() {
					running = stats.RunningScript.Value().Command[0]
				}
				return running != ""
			}, patience, time.Millisecond)
			_, err = client.FunctionKill(t.Context())
			require.NoError(t, err)
			require.Error(t, <-ended)
			require.Equal(t, "fCall", running)
			_, err = client.FunctionDelete(t.Context(), "spin")
			require.NoError(t, err)
		})
	}
}

func TestBatchSelectsADatabase(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		set := func(key, value string) {
			_, err := f.Set(ctx, key, value)
			require.NoError(t, err)
		}
		set("k", "of 0")
		for i, atomic := range []bool{false, true} {
			value := "of 5 " + strconv.Itoa(i)
			b := batch.New(atomic)
			before, selected, ok, after := b.Get("k"), b.Select(5), b.Set("k", value), b.Get("k")
			_, err := f.Exec(ctx, b, true)
			require.NoError(t, err)
			for handle, want := range map[*batch.Handle[string]]string{selected: "OK", ok: "OK"} {
				got, err := handle.Result()
				require.NoError(t, err)
				require.Equal(t, want, got)
			}
			got, err := before.Result()
			require.NoError(t, err)
			require.Equal(t, present("of 0"), got)
			got, err = after.Result()
			require.NoError(t, err)
			require.Equal(t, present(value), got)
			got, err = f.Get(ctx, "k")
			require.NoError(t, err)
			require.Equal(t, present("of 0"), got, "the client stays where it was")
			d := acquire(t, f) // which is another connection than the batch's
			got, err = d.Get(ctx, "k")
			require.NoError(t, err)
			require.Equal(t, present("of 0"), got)
			d.Release()
		}

		d := acquire(t, f)
		for _, build := range []func(b *batch.Batch){
			func(b *batch.Batch) { b.Select(5) },
			func(b *batch.Batch) { b.CustomCommand([]string{"select", "5"}) },
		} {
			for _, atomic := range []bool{false, true} {
				b := batch.New(atomic)
				build(b)
				inside := b.Get("k")
				_, err := d.Exec(ctx, b, true)
				require.NoError(t, err)
				got, err := inside.Result()
				require.NoError(t, err)
				require.Equal(t, present("of 5 1"), got)
				got, err = d.Get(ctx, "k")
				require.NoError(t, err)
				require.Equal(t, present("of 5 1"), got, "it is the holder's connection")
				_, err = d.Select(ctx, 0)
				require.NoError(t, err)
			}
		}
		b := batch.New(false)
		b.CustomCommand([]string{"select", "5"})
		inside := b.Get("k")
		_, err := f.Exec(ctx, b, true)
		require.NoError(t, err)
		got, err := inside.Result()
		require.NoError(t, err)
		require.Equal(t, present("of 5 1"), got, "a custom command is no other one")
		b = batch.New(false)
		b.Select(5)
		_, err = d.Exec(ctx, b, true)
		require.NoError(t, err)
		d.Release()
		again := acquire(t, f)
		got, err = again.Get(ctx, "k")
		require.NoError(t, err)
		require.Equal(t, present("of 0"), got, "nobody gets the changed connection")
	})
}

func TestWaitGetsItsTime(t *testing.T) {
	for _, version := range servers.Versions() {
		t.Run(string(version), func(t *testing.T) {
			server := shared.Server(t, version)
			client := connect(t, server, func(c *options.ClientConfiguration) { c.RequestTimeout = 500 * time.Millisecond })
			const longer = 1200 * time.Millisecond
			milliseconds := strconv.FormatInt(longer.Milliseconds(), 10)
			d := acquire(t, client)
			calls := map[string]func(ctx context.Context) error{
				"typed": func(ctx context.Context) error { _, err := client.Wait(ctx, 1, longer); return err },
				"custom": func(ctx context.Context) error {
					_, err := client.CustomCommand(ctx, []string{"wait", "1", milliseconds})
					return err
				},
				"dedicated": func(ctx context.Context) error { _, err := d.Wait(ctx, 1, longer); return err },
				"batch": func(ctx context.Context) error {
					b := batch.New(false)
					b.Set("k", "v")
					b.Wait(1, longer)
					_, err := client.Exec(ctx, b, true)
					return err
				},
			}
			if version.AtLeast("7.2") {
				calls["aof"] = func(ctx context.Context) error { _, err := client.WaitAOF(ctx, 0, 1, longer); return err }
			}
			for name, call := range calls {
				began := time.Now()
				require.NoError(t, call(t.Context()), name)
				require.GreaterOrEqual(t, time.Since(began), longer-10*time.Millisecond, name)
			}
			ctx, cancel := context.WithTimeout(t.Context(), longer)
			defer cancel()
			began := time.Now()
			_, err := client.Wait(ctx, 1, 0)
			require.ErrorIs(t, err, context.DeadlineExceeded, "0 waits for as long as the caller does")
			require.GreaterOrEqual(t, time.Since(began), longer-10*time.Millisecond)
		})
	}
}
