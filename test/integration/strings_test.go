package integration

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

func TestSetAndGet(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		for name, value := range map[string]string{
			"plain": "value", "empty": "", "binary": "\x00\r\n\xff", "long": string(make([]byte, 1<<20)),
		} {
			reply, err := f.Set(ctx, name, value)
			require.NoError(t, err)
			require.Equal(t, "OK", reply)
			got, err := f.Get(ctx, name)
			require.NoError(t, err)
			require.Equal(t, present(value), got, name)
		}
		got, err := f.Get(ctx, "missing")
		require.NoError(t, err)
		require.Equal(t, absent(), got)
	})
}

func TestSetConditions(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		for _, step := range []struct {
			name  string
			value string
			o     options.SetOptions
			want  models.Result[string]
		}{
			{"only if exists, missing", "1", options.SetOptions{Condition: options.OnlyIfExists}, absent()},
			{"only if missing", "2", options.SetOptions{Condition: options.OnlyIfDoesNotExist}, present("OK")},
			{"only if missing, exists", "3", options.SetOptions{Condition: options.OnlyIfDoesNotExist}, absent()},
			{"only if exists", "4", options.SetOptions{Condition: options.OnlyIfExists}, present("OK")},
			{"old value", "5", options.SetOptions{ReturnOldValue: true}, present("4")},
			{"old value, condition fails", "6", options.SetOptions{Condition: options.OnlyIfDoesNotExist, ReturnOldValue: true}, present("5")},
		} {
			got, err := f.SetWithOptions(ctx, "key", step.value, step.o)
			require.NoError(t, err, step.name)
			require.Equal(t, step.want, got, step.name)
		}
		got, err := f.SetWithOptions(ctx, "new", "value", options.SetOptions{ReturnOldValue: true})
		require.NoError(t, err)
		require.Equal(t, absent(), got, "a key that did not exist has no old value")
		got, err = f.Get(ctx, "key")
		require.NoError(t, err)
		require.Equal(t, present("5"), got)
	})
}

func TestSetIfEqual(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		since(t, f, "8.1", "SET IFEQ")
		_, err := f.Set(ctx, "key", "old")
		require.NoError(t, err)
		got, err := f.SetWithOptions(ctx, "key", "new", options.SetOptions{Condition: options.OnlyIfEquals, ComparisonValue: new("other")})
		require.NoError(t, err)
		require.Equal(t, absent(), got)
		got, err = f.SetWithOptions(ctx, "key", "new", options.SetOptions{Condition: options.OnlyIfEquals, ComparisonValue: new("old")})
		require.NoError(t, err)
		require.Equal(t, present("OK"), got)
	})
}

func TestSetExpiry(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		remaining := func() time.Duration {
			milliseconds, err := f.PTTL(ctx, "key")
			require.NoError(t, err)
			return time.Duration(milliseconds) * time.Millisecond
		}
		for name, expiry := range map[string]options.Expiry{
			"seconds":                   options.ExpireIn{Duration: time.Hour},
			"milliseconds":              options.ExpireIn{Duration: time.Hour - time.Millisecond},
			"point in time":             options.ExpireAt{Time: time.Now().Add(time.Hour).Truncate(time.Second)},
			"point in time, in between": options.ExpireAt{Time: time.Now().Add(time.Hour)},
			"the expiry it has":         options.KeepTTL{},
		} {
			if (expiry == options.KeepTTL{}) {
				_, err := f.SetWithOptions(ctx, "key", "value", options.SetOptions{Expiry: options.ExpireIn{Duration: time.Hour}})
				require.NoError(t, err)
			}
			_, err := f.SetWithOptions(ctx, "key", "value", options.SetOptions{Expiry: expiry})
			require.NoError(t, err, name)
			require.InDelta(t, time.Hour, remaining(), float64(time.Minute), name)
		}
		_, err := f.Set(ctx, "key", "value")
		require.NoError(t, err)
		require.Equal(t, -time.Millisecond, remaining(), "SET without an expiry removes it")
	})
}

func TestSetOptionsThatCannotWorkAreRefusedUnsent(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		for field, o := range map[string]options.SetOptions{
			"SetOptions.Condition":       {Condition: "YY"},
			"SetOptions.ComparisonValue": {ComparisonValue: new("x")},
			"SetOptions.Expiry":          {Expiry: options.ExpireIn{}},
		} {
			_, err := f.SetWithOptions(ctx, "key", "value", o)
			var configuration *failure.ConfigurationError
			require.ErrorAs(t, err, &configuration)
			require.Equal(t, field, configuration.Field)
			require.Equal(t, failure.NotSent, failure.DeliveryOf(err))
		}
	})
}

func TestGetDel(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		_, err := f.Set(ctx, "key", "value")
		require.NoError(t, err)
		for _, want := range []models.Result[string]{present("value"), absent()} {
			got, err := f.GetDel(ctx, "key")
			require.NoError(t, err)
			require.Equal(t, want, got)
		}
	})
}

func TestMSetAndMGet(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		reply, err := f.MSet(ctx, []models.KeyValue{{Key: "a", Value: "1"}, {Key: "b", Value: ""}})
		require.NoError(t, err)
		require.Equal(t, "OK", reply)
		_, err = f.SAdd(ctx, "set", []string{"member"})
		require.NoError(t, err)
		got, err := f.MGet(ctx, []string{"b", "missing", "a", "set"})
		require.NoError(t, err)
		require.Equal(t, []models.Result[string]{present(""), absent(), present("1"), absent()}, got)
	})
}

func TestIncrements(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		n, err := f.Incr(ctx, "n")
		require.NoError(t, err)
		require.EqualValues(t, 1, n)
		n, err = f.IncrBy(ctx, "n", -43)
		require.NoError(t, err)
		require.EqualValues(t, -42, n)
		x, err := f.IncrByFloat(ctx, "x", 10.5)
		require.NoError(t, err)
		require.Equal(t, 10.5, x)
		x, err = f.IncrByFloat(ctx, "x", -1e-3)
		require.NoError(t, err)
		require.Equal(t, 10.499, x)
		x, err = f.IncrByFloat(ctx, "x", 5e20)
		require.NoError(t, err)
		require.InEpsilon(t, 5e20, x, 1e-12)
	})
}

func TestErrorsOfTheServerAreTyped(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		_, err := f.LPush(ctx, "list", []string{"element"})
		require.NoError(t, err)
		_, err = f.Get(ctx, "list")
		require.ErrorIs(t, err, &failure.ServerError{Code: "WRONGTYPE"})
		require.Equal(t, failure.Answered, failure.DeliveryOf(err))
		_, err = f.Set(ctx, "text", "no number")
		require.NoError(t, err)
		_, err = f.Incr(ctx, "text")
		require.ErrorIs(t, err, &failure.ServerError{Code: "ERR"})
		require.ErrorContains(t, err, "not an integer")
	})
}
