package integration

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade"
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

// Ordinary work takes the root package, and perhaps the options.
func TestTheFrontDoor(t *testing.T) {
	eachVersion(t, func(t *testing.T, version servers.Version) {
		server := servers.Start(t, version, servers.Options{Password: "secret"})
		var events []glissade.ConnectionEvent
		client, err := glissade.Connect(t.Context(), "valkey://:secret@"+server.Addr()+"/2?client_name=door",
			glissade.WithConnectionEvents(func(e glissade.ConnectionEvent) { events = append(events, e) }))
		require.NoError(t, err)
		info, err := client.ClientInfo(t.Context())
		require.NoError(t, err)
		require.Equal(t, "door", info.Name)

		greeting, err := client.Get(t.Context(), "greeting")
		require.NoError(t, err)
		require.Equal(t, "there is none", greeting.OrElse("there is none"))
		_, err = client.Set(t.Context(), "greeting", "hello")
		require.NoError(t, err)

		transaction := glissade.NewTransaction()
		visits := transaction.Incr("visits")
		wrong := transaction.LPush("greeting", []string{"x"})
		_, err = client.Exec(t.Context(), transaction, false)
		require.NoError(t, err)
		n, err := visits.Result()
		require.NoError(t, err)
		require.EqualValues(t, 1, n)
		_, err = wrong.Result()
		require.ErrorIs(t, err, &glissade.ServerError{Code: "WRONGTYPE"})
		require.Equal(t, glissade.Answered, glissade.DeliveryOf(err))

		pipeline := glissade.NewPipeline()
		require.False(t, pipeline.Atomic())
		require.True(t, transaction.Atomic())
		value := pipeline.Get("greeting")
		_, err = client.Exec(t.Context(), pipeline, true)
		require.NoError(t, err)
		var got glissade.Result[string]
		got, err = value.Result()
		require.NoError(t, err)
		require.Equal(t, "hello", got.Value())

		client.Close()
		_, err = client.Get(t.Context(), "greeting")
		var closing *glissade.ClosingError
		require.ErrorAs(t, err, &closing)
		require.Equal(t, glissade.NotSent, glissade.DeliveryOf(err))
		require.NotEmpty(t, events)
		require.Equal(t, glissade.Connected, events[0].Kind)

		_, err = glissade.Connect(t.Context(), "valkey://:wrong@"+server.Addr())
		require.ErrorIs(t, err, &glissade.ServerError{Code: "WRONGPASS"})
		for _, url := range []string{"", "http://localhost", "valkey://localhost:many"} {
			_, err = glissade.Connect(t.Context(), url)
			var configuration *glissade.ConfigurationError
			require.ErrorAs(t, err, &configuration)
			_, err = glissade.ConnectCluster(t.Context(), url)
			require.ErrorAs(t, err, &configuration)
		}
	})
}

func TestTheFrontDoorOfACluster(t *testing.T) {
	cluster := servers.StartCluster(t, servers.Valkey91, servers.ClusterOptions{})
	client, err := glissade.ConnectCluster(t.Context(), "valkey://"+cluster.Nodes[0].Addr()+"?request_timeout=10s")
	require.NoError(t, err)
	defer client.Close()
	for _, key := range []string{"a", "b", "c", "d"} {
		_, err := client.Set(t.Context(), key, key)
		require.NoError(t, err)
	}
	var sizes glissade.ClusterValue[int64]
	sizes, err = glissade.RunOnNodes(t.Context(), client, options.AllPrimaries{}, command.DBSize)
	require.NoError(t, err)
	require.Len(t, sizes.MultiValue(), 3)
	total := int64(0)
	for _, size := range sizes.MultiValue() {
		total += size
	}
	require.EqualValues(t, 4, total)

	_, err = glissade.ConnectCluster(t.Context(), "unix:///run/valkey.sock")
	var configuration *glissade.ConfigurationError
	require.True(t, errors.As(err, &configuration))
	require.Contains(t, err.Error(), "Unix socket")
}
