package core

import (
	"context"
	"iter"
	"sync/atomic"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/internal/restate"
	"github.com/glissade-io/glissade/internal/standalone"
	"github.com/glissade-io/glissade/models"
)

const (
	// What may wait for a slow caller of Monitor.
	monitorLines = 4096
	monitorBytes = 16 << 20
)

// Monitor iterates over the commands that the primary executes, all clients', from
// when the iteration begins, over a connection of its own that is closed when it ends.
//
//	for line, err := range client.Monitor(ctx) {
//		if err != nil {
//			return err
//		}
//		fmt.Println(line.Time, line.Client, line.Words)
//	}
//
// Up to 4096 lines, or 16 MiB, wait for a loop that is slower than the server; those
// that come then are dropped, and the next line that is not says how many. The server
// is slowed down by being monitored: by half, or more.
//
// The loop goes on until it is left, ctx ends, the connection is lost or the client is
// closed. When ctx ends there is no error, unless the server had not yet agreed. For a
// lost connection or a closed client the last iteration has a *failure.ConnectionError
// or *failure.ClosingError, and a line that tells no more than how many were dropped
// last; there is no attempt to connect again, since what would be missed is unknown. A
// line that cannot be understood has an error that names the byte, and the loop goes
// on. Errors of the beginning: *failure.ServerError if the user may not monitor, and
// those of [Client.Dedicated].
//
// Valkey 8.1.0 and 8.1.1 send quotation marks and backslashes inside of words without
// escaping them. They are understood where there is but one way to, and else as from
// other servers: a word with a quotation mark, a space and another comes as two.
//
// Complexity: none by itself. Since: 1.0.0.
// See https://valkey.io/commands/monitor/
func (c *Client) Monitor(ctx context.Context) iter.Seq2[models.MonitorLine, error] {
	return func(yield func(models.MonitorLine, error) bool) {
		m := &monitor{lines: make(chan monitored, monitorLines), ended: make(chan error, 1)}
		conn, err := c.startMonitor(ctx, m)
		if err != nil {
			yield(models.MonitorLine{}, err)
			return
		}
		defer conn.Close()
		m.each(ctx, yield)
	}
}

func (c *Client) startMonitor(ctx context.Context, m *monitor) (*mux.Conn, error) {
	if err := c.call.forPrimary("Monitor"); err != nil {
		return nil, err
	}
	var args command.Args
	args.Begin("MONITOR")
	req := mux.Request{Name: args.Name(), Bytes: args.Encoded(), Timeout: c.timeout}
	conn, err := c.group.Open(ctx, standalone.Request{Request: req}, func(config *mux.Config) {
		config.Unrequested, config.Closed = m.take, m.end
	})
	if err != nil {
		if ctx.Err() == context.Canceled {
			err = &failure.CanceledError{Command: req.Name, Delivery: failure.NotSent, Cause: context.Cause(ctx)}
		}
		return nil, err
	}
	var call mux.Call
	err = conn.Do(ctx, &call, req)
	if err == nil {
		err = mux.ErrorOf(call.Frame(0))
	}
	if err != nil {
		conn.Close()
		return nil, err
	}
	return conn, nil
}

// monitor is what lies between the connection and the loop.
type monitor struct {
	lines   chan monitored
	ended   chan error   // holds why the connection has ended
	bytes   atomic.Int64 // of the lines that wait
	dropped atomic.Int64 // lines, since one was last taken
}

// monitored is a line that waits.
type monitored struct {
	frame   string
	dropped int
}

// take has a line wait, or drops it. It is called by the one goroutine that reads.
func (m *monitor) take(frame []byte) {
	waiting := m.bytes.Load()
	if waiting > 0 && waiting+int64(len(frame)) > monitorBytes || len(m.lines) == cap(m.lines) {
		m.dropped.Add(1)
		return
	}
	m.bytes.Add(int64(len(frame)))
	m.lines <- monitored{string(frame), int(m.dropped.Swap(0))} // Nobody else fills it.
}

func (m *monitor) end(reason error) { m.ended <- reason }

// each hands on the lines until there are no more.
func (m *monitor) each(ctx context.Context, yield func(models.MonitorLine, error) bool) {
	for {
		select {
		case line := <-m.lines:
			if ctx.Err() != nil || !m.hand(line, yield) {
				return
			}
		case <-ctx.Done():
			return
		case reason := <-m.ended:
			for len(m.lines) > 0 {
				if ctx.Err() != nil || !m.hand(<-m.lines, yield) {
					return
				}
			}
			yield(models.MonitorLine{Dropped: int(m.dropped.Load())}, monitorEnded(reason))
			return
		}
	}
}

func (m *monitor) hand(line monitored, yield func(models.MonitorLine, error) bool) bool {
	m.bytes.Add(-int64(len(line.frame)))
	parsed, err := parseMonitorFrame(line.frame)
	parsed.Dropped = line.dropped
	return yield(parsed, err)
}

// monitorEnded is what the loop is told of why the connection has ended.
func monitorEnded(reason error) error {
	return restate.For(reason, restate.Request{Command: "MONITOR", Delivery: failure.Answered})
}

// parseMonitorFrame returns the line that a reply after MONITOR is.
func parseMonitorFrame(frame string) (models.MonitorLine, error) {
	decoder := resp.NewDecoder([]byte(frame))
	token, err := decoder.Next()
	switch {
	case err != nil:
	case token.Type.IsError():
		return models.MonitorLine{}, failure.ParseServerError(string(token.Text))
	case token.Type != resp.TypeSimpleString:
		err = &resp.ProtocolError{Type: token.Type, Message: "not a simple string, as the lines of MONITOR are"}
	default:
		var line models.MonitorLine
		if line, err = parseMonitorLine(string(token.Text)); err == nil {
			return line, nil
		}
	}
	return models.MonitorLine{}, &failure.ConnectionError{
		Command: "MONITOR", Delivery: failure.Answered, Reason: "a line cannot be understood", Cause: err,
	}
}
