package faultproxy

import (
	"context"
	"errors"
	"io"
	"net"
	"time"
)

const (
	// pieceLength is the most that is read at once, in bytes.
	pieceLength = 16 << 10
	// piecesUnderWay bounds what Delay and Blackhole hold back in one direction.
	piecesUnderWay = 256
	// throttleStep is the time for which Throttle sends at once.
	throttleStep = 10 * time.Millisecond
)

// piece is what one read brought: bytes, or the error that ends the stream.
type piece struct {
	bytes []byte
	err   error
	came  time.Time
}

// pieces starts to read source. It reads ahead of what the faults let through, for
// delayed bytes are under way all at once, and the end of a client must be noticed
// behind a fault.
func (c *connection) pieces(source *net.TCPConn) <-chan piece {
	pieces := make(chan piece, piecesUnderWay)
	c.proxy.running.Go(func() { c.read(source, pieces) })
	return pieces
}

// pump hands pieces to write until the stream ends, which it reports to ended.
func (c *connection) pump(pieces <-chan piece, write func([]byte) error, ended func(error)) {
	for {
		select {
		case <-c.ctx.Done():
			return
		case p := <-pieces:
			switch {
			case c.hold(p.came) != nil:
				return
			case p.err != nil:
				ended(p.err)
				return
			case c.send(p, write) != nil:
				c.end()
				return
			}
		}
	}
}

// read fills pieces until the stream ends.
func (c *connection) read(source *net.TCPConn, pieces chan<- piece) {
	for {
		bytes := make([]byte, pieceLength)
		n, err := source.Read(bytes)
		for _, p := range []piece{{bytes: bytes[:n]}, {err: err}} {
			if len(p.bytes) == 0 && p.err == nil {
				continue
			}
			p.came = time.Now()
			select {
			case pieces <- p:
			case <-c.ctx.Done():
				return
			}
		}
		if err == nil {
			continue
		}
		current, _ := c.proxy.current()
		if source == c.client && (current.blackhole || !errors.Is(err, io.EOF)) {
			c.end() // Nobody is left to be kept in the dark.
		}
		return
	}
}

// hold waits until what came at a moment may be passed on.
func (c *connection) hold(came time.Time) error {
	for {
		current, changed := c.proxy.current()
		wait := time.Until(came.Add(current.delay))
		if c.isHalfOpen() || !current.blackhole && wait <= 0 {
			return nil
		}
		if current.blackhole {
			wait = time.Hour // Until the faults change.
		}
		if err := sleep(c.ctx, wait, changed); err != nil {
			return err
		}
	}
}

// send writes a piece at the rate that is allowed.
func (c *connection) send(p piece, write func([]byte) error) error {
	for bytes := p.bytes; len(bytes) > 0; {
		current, changed := c.proxy.current()
		if current.rate == 0 {
			return write(bytes)
		}
		n := min(len(bytes), max(1, int(int64(current.rate)*int64(throttleStep)/int64(time.Second))))
		if err := write(bytes[:n]); err != nil {
			return err
		}
		bytes = bytes[n:]
		if err := sleep(c.ctx, time.Duration(n)*time.Second/time.Duration(current.rate), changed); err != nil {
			return err
		}
		if err := c.hold(p.came); err != nil {
			return err
		}
	}
	return nil
}

// sleep waits for d or until changed is closed, whichever is first. The error is
// that of the context.
func sleep(ctx context.Context, d time.Duration, changed <-chan struct{}) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-changed:
	case <-timer.C:
	}
	return nil
}
