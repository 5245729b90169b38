package queue

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEntriesKeepTheirOrderAndPlace(t *testing.T) {
	var list entries
	const count = 1000
	places := make([]*entry, count)
	for i := range count {
		list.add(entry{name: strconv.Itoa(i)})
		places[i] = list.at(i)
	}
	require.Equal(t, count, list.count)
	next := 0
	for e := range list.all() {
		require.Equal(t, strconv.Itoa(next), e.name)
		require.Same(t, places[next], e)
		require.Same(t, e, list.at(next))
		next++
	}
	require.Equal(t, count, next)
}
