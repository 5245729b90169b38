package goredis

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/eko/gocache/lib/v4/cache"
	"github.com/eko/gocache/lib/v4/store"
	cacheredis "github.com/eko/gocache/store/redis/v4"
	"github.com/go-redis/redis_rate/v10"
	"github.com/go-redsync/redsync/v4"
	lockredis "github.com/go-redsync/redsync/v4/redis/goredis/v9"
	"github.com/hibiken/asynq"
	"github.com/rbcervilla/redisstore/v9"
	"github.com/stretchr/testify/require"
)

// Libraries that take a go-redis client, each in the use that its documentation shows.

func TestAsynq(t *testing.T) {
	onAll(t, func(e *environment) {
		const tasks = 200
		queue := asynq.NewClientFromRedisClient(e.client)
		var mu sync.Mutex
		executed := map[string]int{}
		server := asynq.NewServerFromRedisClient(e.client, asynq.Config{
			Concurrency: 8, LogLevel: asynq.FatalLevel, TaskCheckInterval: 50 * time.Millisecond,
			RetryDelayFunc: func(int, error, *asynq.Task) time.Duration { return 0 },
		})
		failOnce := sync.Map{}
		require.NoError(e, server.Start(asynq.HandlerFunc(func(_ context.Context, task *asynq.Task) error {
			name := string(task.Payload())
			if _, failed := failOnce.LoadOrStore(name, true); !failed && task.Type() == "flaky" {
				return errors.New("once more")
			}
			mu.Lock()
			defer mu.Unlock()
			executed[name]++
			return nil
		})))
		for i := range tasks {
			kind := "plain"
			if i%10 == 0 {
				kind = "flaky"
			}
			_, err := queue.EnqueueContext(e.Context(), asynq.NewTask(kind, fmt.Append(nil, i)))
			require.NoError(e, err)
		}
		_, err := queue.EnqueueContext(e.Context(), asynq.NewTask("plain", []byte("later")), asynq.ProcessIn(50*time.Millisecond))
		require.NoError(e, err)
		e.eventually(func() bool {
			mu.Lock()
			defer mu.Unlock()
			return len(executed) == tasks+1
		}, "tasks are left")
		server.Shutdown()
		for name, times := range executed {
			require.Equal(e, 1, times, name)
		}
	})
}

func TestRedsync(t *testing.T) {
	onAll(t, func(e *environment) {
		locks := redsync.New(lockredis.NewPool(e.client))
		var holders, total atomic.Int64
		var running sync.WaitGroup
		for range 4 {
			running.Go(func() {
				for range 5 {
					lock := locks.NewMutex("lock", redsync.WithTries(1000), redsync.WithRetryDelay(time.Millisecond), redsync.WithExpiry(patience))
					if err := lock.LockContext(e.Context()); err != nil {
						e.Error(err)
						return
					}
					if holders.Add(1) != 1 {
						e.Error("two hold the lock")
					}
					total.Add(1)
					holders.Add(-1)
					if extended, err := lock.ExtendContext(e.Context()); err != nil || !extended {
						e.Error("the lock is not extended", err)
					}
					if unlocked, err := lock.UnlockContext(e.Context()); err != nil || !unlocked {
						e.Error("the lock is not given back", err)
					}
				}
			})
		}
		running.Wait()
		require.EqualValues(e, 20, total.Load())
	})
}

func TestRedisRate(t *testing.T) {
	onAll(t, func(e *environment) {
		limiter := redis_rate.NewLimiter(e.client)
		var allowed atomic.Int64
		var running sync.WaitGroup
		for range 4 {
			running.Go(func() {
				for range 10 {
					result, err := limiter.Allow(e.Context(), "user", redis_rate.PerHour(10))
					if err != nil {
						e.Error(err)
						return
					}
					allowed.Add(int64(result.Allowed))
				}
			})
		}
		running.Wait()
		require.EqualValues(e, 10, allowed.Load())
		require.NoError(e, limiter.Reset(e.Context(), "user"))
	})
}

func TestSessions(t *testing.T) {
	onAll(t, func(e *environment) {
		sessions, err := redisstore.NewRedisStore(e.Context(), e.client)
		require.NoError(e, err)
		sessions.KeyPrefix("session:")
		visit := func(cookie string) (visits int, next string) {
			request := httptest.NewRequest(http.MethodGet, "/", nil)
			request.Header.Set("Cookie", cookie)
			session, err := sessions.Get(request, "visitor")
			require.NoError(e, err)
			visits, _ = session.Values["visits"].(int)
			session.Values["visits"] = visits + 1
			answer := httptest.NewRecorder()
			require.NoError(e, session.Save(request, answer))
			return visits, answer.Header().Get("Set-Cookie")
		}
		_, cookie := visit("")
		for want := 1; want < 4; want++ {
			visits, _ := visit(cookie)
			require.Equal(e, want, visits)
		}
	})
}

func TestGocache(t *testing.T) {
	onAll(t, func(e *environment) {
		values := cache.New[string](cacheredis.NewRedis(e.client, store.WithExpiration(time.Minute)))
		require.NoError(e, values.Set(e.Context(), "key", "value", store.WithTags([]string{"tag"})))
		value, err := values.Get(e.Context(), "key")
		require.NoError(e, err)
		require.Equal(e, "value", value)
		require.NoError(e, values.Invalidate(e.Context(), store.WithInvalidateTags([]string{"tag"})))
		_, err = values.Get(e.Context(), "key")
		require.ErrorContains(e, err, "value not found")
	})
}
