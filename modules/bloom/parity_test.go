package bloom_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/internal/wiretest"
	"github.com/glissade-io/glissade/modules/bloom"
)

func TestClientsAndBatchesHaveTheSameMethods(t *testing.T) {
	client, err := wiretest.Connect(t.Context(), nil)
	require.NoError(t, err)
	t.Cleanup(client.Close)
	b := batch.New(false)
	wiretest.RequireParity(t, bloom.On(client), bloom.In(b), b)
}
