//go:build !js

package bridge

import (
	"context"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/glissade-io/glissade/transport/ws"
	"github.com/glissade-io/glissade/transport/ws/internal/websocket"
)

// socketPipe is a WebSocket.
type socketPipe struct {
	bridge *Bridge
	conn   *websocket.Conn
	config *Config

	open    context.Context // until the pipe is closed
	shut    context.CancelFunc
	sendCtx context.Context // until a send is aborted
	cut     context.CancelFunc
	lastIn  atomic.Int64 // when bytes last came (Unix nanoseconds)
	sending atomic.Bool  // a message to the client is under way

	pinging sync.Mutex  // held while a ping is under way
	pings   *time.Timer // calls for the next one
}

func (b *Bridge) newSocketPipe(conn *websocket.Conn, config *Config) *socketPipe {
	p := &socketPipe{bridge: b, conn: conn, config: config}
	p.open, p.shut = context.WithCancel(b.dead)
	p.sendCtx, p.cut = context.WithCancel(b.dead)
	return p
}

// receive takes the client's messages. They have no meaning of their own.
func (p *socketPipe) receive(size int, take func(p []byte) bool, late func()) (ending, bool) {
	timer := time.AfterFunc(p.config.MessageTimeout, late)
	timer.Stop()
	defer timer.Stop()
	for {
		binary, message, err := p.conn.NextMessage(p.bridge.dead)
		if err != nil {
			return p.explain(err), true
		}
		if !binary {
			return ending{ws.CloseUnsupported, "text_message", "streams are binary; send ArrayBuffers, not strings"}, true
		}
		p.bridge.metrics.framesIn.Inc()
		if end, over := p.receiveMessage(message, size, take, timer); end != nil {
			return *end, over
		}
	}
}

// receiveMessage takes a message, through a buffer that is taken for it alone. It returns
// nil when that has ended, else what receive returns.
func (p *socketPipe) receiveMessage(message io.Reader, size int, take func(p []byte) bool, timer *time.Timer) (*ending, bool) {
	large := takeLarge()
	defer largeBuffers.Put(large)
	left := p.config.MessageTimeout // without the time that take takes
	for total := int64(0); ; {
		begun := time.Now()
		timer.Reset(left)
		n, err := message.Read(large[:size])
		timer.Stop()
		left -= time.Since(begun)
		if total += int64(n); total > p.config.MaxMessage {
			return &ending{ws.CloseTooBig, "message_too_big", "the message is larger than this bridge allows; split it into messages of 64 KiB"}, true
		}
		if n > 0 {
			p.lastIn.Store(time.Now().UnixNano())
			if !take(large[:n]) {
				return &ending{}, false
			}
		}
		switch {
		case err == io.EOF:
			return nil, true
		case err != nil:
			end := p.explain(err)
			return &end, true
		}
	}
}

// tooLate is the end of a client that takes too long to send a message.
func tooLate(limit time.Duration) ending {
	return ending{ws.CloseSlowConsumer, "slow_sender", "a message took more than " + limit.String() + "; send smaller ones"}
}

func (p *socketPipe) send(message []byte) error {
	p.sending.Store(true)
	defer p.sending.Store(false)
	err := p.conn.WriteMessage(p.sendCtx, message)
	if err == nil {
		p.bridge.metrics.framesOut.Inc()
	}
	return err
}

// abort cuts the connection: a frame that is cut short leaves no way to tell why.
func (p *socketPipe) abort(ending) { p.cut() }

// explain returns the end when the client's side fails. Both directions see that and
// either may be first.
func (p *socketPipe) explain(err error) ending {
	_, _, closed := websocket.CloseStatus(err)
	switch {
	case p.bridge.dead.Err() != nil:
		return ending{label: "killed"}
	case p.sendCtx.Err() != nil:
		return ending{label: "slow_consumer"}
	case closed:
		return ending{label: "client_closed"}
	case p.conn.Malformed(err):
		return ending{label: "protocol_error"} // the library has said so, with code 1002
	default:
		return ending{label: "client_lost"}
	}
}

// keepAlive pings a client that is quiet, and calls dead when it does not answer for two
// intervals. WebSocket frames cannot be lost singly, so one ping that waits twice as long
// does for two. There is no goroutine between pings, since clients are many.
func (p *socketPipe) keepAlive(dead func()) {
	interval := p.config.PingInterval
	p.pinging.Lock()
	defer p.pinging.Unlock()
	p.pings = time.AfterFunc(interval, func() {
		p.pinging.Lock()
		defer p.pinging.Unlock()
		if p.open.Err() != nil {
			return
		}
		// A client that takes a message is judged by WriteTimeout, and a ping behind
		// that message would fail for want of room, not of life.
		if !p.sending.Load() && time.Since(time.Unix(0, p.lastIn.Load())) >= interval && !p.answers(2*interval) {
			dead()
			return
		}
		p.pings.Reset(interval)
	})
}

// answers tells whether the client answers a ping in time, or the pipe was closed.
func (p *socketPipe) answers(limit time.Duration) bool {
	begun := time.Now()
	wait, cancel := context.WithTimeout(p.open, limit)
	defer cancel()
	err := p.conn.Ping(wait)
	return err == nil || p.open.Err() != nil || time.Since(begun) < limit
}

func (p *socketPipe) close(end ending) {
	p.shut()
	if end.code != 0 {
		_ = p.conn.Close(int(end.code), end.reason)
	}
	_ = p.conn.CloseNow()
	p.cut()
	p.pinging.Lock() // No ping is under way any more, nor comes another.
	defer p.pinging.Unlock()
	if p.pings != nil {
		p.pings.Stop()
	}
}
