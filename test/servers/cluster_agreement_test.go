package servers

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/models"
)

func TestOwnersOfOneEpochAreNoAgreement(t *testing.T) {
	nodes := []*Node{{ID: "a"}, {ID: "b"}, {ID: "c"}}
	views := []nodeView{
		{id: "a", epoch: 3, linked: true, slots: []models.SlotRange{{Start: 0, End: 8191}}},
		{id: "b", epoch: 4, linked: true, slots: []models.SlotRange{{Start: 8192, End: 16383}}},
		{id: "c", epoch: 4, linked: true, primary: "b"},
	}
	require.NoError(t, complete(views, nodes), "a replica has its primary's epoch")
	views[0].epoch = 4
	require.EqualError(t, complete(views, nodes), "nodes a and b both have the epoch 4")
}
