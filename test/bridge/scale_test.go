package bridge

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/test/servers"
)

const (
	idleClients = 5000
	busyClients = 500
	reconnects  = 10_000
	// idleBytes is what a client that does nothing may cost the bridge in resident memory:
	// the goal of 40 KiB, and what the collector of garbage may be late with.
	idleBytes = 48 << 10
)

// rawClient is a client in as little memory as can be, so that thousands fit into a test.
type rawClient struct {
	conn net.Conn
	from *bufio.Reader
}

// connectRaw opens a WebSocket to the bridge.
func connectRaw(address string) (*rawClient, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	if err := conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		return nil, err
	}
	_, err = fmt.Fprintf(conn, "GET /v1/connect?target=cache HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: valkey.v1\r\n\r\n", address)
	if err != nil {
		return nil, err
	}
	c := &rawClient{conn, bufio.NewReaderSize(conn, 256)}
	answer, err := http.ReadResponse(c.from, nil)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != http.StatusSwitchingProtocols {
		return nil, errors.New(answer.Status)
	}
	return c, nil
}

// ask sends a command in a message, and reads the reply, which has so many bytes.
func (c *rawClient) ask(reply int, words ...string) ([]byte, error) {
	command := resp.AppendCommand(nil, words...)
	frame := []byte{0x82, 0x80 | 126}
	frame = binary.BigEndian.AppendUint16(frame, uint16(len(command)))
	frame = append(append(frame, 0, 0, 0, 0), command...) // a mask of zeros changes nothing
	if _, err := c.conn.Write(frame); err != nil {
		return nil, err
	}
	var got []byte
	for len(got) < reply {
		header := make([]byte, 2)
		if _, err := io.ReadFull(c.from, header); err != nil {
			return got, err
		}
		size := int(header[1])
		if size == 126 {
			if _, err := io.ReadFull(c.from, header); err != nil {
				return got, err
			}
			size = int(binary.BigEndian.Uint16(header))
		}
		got = append(got, make([]byte, size)...)
		if _, err := io.ReadFull(c.from, got[len(got)-size:]); err != nil {
			return got, err
		}
	}
	return got, nil
}

func (c *rawClient) ping() error {
	got, err := c.ask(7, "PING")
	if err == nil && string(got) != "+PONG\r\n" {
		err = fmt.Errorf("%q", got)
	}
	return err
}

// connectAll opens so many WebSockets, each of which asks the server once.
func connectAll(t *testing.T, address string, n int) []*rawClient {
	t.Helper()
	clients := make([]*rawClient, n)
	eachOf(t, n, func(i int) (err error) {
		if clients[i], err = connectRaw(address); err == nil {
			err = clients[i].ping()
		}
		return err
	})
	return clients
}

// eachOf calls do with each number below n, by eight goroutines.
func eachOf(t *testing.T, n int, do func(i int) error) {
	t.Helper()
	var next atomic.Int64
	var running sync.WaitGroup
	for range 8 {
		running.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				if err := do(i); err != nil {
					t.Errorf("client %d: %v", i, err)
					return
				}
			}
		})
	}
	running.Wait()
	require.False(t, t.Failed())
}

// measure returns what the bridge says of itself, by the names of its metrics.
func measure(t require.TestingT, address string) map[string]float64 {
	answer, err := http.Get("http://" + address + "/metrics")
	require.NoError(t, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(bytes.NewReader(text))
	require.NoError(t, err)
	values := map[string]float64{}
	for name, family := range families {
		values[name] = family.Metric[0].GetGauge().GetValue()
	}
	return values
}

// A bridge has thousands of clients at once, most of whom do nothing; and what it had
// for them is gone when they are.
func TestThousandsOfClients(t *testing.T) {
	server := servers.Start(t, servers.Valkey91, servers.Options{})
	address, metrics := startMeasured(t,
		"-target", "cache="+server.Addr(), "-allow-no-origin", "-ping-interval", "10m",
		"-max-connections", "6000", "-max-connections-per-ip", "6000")
	for _, c := range connectAll(t, address, 8) { // What is made once is there.
		require.NoError(t, c.conn.Close())
	}
	awaitClients(t, metrics, 0)
	empty := measure(t, metrics)

	idle := connectAll(t, address, idleClients)
	awaitClients(t, metrics, idleClients)
	full := measure(t, metrics)
	each := func(name string) float64 { return (full[name] - empty[name]) / idleClients }
	t.Logf("an idle client: %.1f KiB resident, %.1f KiB of heap, %.1f KiB of stacks, %.1f goroutines, %.1f file descriptors",
		each("process_resident_memory_bytes")/1024, each("go_memstats_heap_inuse_bytes")/1024,
		each("go_memstats_stack_inuse_bytes")/1024, each("go_goroutines"), each("process_open_fds"))
	require.Less(t, each("process_resident_memory_bytes"), float64(idleBytes))

	busy := connectAll(t, address, busyClients)
	value := strings.Repeat("x", 1024)
	started := time.Now()
	const turns = 20
	eachOf(t, turns*busyClients, func(i int) error {
		c, key := busy[i%busyClients], fmt.Sprintf("scale:%d", i%busyClients)
		if _, err := c.ask(5, "SET", key, value); err != nil {
			return err
		}
		got, err := c.ask(len(value)+9, "GET", key)
		if err == nil && string(got) != "$1024\r\n"+value+"\r\n" {
			err = fmt.Errorf("%q", got)
		}
		return err
	})
	worked := measure(t, metrics)
	t.Logf("%d busy ones beside them: %.0f commands a second, %.1f MiB resident in all", busyClients,
		2*turns*busyClients/time.Since(started).Seconds(), worked["process_resident_memory_bytes"]/(1<<20))

	eachOf(t, idleClients, func(i int) error { return idle[i].ping() })
	for _, c := range append(idle, busy...) {
		require.NoError(t, c.conn.Close())
	}
	awaitClients(t, metrics, 0)
	awaitGone(t, metrics, empty)
}

// Who comes and goes leaves nothing behind.
func TestThousandsOfReconnects(t *testing.T) {
	server := servers.Start(t, servers.Valkey91, servers.Options{})
	address, metrics := startMeasured(t, "-target", "cache="+server.Addr(), "-allow-no-origin")
	reconnect := func(n int) {
		eachOf(t, n, func(i int) error {
			c, err := connectRaw(address)
			if err != nil {
				return err
			}
			defer c.conn.Close()
			return c.ping()
		})
		awaitClients(t, metrics, 0)
	}
	reconnect(1000)
	before := measure(t, metrics)
	reconnect(reconnects)
	awaitGone(t, metrics, before)
	after := measure(t, metrics)
	// Of the heap, a part waits to be collected; 1 KiB kept for each would be twice this.
	require.Less(t, after["go_memstats_heap_inuse_bytes"]-before["go_memstats_heap_inuse_bytes"], float64(reconnects*512))
}

func awaitClients(t *testing.T, metrics string, n int) {
	t.Helper()
	require.EventuallyWithT(t, func(c *assert.CollectT) {
		require.InDelta(c, n, measure(c, metrics)["glissade_bridge_connections_active"], 0)
	}, time.Minute, 20*time.Millisecond)
}

// awaitGone waits until the bridge has no more goroutines and sockets than it had before.
func awaitGone(t *testing.T, metrics string, before map[string]float64) {
	t.Helper()
	require.EventuallyWithT(t, func(c *assert.CollectT) {
		now := measure(c, metrics)
		for _, name := range []string{"go_goroutines", "process_open_fds"} {
			require.LessOrEqual(c, now[name], before[name]+8, name) // a few serve the metrics
		}
	}, time.Minute, 20*time.Millisecond)
}
