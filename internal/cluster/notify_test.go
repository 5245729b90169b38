package cluster

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/eventtest"
	"github.com/glissade-io/glissade/models"
)

// retries returns the events of requests that were sent again, without the pauses before.
func retries(told *eventtest.Recorder) []models.ClientEvent {
	events := told.Take(models.RequestRetried)
	for i := range events {
		events[i].Wait = 0
	}
	return events
}

// once answers one request by an error.
func once(refusal string) func([]string, bool) string {
	given := false
	return func([]string, bool) string {
		if given {
			return "next"
		}
		given = true
		return "-" + refusal + "\r\n"
	}
}

func TestRedirectionsAndRetriesAreTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork("a:1 0-8191", "b:1 8192-16383")
		var told eventtest.Recorder
		c := config(n, "a:1")
		c.Notify = told.Record
		cluster := connectTo(t, c)
		require.Equal(t, []models.ClientEvent{{Kind: models.TopologyChanged, Shards: 2, Servers: 2}}, told.Take(models.TopologyChanged))
		requireReply(t, cluster, get(low), "a:1")
		require.Zero(t, told.Count(), "it has succeeded at once")

		redirected := models.ClientEvent{
			Kind: models.RequestRedirected, Address: "a:1", Target: "b:1", Command: "GET", Requests: 1, Code: "ASK", Attempt: 1,
		}
		n.become(func() { n.servers["a:1"].answer = once("ASK 1 b:1") })
		requireReply(t, cluster, get(low), "b:1")
		require.Equal(t, []models.ClientEvent{redirected}, told.Take(models.RequestRedirected))

		n.become(func() { n.servers["a:1"].answer = once("TRYAGAIN secret") })
		requireReply(t, cluster, get(low), "a:1")
		retried := models.ClientEvent{Kind: models.RequestRetried, Address: "a:1", Command: "GET", Requests: 1, Code: "TRYAGAIN", Attempt: 1}
		require.Equal(t, []models.ClientEvent{retried}, retries(&told))

		n.become(func() { n.servers["a:1"].answer = once("TRYAGAIN secret") })
		replies := make(chan string, 1)
		cluster.Submit(get(low), func(frames []byte, _ error) { replies <- string(frames) })
		require.Equal(t, "$3\r\na:1\r\n", <-replies)
		require.Equal(t, []models.ClientEvent{retried}, retries(&told), "of requests that are submitted too")

		// A pipeline tells once of what it sends again together.
		n.become(func() {
			n.servers["a:1"].answer = func(words []string, asked bool) string { return "-CLUSTERDOWN secret\r\n" }
		})
		item := Item{Name: "GET", Bytes: get(low).Bytes, To: get(low).To}
		p := Pipeline{Items: []Item{item, item, item}}
		cluster.Pipeline(t.Context(), &p, 10*time.Millisecond, RetryPolicy{Refused: true})
		rounds := retries(&told)
		require.NotEmpty(t, rounds)
		require.Equal(t, models.ClientEvent{
			Kind: models.RequestRetried, Address: "a:1", Command: "batch", Requests: 3, Code: "CLUSTERDOWN", Attempt: 1,
		}, rounds[0])
		n.become(func() { n.servers["a:1"].answer = once("ASK 1 b:1") })
		p = Pipeline{Items: []Item{item, item}}
		cluster.Pipeline(t.Context(), &p, time.Second, RetryPolicy{})
		require.Equal(t, []models.ClientEvent{redirected}, told.Take(models.RequestRedirected), "and of each redirection")
	})
}

func TestChangesOfTheTopologyAreTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork("a:1 0-8191", "b:1 8192-16383 c:1")
		var told eventtest.Recorder
		c := config(n, "a:1")
		c.Notify = told.Record
		cluster := connectTo(t, c)
		require.Len(t, told.Take(models.TopologyChanged), 1)
		time.Sleep(5 * time.Minute)
		require.Empty(t, told.Take(models.TopologyChanged), "it is the same one")
		n.become(func() { n.topology = []string{"a:1 0-16383 b:1 c:1"} })
		time.Sleep(5 * time.Minute)
		require.Equal(t, []models.ClientEvent{{Kind: models.TopologyChanged, Shards: 1, Servers: 3}}, told.Take(models.TopologyChanged))

		for _, address := range []string{"a:1", "b:1", "c:1"} {
			n.servers[address].Stop()
		}
		time.Sleep(5 * time.Minute)
		unknown := told.Take(models.TopologyUnknown)
		require.Len(t, unknown, 1, "once")
		require.ErrorContains(t, unknown[0].Err, "no server tells the topology of the cluster")
		for _, address := range []string{"a:1", "b:1", "c:1"} {
			n.servers[address].Accept()
		}
		time.Sleep(5 * time.Minute)
		requireReply(t, cluster, get(low), "a:1")
		require.Empty(t, told.Take(models.TopologyUnknown))
	})
}
