package servers

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAwaitEndsBySuccess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		polls := 0
		require.NoError(t, await(t.Context(), "the third look", func(context.Context) error {
			if polls++; polls < 3 {
				return errors.New("not yet")
			}
			return nil
		}))
		require.Equal(t, 3, polls)
	})
}

func TestAwaitEndsWithoutDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		err := await(t.Context(), "a miracle", func(context.Context) error { return errors.New("no miracle") })
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.ErrorContains(t, err, "waiting for a miracle")
		require.ErrorContains(t, err, "at last: no miracle")
		require.Equal(t, patience, time.Since(begin))
	})
}

func TestAwaitSaysWhatWasAmissBeforeTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		deadline, _ := ctx.Deadline()
		err := await(ctx, "a miracle", func(context.Context) error {
			if time.Until(deadline) > pollInterval {
				return errors.New("no miracle")
			}
			time.Sleep(time.Until(deadline))
			return errors.New("timeout")
		})
		require.ErrorContains(t, err, "at last: no miracle")
	})
}

// shortly returns a context for a wait that is to fail.
func shortly(t *testing.T) (context.Context, context.CancelFunc) {
	return context.WithTimeout(t.Context(), 3*time.Second)
}

// requireValue waits until the server answers a command with text.
func requireValue(t *testing.T, server *Server, text string, command ...string) {
	t.Helper()
	require.NoError(t, await(t.Context(), "a value", func(ctx context.Context) error {
		reply, err := server.ask(ctx, command...)
		if err == nil && reply.Text != text {
			err = fmt.Errorf("%s answers %q", server.Addr(), reply.Text)
		}
		return err
	}))
}
