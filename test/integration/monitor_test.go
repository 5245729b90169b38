package integration

import (
	"context"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
	"github.com/glissade-io/glissade/transport/tcp"
)

// observed is what a loop over the server's commands has seen.
type observed struct {
	models.MonitorLine
	err error
}

// observe runs a loop over the server's commands, which sends what it sees, and returns
// when the server has agreed.
func observe(t *testing.T, ctx context.Context, client *core.Client, server *servers.Server) <-chan observed {
	t.Helper()
	seen := make(chan observed, 1000)
	go func() {
		defer close(seen)
		for line, err := range client.Monitor(ctx) {
			seen <- observed{line, err}
		}
	}()
	require.Eventually(t, func() bool { return monitorConnection(t, server) != "" }, patience, 2*time.Millisecond)
	return seen
}

var monitorFlags = regexp.MustCompile(`(?m)^id=(\d+) .* flags=O `)

// monitorConnection returns the id of the connection that monitors, or "".
func monitorConnection(t *testing.T, server *servers.Server) string {
	t.Helper()
	reply, err := server.Command(context.WithoutCancel(t.Context()), "CLIENT", "LIST")
	require.NoError(t, err)
	if found := monitorFlags.FindStringSubmatch(reply.Text); found != nil {
		return found[1]
	}
	return ""
}

// another returns a client that shares nothing with f's, and its address.
func another(t *testing.T, f fixture, changes ...func(*options.ClientConfiguration)) (*core.Client, string) {
	t.Helper()
	c := configuration(f.server)
	c.Protocol = f.protocol
	for _, change := range changes {
		change(&c)
	}
	client, err := native.NewClient(t.Context(), c)
	require.NoError(t, err)
	t.Cleanup(client.Close)
	info, err := client.ClientInfo(t.Context())
	require.NoError(t, err)
	return client, info.Address
}

func TestMonitorTellsWhatAnotherClientSends(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		other, address := another(t, f, func(c *options.ClientConfiguration) { c.DatabaseID = 3 })
		watched, cancel := context.WithCancel(ctx)
		defer cancel()
		seen := observe(t, watched, f.Client, f.server)
		began := time.Now()

		every := make([]byte, 256)
		for i := range every {
			every[i] = byte(i)
		}
		commands := [][]string{
			{"SET", "key", "a b"},
			{"SET", string(every), "value"},
			{"GET", ""},
			{"SET", "ключ", `] "`},
			{"PING"},
		}
		if f.server.Version != servers.Valkey81 { // See Client.Monitor.
			commands = append(commands, []string{"SET", "key", strings.Repeat("\r\n\"\\", 1000)}, []string{"GET", `" "`})
		}
		for _, words := range commands {
			_, err := other.CustomCommand(ctx, words)
			require.NoError(t, err)
		}
		for _, words := range commands {
			line := next(t, seen, address)
			require.Equal(t, words, line.Words)
			require.Equal(t, 3, line.Database)
			require.Zero(t, line.Dropped)
			require.WithinDuration(t, began, line.Time, time.Minute)
		}

		_, err := other.Eval(ctx, "return redis.call('SET', KEYS[1], ARGV[1])", options.ScriptOptions{Keys: []string{"key"}, Args: []string{"\x00"}})
		require.NoError(t, err)
		require.Equal(t, []string{"SET", "key", "\x00"}, next(t, seen, "lua").Words)

		cancel()
		for line := range seen {
			require.NoError(t, line.err, "the end of the context is no failure")
		}
		require.Eventually(t, func() bool { return monitorConnection(t, f.server) == "" }, patience, 2*time.Millisecond)
	})
}

// next returns the next line of one client.
func next(t *testing.T, seen <-chan observed, client string) models.MonitorLine {
	t.Helper()
	for {
		select {
		case line, more := <-seen:
			require.True(t, more, "the loop has ended")
			require.NoError(t, line.err)
			if line.Client == client {
				return line.MonitorLine
			}
		case <-time.After(patience):
			require.Fail(t, "no line came")
		}
	}
}

func TestMonitorTellsWhenItsConnectionIsLost(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		seen := observe(t, ctx, f.Client, f.server)
		_, err := f.server.Command(ctx, "CLIENT", "KILL", "ID", monitorConnection(t, f.server))
		require.NoError(t, err)
		var last observed
		for line := range seen {
			require.NoError(t, last.err, "nothing comes after an error")
			last = line
		}
		var connection *failure.ConnectionError
		require.ErrorAs(t, last.err, &connection)
		require.Equal(t, f.server.Addr(), connection.Address)
	})
}

// countingDialer counts the bytes that come over its streams.
type countingDialer struct {
	tcp.Dialer
	received atomic.Int64
}

func (d *countingDialer) Dial(ctx context.Context, address string) (stream.Stream, error) {
	s, err := d.Dialer.Dial(ctx, address)
	if err != nil {
		return nil, err
	}
	return countingStream{s, &d.received}, nil
}

type countingStream struct {
	stream.Stream
	received *atomic.Int64
}

func (s countingStream) Read(p []byte) (int, error) {
	n, err := s.Stream.Read(p)
	s.received.Add(int64(n))
	return n, err
}

// The loop stands still while the client receives more lines than may wait.
func TestMonitorSaysHowManyLinesItDropped(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		const stalled, shortestLine = 6000, int64(len(`+1000000000.000000 [0 127.0.0.1:1] "PING"`))
		other, address := another(t, f)
		dialer := new(countingDialer)
		c := configuration(f.server)
		c.Protocol = f.protocol
		client, err := native.NewClient(ctx, c, native.WithDialer(dialer))
		require.NoError(t, err)
		defer client.Close()
		release, done := make(chan struct{}), make(chan struct{})
		total, dropped, echoed := 0, 0, "" // the latter is what the last line says
		go func() {
			defer close(done)
			for line, err := range client.Monitor(ctx) {
				if err != nil {
					t.Error(err)
					return
				}
				<-release
				if line.Client != address {
					t.Errorf("not sent by the test: %v", line)
				}
				total += 1 + line.Dropped
				dropped += line.Dropped
				if line.Words[0] == "ECHO" {
					echoed = line.Words[1]
					return
				}
			}
		}()
		require.Eventually(t, func() bool { return monitorConnection(t, f.server) != "" }, patience, 2*time.Millisecond)
		pings := batch.New(false)
		for range stalled {
			pings.Ping()
		}
		_, err = other.Exec(ctx, pings, true)
		require.NoError(t, err)
		require.Eventually(t, func() bool { return dialer.received.Load() > stalled*shortestLine }, patience, 2*time.Millisecond)
		close(release)
		for n := 1; ; n++ {
			_, err := other.Echo(ctx, strconv.Itoa(n))
			require.NoError(t, err)
			select {
			case <-done:
				require.Positive(t, dropped)
				n, err := strconv.Atoi(echoed)
				require.NoError(t, err)
				require.Equal(t, stalled+n, total, "each line was seen, or counted")
				return
			default:
			}
		}
	})
}
