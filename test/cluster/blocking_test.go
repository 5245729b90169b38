package cluster

import (
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

var blocking = []behaviour{
	{name: "commands that block hold up nobody", test: testBlocking},
	{name: "streams are read", test: testStreams},
}

func testBlocking(s *environment) {
	client := s.connect(nil)
	for shard := range shards {
		of := firstSlot(shard)
		type popped struct {
			element models.Result[models.KeyAndElement]
			err     error
		}
		done := make(chan popped, 1)
		go func() {
			element, err := client.BLPop(s.Context(), []string{key(of, "empty"), key(of, "list")}, patience)
			done <- popped{element, err}
		}()
		require.Eventually(s, func() bool {
			return field(s.command(s.primary(shard), "INFO", "clients"), "blocked_clients:", "\r\n") == "1"
		}, patience, time.Millisecond)
		_, err := client.LPush(s.Context(), key(of, "list"), []string{"element"})
		require.NoError(s, err)
		result := <-done
		require.NoError(s, result.err)
		require.Equal(s, models.KeyAndElement{Key: key(of, "list"), Element: "element"}, result.element.Value())
	}
	none, err := client.BLPop(s.Context(), []string{key(0, "list")}, 10*time.Millisecond)
	require.NoError(s, err)
	require.True(s, none.IsNil())
}

func testStreams(s *environment) {
	client := s.connect(nil)
	a, b := key(firstSlot(1), "a"), key(firstSlot(1), "b")
	for _, name := range []string{a, b} {
		_, err := client.XAdd(s.Context(), name, []models.FieldValue{{Field: "f", Value: name}})
		require.NoError(s, err)
	}
	streams, err := client.XRead(s.Context(), []models.KeyAndID{{Key: a, ID: "0"}, {Key: b, ID: "0"}})
	require.NoError(s, err)
	require.Len(s, streams, 2)
	block := 10 * time.Millisecond
	streams, err = client.XReadWithOptions(s.Context(), []models.KeyAndID{{Key: a, ID: "$"}}, options.XReadOptions{Block: &block})
	require.NoError(s, err)
	require.Empty(s, streams)
}
