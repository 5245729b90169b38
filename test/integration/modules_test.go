package integration

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/modules/bloom"
	"github.com/glissade-io/glissade/modules/json"
	"github.com/glissade-io/glissade/modules/search"
)

// A server that has loaded no module says so of its commands, and repeats how it
// understood their arguments.
func TestCommandsOfModulesThatAreNotLoaded(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		_, err := json.On(f).ArrAppend(ctx, "key", "$.list", []string{"1", `"two"`})
		requireUnknown(t, err, `'JSON.ARRAPPEND', with args beginning with: 'key' '$.list' '1' '"two"'`)
		_, err = search.On(f).CreateWithOptions(ctx, "index", []search.Field{search.TagField{Name: "tag"}}, search.CreateOptions{On: search.Hashes})
		requireUnknown(t, err, "'FT.CREATE', with args beginning with: 'index' 'ON' 'HASH' 'SCHEMA' 'tag' 'TAG'")
		_, err = bloom.On(f).Reserve(ctx, "key", 0.01, 100)
		requireUnknown(t, err, "'BF.RESERVE', with args beginning with: 'key' '0.01' '100'")

		b := batch.New(false)
		value, pong := json.In(b).Get("key"), b.Ping()
		_, err = f.Exec(ctx, b, false)
		require.NoError(t, err)
		_, err = value.Result()
		requireUnknown(t, err, "'JSON.GET', with args beginning with: 'key'")
		requireResult(t, pong, "PONG")
	})
}

func requireUnknown(t *testing.T, err error, command string) {
	t.Helper()
	var server *failure.ServerError
	require.ErrorAs(t, err, &server)
	require.Contains(t, server.Message, "unknown command "+command)
}
