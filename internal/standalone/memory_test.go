package standalone

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/mux"
)

// What a group adds to a connection is on every caller's way.
func TestAGroupCostsNoMemory(t *testing.T) {
	for name, addresses := range map[string][]string{"one server": {"a:1"}, "several": {"a:1", "b:1"}} {
		t.Run(name, func(t *testing.T) {
			g := connected(t, config(network{"a:1": {role: "master"}, "b:1": {role: "slave"}}, addresses...))
			ctx := context.Background()
			r := write()
			n := g.choose(g.snapshot.Load(), &r)
			var call mux.Call
			direct := testing.AllocsPerRun(500, func() { require.NoError(t, n.Do(ctx, &call, r.Request)) })
			require.Equal(t, direct, testing.AllocsPerRun(500, func() { require.NoError(t, g.Do(ctx, &call, r)) }))
		})
	}
}
