package mux

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestQueueKeepsOrderWhileItGrowsAndWraps(t *testing.T) {
	var q replyQueue
	next, first := 0, 0
	for round := range 50 {
		for range round {
			q.push(expectedReplies{replies: next})
			next++
		}
		for range round / 2 {
			require.Equal(t, first, q.at(0).replies)
			q.pop()
			first++
		}
	}
	require.Equal(t, next-first, q.count)
	for i := range q.count {
		require.Equal(t, first+i, q.at(i).replies)
	}
	q.shrink()
	require.NotNil(t, q.ring, "it is not empty")
	for q.count > 0 {
		q.pop()
	}
	q.shrink()
	require.True(t, q.ring == nil)
	q.push(expectedReplies{replies: 7})
	require.Equal(t, 7, q.at(0).replies)
}
