package glissadetest_test

import (
	"context"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade"
	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/glissadetest"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

func TestAServerExecutesCommands(t *testing.T) {
	inBothProtocols(t, func(t *testing.T, speaks func(*options.ClientConfiguration)) {
		client := glissadetest.NewServer(t).Client(t, speaks)
		ctx := t.Context()
		greeting, err := client.Get(ctx, "greeting")
		require.NoError(t, err)
		require.True(t, greeting.IsNil())
		_, err = client.Set(ctx, "greeting", "hello")
		require.NoError(t, err)
		greeting, err = client.Get(ctx, "greeting")
		require.NoError(t, err)
		require.Equal(t, "hello", greeting.Value())

		_, err = client.LPush(ctx, "greeting", []string{"x"})
		require.ErrorIs(t, err, &failure.ServerError{Code: "WRONGTYPE"})

		scores, err := client.ZAdd(ctx, "scores", []models.MemberAndScore{{Member: "Ada", Score: 1.5}, {Member: "Grace", Score: 2}})
		require.NoError(t, err)
		require.EqualValues(t, 2, scores)
		withScores, err := client.ZRangeWithScores(ctx, "scores", options.RangeByIndex{Start: 0, End: -1})
		require.NoError(t, err)
		require.Equal(t, []models.MemberAndScore{{Member: "Ada", Score: 1.5}, {Member: "Grace", Score: 2}}, withScores)

		id, err := client.ClientID(ctx)
		require.NoError(t, err)
		require.NotZero(t, id)

		script := options.NewScript("return redis.call('INCRBY', KEYS[1], ARGV[1])")
		sum, err := client.InvokeScriptWithOptions(ctx, script, options.ScriptOptions{Keys: []string{"n"}, Args: []string{"7"}})
		require.NoError(t, err)
		require.EqualValues(t, 7, sum)
	})
}

func TestTransactionsAreExecutedAsOne(t *testing.T) {
	inBothProtocols(t, func(t *testing.T, speaks func(*options.ClientConfiguration)) {
		server := glissadetest.NewServer(t)
		client := server.Client(t, speaks)
		messages, err := client.Subscribe(t.Context(), []string{"news"})
		require.NoError(t, err)

		b := batch.NewTransaction()
		visits := b.Incr("visits")
		receivers := b.Publish("news", "visited")
		id := b.ClientID()
		list := b.LPush("log", []string{"a", "b"})
		_, err = client.Exec(t.Context(), b, true)
		require.NoError(t, err)
		requireResult(t, int64(1), visits)
		requireResult(t, int64(1), receivers)
		requireResult(t, int64(2), list)
		own, err := id.Result()
		require.NoError(t, err)
		require.NotZero(t, own)
		message, err := messages.Receive(t.Context())
		require.NoError(t, err)
		require.Equal(t, "visited", message.Message)

		b = batch.NewTransaction()
		b.Incr("visits")
		b.LCS("a", "b")
		_, err = client.Exec(t.Context(), b, true)
		require.ErrorAs(t, err, new(*failure.ExecAbortError))
		n, err := client.Get(t.Context(), "visits")
		require.NoError(t, err)
		require.Equal(t, "1", n.Value(), "nothing of an aborted transaction is executed")

		attempts := 0
		_, err = client.Transaction(t.Context(), []string{"visits"}, func(ctx context.Context, d *core.Dedicated) (*batch.Batch, error) {
			attempts++
			if attempts == 1 {
				if _, err := client.Set(ctx, "visits", "5"); err != nil {
					return nil, err
				}
			}
			b := batch.NewTransaction()
			b.Incr("visits")
			return b, nil
		})
		require.NoError(t, err)
		require.Equal(t, 2, attempts)
	})
}

func requireResult[T any](t *testing.T, want T, handle *batch.Handle[T]) {
	t.Helper()
	got, err := handle.Result()
	require.NoError(t, err)
	require.Equal(t, want, got)
}

func TestCommandsAndSubscriptionsShareAConnection(t *testing.T) {
	inBothProtocols(t, func(t *testing.T, speaks func(*options.ClientConfiguration)) {
		server := glissadetest.NewServer(t)
		client := server.Client(t, speaks)
		ctx := t.Context()
		s, err := client.NewSubscription(options.SubscriptionQueue{})
		require.NoError(t, err)
		require.NoError(t, s.Subscribe(ctx, []string{"news", "weather"}))
		require.NoError(t, s.PSubscribe(ctx, []string{"al*"}))

		sent, err := client.Publish(ctx, "news", "first")
		require.NoError(t, err)
		require.EqualValues(t, 1, sent)
		require.Equal(t, 1, server.Publish("alerts", "second"))
		require.Zero(t, server.Publish("sports", "nobody"))
		_, err = client.Eval(ctx, "return redis.call('PUBLISH', 'weather', ARGV[1])", options.ScriptOptions{Args: []string{"third"}})
		require.NoError(t, err)
		for _, want := range []models.PubSubMessage{
			{Channel: "news", Message: "first"}, {Channel: "alerts", Message: "second"}, {Channel: "weather", Message: "third"},
		} {
			message, err := s.Receive(ctx)
			require.NoError(t, err)
			require.Equal(t, want.Channel, message.Channel)
			require.Equal(t, want.Message, message.Message)
		}
		channels, err := client.PubSubChannels(ctx)
		require.NoError(t, err)
		require.ElementsMatch(t, []string{"news", "weather"}, channels)
		patterns, err := client.PubSubNumPat(ctx)
		require.NoError(t, err)
		require.EqualValues(t, 1, patterns)

		require.NoError(t, s.Unsubscribe(ctx, []string{"news"}))
		require.Zero(t, server.Publish("news", "nobody"))
		s.Close()
	})
}

func TestASubscriptionIsToldOfAGap(t *testing.T) {
	server := glissadetest.NewServer(t)
	client := server.Client(t)
	s, err := client.Subscribe(t.Context(), []string{"news"})
	require.NoError(t, err)
	server.Disconnect()
	_, err = s.Receive(t.Context())
	var gap *failure.GapError
	require.ErrorAs(t, err, &gap)
	require.Equal(t, []string{"news"}, gap.Channels)
	require.Equal(t, 1, server.Publish("news", "after"), "it is subscribed when the gap is told")
}

func TestTimePasses(t *testing.T) {
	server := glissadetest.NewServer(t)
	client := server.Client(t)
	ctx := t.Context()
	_, err := client.SetWithOptions(ctx, "session", "Ada", options.SetOptions{Expiry: options.ExpireIn{Duration: time.Hour}})
	require.NoError(t, err)
	before := server.Now()
	server.FastForward(time.Hour - time.Minute)
	ttl, err := client.TTL(ctx, "session")
	require.NoError(t, err)
	require.InDelta(t, 60, ttl, 30)
	server.FastForward(time.Minute)
	exists, err := client.Exists(ctx, []string{"session"})
	require.NoError(t, err)
	require.Zero(t, exists)
	require.GreaterOrEqual(t, server.Now().Sub(before), time.Hour)
}

func TestAClockStandsStill(t *testing.T) {
	at := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	server := glissadetest.NewServer(t, glissadetest.At(at))
	client := server.Client(t)
	for range 2 {
		now, err := client.Time(t.Context())
		require.NoError(t, err)
		require.Equal(t, strconv.FormatInt(at.Unix(), 10), now[0])
	}
	_, err := client.SetWithOptions(t.Context(), "k", "v", options.SetOptions{Expiry: options.ExpireAt{Time: at.Add(time.Minute)}})
	require.NoError(t, err)
	server.FastForward(59 * time.Second)
	ttl, err := client.PTTL(t.Context(), "k")
	require.NoError(t, err)
	require.EqualValues(t, 1000, ttl)
	require.Equal(t, at.Add(59*time.Second), server.Now())
}

// What one bubble leaves behind, such as requests that are used again, must not reach
// another, nor what is in none.
func TestServersWorkInBubbles(t *testing.T) {
	use := func(t *testing.T) {
		server := glissadetest.NewServer(t)
		client := server.Client(t)
		_, err := client.SetWithOptions(t.Context(), "k", "v", options.SetOptions{Expiry: options.ExpireIn{Duration: time.Hour}})
		require.NoError(t, err)
		var callers sync.WaitGroup
		for range 8 {
			callers.Go(func() {
				for range 20 {
					if _, err := client.Incr(t.Context(), "n"); err != nil {
						t.Error(err)
					}
				}
			})
		}
		callers.Wait()
	}
	for range 3 {
		synctest.Test(t, func(t *testing.T) {
			use(t)
			server := glissadetest.NewServer(t)
			client := server.Client(t)
			_, err := client.SetWithOptions(t.Context(), "k", "v", options.SetOptions{Expiry: options.ExpireIn{Duration: time.Hour}})
			require.NoError(t, err)
			time.Sleep(time.Hour)
			exists, err := client.Exists(t.Context(), []string{"k"})
			require.NoError(t, err)
			require.Zero(t, exists, "keys expire by the clock of the bubble")

			start := time.Now()
			popped, err := client.BLPop(t.Context(), []string{"queue"}, 10*time.Second)
			require.NoError(t, err)
			require.True(t, popped.IsNil())
			require.Equal(t, 10*time.Second, time.Since(start))
		})
		use(t)
	}
}

func TestABlockedCommandEndsWithItsConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := glissadetest.NewServer(t)
		client := server.Client(t)
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() {
			_, err := client.BLPop(ctx, []string{"queue"}, 0)
			ended <- err
		}()
		synctest.Wait()
		cancel()
		require.ErrorAs(t, <-ended, new(*failure.CanceledError))
		synctest.Wait()
		_, err := client.RPush(t.Context(), "queue", []string{"job"})
		require.NoError(t, err)
		n, err := client.LLen(t.Context(), "queue")
		require.NoError(t, err)
		require.EqualValues(t, 1, n, "nobody who is gone takes an element")

		go func() {
			_, err := client.BLPop(t.Context(), []string{"later"}, 0)
			ended <- err
		}()
		synctest.Wait()
		_, err = client.RPush(t.Context(), "later", []string{"job"})
		require.NoError(t, err)
		require.NoError(t, <-ended)
	})
}

func TestWhatAServerDoesNotHaveIsAnError(t *testing.T) {
	inBothProtocols(t, func(t *testing.T, speaks func(*options.ClientConfiguration)) {
		client := glissadetest.NewServer(t).Client(t, speaks)
		ctx := t.Context()
		_, unknown := client.LCS(ctx, "a", "b")
		_, subcommand := client.ObjectFreq(ctx, "secret")
		_, list := client.CommandCount(ctx)
		for _, err := range []error{unknown, subcommand, list} {
			require.ErrorIs(t, err, &failure.ServerError{Code: "ERR"})
			require.ErrorContains(t, err, "in-memory server of package glissadetest does not have it")
			require.NotContains(t, err.Error(), "secret")
		}
	})
}

func TestAPasswordIsDemanded(t *testing.T) {
	for _, options := range [][]glissadetest.Option{
		{glissadetest.WithPassword("default", "secret")},
		{glissadetest.WithPassword("ada", "secret")},
		{glissadetest.WithPassword("ada", "secret"), glissadetest.WithoutRESP3()},
	} {
		server := glissadetest.NewServer(t, options...)
		client := server.Client(t)
		_, err := client.ClientID(t.Context())
		require.NoError(t, err)
		_, err = client.Set(t.Context(), "k", "v")
		require.NoError(t, err)

		for _, credentials := range []*glissade.ServerCredentials{nil, {Username: "ada", Password: "wrong"}} {
			_, err = core.NewClient(t.Context(), server, glissade.ClientConfiguration{Credentials: credentials})
			var connection *failure.ConnectionError
			require.ErrorAs(t, err, &connection)
			require.NotContains(t, err.Error(), "wrong")
		}
	}
}

func TestAServerMayBeAnOldOne(t *testing.T) {
	require.Equal(t, "valkey", glissadetest.NewServer(t).Client(t).Server().Name)
	server := glissadetest.NewServer(t, glissadetest.WithoutRESP3())
	require.Equal(t, 2, server.Client(t).Server().Protocol)
	_, err := core.NewClient(t.Context(), server, glissade.ClientConfiguration{Protocol: options.ProtocolRESP3})
	require.ErrorContains(t, err, "does not speak RESP3")
}

func TestConnectionsAreRefusedAndLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := glissadetest.NewServer(t)
		client := server.Client(t)
		require.Equal(t, 1, server.Connections())
		server.Refuse()
		_, err := core.NewClient(t.Context(), server, glissade.ClientConfiguration{})
		require.ErrorIs(t, err, glissadetest.ErrRefused)
		require.Equal(t, failure.NotSent, failure.DeliveryOf(err))

		server.Disconnect()
		short := client.With(options.CallOptions{Timeout: 20 * time.Millisecond})
		_, err = short.Set(t.Context(), "k", "v")
		require.ErrorAs(t, err, new(*failure.TimeoutError))
		server.Accept()
		_, err = client.Set(t.Context(), "k", "v")
		require.NoError(t, err)

		server.Vanish()
		_, err = short.Incr(t.Context(), "n")
		require.ErrorAs(t, err, new(*failure.TimeoutError))
		require.Equal(t, failure.MaybeExecuted, failure.DeliveryOf(err))
		require.GreaterOrEqual(t, server.Dials(), 3)
	})
}

func TestRepliesMayComeInPieces(t *testing.T) {
	server := glissadetest.NewServer(t)
	client := server.Client(t)
	server.Split(1)
	_, err := client.Set(t.Context(), "k", "a value of some length")
	require.NoError(t, err)
	value, err := client.Get(t.Context(), "k")
	require.NoError(t, err)
	require.Equal(t, "a value of some length", value.Value())
}

func TestWhatWasSentCanBeSeen(t *testing.T) {
	server := glissadetest.NewServer(t)
	client := server.Client(t)
	_, err := client.Set(t.Context(), "k", "v")
	require.NoError(t, err)
	_, err = client.Ping(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"SET k v"}, server.Requests())
	require.Equal(t, [][]string{{"SET", "k", "v"}}, server.Commands())
	server.Forget()
	require.Empty(t, server.Commands())
}
