package nodes

import (
	"slices"
	"strings"
	"testing"
	"time"

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

// A user who may not ask for INFO any more loses nothing until connections are lost. Then no
// primary is known, and errors and log tell why and what to do. Once the permission is back
// the same client finds all servers again.
func TestINFOThatIsTakenAwayAndGivenBack(t *testing.T) {
	onAllServers(t, func(s *environment) {
		replication := s.replication(1, nil)
		onEach := func(words ...string) {
			for _, server := range replication.Servers() {
				s.command(server, words...)
			}
		}
		onEach("ACL", "SETUSER", "app", "on", ">secret", "~*", "&*", "+@all")
		c := s.configuration(addresses(replication.Servers())...)
		c.Credentials = &options.ServerCredentials{Username: "app", Password: "secret"}
		c.NodeDiscoveryMode, c.ReadFrom = options.NodeDiscoveryModeDiscoverAll, options.ReadFromAllNodes
		var log record
		client := s.connect(c, native.WithLogger(log.logger()))
		_, err := client.Incr(s.Context(), "n")
		require.NoError(s, err)

		onEach("ACL", "SETUSER", "app", "-info")
		onEach("CLIENT", "KILL", "USER", "app")
		require.Eventually(s, func() bool {
			return slices.ContainsFunc(log.lines("topology unknown"), func(line string) bool {
				return levelOf(line) == "WARN" && strings.Contains(line, "allow the user INFO (+info)")
			})
		}, patience, time.Millisecond)
		_, err = client.With(options.CallOptions{Timeout: 200 * time.Millisecond}).Incr(s.Context(), "n")
		var late *failure.TimeoutError
		require.ErrorAs(s, err, &late)
		require.Equal(s, failure.NotSent, failure.DeliveryOf(err))
		for _, remedy := range []string{"no primary is known", "allow the user INFO (+info)", "NodeDiscoveryModeStandard", "NodeDiscoveryModeStatic"} {
			require.ErrorContains(s, err, remedy)
		}
		_, err = client.Get(s.Context(), "n")
		require.NoError(s, err, "reads go on at the servers that were known")

		onEach("ACL", "SETUSER", "app", "+info")
		n, err := client.Incr(s.Context(), "n")
		require.NoError(s, err)
		require.EqualValues(s, 2, n)
		s.awaitReads(client, replication.Servers()...)
	})
}
