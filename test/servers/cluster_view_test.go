package servers

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/models"
)

func TestViewsOfNodes(t *testing.T) {
	views, err := parseViews(`aaa 127.0.0.1:1@2,name,shard-id=x myself,master - 0 0 7 connected 0-9 11 [12->-bbb] [13-<-bbb]
bbb 127.0.0.1:3@4 slave,fail? aaa 1 2 7 disconnected
`)
	require.NoError(t, err)
	require.Equal(t, []nodeView{
		{id: "aaa", flags: []string{"myself", "master"}, epoch: 7, linked: true, slots: []models.SlotRange{{Start: 0, End: 9}, {Start: 11, End: 11}}},
		{id: "bbb", flags: []string{"slave", "fail?"}, primary: "aaa", epoch: 7},
	}, views)
	require.True(t, views[0].owns(9))
	require.False(t, views[0].owns(10))
	require.True(t, views[1].has("fail?"))
	require.False(t, views[1].has("fail"))
}

func TestViewsOfAnotherFormAreRefused(t *testing.T) {
	for _, line := range []string{
		"aaa 127.0.0.1:1@2 master",
		"aaa 127.0.0.1:1@2 master - 0 0 seven connected",
		"aaa 127.0.0.1:1@2 master - 0 0 7 connected 0-many",
	} {
		_, err := parseViews(line)
		require.ErrorContains(t, err, "CLUSTER NODES has the", line)
	}
}
