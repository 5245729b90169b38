package integration

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

func TestCustomCommand(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		got, err := f.CustomCommand(ctx, []string{"SET", "key", "7"})
		require.NoError(t, err)
		require.Equal(t, "OK", got)
		got, err = f.CustomCommand(ctx, []string{"strlen", "key"})
		require.NoError(t, err)
		require.Equal(t, int64(1), got)
		got, err = f.CustomCommand(ctx, []string{"GET", "missing"})
		require.NoError(t, err)
		require.Nil(t, got)
		_, err = f.CustomCommand(ctx, []string{"NO-SUCH-COMMAND"})
		require.ErrorContains(t, err, "unknown command")
	})
}

// DEBUG PROTOCOL answers with every type there is, as the protocol in use has it.
func TestEveryTypeOfReply(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		three := f.protocol == options.ProtocolRESP3
		pick := func(resp3, resp2 any) any {
			if three {
				return resp3
			}
			return resp2
		}
		for name, want := range map[string]any{
			"string":   "Hello World",
			"integer":  int64(12345),
			"double":   pick(3.141, "3.141"),
			"null":     nil,
			"array":    []any{int64(0), int64(1), int64(2)},
			"set":      pick(models.Set{int64(0), int64(1), int64(2)}, []any{int64(0), int64(1), int64(2)}),
			"true":     pick(true, int64(1)),
			"false":    pick(false, int64(0)),
			"verbatim": "This is a verbatim\nstring",
			"bignum": pick(models.BigNumber("1234567999999999999999999999999999999"),
				"1234567999999999999999999999999999999"),
			"map": pick(models.Map{
				{Key: int64(0), Value: false}, {Key: int64(1), Value: true}, {Key: int64(2), Value: false},
			}, []any{int64(0), int64(0), int64(1), int64(1), int64(2), int64(0)}),
		} {
			got, err := f.CustomCommand(ctx, []string{"DEBUG", "PROTOCOL", name})
			require.NoError(t, err, name)
			require.Equal(t, want, got, name)
		}
		if three {
			_, err := f.CustomCommand(ctx, []string{"DEBUG", "PROTOCOL", "attrib"})
			require.NoError(t, err, "attributes before a reply are skipped")
		}
		got, err := f.Ping(ctx)
		require.NoError(t, err)
		require.Equal(t, "PONG", got, "no reply was taken for another's")
	})
}

func TestCommandsThatTakeTheConnectionOverAreRefused(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		for _, words := range [][]string{
			{"MULTI"}, {"subscribe", "channel"}, {"MONITOR"}, {"HELLO", "2"}, {"CLIENT", "REPLY", "OFF"}, {"SELECT", "1"}, {"RESET"}, nil,
		} {
			_, err := f.CustomCommand(ctx, words)
			var configuration *failure.ConfigurationError
			require.ErrorAs(t, err, &configuration, "%v", words)
		}
		_, err := f.Ping(ctx)
		require.NoError(t, err)
	})
}
