package faults

import (
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/test/servers"
)

// decisions are when sentinels announced that another server is the primary, by the
// port of the one that it replaces.
type decisions struct {
	mu    sync.Mutex
	times map[string][]time.Time
}

// listen subscribes to all sentinels, past the client.
func (s *environment) listen(sentinels *servers.Sentinels) *decisions {
	d := &decisions{times: map[string][]time.Time{}}
	var listening sync.WaitGroup
	s.Cleanup(listening.Wait) // after the connections are closed
	for _, sentinel := range sentinels.Sentinels {
		connection, err := net.Dial("tcp", sentinel.Addr())
		require.NoError(s, err)
		s.Cleanup(func() { connection.Close() })
		_, err = connection.Write([]byte("SUBSCRIBE +switch-master\r\n"))
		require.NoError(s, err)
		reader := resp.NewReader(connection, resp.Limits{})
		_, err = reader.Next() // the confirmation
		require.NoError(s, err)
		listening.Go(func() {
			for {
				frame, err := reader.Next()
				if err != nil {
					return
				}
				now := time.Now()
				message, err := resp.Decode(frame)
				if err != nil {
					return
				}
				// "message", the channel, and "name host port host port", the old primary first.
				port := strings.Fields(message.Elems[2].Text)[2]
				d.mu.Lock()
				d.times[port] = append(d.times[port], now)
				d.mu.Unlock()
			}
		})
	}
	return d
}

// forget drops the decisions about a server.
func (d *decisions) forget(old *servers.Server) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.times, strconv.Itoa(old.Port()))
}

// await waits for the decision to replace a server, and returns when the first
// sentinel announced it.
func (d *decisions) await(s *environment, old *servers.Server) time.Time {
	s.Helper()
	first := func() (time.Time, bool) {
		d.mu.Lock()
		defer d.mu.Unlock()
		times := d.times[strconv.Itoa(old.Port())]
		if len(times) == 0 {
			return time.Time{}, false
		}
		return slices.MinFunc(times, time.Time.Compare), true
	}
	require.Eventually(s, func() bool { _, ok := first(); return ok }, patience, time.Millisecond)
	decided, _ := first()
	return decided
}
