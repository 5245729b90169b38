package core

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

func pipelineOf(key string) *batch.Batch {
	b := batch.New(false)
	b.Get(key)
	return b
}

// A client that With has returned does what every client does, in its own time.
func TestWithATimeout(t *testing.T) {
	for name, call := range map[string]func(ctx context.Context, c *Client) error{
		"a command": func(ctx context.Context, c *Client) error { _, err := c.Get(ctx, "silent"); return err },
		"a custom command": func(ctx context.Context, c *Client) error {
			_, err := c.CustomCommand(ctx, []string{"GET", "silent"})
			return err
		},
		"a blocking command": func(ctx context.Context, c *Client) error {
			_, err := c.BLPop(ctx, []string{"silent"}, time.Second)
			return err
		},
		"an iteration": func(ctx context.Context, c *Client) error {
			for _, err := range c.SScanAll(ctx, "silent", options.SScanOptions{}) {
				return err
			}
			return nil
		},
		"a batch": func(ctx context.Context, c *Client) error {
			_, err := c.Exec(ctx, pipelineOf("silent"), true)
			return err
		},
		"a dedicated connection": func(ctx context.Context, c *Client) error {
			d, err := c.Dedicated(ctx)
			if err != nil {
				return err
			}
			defer d.Release()
			_, err = d.Get(ctx, "silent")
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s := &script{answers: map[string][]string{"GET silent": {""}, "BLPOP silent 1": {""}, "SSCAN silent 0": {""}}}
				c := s.client(t)
				defer c.Close()
				want := 3 * time.Second
				if name == "a blocking command" {
					want += time.Second
				}
				began := time.Now()
				err := call(t.Context(), c.With(options.CallOptions{Timeout: 3 * time.Second}))
				require.ErrorAs(t, err, new(*failure.TimeoutError))
				require.Equal(t, want, time.Since(began))
			})
		})
	}
}

func TestWithAddsToWhatIsThere(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := &script{answers: map[string][]string{"GET silent": {""}}}
		c := s.client(t)
		patient := c.With(options.CallOptions{Timeout: time.Minute}).With(options.CallOptions{Idempotent: true})
		require.Equal(t, options.CallOptions{Timeout: time.Minute, Idempotent: true}, patient.call.options)
		began := time.Now()
		_, err := patient.Get(t.Context(), "silent")
		require.ErrorAs(t, err, new(*failure.TimeoutError))
		require.Equal(t, time.Minute, time.Since(began))

		began = time.Now()
		_, err = c.Get(t.Context(), "silent")
		require.ErrorAs(t, err, new(*failure.TimeoutError))
		require.Equal(t, options.DefaultRequestTimeout, time.Since(began), "the client itself has changed")

		patient.Close()
		_, err = c.Get(t.Context(), "silent")
		require.ErrorAs(t, err, new(*failure.ClosingError))
	})
}

// What was sent over a connection that was lost is sent again if that does no harm.
func TestWithIdempotent(t *testing.T) {
	bubble(t, func(t *testing.T) {
		increment := func(atomic bool) *batch.Batch {
			b := batch.New(atomic)
			b.Incr("n")
			return b
		}
		for name, call := range map[string]func(c *Client) error{
			"a command":     func(c *Client) error { _, err := c.Incr(t.Context(), "n"); return err },
			"a pipeline":    func(c *Client) error { _, err := c.Exec(t.Context(), increment(false), true); return err },
			"a transaction": func(c *Client) error { _, err := c.Exec(t.Context(), increment(true), true); return err },
		} {
			for _, idempotent := range []bool{false, true} {
				lost := false
				c, a := acting(t, func(_ int, request string) string {
					switch {
					case request == "INCR n" && !lost:
						lost = true
						return reset
					case request == "INCR n" && name == "a transaction":
						return "+QUEUED\r\n"
					case request == "INCR n":
						return ":1\r\n"
					case request == "EXEC":
						return "*1\r\n:1\r\n"
					}
					return ""
				})
				err := call(c.With(options.CallOptions{Idempotent: idempotent}))
				sent := strings.Count(strings.Join(a.Requests(), "\n"), "INCR n")
				c.Close()
				if idempotent {
					require.NoError(t, err, name)
					require.Equal(t, 2, sent, name)
				} else {
					require.Equal(t, failure.MaybeExecuted, failure.DeliveryOf(err), name)
					require.Equal(t, 1, sent, name)
				}
			}
		}
	})
}

func TestWithWhatCannotBe(t *testing.T) {
	s := &script{}
	c := s.client(t)
	inCluster, err := NewClusterClient(t.Context(), nobody, options.ClusterClientConfiguration{LazyConnect: true})
	require.NoError(t, err)
	t.Cleanup(inCluster.Close)
	attempt := func(context.Context, *Dedicated) (*batch.Batch, error) { panic("nothing is to be attempted") }
	size := func(a *command.Args) command.Reply[int64] { return command.DBSize(a) }

	type calls map[string]func(o options.CallOptions) error
	commands := calls{
		"get": func(o options.CallOptions) error { _, err := c.With(o).Get(t.Context(), "k"); return err },
	}
	batches := calls{
		"exec": func(o options.CallOptions) error {
			_, err := c.With(o).Exec(t.Context(), pipelineOf("k"), false)
			return err
		},
	}
	toPrimaries := calls{
		"dedicated": func(o options.CallOptions) error { _, err := c.With(o).Dedicated(t.Context()); return err },
		"transaction": func(o options.CallOptions) error {
			_, err := c.With(o).Transaction(t.Context(), []string{"k"}, attempt)
			return err
		},
		"monitor": func(o options.CallOptions) error {
			for _, err := range c.With(o).Monitor(t.Context()) {
				return err
			}
			return nil
		},
	}
	clusterCommands := calls{
		"get": func(o options.CallOptions) error { _, err := inCluster.With(o).Get(t.Context(), "k"); return err },
	}
	clusterBatches := calls{
		"exec": func(o options.CallOptions) error {
			_, err := inCluster.With(o).Exec(t.Context(), pipelineOf("k"), false)
			return err
		},
	}
	clusterNodes := calls{
		"RunOnNodes": func(o options.CallOptions) error {
			_, err := RunOnNodes(t.Context(), inCluster.With(o), nil, size)
			return err
		},
	}
	clusterPrimaries := calls{
		"dedicated": func(o options.CallOptions) error { _, err := inCluster.With(o).Dedicated(t.Context(), "k"); return err },
		"transaction": func(o options.CallOptions) error {
			_, err := inCluster.With(o).Transaction(t.Context(), []string{"k"}, attempt)
			return err
		},
		"scan": func(o options.CallOptions) error {
			_, err := inCluster.With(o).Scan(t.Context(), ClusterScanCursor{})
			return err
		},
		"scan all": func(o options.CallOptions) error {
			for _, err := range inCluster.With(o).ScanAll(t.Context(), options.ClusterKeyspaceScanOptions{}) {
				return err
			}
			return nil
		},
	}
	one := options.SlotIDRoute{SlotID: 1}
	for _, row := range []struct {
		field   string
		options options.CallOptions
		calls   []calls
	}{
		{"CallOptions.Timeout", options.CallOptions{Timeout: -1}, []calls{commands, batches, toPrimaries, clusterCommands, clusterBatches, clusterNodes, clusterPrimaries}},
		{"CallOptions.Route", options.CallOptions{Route: one}, []calls{commands, batches, toPrimaries, clusterPrimaries}},
		{"CallOptions.Replica", options.CallOptions{Replica: true}, []calls{batches, toPrimaries, clusterBatches, clusterNodes, clusterPrimaries}},
		{"CallOptions.Replica", options.CallOptions{Replica: true, Route: one}, []calls{commands, clusterCommands, clusterBatches, clusterNodes}},
		{"ClusterBatchOptions.Route", options.CallOptions{Route: options.AllNodes{}}, []calls{clusterBatches}},
	} {
		for _, calls := range row.calls {
			for name, call := range calls {
				var configuration *failure.ConfigurationError
				err := call(row.options)
				require.ErrorAs(t, err, &configuration, "%s with %+v", name, row.options)
				require.Equal(t, row.field, configuration.Field, "%s with %+v", name, row.options)
			}
		}
	}
	require.Empty(t, s.Requests())
}

func TestWithTellsTheHandlesOfABatch(t *testing.T) {
	c := (&script{}).client(t)
	b := batch.New(false)
	value := b.Get("k")
	_, err := c.With(options.CallOptions{Replica: true}).Exec(t.Context(), b, false)
	require.Error(t, err)
	_, handleErr := value.Result()
	require.Equal(t, err, handleErr)
}

// A command by way of With costs what it costs without.
func TestWithAllocatesNothingByCall(t *testing.T) {
	c := (&script{answers: map[string][]string{"GET k": {"$-1\r\n"}}}).client(t)
	patient := c.With(options.CallOptions{Timeout: time.Minute, Idempotent: true})
	get := func(c *Client) func() {
		return func() {
			value, err := c.Get(t.Context(), "k")
			require.NoError(t, err)
			require.Equal(t, models.Nil[string](), value)
		}
	}
	plain := testing.AllocsPerRun(100, get(c))
	require.InDelta(t, plain, testing.AllocsPerRun(100, get(patient)), 1)
}
