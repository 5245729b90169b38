package goredis

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade"
)

func TestDatabases(t *testing.T) {
	onAll(t, func(e *environment) {
		if e.server == nil {
			e.Skip("of a cluster one database is enough")
		}
		ctx := e.Context()
		connection := e.client.Conn()
		defer connection.Close()
		require.NoError(e, connection.Select(ctx, 0).Err())
		require.NoError(e, connection.Set(ctx, "key", "of 0", 0).Err())
		require.NoError(e, connection.Select(ctx, 3).Err())
		require.NoError(e, connection.Set(ctx, "key", "of 3", 0).Err())
		require.Equal(e, "of 3", connection.Get(ctx, "key").Val())
		require.Equal(e, "of 0", e.client.Get(ctx, "key").Val())
		require.NoError(e, connection.Select(ctx, 0).Err())
		require.Equal(e, "of 0", connection.Get(ctx, "key").Val())
		require.ErrorContains(e, connection.Select(ctx, 99).Err(), "out of range")
	})
}

func TestNames(t *testing.T) {
	onAll(t, func(e *environment) {
		connection := e.client.Conn()
		defer connection.Close()
		require.ErrorIs(e, connection.ClientGetName(e.Context()).Err(), redis.Nil)
		require.True(e, connection.ClientSetName(e.Context(), "mine").Val())
		require.Equal(e, "mine", connection.ClientGetName(e.Context()).Val())
		require.NotZero(e, connection.ClientID(e.Context()).Val())
	})
}

func TestWhatCannotWorkIsRefused(t *testing.T) {
	onAll(t, func(e *environment) {
		connection := e.client.Conn()
		defer connection.Close()
		for command, says := range map[string][]any{
			"credentials":    {"AUTH", "secret"},
			"HELLO with":     {"HELLO", "3", "AUTH", "user", "secret"},
			"NOPROTO":        {"HELLO", "4"},
			"Monitor":        {"MONITOR"},
			"nobody expects": {"CLIENT", "TRACKING", "ON"},
			"without MULTI":  {"EXEC"},
			"their replies":  {"CLIENT", "REPLY", "OFF"},
		} {
			require.ErrorContains(e, connection.Do(e.Context(), says...).Err(), command)
		}
		require.Equal(e, "PONG", connection.Ping(e.Context()).Val(), "the connection goes on")
	})
}

// The deadline of a context ends the waiting; the connection is given up with what is under way.
func TestDeadlines(t *testing.T) {
	onAll(t, func(e *environment) {
		ctx, cancel := context.WithTimeout(e.Context(), 10*time.Millisecond)
		defer cancel()
		err := e.client.BLPop(ctx, 0, "list").Err()
		require.True(e, errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded), "%v", err)
		e.eventually(func() bool {
			require.NoError(e, e.client.RPush(e.Context(), "list", "element").Err())
			return e.client.LPop(e.Context(), "list").Val() == "element"
		}, "the server goes on waiting for a caller who has given up")
	})
}

// Errors of connections are those of Glissade.
func TestErrorsSayWhetherACommandMayHaveBeenExecuted(t *testing.T) {
	onAll(t, func(e *environment) {
		if e.one != nil {
			e.one.Close()
		} else {
			e.nodes.Close()
		}
		err := e.client.Get(e.Context(), "key").Err()
		var closed *glissade.ClosingError
		require.ErrorAs(e, err, &closed)
		require.Equal(e, glissade.NotSent, glissade.DeliveryOf(err))
	})
}
