package goredis

import (
	"sync"
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"
)

func TestTransactions(t *testing.T) {
	onAll(t, func(e *environment) {
		commands, err := e.client.TxPipelined(e.Context(), func(p redis.Pipeliner) error {
			p.Set(e.Context(), "{a}k", "v", 0)
			p.HSet(e.Context(), "{a}h", "f", "v")
			p.HGetAll(e.Context(), "{a}h")
			p.Get(e.Context(), "{a}absent")
			return nil
		})
		require.ErrorIs(e, err, redis.Nil) // go-redis returns the first command's error
		require.Equal(e, map[string]string{"f": "v"}, commands[2].(*redis.MapStringStringCmd).Val())

		_, err = e.client.TxPipelined(e.Context(), func(p redis.Pipeliner) error {
			p.Set(e.Context(), "{a}k", "other", 0)
			p.Do(e.Context(), "SET", "{a}k")
			return nil
		})
		require.EqualError(e, err, "EXECABORT Transaction discarded because of previous errors.")
		require.Equal(e, "v", e.client.Get(e.Context(), "{a}k").Val())
	})
}

// Optimistic transactions lose no increment.
func TestWatch(t *testing.T) {
	onAll(t, func(e *environment) {
		const callers, each = 4, 25
		increment := func(tx *redis.Tx) error {
			n, err := tx.Get(e.Context(), "counter").Int()
			if err != nil && err != redis.Nil {
				return err
			}
			_, err = tx.TxPipelined(e.Context(), func(p redis.Pipeliner) error {
				p.Set(e.Context(), "counter", n+1, 0)
				return nil
			})
			return err
		}
		var running sync.WaitGroup
		for range callers {
			running.Go(func() {
				for done := 0; done < each; {
					switch err := e.client.Watch(e.Context(), increment, "counter"); err {
					case nil:
						done++
					case redis.TxFailedErr:
					default:
						e.Error(err)
						return
					}
				}
			})
		}
		running.Wait()
		require.Equal(e, callers*each, first(e.client.Get(e.Context(), "counter").Int()))
	})
}

func first(n int, _ error) int { return n }

// What is watched and not executed is given up.
func TestWatchWithoutTransaction(t *testing.T) {
	onAll(t, func(e *environment) {
		require.NoError(e, e.client.Watch(e.Context(), func(tx *redis.Tx) error {
			require.NoError(e, tx.Watch(e.Context(), "{k}2").Err())
			return tx.Unwatch(e.Context()).Err()
		}, "{k}1"))
	})
}
