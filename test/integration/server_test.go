package integration

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/options"
)

func TestPingAndEcho(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		got, err := f.Ping(ctx)
		require.NoError(t, err)
		require.Equal(t, "PONG", got)
		got, err = f.PingWithOptions(ctx, options.PingOptions{Message: new("hello\r\n")})
		require.NoError(t, err)
		require.Equal(t, "hello\r\n", got)
		got, err = f.Echo(ctx, "")
		require.NoError(t, err)
		require.Equal(t, "", got)
	})
}

func TestInfo(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		text, err := f.Info(ctx)
		require.NoError(t, err)
		require.Contains(t, text, "# Server\r\n")
		require.Contains(t, text, "# Keyspace\r\n")
		text, err = f.InfoWithOptions(ctx, options.InfoOptions{Sections: []options.InfoSection{options.Clients, options.CPU}})
		require.NoError(t, err)
		require.Contains(t, text, "# Clients\r\n")
		require.Contains(t, text, "# CPU\r\n")
		require.NotContains(t, text, "# Server\r\n")
	})
}

func TestConfigGet(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		got, err := f.ConfigGet(ctx, []string{"appendonly", "databases"})
		require.NoError(t, err)
		require.Equal(t, map[string]string{"appendonly": "no", "databases": "16"}, got)
		got, err = f.ConfigGet(ctx, []string{"no-such-setting"})
		require.NoError(t, err)
		require.Empty(t, got)
	})
}

func TestDatabaseSizeAndFlush(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		for name, flush := range map[string]func(context.Context) (string, error){"database": f.FlushDB, "all": f.FlushAll} {
			_, err := f.Set(ctx, "key", "value")
			require.NoError(t, err)
			n, err := f.DBSize(ctx)
			require.NoError(t, err)
			require.EqualValues(t, 1, n)
			reply, err := flush(ctx)
			require.NoError(t, err, name)
			require.Equal(t, "OK", reply)
			n, err = f.DBSize(ctx)
			require.NoError(t, err)
			require.Zero(t, n)
		}
	})
}
