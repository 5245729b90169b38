package nodes

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
)

// A user who may not ask for INFO cannot find all servers, and is told what to do. The other
// modes do without, and so does a client that is connected to its primary.
func TestAUserWithoutINFOCannotFindAllServers(t *testing.T) {
	onAllServers(t, func(s *environment) {
		replication := s.replication(1, nil)
		for _, server := range replication.Servers() {
			s.command(server, "ACL", "SETUSER", "app", "on", ">secret", "~*", "&*", "+@all", "-info")
		}
		c := s.configuration(addresses(replication.Servers())...)
		c.Credentials = &options.ServerCredentials{Username: "app", Password: "secret"}
		for _, mode := range []options.NodeDiscoveryMode{options.NodeDiscoveryModeStandard, options.NodeDiscoveryModeStatic} {
			c.NodeDiscoveryMode = mode
			_, err := s.connect(c).Incr(s.Context(), "n")
			require.NoError(s, err)
		}

		c.NodeDiscoveryMode = options.NodeDiscoveryModeDiscoverAll
		_, err := native.NewClient(s.Context(), c)
		var failed *failure.ConnectionError
		require.ErrorAs(s, err, &failed)
		require.ErrorContains(s, err, "allow the user INFO (+info)")
		require.ErrorContains(s, err, "NodeDiscoveryModeStandard")
		require.ErrorIs(s, err, &failure.ServerError{Code: "NOPERM"})

		for _, server := range replication.Servers() {
			s.command(server, "ACL", "SETUSER", "app", "+info")
		}
		client := s.connect(c)
		for _, server := range replication.Servers() {
			s.command(server, "ACL", "SETUSER", "app", "-info")
		}
		_, err = client.Incr(s.Context(), "n")
		require.NoError(s, err)
	})
}
