package standalone

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/node"
)

// addresses are those of nodes.
func addresses(nodes ...*node.Node) (all []string) {
	for _, n := range nodes {
		if n != nil {
			all = append(all, n.Address())
		}
	}
	return all
}

func TestWhereToSubscribe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := network{"a": {role: "slave"}, "b": {role: "master"}, "c": {role: "slave"}}
		var changes atomic.Int32
		c := config(n, "a", "b", "c")
		c.Changed = func() { changes.Add(1) }
		g := connected(t, c)
		require.Equal(t, []string{"b"}, addresses(g.Home("x")))
		require.Equal(t, []string{"b"}, addresses(g.Primaries()...))

		synctest.Wait()
		before := changes.Load()
		n["b"].Stop()
		time.Sleep(time.Second)
		require.Greater(t, changes.Load(), before, "who subscribes is told")
		require.True(t, g.Home("x") == nil)
		require.Zero(t, len(g.Primaries()))
		n["c"].become(func(s *server) { s.role = "master" })
		time.Sleep(time.Minute)
		require.Equal(t, []string{"c"}, addresses(g.Home("x")))
		require.Equal(t, []string{"c"}, addresses(g.Primaries()...))
		g.Refused(g.Home("x"), []byte("-LOADING x\r\n"))
		require.Equal(t, []string{"c"}, addresses(g.Home("x")))
	})
}

// Who only reads has messages from any server that is connected.
func TestWhereToSubscribeAmongThoseThatAreOnlyReadFrom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := network{"a": {role: "slave"}, "b": {role: "master"}}
		c := config(n, "a", "b")
		c.ReadOnly = true
		g := connected(t, c)
		time.Sleep(time.Second)
		require.Equal(t, []string{"a", "b"}, addresses(g.Primaries()...))
		require.Equal(t, []string{"a"}, addresses(g.Home("x")))
		n["a"].Stop()
		time.Sleep(time.Second)
		require.Equal(t, []string{"b"}, addresses(g.Home("x")))
		require.Equal(t, []string{"b"}, addresses(g.Primaries()...))
	})
}

// Nothing else connects a client that only listens.
func TestSubscribingLooksForAPrimary(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := network{"a": {role: "slave"}, "b": {role: "master"}}
		g := New(config(n, "a", "b"))
		t.Cleanup(g.Close)
		require.True(t, g.Home("x") == nil)
		require.Zero(t, len(g.Primaries()))
		time.Sleep(time.Second)
		require.Equal(t, []string{"b"}, addresses(g.Home("x")))
	})
}

// Who only listens is told by no READONLY that its server is a primary no more.
func TestListeningFindsOutThatThePrimaryHasChanged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := network{"a": {role: "slave"}, "b": {role: "master"}}
		g := connected(t, config(n, "a", "b"))
		n["b"].become(func(s *server) { s.role = "slave" })
		n["a"].become(func(s *server) { s.role = "master" })
		for range 20 {
			g.Primaries()
			time.Sleep(time.Second)
		}
		require.Equal(t, []string{"a"}, addresses(g.Home("x")))
	})
}
