package core

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/options"
)

// Middleware learns of the client, the dedicated connection included, in which database it is.
func TestWhatAnOperationKnowsOfItsClient(t *testing.T) {
	s := &script{answers: map[string][]string{"SELECT 9": {"-ERR no\r\n"}}}
	var name string
	var databases []int
	var addresses []string
	look := func(next Handler) Handler {
		return func(ctx context.Context, o *Operation) error {
			name, addresses = o.ServerName(), o.Addresses()
			databases = append(databases, o.DatabaseID())
			return next(ctx, o)
		}
	}
	c, err := NewClient(t.Context(), s, options.ClientConfiguration{
		Protocol: options.ProtocolRESP2, DatabaseID: 2, Addresses: []options.NodeAddress{{Host: "one"}},
	}, WithMiddleware(look))
	require.NoError(t, err)
	defer c.Close()
	require.Equal(t, []int{2}, databases, "of the dial")
	require.Empty(t, name, "which is not said under RESP2")
	require.Equal(t, []string{"one:6379"}, addresses)

	databases = nil
	_, err = c.Select(t.Context(), 3)
	require.NoError(t, err)
	_, err = c.Get(t.Context(), "k")
	require.NoError(t, err)
	_, err = c.WithMiddleware(look).Get(t.Context(), "k")
	require.NoError(t, err)
	require.Equal(t, []int{3, 3, 3}, databases)

	d, err := c.Dedicated(t.Context())
	require.NoError(t, err)
	defer d.Release()
	databases = nil
	_, err = d.Get(t.Context(), "k")
	require.NoError(t, err)
	_, err = d.Select(t.Context(), 5)
	require.NoError(t, err)
	_, err = d.Select(t.Context(), 9)
	require.Error(t, err)
	b := batch.NewPipeline()
	b.Get("k")
	_, err = d.Exec(t.Context(), b, true)
	require.NoError(t, err)
	_, err = d.CustomCommand(t.Context(), []string{"select", "6"})
	require.NoError(t, err)
	_, err = d.Get(t.Context(), "k")
	require.NoError(t, err)
	require.Equal(t, []int{3, 3, 5, 5, 5, 6}, databases)
	_, err = c.Get(t.Context(), "k")
	require.NoError(t, err)
	require.Equal(t, 3, databases[6])

	var unknown Operation
	require.Empty(t, unknown.ServerName())
	require.Zero(t, unknown.DatabaseID())
	require.Empty(t, unknown.Addresses())
}
