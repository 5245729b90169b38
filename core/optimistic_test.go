package core

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core/failure"
)

// set is an attempt that sets k.
func set(context.Context, *Dedicated) (*batch.Batch, error) {
	b := batch.New(true)
	b.Set("k", "v")
	return b, nil
}

// replies answers EXEC with each of some answers in turn, and with the last of them
// from then on.
func replies(answers ...string) func(int, string) string {
	return func(_ int, request string) string {
		switch request {
		case "SET k v":
			return "+QUEUED\r\n"
		case "EXEC":
			answer := answers[0]
			if len(answers) > 1 {
				answers = answers[1:]
			}
			return answer
		default:
			return ""
		}
	}
}

const (
	conflict = "*-1\r\n"
	executed = "*1\r\n+OK\r\n"
)

func TestATransactionIsRepeatedUntilNoWatchedKeyHasChanged(t *testing.T) {
	c, a := acting(t, replies(conflict, conflict, executed))
	attempts := 0
	results, err := c.Transaction(t.Context(), []string{"k"}, func(ctx context.Context, d *Dedicated) (*batch.Batch, error) {
		attempts++
		return set(ctx, d)
	})
	require.NoError(t, err)
	require.Equal(t, []any{"OK"}, results)
	require.Equal(t, 3, attempts)
	once := []string{"WATCH k", "MULTI", "SET k v", "EXEC"}
	require.Equal(t, append(append(append([]string(nil), once...), once...), once...), a.Requests())
	require.Equal(t, 2, len(a.Conns()))
	acquire(t, c).Release()
	require.Equal(t, 2, len(a.Conns()), "the connection was kept")
}

func TestATransactionEndsWithItsContext(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c, _ := acting(t, replies(conflict))
		defer c.Close()
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		attempts := 0
		counted := func(ctx context.Context, d *Dedicated) (*batch.Batch, error) {
			attempts++
			return set(ctx, d)
		}
		_, err := c.Transaction(ctx, []string{"k"}, counted)
		var timeout *failure.TimeoutError
		require.ErrorAs(t, err, &timeout)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.Equal(t, failure.NotSent, failure.DeliveryOf(err))
		var conflicts *conflictError
		require.ErrorAs(t, err, &conflicts)
		require.Equal(t, attempts, conflicts.conflicts)
		require.Greater(t, attempts, 10*int(time.Second)/int(conflictBackoff.Max), "the pauses stay short")
		require.Less(t, attempts, 2000, "but they grow")

		ctx, cancelWith := context.WithCancelCause(t.Context())
		why := errors.New("enough")
		attempts = 0
		_, err = c.Transaction(ctx, []string{"k"}, func(ctx context.Context, d *Dedicated) (*batch.Batch, error) {
			if attempts == 1 {
				time.AfterFunc(0, func() { cancelWith(why) })
				synctest.Wait()
			}
			return counted(ctx, d)
		})
		require.ErrorIs(t, err, why)
		require.ErrorAs(t, err, new(*failure.CanceledError))
	})
}

func TestWhatEndsATransaction(t *testing.T) {
	outOfStock := errors.New("no stock")
	for name, test := range map[string]struct {
		exec     string
		attempt  func(ctx context.Context, d *Dedicated) (*batch.Batch, error)
		keys     []string
		requests []string
		fails    string
	}{
		"nothing to do": {
			attempt:  func(context.Context, *Dedicated) (*batch.Batch, error) { return nil, nil },
			requests: []string{"WATCH k", "UNWATCH"},
		},
		"an error": {
			attempt:  func(context.Context, *Dedicated) (*batch.Batch, error) { return nil, outOfStock },
			requests: []string{"WATCH k", "UNWATCH"}, fails: "no stock",
		},
		"a pipeline": {
			attempt:  func(context.Context, *Dedicated) (*batch.Batch, error) { return batch.New(false), nil },
			requests: []string{"WATCH k", "UNWATCH"}, fails: "batch.NewTransaction()",
		},
		"an empty batch": {
			attempt:  func(context.Context, *Dedicated) (*batch.Batch, error) { return batch.New(true), nil },
			requests: []string{"WATCH k", "UNWATCH"}, fails: "Batch: is empty",
		},
		"a refusal": {
			attempt: set, exec: "-EXECABORT no\r\n",
			requests: []string{"WATCH k", "MULTI", "SET k v", "EXEC", "UNWATCH"}, fails: "EXECABORT no",
		},
		"no keys": {attempt: set, keys: []string{}, fails: "WATCH keys: is empty"},
	} {
		t.Run(name, func(t *testing.T) {
			c, a := acting(t, replies(test.exec))
			keys := test.keys
			if keys == nil {
				keys = []string{"k"}
			}
			results, err := c.Transaction(t.Context(), keys, test.attempt)
			require.Nil(t, results)
			if test.fails == "" {
				require.NoError(t, err)
			} else {
				require.ErrorContains(t, err, test.fails)
			}
			require.Equal(t, test.requests, a.Requests())
			acquire(t, c).Release()
			require.Equal(t, 2, len(a.Conns()), "the connection was kept")
		})
	}
}

func TestATransactionStartsOverIfItWasNotSent(t *testing.T) {
	for name, lose := range map[string]func(connection int, request string) string{
		"lost when it watched": func(connection int, request string) string {
			if connection == 1 && request == "WATCH k" {
				return reset
			}
			return replies(executed)(connection, request)
		},
		"lost when it read": func(connection int, request string) string {
			if connection == 1 && request == "GET k" {
				return reset
			}
			return replies(executed)(connection, request)
		},
		"no primary any more": func(connection int, request string) string {
			if connection != 1 {
				return replies(executed)(connection, request)
			}
			return map[string]string{
				"SET k v": "-READONLY You can't write against a read only replica.\r\n",
				"EXEC":    "-EXECABORT Transaction discarded because of previous errors.\r\n",
			}[request]
		},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				c, a := acting(t, func(connection int, request string) string {
					if request == "GET k" && connection != 1 {
						return "$1\r\nv\r\n"
					}
					return lose(connection, request)
				})
				defer c.Close()
				results, err := c.Transaction(t.Context(), []string{"k"}, func(ctx context.Context, d *Dedicated) (*batch.Batch, error) {
					if _, err := d.Get(ctx, "k"); err != nil {
						return nil, err
					}
					return set(ctx, d)
				})
				require.NoError(t, err)
				require.Equal(t, []any{"OK"}, results)
				require.GreaterOrEqual(t, len(a.Conns()), 3)
			})
		})
	}
}

func TestATransactionThatIsLostAgainAndAgainFails(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c, a := acting(t, func(_ int, request string) string {
			if request == "WATCH k" {
				return reset
			}
			return ""
		})
		defer c.Close()
		began := time.Now()
		_, err := c.Transaction(t.Context(), []string{"k"}, set)
		require.ErrorAs(t, err, new(*failure.ConnectionError))
		require.Greater(t, time.Since(began), c.timeout)
		require.Less(t, time.Since(began), 2*c.timeout)
		require.Greater(t, len(a.Conns()), 3)
	})
}

func TestATransactionThatMayHaveBeenExecutedIsNotRepeated(t *testing.T) {
	c, a := acting(t, replies(reset))
	_, err := c.Transaction(t.Context(), []string{"k"}, set)
	require.ErrorAs(t, err, new(*failure.ConnectionError))
	require.Equal(t, failure.MaybeExecuted, failure.DeliveryOf(err))
	require.Equal(t, []string{"WATCH k", "MULTI", "SET k v", "EXEC"}, a.Requests())
}
