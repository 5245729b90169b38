package core

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

func TestStatisticsTellConnectionsThatAreFromThoseThatShouldBe(t *testing.T) {
	bubble(t, func(t *testing.T) {
		server := &script{answers: map[string][]string{"GET silent": {""}, "BLPOP silent 0": {""}, "GET soon": {"-LOADING no\r\n", "+OK\r\n"}}}
		c := server.client(t)
		defer c.Close()
		require.Zero(t, c.Statistics().Retries)
		_, err := c.CustomCommand(t.Context(), []string{"GET", "soon"})
		require.NoError(t, err)
		require.Equal(t, uint64(1), c.Statistics().Retries)

		go func() { _, _ = c.With(options.CallOptions{Timeout: time.Hour}).Get(t.Context(), "silent") }()
		go func() { _, _ = c.BLPop(t.Context(), []string{"silent"}, 0) }()
		synctest.Wait() // else it may take the connection that is released
		d, err := c.Dedicated(t.Context())
		require.NoError(t, err)
		d.Release()
		synctest.Wait()
		want := models.ConnectionStatistics{Wanted: 1, Up: 1, DedicatedInUse: 1, DedicatedIdle: 1}
		require.Equal(t, want, c.Statistics().Connections)
		require.Equal(t, 1, c.Statistics().InFlight)
		nodes := c.NodeStatistics()
		require.Len(t, nodes, 1)
		require.Equal(t, "localhost:6379", nodes[0].Address)
		require.Equal(t, want, nodes[0].Statistics.Connections)

		server.Stop()
		time.Sleep(time.Second)
		require.Equal(t, models.ConnectionStatistics{Wanted: 1}, c.Statistics().Connections)
		require.Zero(t, c.Statistics().InFlight)
		requests := c.Statistics().Requests
		c.Close()
		require.Zero(t, c.Statistics().Connections)
		require.Equal(t, requests, c.Statistics().Requests, "counts stay")
	})
}

func TestStatisticsOfTheProcess(t *testing.T) {
	bubble(t, func(t *testing.T) {
		before := GetStatistics()
		first, second := (&script{}).client(t), (&script{}).client(t)
		now := second.GetStatistics()
		require.Equal(t, before["total_clients"]+2, now["total_clients"])
		require.Equal(t, before["total_connections"]+2, now["total_connections"])
		first.With(options.CallOptions{Timeout: time.Second}).Close()
		first.Close() // once more
		require.Equal(t, before["total_clients"]+1, GetStatistics()["total_clients"])
		_ = second.Shutdown(t.Context())
		require.Equal(t, before["total_clients"], GetStatistics()["total_clients"])
		require.GreaterOrEqual(t, GetStatistics()["subscription_out_of_sync_count"], before["subscription_out_of_sync_count"])
	})
}
