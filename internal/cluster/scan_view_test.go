package cluster

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

const nodesOfA = `aaa 10.0.0.1:7000@17000,a.example,shard-id=1 myself,master - 0 0 5 connected 0-99 200 [7->-bbb] [200->-ccc] [300-<-bbb]
bbb 10.0.0.2:7001@17001 master - 0 1 2 connected 300-16383
ccc :7002@17002 master - 0 1 3 connected
ddd 10.0.0.4:7003@17003 slave aaa 0 1 5 connected
eee :0@0 master,noaddr - 0 1 3 disconnected
`

func TestTheViewOfAServer(t *testing.T) {
	v, err := parseOwnView(nodesOfA)
	require.NoError(t, err)
	require.Equal(t, "aaa", v.id)
	require.True(t, v.primary)
	require.False(t, v.cutOff)
	require.Equal(t, 101, v.owned.count())
	require.Equal(t, 99, v.whole.count(), "two are being given away")
	for _, number := range []int{7, 200, 300} {
		require.False(t, v.whole.has(number))
	}
	require.Equal(t, []string{"aaa", "aaa", "", "bbb"}, []string{v.ownerOf(0), v.ownerOf(200), v.ownerOf(201), v.ownerOf(300)})
	require.Equal(t, []string{"bbb", "ccc", ""}, []string{v.destination(7), v.destination(200), v.destination(300)})
	require.Equal(t, []string{"", "bbb"}, []string{v.origin(7), v.origin(300)})
	require.Equal(t, "10.0.0.2:7001", v.addressOf("bbb", "x:1"))
	require.Equal(t, "x:7002", v.addressOf("ccc", "x:1"), "a server that does not know its own host")
	require.Empty(t, v.addressOf("eee", "x:1"))
	require.Empty(t, v.addressOf("fff", "x:1"))
}

func TestAViewOfTheMinorityIsNotToBeTrusted(t *testing.T) {
	for nodes, cutOff := range map[string]bool{
		"a a:1@2 myself,master - 0 0 1 connected 0-9\nb b:1@2 master,fail - 0 0 2 disconnected 10\nc c:1@2 master - 0 0 3 connected 11": false,
		"a a:1@2 myself,master - 0 0 1 connected 0-9\nb b:1@2 master,fail? - 0 0 2 disconnected 10\nc c:1@2 master,fail - 0 0 3 c 11":   true,
		"a a:1@2 myself,master - 0 0 1 connected 0-9\nb b:1@2 master,fail - 0 0 2 disconnected\nc c:1@2 slave,fail a 0 0 3 connected":   false,
		"a a:1@2 myself,master - 0 0 1 connected 0-9\nb b:1@2 master,fail - 0 0 2 disconnected 10-16383":                                true,
		"a a:1@2 myself,master - 0 0 1 connected": false,
		"a a:1@2 myself,slave b 0 0 1 connected\nb b:1@2 master,fail? - 0 0 2 disconnected 10-16383\nc c:1@2 master - 0 0 3 connected 0-9": true,
	} {
		v, err := parseOwnView(nodes)
		require.NoError(t, err)
		require.Equal(t, cutOff, v.cutOff, nodes)
	}
}

func TestAViewThatCannotBeReadIsRefusedOrReadAsFarAsItGoes(t *testing.T) {
	_, err := parseOwnView("")
	require.EqualError(t, err, "CLUSTER NODES: the server does not tell of itself")
	v, err := parseOwnView("short line\na a:1@2 myself,master - 0 0 1 connected x 5-y 20000 3-20000 -1 [x->-b] [99999->-b] [4] 7 future=1\n")
	require.NoError(t, err)
	require.Equal(t, []int{7}, slices.Collect(v.whole.each))
}

func TestSetsOfSlots(t *testing.T) {
	var s slotSet
	s.addRange(60, 70)
	s.add(16383)
	s.remove(65)
	require.Equal(t, []int{60, 61, 62, 63, 64, 66, 67, 68, 69, 70, 16383}, slices.Collect(s.each))
	require.Equal(t, 16384-11, s.complement().count())
	for number := range s.each {
		if number > 60 {
			break
		}
		s.remove(61) // which is seen as it was
	}
	other := slotSet{}
	other.addRange(0, 62)
	s.addAll(&other)
	require.Equal(t, 63+7, s.count()-1)
	s.removeAll(&other)
	require.False(t, s.has(60))
	s.retain(&other)
	require.Zero(t, s.count())
}
