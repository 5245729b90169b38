package core

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/options"
)

func TestLatencies(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := &script{answers: map[string][]string{"GET silent": {""}}}
		c, err := NewClient(t.Context(), s, options.ClientConfiguration{Protocol: options.ProtocolRESP2}, WithLatencies(), WithLatencies())
		require.NoError(t, err)
		defer c.Close()
		for range 3 {
			_, err = c.Set(t.Context(), "k", "v")
			require.NoError(t, err)
		}
		b := batch.NewPipeline()
		b.Get("k")
		_, err = c.Exec(t.Context(), b, true)
		require.NoError(t, err)
		for _, name := range []string{"MADE.UP", "MADE.UP2"} {
			_, err = c.CustomCommand(t.Context(), []string{name})
			require.NoError(t, err)
		}
		require.Equal(t, uint64(1), c.Latencies()["DIAL"].Count)
		_, err = c.With(options.CallOptions{Timeout: time.Second}).Get(t.Context(), "silent")
		require.Error(t, err)

		counts := map[string]uint64{}
		for name, l := range c.Latencies() {
			counts[name] = l.Count
		}
		delete(counts, "DIAL") // A server that omits a reply loses its connection, now or later.
		require.Equal(t, map[string]uint64{"SET": 3, "PIPELINE": 1, "OTHER": 2, "GET": 1}, counts)
		get := c.Latencies()["GET"]
		require.Equal(t, time.Second, get.Mean())
		require.InDelta(t, time.Second, get.Quantile(0.5), float64(time.Second)/8)
	})
	require.Empty(t, (&script{}).client(t).Latencies())
}
