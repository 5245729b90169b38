package glissadetest_test

import (
	"regexp"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/glissadetest"
	"github.com/glissade-io/glissade/options"
)

func TestAScriptAnswers(t *testing.T) {
	inBothProtocols(t, func(t *testing.T, speaks func(*options.ClientConfiguration)) {
		server := glissadetest.NewScripted(t)
		client := server.Client(t, speaks)
		ctx := t.Context()
		server.Expect("get", "name").Reply(glissadetest.Text("Ada"))
		server.Expect("GET", glissadetest.Any).Times(2)
		server.Expect("HGETALL", "user").Reply(glissadetest.Map(glissadetest.Text("name"), glissadetest.Text("Ada")))
		server.Expect("SMEMBERS", "tags").Reply(glissadetest.Set(glissadetest.Text("a")))
		server.Expect("ZSCORE", "scores", "Ada").Reply(glissadetest.Double(1.5))
		server.Expect("MGET", glissadetest.Rest).Reply(glissadetest.Array(glissadetest.Nil(), glissadetest.Text("b")))
		server.Expect("ECHO", glissadetest.Any).Answer(func(command []string) glissadetest.Reply {
			return glissadetest.Text(command[1] + "!")
		}).Always()

		name, err := client.Get(ctx, "name")
		require.NoError(t, err)
		require.Equal(t, "Ada", name.Value())
		for range 2 {
			name, err = client.Get(ctx, "name")
			require.NoError(t, err)
			require.Equal(t, "OK", name.Value(), "which is what a command is answered with that nothing is said of")
		}
		user, err := client.HGetAll(ctx, "user")
		require.NoError(t, err)
		require.Equal(t, map[string]string{"name": "Ada"}, user)
		tags, err := client.SMembers(ctx, "tags")
		require.NoError(t, err)
		require.Len(t, tags, 1)
		score, err := client.ZScore(ctx, "scores", "Ada")
		require.NoError(t, err)
		require.InDelta(t, 1.5, score.Value(), 0)
		values, err := client.MGet(ctx, []string{"a", "b"})
		require.NoError(t, err)
		require.True(t, values[0].IsNil())
		require.Equal(t, "b", values[1].Value())
		for range 2 {
			echo, err := client.Echo(ctx, "hello")
			require.NoError(t, err)
			require.Equal(t, "hello!", echo)
		}
	})
}

func TestAServerThatExecutesFailsInSingleCommands(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := glissadetest.NewServer(t)
		client := server.Client(t)
		ctx := t.Context()

		server.Expect("INCR", "n").Reply(glissadetest.OutOfMemory())
		_, err := client.Incr(ctx, "n")
		require.ErrorIs(t, err, &failure.ServerError{Code: "OOM"})

		server.Expect("INCR", "n").Reply(glissadetest.Loading()).Times(3)
		n, err := client.Incr(ctx, "n")
		require.NoError(t, err, "what was refused is sent again")
		require.EqualValues(t, 1, n)

		server.Expect("INCR", "n").LoseCommand()
		_, err = client.Incr(ctx, "n")
		require.ErrorAs(t, err, new(*failure.ConnectionError))
		require.Equal(t, failure.MaybeExecuted, failure.DeliveryOf(err))
		requireValue(t, client, "n", "1")

		server.Expect("INCR", "n").LoseReply()
		_, err = client.Incr(ctx, "n")
		require.ErrorAs(t, err, new(*failure.ConnectionError))
		require.Equal(t, failure.MaybeExecuted, failure.DeliveryOf(err))
		requireValue(t, client, "n", "2")

		server.Expect("INCR", "n").CutReply(1)
		_, err = client.Incr(ctx, "n")
		require.Equal(t, failure.MaybeExecuted, failure.DeliveryOf(err))
		requireValue(t, client, "n", "3")

		server.Expect("GET", "n").LoseReply()
		requireValue(t, client, "n", "3") // What only reads is sent again.

		server.Expect("INCR", "n").Delay(time.Second)
		start := time.Now()
		_, err = client.Incr(ctx, "n")
		require.NoError(t, err)
		require.Equal(t, time.Second, time.Since(start))

		release := make(chan struct{})
		server.Expect("INCR", "n").Until(release)
		time.AfterFunc(time.Minute, func() { close(release) })
		_, err = client.With(options.CallOptions{Timeout: time.Hour}).Incr(ctx, "n")
		require.NoError(t, err)

		silence := server.Expect("INCR", "n").Silence()
		_, err = client.Incr(ctx, "n")
		require.ErrorAs(t, err, new(*failure.TimeoutError))
		require.Equal(t, failure.MaybeExecuted, failure.DeliveryOf(err))
		require.Equal(t, 1, silence.Came())
		requireValue(t, client, "n", "5")
	})
}

func TestTransactionsAreExpectedCommandByCommand(t *testing.T) {
	inBothProtocols(t, func(t *testing.T, speaks func(*options.ClientConfiguration)) {
		transaction := func() (*batch.Batch, *batch.Handle[int64]) {
			b := batch.NewTransaction()
			return b, b.Incr("n")
		}
		server := glissadetest.NewServer(t)
		client := server.Client(t, speaks)
		server.Expect("INCR", "n").Reply(glissadetest.OutOfMemory())
		b, _ := transaction()
		_, err := client.Exec(t.Context(), b, true)
		require.ErrorAs(t, err, new(*failure.ExecAbortError))
		require.ErrorIs(t, err, &failure.ServerError{Code: "OOM"})
		server.Expect("EXEC").LoseReply()
		b, _ = transaction()
		_, err = client.Exec(t.Context(), b, true)
		require.Equal(t, failure.MaybeExecuted, failure.DeliveryOf(err))
		requireValue(t, client, "n", "1")

		scripted := glissadetest.NewScripted(t)
		scripted.Expect("MULTI")
		scripted.Expect("INCR", "n").Reply(glissadetest.Simple("QUEUED"))
		scripted.Expect("EXEC").Reply(glissadetest.Array(glissadetest.Integer(7)))
		b, n := transaction()
		_, err = scripted.Client(t, speaks).Exec(t.Context(), b, true)
		require.NoError(t, err)
		requireResult(t, 7, n)
	})
}

func requireValue(t *testing.T, client getter, key, want string) {
	t.Helper()
	value, err := client.Get(t.Context(), key)
	require.NoError(t, err)
	require.Equal(t, want, value.Value())
}

func TestErrorsOfServersAreKnown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := glissadetest.NewScripted(t)
		client := server.Client(t)
		for code, reply := range map[string]glissadetest.Reply{
			"WRONGTYPE": glissadetest.WrongType(), "BUSY": glissadetest.Busy(), "OOM": glissadetest.OutOfMemory(), "NOPERM": glissadetest.NoPermission(),
			"NOSCRIPT": glissadetest.NoScript(), "LOADING": glissadetest.Loading(), "TRYAGAIN": glissadetest.TryAgain(),
			"CLUSTERDOWN": glissadetest.ClusterDown(), "MOVED": glissadetest.Moved(1, "node1:6379"), "ASK": glissadetest.Ask(1, "node1:6379"),
			"READONLY": glissadetest.ReadOnly(),
		} {
			server.Expect("LPUSH", code, "x").Reply(reply).Always()
			_, err := client.LPush(t.Context(), code, []string{"x"})
			require.ErrorIs(t, err, &failure.ServerError{Code: code})
		}
	})
}

func TestAHandshakeCanBeExpected(t *testing.T) {
	server := glissadetest.NewScripted(t)
	server.Expect("HELLO", glissadetest.Rest).Reply(glissadetest.Error("NOPERM no"))
	r := record(t)
	func() {
		defer func() { _ = recover() }()
		server.Client(failing{r})
	}()
	require.Len(t, r.errors, 1)
	require.Contains(t, r.errors[0], "the server refused HELLO")
	server.Expect("GET", "k").Reply(glissadetest.Text("v"))
	requireValue(t, server.Client(t), "k", "v")
}

// failing is a test whose Fatalf panics in place of ending the goroutine.
type failing struct{ *recorder }

func (f failing) Fatalf(format string, arguments ...any) {
	f.Errorf(format, arguments...)
	panic("failed")
}

func TestUnexpectedCommandsFailTheTest(t *testing.T) {
	r := record(t)
	server := glissadetest.NewScripted(r)
	client := server.Client(t)
	server.Expect("GET", "a").Always()
	server.Expect("SET", "b", "with space", glissadetest.Any, glissadetest.Rest)
	_, err := client.Get(t.Context(), "b") // the line that is named
	require.ErrorContains(t, err, "not expected")
	client.Close()
	errors := r.end()
	require.Len(t, errors, 2)
	require.Regexp(t, `^glissadetest: unexpected command: GET b, sent from script_test\.go:(\d+); expected:\n`+
		`\tGET a by script_test\.go:\d+\n\tSET b "with space" Any Rest by script_test\.go:\d+$`, errors[0])
	require.Regexp(t, `^glissadetest: script_test\.go:\d+: the command SET b "with space" Any Rest came 0 of 1 times$`, errors[1])
	lines := regexp.MustCompile(`script_test\.go:(\d+)`)
	require.NotEqual(t, lines.FindStringSubmatch(errors[0])[1], lines.FindStringSubmatch(errors[1])[1])
}

func TestAnUnexpectedCommandIsNamedByTheLineThatSentIt(t *testing.T) {
	r := record(t)
	server := glissadetest.NewScripted(r)
	client := server.Client(t)
	server.Expect("GET", "a").Always()
	for range 3 {
		requireValue(t, client, "a", "OK")
	}
	_, first := client.LLen(t.Context(), "x")
	_, second := client.LLen(t.Context(), "y")
	require.Error(t, first)
	require.Error(t, second)
	client.Close()
	lines := regexp.MustCompile(`LLEN ([xy]), sent from script_test\.go:(\d+)`)
	var sent []string
	for _, text := range r.end() {
		match := lines.FindStringSubmatch(text)
		require.NotNil(t, match, text)
		sent = append(sent, match[1], match[2])
	}
	require.Len(t, sent, 4)
	require.NotEqual(t, sent[1], sent[3])
}

func TestSecretsAreNotShown(t *testing.T) {
	r := record(t)
	server := glissadetest.NewScripted(r)
	client := server.Client(t)
	_, err := client.CustomCommand(t.Context(), []string{"ACL", "SETUSER", "ada", ">secret"})
	require.Error(t, err)
	client.Close()
	errors := r.end()
	require.Len(t, errors, 1)
	require.Contains(t, errors[0], "ACL ***")
	require.NotContains(t, errors[0], "secret")
}
