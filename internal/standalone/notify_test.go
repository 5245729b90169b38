package standalone

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/models"
)

// notices are the events that a group has reported of.
type notices struct {
	mu     sync.Mutex
	events []models.ClientEvent
}

func (n *notices) listen(e models.ClientEvent) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.events = append(n.events, e)
}

// take returns the events of a kind, and forgets all.
func (n *notices) take(kind models.ClientEventKind) []models.ClientEvent {
	n.mu.Lock()
	defer n.mu.Unlock()
	var found []models.ClientEvent
	for _, e := range n.events {
		if e.Kind == kind {
			found = append(found, e)
		}
	}
	n.events = nil
	return found
}

func TestRetriesAreTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := network{"a": {role: "master"}, "b": {role: "slave"}}
		c := config(n, "a", "b")
		var reported notices
		c.Notify = reported.listen
		g := connected(t, c)
		_, err := do(t, g, write())
		require.NoError(t, err)
		require.Empty(t, reported.take(models.RequestRetried), "it has succeeded at once")

		n["a"].become(func(s *server) { s.refusal, s.once = "LOADING secret", true })
		_, err = do(t, g, write())
		require.NoError(t, err)
		retried := reported.take(models.RequestRetried)
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
		require.Len(t, reported.take(models.RequestRetried), 1, "of requests that are submitted too")

		n["a"].become(func(s *server) { s.refusal, s.once = "LOADING secret", false })
		_, err = do(t, g, write())
		require.NoError(t, err)
		for i, e := range reported.take(models.RequestRetried) {
			require.Equal(t, i+1, e.Attempt)
		}

		n["a"].become(func(s *server) { s.refusal, s.lose = "", true })
		_, err = do(t, g, write())
		require.Error(t, err)
		require.Empty(t, reported.take(models.RequestRetried), "what may have been executed is not sent again")
	})
}

func TestItIsToldOnceThatThereIsNoPrimary(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := network{"a": {role: "master"}, "b": {role: "slave"}}
		c := config(n, "a", "b")
		var reported notices
		c.Notify = reported.listen
		connected(t, c)
		require.Empty(t, reported.take(models.TopologyUnknown))
		for range 2 {
			n["a"].Stop()
			time.Sleep(time.Minute)
			unknown := reported.take(models.TopologyUnknown)
			require.Len(t, unknown, 1)
			require.ErrorContains(t, unknown[0].Err, "none of the servers that can be reached is a primary")
			n["a"].Accept()
			time.Sleep(time.Minute)
			require.Empty(t, reported.take(models.TopologyUnknown))
		}
	})
}

func TestServersThatJoinAndLeaveAreTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := replication()
		c := discovering(n, "p:1")
		var reported notices
		c.Notify = reported.listen
		connected(t, c)
		require.Equal(t, []models.ClientEvent{{Kind: models.TopologyChanged, Shards: 1, Servers: 4}}, reported.take(models.TopologyChanged))
		time.Sleep(time.Minute)
		require.Empty(t, reported.take(models.TopologyChanged))
		n["p:1"].become(func(s *server) { s.followed = []string{"b 1"} })
		time.Sleep(time.Minute)
		require.Equal(t, []models.ClientEvent{{Kind: models.TopologyChanged, Shards: 1, Servers: 3}}, reported.take(models.TopologyChanged))
	})
}
