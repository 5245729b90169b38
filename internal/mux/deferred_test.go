package mux

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/resp"
)

func TestAStartedRequestIsAnsweredWhenItIsAwaited(t *testing.T) {
	contexts := map[string]func(t *testing.T) context.Context{
		"cancellable": func(t *testing.T) context.Context { return t.Context() },
		"plain":       func(*testing.T) context.Context { return context.Background() },
	}
	for name, wrap := range streams {
		for kind, contextOf := range contexts {
			t.Run(name+"/"+kind, func(t *testing.T) {
				ctx := contextOf(t)
				conns := make([]*Conn, 3)
				for i := range conns {
					c, server := dial(t, Config{}, wrap)
					go server.answer(echo)
					conns[i] = c
				}
				calls := make([]Call, len(conns))
				for round := range 30 {
					word := strings.Repeat("x", 1+round%5/4*backgroundWriteSize) // larger than its caller writes now and then
					for i, c := range conns {
						require.NoError(t, c.Start(ctx, &calls[i], ask("ECHO", strconv.Itoa(i)+word)))
					}
					for i, c := range conns {
						require.NoError(t, c.Await(ctx, &calls[i]))
						require.Equal(t, string(resp.AppendBulk(nil, strconv.Itoa(i)+word)), string(calls[i].Frame(0)))
					}
				}
			})
		}
	}
}

func TestAStartedRequestHoldsUpNobodyElse(t *testing.T) {
	for name, wrap := range streams {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, server := dial(t, Config{}, wrap)
				go server.answer(echo)
				began := time.Now()
				var calls [2]Call
				for i := range calls {
					require.NoError(t, c.Start(t.Context(), &calls[i], ask("ECHO", strconv.Itoa(i))))
				}
				require.Equal(t, "other", text(t, c, t.Context(), "ECHO", "other"))
				for i := range calls {
					require.NoError(t, c.Await(t.Context(), &calls[i]))
					require.Equal(t, string(resp.AppendBulk(nil, strconv.Itoa(i))), string(calls[i].Frame(0)))
				}
				require.Zero(t, time.Since(began))
				c.Close()
			})
		})
	}
}

// Whoever waits for a slow server before a fast one has the reply of the fast one,
// although the time of both is up by then.
func TestARepliedRequestDoesNotTimeOutBeforeItIsAwaited(t *testing.T) {
	for _, timeout := range []time.Duration{5 * time.Millisecond, 250 * time.Millisecond} {
		t.Run(timeout.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				slow, stopped := dial(t, Config{}, nil)
				release := make(chan struct{})
				go stopped.answer(silentUntil(release))
				fast, server := dial(t, Config{}, nil)
				go server.answer(echo)
				request := ask("ECHO", "x")
				request.Timeout = 2 * timeout
				began := time.Now()
				var calls [2]Call
				require.NoError(t, slow.Start(t.Context(), &calls[0], request))
				request.Timeout = timeout
				require.NoError(t, fast.Start(t.Context(), &calls[1], request))
				var late *failure.TimeoutError
				require.ErrorAs(t, slow.Await(t.Context(), &calls[0]), &late)
				require.Equal(t, failure.MaybeExecuted, late.Delivery)
				require.Equal(t, 2*timeout, time.Since(began))
				require.NoError(t, fast.Await(t.Context(), &calls[1]))
				close(release)
				require.Equal(t, "y", text(t, slow, t.Context(), "ECHO", "y"))
				slow.Close()
				fast.Close()
			})
		})
	}
}

func TestAStartedRequestEndsWithItsContextOrItsConnection(t *testing.T) {
	for name, wrap := range streams {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, server := dial(t, Config{}, wrap)
				release := make(chan struct{})
				go server.answer(silentUntil(release))
				ctx, cancel := context.WithCancel(t.Context())
				var call Call
				require.NoError(t, c.Start(ctx, &call, ask("ECHO", "x")))
				cancel()
				var canceled *failure.CanceledError
				require.ErrorAs(t, c.Await(ctx, &call), &canceled)
				require.ErrorAs(t, c.Start(ctx, &call, ask("ECHO", "x")), &canceled)
				require.Equal(t, failure.NotSent, canceled.Delivery)
				close(release)
				require.Equal(t, "y", text(t, c, t.Context(), "ECHO", "y"), "the late reply was dropped")

				require.NoError(t, c.Start(t.Context(), &call, ask("ECHO", "x")))
				c.Close()
				var closing *failure.ClosingError
				require.ErrorAs(t, c.Await(t.Context(), &call), &closing)
				require.ErrorAs(t, c.Start(t.Context(), &call, ask("ECHO", "x")), &closing)
			})
		})
	}
}

// A caller of batches is a lone one too, however many replies it gets.
func TestTheBackgroundLeavesALoneCallerOfBatches(t *testing.T) {
	c, server := dial(t, Config{}, nil)
	go server.answer(echo)
	batch := Request{Name: "batch", Replies: 3 * deliveryBatch}
	for range batch.Replies {
		batch.Bytes = append(batch.Bytes, ask("ECHO", "x").Bytes...)
	}
	var group sync.WaitGroup
	for range 8 { // company, which brings the background reader
		group.Go(func() {
			var call Call
			for range 100 {
				if err := c.Do(context.Background(), &call, batch); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	group.Wait()
	var call Call
	for range 3 * maxLoneReplies {
		require.NoError(t, c.Do(context.Background(), &call, batch))
	}
	require.Eventually(t, func() bool { return readingRole(c) == noReader }, 10*time.Second, time.Millisecond)
}
