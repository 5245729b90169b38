package mux

import (
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/fakeserver"
)

// A connection that has been busy and is idle now holds on to little: this is what
// a thousand of them cost a proxy, or a page.
func TestAnIdleConnectionIsSmall(t *testing.T) {
	const connections, most = 100, 64 << 10
	synctest.Test(t, func(t *testing.T) {
		heap := func() uint64 {
			runtime.GC()
			runtime.GC() // what pools held through the first
			var stats runtime.MemStats
			runtime.ReadMemStats(&stats)
			return stats.HeapAlloc
		}
		conns := make([]*Conn, connections)
		servers := make([]*fakeServer, connections)
		large := strings.Repeat("x", 100<<10)
		for i := range conns {
			client, server := fakeserver.Pipe()
			c := newConn(client, Config{})
			servers[i] = &fakeServer{server}
			go servers[i].answer(echo)
			for range 200 {
				c.Submit(ask("ECHO", "x"), func([]byte, error) {})
			}
			require.Equal(t, large, text(t, c, t.Context(), "ECHO", large))
			conns[i] = c
		}
		time.Sleep(3 * keepaliveAfter) // of the bubble's time
		synctest.Wait()
		idle := heap()
		for i, c := range conns {
			c.Close()
			conns[i] = nil
		}
		time.Sleep(2 * defaultIdlePing) // a clock that was stopped is let go of when its time has come
		synctest.Wait()
		perConnection := int64(idle-heap()) / connections
		runtime.KeepAlive(servers)
		require.Positive(t, perConnection)
		require.Less(t, perConnection, int64(most))
		t.Logf("%d bytes per idle connection", perConnection)
	})
}
