package standalone

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/eventtest"
	"github.com/glissade-io/glissade/models"
)

func TestRetriesAreTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := network{"a": {role: "master"}, "b": {role: "slave"}}
		c := config(n, "a", "b")
		var reported eventtest.Recorder
		c.Notify = reported.Record
		g := connected(t, c)
		_, err := do(t, g, write())
		require.NoError(t, err)
		require.Empty(t, reported.Take(models.RequestRetried), "it has succeeded at once")

		n["a"].become(func(s *server) { s.refusal, s.once = "LOADING secret", true })
		_, err = do(t, g, write())
		require.NoError(t, err)
		retried := reported.Take(models.RequestRetried)
		require.Len(t, retried, 1)
		require.Positive(t, retried[0].Wait)
		retried[0].Wait = 0
		require.Equal(t, models.ClientEvent{
			Kind: models.RequestRetried, Address: "a", Command: "WRITE", Requests: 1, Code: "LOADING", Attempt: 1,
		}, retried[0])

		n["a"].become(func(s *server) { s.refusal, s.once = "LOADING secret", true })
		outcome := make(chan error, 1)
		g.Submit(write(), func(_ []byte, err error) { outcome <- err })
		require.NoError(t, <-outcome)
		require.Len(t, reported.Take(models.RequestRetried), 1, "of requests that are submitted too")

		n["a"].become(func(s *server) { s.refusal, s.once = "LOADING secret", false })
		_, err = do(t, g, write())
		require.NoError(t, err)
		for i, e := range reported.Take(models.RequestRetried) {
			require.Equal(t, i+1, e.Attempt)
		}

		n["a"].become(func(s *server) { s.refusal, s.lose = "", true })
		_, err = do(t, g, write())
		require.Error(t, err)
		require.Empty(t, reported.Take(models.RequestRetried), "what may have been executed is not sent again")
	})
}

func TestItIsToldOnceThatThereIsNoPrimary(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := network{"a": {role: "master"}, "b": {role: "slave"}}
		c := config(n, "a", "b")
		var reported eventtest.Recorder
		c.Notify = reported.Record
		connected(t, c)
		require.Empty(t, reported.Take(models.TopologyUnknown))
		for range 2 {
			n["a"].Stop()
			time.Sleep(time.Minute)
			unknown := reported.Take(models.TopologyUnknown)
			require.Len(t, unknown, 1)
			require.ErrorContains(t, unknown[0].Err, "none of the servers that can be reached is a primary")
			n["a"].Accept()
			time.Sleep(time.Minute)
			require.Empty(t, reported.Take(models.TopologyUnknown))
		}
	})
}

func TestServersThatJoinAndLeaveAreTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := replication()
		c := discovering(n, "p:1")
		var reported eventtest.Recorder
		c.Notify = reported.Record
		connected(t, c)
		require.Equal(t, []models.ClientEvent{{Kind: models.TopologyChanged, Shards: 1, Servers: 4}}, reported.Take(models.TopologyChanged))
		time.Sleep(time.Minute)
		require.Empty(t, reported.Take(models.TopologyChanged))
		n["p:1"].become(func(s *server) { s.followed = []string{"b 1"} })
		time.Sleep(time.Minute)
		require.Equal(t, []models.ClientEvent{{Kind: models.TopologyChanged, Shards: 1, Servers: 3}}, reported.Take(models.TopologyChanged))
	})
}
