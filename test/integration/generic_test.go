package integration

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
)

func TestDelExistsAndType(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		_, err := f.MSet(ctx, []models.KeyValue{{Key: "a", Value: "1"}, {Key: "b", Value: "2"}})
		require.NoError(t, err)
		n, err := f.Exists(ctx, []string{"a", "b", "a", "missing"})
		require.NoError(t, err)
		require.EqualValues(t, 3, n)
		n, err = f.Del(ctx, []string{"a", "b", "missing"})
		require.NoError(t, err)
		require.EqualValues(t, 2, n)

		_, err = f.HSet(ctx, "hash", []models.FieldValue{{Field: "f", Value: "v"}})
		require.NoError(t, err)
		kind, err := f.Type(ctx, "hash")
		require.NoError(t, err)
		require.Equal(t, "hash", kind)
		kind, err = f.Type(ctx, "missing")
		require.NoError(t, err)
		require.Equal(t, "none", kind)
	})
}

func TestTimeToLive(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		ttl := func(key string) int64 {
			seconds, err := f.TTL(ctx, key)
			require.NoError(t, err)
			return seconds
		}
		require.EqualValues(t, -2, ttl("key"))
		_, err := f.Set(ctx, "key", "value")
		require.NoError(t, err)
		require.EqualValues(t, -1, ttl("key"))

		done, err := f.Expire(ctx, "key", time.Hour)
		require.NoError(t, err)
		require.True(t, done)
		require.InDelta(t, 3600, ttl("key"), 60)
		done, err = f.PExpire(ctx, "key", 90*time.Minute+500*time.Millisecond)
		require.NoError(t, err)
		require.True(t, done)
		milliseconds, err := f.PTTL(ctx, "key")
		require.NoError(t, err)
		require.InDelta(t, 5_400_500, milliseconds, 60_000)

		done, err = f.Expire(ctx, "missing", time.Hour)
		require.NoError(t, err)
		require.False(t, done)
		done, err = f.Expire(ctx, "key", -time.Second)
		require.NoError(t, err)
		require.True(t, done)
		require.EqualValues(t, -2, ttl("key"), "a time in the past deletes")
	})
}

func TestUnknownExpireConditionIsRefused(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		_, err := f.ExpireWithOptions(ctx, "key", time.Hour, "SOMETIMES")
		var configuration *failure.ConfigurationError
		require.ErrorAs(t, err, &configuration)
	})
}
