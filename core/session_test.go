package core

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/options"
)

// On whatever road a name was given, connections that are made later bear it, and those
// of a cluster too.
func TestConnectionsThatAreMadeLaterBearTheName(t *testing.T) {
	node := "*1\r\n*3\r\n:0\r\n:16383\r\n*3\r\n$9\r\nlocalhost\r\n:6379\r\n$2\r\nid\r\n"
	s := &script{answers: map[string][]string{
		"CLIENT SETNAME a b": {"-ERR no spaces\r\n"}, "CLUSTER SHARDS": {"-ERR unknown subcommand\r\n"}, "CLUSTER SLOTS": {node},
	}}
	dedicated := s.client(t)
	inCluster, err := NewClusterClient(t.Context(), s, options.ClusterClientConfiguration{
		Addresses: []options.NodeAddress{{Host: "localhost", Port: 6379}}, Protocol: options.ProtocolRESP2,
	})
	require.NoError(t, err)
	defer inCluster.Close()
	wait := func(submit func(ctx context.Context, a *command.Args, o options.CallOptions, completion func([]byte, error)), name string) error {
		var args command.Args
		command.ClientSetName(&args, name)
		outcome := make(chan error, 1)
		submit(context.Background(), &args, options.CallOptions{}, func(_ []byte, err error) { outcome <- err })
		args.Reset()
		return <-outcome
	}
	for _, road := range []struct {
		connections *Connections
		give        func(name string) error
	}{
		{&dedicated.Connections, func(name string) error { _, err := dedicated.ClientSetName(t.Context(), name); return err }},
		{&inCluster.Connections, func(name string) error { _, err := inCluster.ClientSetName(t.Context(), name); return err }},
		{&dedicated.Connections, func(name string) error { return wait(submitter{dedicated}.Submit, name) }},
		{&inCluster.Connections, func(name string) error { return wait(clusterSubmitter{inCluster}.Submit, name) }},
	} {
		for given, borne := range map[string]string{"mine": "mine", "a b": "before"} {
			road.connections.session.Update(func(h *mux.Handshake) { h.ClientName = "before" })
			_ = road.give(given) // A refusal is an error on some roads, and a reply on others.
			handshake, err := road.connections.session.Handshake(t.Context())
			require.NoError(t, err)
			require.Equal(t, borne, handshake.ClientName)
		}
	}
}

func TestAPasswordThatAProviderGivesIsNotChanged(t *testing.T) {
	var authenticated atomic.Bool
	s := fakeserver.New(t, func(_ *fakeserver.Conn, command []string) string {
		if strings.Join(command, " ") == "AUTH token" {
			authenticated.Store(true)
		}
		return fakeserver.Reply(command)
	})
	asked := 0
	c, err := NewClient(t.Context(), s, options.ClientConfiguration{Protocol: options.ProtocolRESP2},
		WithPasswordProvider(func(context.Context) (string, error) {
			asked++
			return "token", nil
		}))
	require.NoError(t, err)
	defer c.Close()
	require.Equal(t, 1, asked)
	require.True(t, authenticated.Load())

	var configuration *failure.ConfigurationError
	_, err = c.UpdateConnectionPassword(t.Context(), "another", false)
	require.ErrorAs(t, err, &configuration)
	require.ErrorContains(t, err, "the client's provider")
	_, err = c.ResetConnectionPassword(t.Context())
	require.ErrorAs(t, err, &configuration)
}
