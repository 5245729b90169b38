package integration

import (
	"context"
	"log/slog"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

// panickingHandler is a slog handler that always panics.
type panickingHandler struct {
	slog.Handler
	calls *atomic.Int64
}

func (panickingHandler) Enabled(context.Context, slog.Level) bool { return true }

func (h panickingHandler) Handle(context.Context, slog.Record) error {
	h.calls.Add(1)
	panic("the handler of the program's logger")
}

func TestALoggerThatPanicsIsOutlived(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		var calls atomic.Int64
		c := configuration(f.server)
		c.Protocol, c.ClientName = f.protocol, "panicking"
		client, err := native.NewClient(ctx, c, native.WithLogger(slog.New(panickingHandler{slog.DiscardHandler, &calls})))
		require.NoError(t, err)
		defer client.Close()
		require.Positive(t, calls.Load())
		id, err := client.ClientID(ctx)
		require.NoError(t, err)
		_, err = f.CustomCommand(ctx, []string{"CLIENT", "KILL", "ID", strconv.FormatInt(id, 10)})
		require.NoError(t, err)
		require.Eventually(t, func() bool {
			again, err := client.ClientID(ctx)
			return err == nil && again != id
		}, patience, 10*time.Millisecond)
		require.Greater(t, calls.Load(), int64(1))
		require.NoError(t, client.Shutdown(ctx))
	})
}

// What a transaction's body had watched is not left to whoever has the connection next.
func TestATransactionThatPanicsLeavesNothingWatched(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		c := configuration(f.server)
		c.Protocol = f.protocol
		c.Advanced.Dedicated = options.DedicatedConfiguration{MaxConnections: 1}
		client, err := native.NewClient(ctx, c)
		require.NoError(t, err)
		defer client.Close()
		var watching int64
		require.PanicsWithValue(t, "boom", func() {
			_, _ = client.Transaction(ctx, []string{"key"}, func(ctx context.Context, d *core.Dedicated) (*batch.Batch, error) {
				watching, err = d.ClientID(ctx)
				require.NoError(t, err)
				panic("boom")
			})
		})
		_, err = f.Set(ctx, "key", "changed by somebody else")
		require.NoError(t, err)
		results, err := client.Transaction(ctx, []string{"other"}, func(ctx context.Context, d *core.Dedicated) (*batch.Batch, error) {
			id, err := d.ClientID(ctx)
			require.NoError(t, err)
			require.NotEqual(t, watching, id, "another connection")
			b := batch.New(true)
			b.Set("other", "value")
			return b, nil
		})
		require.NoError(t, err, "the only place for a connection was given back")
		require.Equal(t, []any{"OK"}, results)
	})
}

func TestALoopOverMonitorThatPanicsEndsItsConnection(t *testing.T) {
	for _, version := range servers.Versions() {
		t.Run(string(version), func(t *testing.T) {
			server := shared.Server(t, version)
			other := connect(t, server)
			client := connect(t, server, func(c *options.ClientConfiguration) { c.ClientName = "panicking-loop" })
			ctx, cancel := context.WithCancel(t.Context())
			var busy sync.WaitGroup
			busy.Go(func() {
				for ctx.Err() == nil {
					_, _ = other.Ping(ctx)
				}
			})
			require.PanicsWithValue(t, "boom", func() {
				for range client.Monitor(ctx) {
					panic("boom")
				}
			})
			cancel()
			busy.Wait()
			awaitConnections(t, server, "panicking-loop", 1, "that of MONITOR is closed")
		})
	}
}
