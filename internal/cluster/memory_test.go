package cluster

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/mux"
)

// What routing adds to a connection is on every caller's way.
func TestRoutingCostsNoMemory(t *testing.T) {
	c := connectTo(t, config(newNetwork("a:1 0-8191", "b:1 8192-16383"), "a:1"))
	ctx := context.Background()
	r := set("key")
	m := c.at(&r)
	var call mux.Call
	direct := testing.AllocsPerRun(500, func() { require.NoError(t, m.Do(ctx, &call, r.Request)) })
	for _, to := range []Target{r.To, AnyNode(), AnyPrimary()} {
		r.To = to
		require.Equal(t, direct, testing.AllocsPerRun(500, func() { require.NoError(t, c.Do(ctx, &call, r)) }))
	}
}
