// Package stream defines the transport that a client needs: an ordered duplex of bytes,
// and a dialer that opens one. The client's core knows nothing else of a network, so a
// TCP or TLS connection, a Unix socket, a WebSocket or a pair of pipes in a test all
// serve it alike.
//
// It is not a connection pool and knows no protocol. A minimal transport:
//
//	dialer := stream.DialerFunc(func(ctx context.Context, address string) (stream.Stream, error) {
//		var d net.Dialer
//		return d.DialContext(ctx, "tcp", address)
//	})
package stream

import (
	"context"
	"io"
	"time"
)

// Stream is an ordered duplex of bytes.
//
// Read blocks until there is at least one byte or the stream has ended. Write
// sends all of p or fails; it must not retain p. Close is idempotent, may be
// called from any goroutine and unblocks both. One Read and one Write may be
// under way at once, never two of a kind. If one of them panics the connection ends,
// as by an error.
type Stream interface {
	io.Reader
	io.Writer
	io.Closer
}

// ReadInterrupter is implemented by streams whose blocked Read can be woken without
// harm. While reads are interrupted, Read returns what it has, or no bytes and an
// error whose Timeout method returns true; once the interruption is lifted the
// stream goes on as if nothing had been. With it the client reads on the caller's
// own goroutine, which spares a lone caller a switch between goroutines. It may be
// called from any goroutine, before, during or after a Read.
type ReadInterrupter interface {
	// InterruptRead wakes Read and keeps it from blocking, or lets reads go on.
	InterruptRead(interrupted bool) error
}

// WriteInterrupter is the same for Write: an interrupted Write returns the number
// of bytes that it sent, and those that it did not send may be written later. A
// TLS connection cannot offer it, because a record that was cut short breaks it.
type WriteInterrupter interface {
	// InterruptWrite wakes Write and keeps it from blocking, or lets writes go on.
	InterruptWrite(interrupted bool) error
}

// ArrivalReader is implemented by streams that can be read without waiting. With it the
// client checks an idle connection before it writes to it, so that a request is not
// lost on one that the server has closed.
type ArrivalReader interface {
	// ReadArrived is Read that returns 0 and no error where Read would wait. A stream
	// over TLS may wait a moment for the rest of a record.
	ReadArrived(p []byte) (n int, err error)
}

// PeerWatcher is implemented by streams that know whether the other end acknowledges what
// is sent to it, as TCP does. A server that is busy is not gone: its machine answers.
type PeerWatcher interface {
	// PeerGone returns an error once the peer has acknowledged nothing for as long as
	// the transport allows. It is called a few times a second while replies are due,
	// from one goroutine at a time, and does not wait.
	PeerGone() error
}

// Framed is implemented by streams on which the number of writes is the cost rather
// than the bytes, such as a WebSocket. WriteWindow returns how long a write may be
// held back while an earlier one is unanswered, so that more can go out in it, and
// how many bytes may be pending before it goes out regardless.
type Framed interface {
	WriteWindow() (delay time.Duration, bytes int)
}

// KeptAlive is implemented by streams that may find out by themselves, within seconds,
// that their peer has vanished while nothing is sent, as TCP does with keepalive
// probes. Idle connections over any other stream are kept alive with PING.
type KeptAlive interface {
	// KeepsAlive reports whether the stream does find out. It does not change.
	KeepsAlive() bool
}

// Dialer opens streams. An address is "host:port", "[ipv6]:port", or
// "unix:/path/of/socket". Dial gives up when ctx ends; ctx does not bind the
// stream that it returns. A Dialer is used by many goroutines at once. A client that it
// belongs to fails the attempt to connect if Dial panics, and goes on.
//
// If a dialer has a method Validate() error, it is called before a client is made.
type Dialer interface {
	Dial(ctx context.Context, address string) (Stream, error)
}

// Expander is implemented by dialers that can resolve a name to all the addresses that it
// stands for. One that stands for a single address, or must not be replaced by it, since the
// server's certificate bears the name, is returned as it is.
type Expander interface {
	// Expand returns the addresses that the host in address stands for, one at least.
	Expand(ctx context.Context, address string) ([]string, error)
}

// DialerFunc lets a function be a [Dialer].
type DialerFunc func(ctx context.Context, address string) (Stream, error)

// Dial calls f.
func (f DialerFunc) Dial(ctx context.Context, address string) (Stream, error) {
	return f(ctx, address)
}

// AddressResolver maps an address as it was configured, or as a server announced
// it, to the one to dial. It is called for every connection. If it panics the attempt
// to connect fails.
type AddressResolver func(host string, port int) (resolvedHost string, resolvedPort int)

// Secured is implemented by streams that know whether they are encrypted up to the server,
// so that errors can name the setting that is at fault.
type Secured interface {
	// Secured reports whether the stream is encrypted. It does not change.
	Secured() bool
}

// Bubbled is implemented by streams for tests that may run in bubbles of testing/synctest,
// outside of which nothing of the bubble's may be used. A client then keeps nothing of a
// request for the next one, which may be another bubble's: each costs an allocation more.
type Bubbled interface {
	// InBubble reports whether the stream may be in a bubble. It does not change.
	InBubble() bool
}
