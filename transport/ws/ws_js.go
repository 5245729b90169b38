package ws

import (
	"context"
	"errors"
	"syscall/js"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
)

// Platform holds what only programs built for GOOS=js can set.
type Platform struct {
	// WebSocket is the constructor to use. Undefined or null, like the zero value,
	// means globalThis.WebSocket. Node 20 has none: pass that of the npm package ws.
	WebSocket js.Value
	// Attach, if not nil, is given each WebSocket when its handlers are set, and may have its
	// messages take a faster way than through the calls of syscall/js.
	Attach func(webSocket js.Value, receive func(message []byte)) Shortcut
}

// Shortcut is a faster way for the messages of a WebSocket.
//
// To receive, its maker calls the receive that it was given with the bytes of each message, in
// order, which belong to the stream then; text it must leave to the WebSocket's own handler.
// receive does not block.
type Shortcut struct {
	// Send, if not nil, is called in place of the WebSocket's send. It does not keep the
	// message, and returns how many bytes the WebSocket has not sent yet; below 0 that it
	// could not be handed over, and the WebSocket's send is to say why.
	Send func(message []byte) (waiting int)
	// Detach, if not nil, is called when the stream has ended.
	Detach func()
}

// handshakes limits how many of them are under way. Browsers hold back the
// handshakes of one host, and punish a burst: Chromium takes 5 seconds for 20 at
// once, a quarter of a second for 20 by fours.
var handshakes = make(chan struct{}, 4)

// Dial opens a stream to address, "host:port", through the bridge. ctx bounds the
// WebSocket handshake; the bridge dials the server after it.
func (d *Dialer) Dial(ctx context.Context, address string) (stream.Stream, error) {
	return d.dial(ctx, address)
}

// dialSocket opens a WebSocket.
func (d *Dialer) dialSocket(ctx context.Context, endpoint, subprotocol string) (*socket, error) {
	select {
	case handshakes <- struct{}{}:
		defer func() { <-handshakes }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	s := &socket{
		url:      redactedURL(d.URL),
		handlers: make(map[string]js.Func, 4),
		opened:   make(chan struct{}),
		ended:    make(chan struct{}),
		arrived:  make(chan struct{}, 1),
	}
	if err := s.open(d.constructor(), endpoint, d.subprotocols(subprotocol)); err != nil {
		return nil, err
	}
	if d.Attach != nil {
		s.shortcut, s.waiting = d.Attach(s.webSocket, s.receiveBytes), -1
	}
	select {
	case <-s.opened:
	case <-s.ended:
		select {
		case <-s.opened: // accepted and then closed: Read tells why, as it would a moment later
		default:
			return nil, s.dialError()
		}
	case <-ctx.Done():
		_ = s.Close()
		return nil, ctx.Err()
	}
	if selected := s.webSocket.Get("protocol").String(); selected != subprotocol {
		_ = s.Close()
		return nil, d.subprotocolError(selected)
	}
	return s, nil
}

func (d *Dialer) constructor() js.Value {
	if d.WebSocket.IsUndefined() || d.WebSocket.IsNull() {
		return js.Global().Get("WebSocket")
	}
	return d.WebSocket
}

// open makes the WebSocket and attaches the event handlers.
func (s *socket) open(constructor js.Value, url string, subprotocols []string) (err error) {
	if constructor.Type() != js.TypeFunction {
		return errors.New("ws: there is no WebSocket here; pass a constructor, such as that of the npm package ws (Node has its own from version 22)")
	}
	offered := js.Global().Get("Array").New()
	for _, name := range subprotocols {
		offered.Call("push", name)
	}
	defer func() { // the constructor throws, for instance on ws:// in an https:// page
		switch thrown := recover().(type) {
		case nil:
		case js.Error: // Its message may quote the URL.
			err = errors.New("ws: the WebSocket for " + s.url + " was refused here: " + redactSecrets(message(thrown.Value)))
		default:
			err = &failure.PanicError{Function: "the WebSocket's constructor", Value: thrown}
		}
	}()
	s.webSocket = constructor.New(url, offered)
	s.webSocket.Set("binaryType", "arraybuffer")
	s.handle("onopen", func(js.Value) { close(s.opened) })
	s.handle("onmessage", s.receive)
	s.handle("onerror", s.onError)
	s.handle("onclose", s.onClose)
	return nil
}

func (s *socket) handle(event string, handler func(event js.Value)) {
	function := js.FuncOf(func(_ js.Value, arguments []js.Value) any {
		// A constructor of the program's own may make what is no WebSocket.
		defer func() {
			if thrown := recover(); thrown != nil {
				s.fail(&CloseError{
					URL: s.url, Code: CloseAbnormal, Cause: &failure.PanicError{Function: "an event of the WebSocket", Value: thrown},
				})
			}
		}()
		handler(arguments[0])
		return nil
	})
	s.handlers[event] = function
	s.webSocket.Set(event, function)
}

// dialError explains why no connection came about.
func (s *socket) dialError() error {
	closed, ok := s.endErr.(*CloseError)
	if ok && closed.Code == CloseAbnormal && closed.Reason == "" {
		// Browsers keep the cause from a page, so the usual ones are listed.
		closed.Reason = "a page is not told why; is the bridge running there, its certificate trusted, and this page's policy (CSP) for it?"
	}
	return s.endErr
}

// onError keeps what Node's sockets tell of the cause; browsers tell nothing. A
// failed handshake ends the stream here, since Node 20 has no close event for it.
func (s *socket) onError(event js.Value) {
	s.errorMessage = redactSecrets(message(event))
	select {
	case <-s.opened:
	default:
		s.finish(closeFrameError(s.url, CloseAbnormal, s.errorMessage))
	}
}

// onClose ends the stream once what arrived has been read. It is the last event of
// a WebSocket, and the handlers must live until then: Node's sockets take an error
// without a handler as a reason to end the process.
func (s *socket) onClose(event js.Value) {
	code, reason := CloseCode(event.Get("code").Int()), event.Get("reason").String()
	if code == CloseAbnormal && reason == "" {
		reason = s.errorMessage
	}
	s.finish(closeFrameError(s.url, code, reason))
	if s.shortcut.Detach != nil {
		s.shortcut.Detach()
	}
	for name, function := range s.handlers {
		s.webSocket.Set(name, js.Null())
		function.Release()
	}
}

// message returns the message property of a JavaScript error or event, or "".
func message(v js.Value) string {
	if v.Type() != js.TypeObject {
		return ""
	}
	if text := v.Get("message"); text.Type() == js.TypeString {
		return text.String()
	}
	return ""
}
