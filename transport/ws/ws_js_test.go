package ws

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"syscall/js"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
)

// environment returns a variable that TestInNode sets when it starts this test
// binary in Node beside a real bridge.
func environment(t *testing.T, name string) string {
	value := os.Getenv(name)
	if value == "" {
		t.Skip("needs a bridge: run by TestInNode of the native tests, which starts one")
	}
	return value
}

func bridgeDialer(t *testing.T) *Dialer {
	return &Dialer{URL: environment(t, "GLISSADE_BRIDGE_URL"), Token: environment(t, "GLISSADE_BRIDGE_TOKEN")}
}

func TestBytesSurviveInJavaScript(t *testing.T) {
	s, err := bridgeDialer(t).Dial(t.Context(), environment(t, "GLISSADE_ECHO"))
	require.NoError(t, err)
	defer s.Close()
	sent := make([]byte, 3<<20+7) // thrice what may be buffered, so that Write waits
	rand.NewChaCha8([32]byte{4}).Read(sent)
	var writing sync.WaitGroup
	writing.Go(func() {
		for _, part := range [][]byte{sent[:1], sent[1:70_000], sent[70_000:]} {
			if n, err := s.Write(part); err != nil || n != len(part) {
				t.Errorf("Write of %d bytes: %d, %v", len(part), n, err)
			}
		}
	})
	received := make([]byte, len(sent))
	for at := 0; at < len(received); { // odd sizes, so that messages are read in pieces
		n, err := s.Read(received[at:min(at+1000, len(received))])
		require.NoError(t, err)
		require.Positive(t, n)
		at += n
	}
	writing.Wait()
	require.True(t, bytes.Equal(sent, received))

	require.NoError(t, s.Close())
	require.NoError(t, s.Close())
	_, err = s.Read(received)
	require.Equal(t, ErrClosed, err)
	_, err = s.Write(received)
	require.Equal(t, ErrClosed, err)
}

func TestManyDialsAtOnce(t *testing.T) {
	dialer, address := bridgeDialer(t), environment(t, "GLISSADE_ECHO")
	var handshakes sync.WaitGroup
	for range 20 {
		handshakes.Go(func() {
			s, err := dialer.Dial(t.Context(), address)
			if err != nil {
				t.Error(err)
				return
			}
			defer s.Close()
			_, err = s.Write([]byte("x"))
			if _, readErr := s.Read(make([]byte, 1)); err != nil || readErr != nil {
				t.Error(err, readErr)
			}
		})
	}
	handshakes.Wait()
}

func TestServerThatClosesIsTheEnd(t *testing.T) {
	s, err := bridgeDialer(t).Dial(t.Context(), environment(t, "GLISSADE_LAST_WORDS"))
	require.NoError(t, err)
	defer s.Close()
	<-s.(*socket).ended // all has arrived and the socket is closed before the first Read
	data, err := io.ReadAll(s)
	require.NoError(t, err)
	require.Equal(t, "last words", string(data))
}

func TestRefusalsAreReadable(t *testing.T) {
	dialer := bridgeDialer(t)
	for _, test := range []struct {
		token, address string
		code           CloseCode
		reason         string
	}{
		{dialer.Token, "not.listed:6379", CloseForbidden, "target not allowed"},
		{dialer.Token, environment(t, "GLISSADE_CLOSED"), CloseDialFailed, "is the server running?"},
		{"", "not.listed:6379", CloseUnauthorized, "demands a token"},
	} {
		s, err := (&Dialer{URL: dialer.URL, Token: test.token}).Dial(t.Context(), test.address)
		require.NoError(t, err)
		_, err = s.Read(make([]byte, 1))
		var closed *CloseError
		require.ErrorAs(t, err, &closed)
		require.Equal(t, test.code, closed.Code)
		require.Contains(t, closed.Reason, test.reason)
		_, err = s.Write([]byte("x"))
		require.Equal(t, closed, err)
		require.NoError(t, s.Close())
	}
}

func TestNoBridgeThere(t *testing.T) {
	dialer := bridgeDialer(t)
	dialer.URL = "ws://" + environment(t, "GLISSADE_CLOSED")
	_, err := dialer.Dial(t.Context(), "h:1")
	require.ErrorContains(t, err, "1006")
	require.ErrorContains(t, err, dialer.URL)
}

// fake is a WebSocket constructor for what a real one does not do on demand. Its
// instances never open by themselves.
type fake struct {
	constructor js.Func
	made        []js.Value
	closed      int
}

func newFake(t *testing.T) *fake {
	f := &fake{}
	closing := js.FuncOf(func(js.Value, []js.Value) any {
		f.closed++
		return nil
	})
	f.constructor = js.FuncOf(func(this js.Value, _ []js.Value) any {
		this.Set("close", closing)
		this.Set("bufferedAmount", 0)
		this.Set("protocol", Subprotocol)
		f.made = append(f.made, this)
		return nil
	})
	t.Cleanup(func() {
		closing.Release()
		f.constructor.Release()
	})
	return f
}

// fire calls a handler as the browser does.
func (f *fake) fire(index int, event string, properties map[string]any) {
	f.made[index].Call(event, properties)
}

// open dials and opens the fake socket.
func (f *fake) open(t *testing.T) *socket {
	dialled := make(chan *socket)
	go func() {
		s, err := (&Dialer{URL: "ws://fake", Platform: Platform{WebSocket: f.constructor.Value}}).Dial(t.Context(), "h:1")
		if err != nil {
			t.Error(err)
			close(dialled)
			return
		}
		dialled <- s.(*socket)
	}()
	await(t, func() bool { return len(f.made) == 1 && !f.made[0].Get("onclose").IsUndefined() })
	f.fire(0, "onopen", nil)
	s := <-dialled
	require.NotNil(t, s)
	t.Cleanup(func() {
		if !f.made[0].Get("onclose").IsNull() {
			f.fire(0, "onclose", map[string]any{"code": 1000, "reason": ""})
		}
	})
	return s
}

func await(t *testing.T, condition func() bool) {
	t.Helper()
	require.Eventually(t, condition, 10*time.Second, time.Millisecond)
}

func TestAtMostFourHandshakesAtOnce(t *testing.T) {
	f := newFake(t)
	ctx, cancel := context.WithCancel(t.Context())
	errs := make(chan error)
	for range 6 {
		go func() {
			_, err := (&Dialer{URL: "ws://fake", Platform: Platform{WebSocket: f.constructor.Value}}).Dial(ctx, "h:1")
			errs <- err
		}()
	}
	await(t, func() bool { return len(f.made) == 4 })
	cancel()
	for range 6 {
		require.ErrorIs(t, <-errs, context.Canceled)
	}
	require.Len(t, f.made, 4)
	require.Equal(t, 4, f.closed)
	for i := range f.made {
		f.fire(i, "onclose", map[string]any{"code": 1006, "reason": ""})
		require.True(t, f.made[i].Get("onmessage").IsNull(), "the handlers are released")
	}
}

func TestWriteWaitsForRoom(t *testing.T) {
	f := newFake(t)
	s := f.open(t)
	sends := 0
	send := js.FuncOf(func(_ js.Value, arguments []js.Value) any {
		sends++
		return nil
	})
	defer send.Release()
	f.made[0].Set("send", send)
	f.made[0].Set("bufferedAmount", maxSendBuffer+1)
	done := make(chan error)
	go func() {
		_, err := s.Write([]byte("x"))
		done <- err
	}()
	for range 5 { // the event loop turns, with the Write waiting
		time.Sleep(sendBufferPoll)
	}
	require.Zero(t, sends)
	f.made[0].Set("bufferedAmount", maxSendBuffer)
	require.NoError(t, <-done)
	require.Equal(t, 1, sends)

	f.made[0].Set("bufferedAmount", maxSendBuffer+1)
	go func() {
		_, err := s.Write([]byte("x"))
		done <- err
	}()
	require.NoError(t, s.Close())
	require.Equal(t, ErrClosed, <-done)
}

func TestStreamsThatGoWrong(t *testing.T) {
	f := newFake(t)
	s := f.open(t)
	f.fire(0, "onmessage", map[string]any{"data": "text"})
	_, err := s.Read(make([]byte, 1))
	require.ErrorContains(t, err, "streams are binary")
	require.Equal(t, 1, f.closed)

	f = newFake(t)
	s = f.open(t)
	block := js.Global().Get("ArrayBuffer").New(maxReceiveQueue/2 + 1)
	f.fire(0, "onmessage", map[string]any{"data": block})
	f.fire(0, "onmessage", map[string]any{"data": block})
	buffer := make([]byte, 1<<20)
	for err = nil; err == nil; {
		_, err = s.Read(buffer)
	}
	var closed *CloseError
	require.ErrorAs(t, err, &closed)
	require.Equal(t, CloseSlowConsumer, closed.Code)

	f = newFake(t) // what came before the end is delivered, in order, and empty messages are no end
	s = f.open(t)
	for _, text := range []string{"one", "", "two"} {
		array := js.Global().Get("Uint8Array").New(len(text))
		js.CopyBytesToJS(array, []byte(text))
		f.fire(0, "onmessage", map[string]any{"data": array.Get("buffer")})
	}
	f.fire(0, "onclose", map[string]any{"code": 1001, "reason": "connect again"})
	data := make([]byte, 6)
	_, err = io.ReadFull(s, data)
	require.NoError(t, err)
	require.Equal(t, "onetwo", string(data))
	_, err = s.Read(data)
	require.ErrorContains(t, err, "1001 connect again")
}

func TestConstructors(t *testing.T) {
	dialer := &Dialer{URL: "ws://fake", Platform: Platform{WebSocket: js.ValueOf("no function")}}
	_, err := dialer.Dial(t.Context(), "h:1")
	require.ErrorContains(t, err, "npm package ws")

	throwing := js.Global().Get("Function").New("throw new Error('an https page may not use ws:')")
	dialer.WebSocket = throwing
	_, err = dialer.Dial(t.Context(), "h:1")
	require.ErrorContains(t, err, "an https page may not use ws:")

	f := newFake(t)
	dialer.WebSocket = f.constructor.Value
	errs := make(chan error)
	go func() {
		_, err := dialer.Dial(t.Context(), "h:1")
		errs <- err
	}()
	await(t, func() bool { return len(f.made) == 1 && !f.made[0].Get("onclose").IsUndefined() })
	f.made[0].Set("protocol", "")
	f.fire(0, "onopen", nil)
	require.ErrorContains(t, <-errs, "does not speak valkey.v1")
	f.fire(0, "onclose", map[string]any{"code": 1000, "reason": ""})

	go func() {
		_, err := dialer.Dial(t.Context(), "h:1")
		errs <- err
	}()
	await(t, func() bool { return len(f.made) == 2 && !f.made[1].Get("onclose").IsUndefined() })
	f.fire(1, "onclose", map[string]any{"code": 1006, "reason": ""})
	err = <-errs
	require.True(t, strings.Contains(err.Error(), "is the bridge running") && errors.As(err, new(*CloseError)), err)
}

// The WebSocket of a browser, like that of Node, follows no redirect.
func TestRedirectsAreErrorsInJavaScript(t *testing.T) {
	dialer := bridgeDialer(t)
	dialer.URL = environment(t, "GLISSADE_REDIRECTING")
	_, err := dialer.Dial(t.Context(), "h:1")
	require.ErrorContains(t, err, "1006")
}

// A constructor of the program's own may do anything.
func TestWebSocketsThatThrow(t *testing.T) {
	f := newFake(t)
	s := f.open(t)
	f.made[0].Set("send", js.Global().Get("Function").New("throw new Error('not open')"))
	_, err := s.Write([]byte("x"))
	require.ErrorContains(t, err, "WebSocket.send panicked: JavaScript error: not open")
	f.made[0].Set("bufferedAmount", js.Undefined())
	_, err = s.Write([]byte("x"))
	require.ErrorContains(t, err, "WebSocket.send panicked")
	f.made[0].Set("close", js.Global().Get("Function").New("throw new Error('no')"))
	require.NoError(t, s.Close())

	f = newFake(t)
	s = f.open(t)
	f.fire(0, "onmessage", map[string]any{"data": -1}) // of which no array can be made
	_, err = s.Read(make([]byte, 1))
	var panicked *failure.PanicError
	require.ErrorAs(t, err, &panicked)
	require.Equal(t, 1, f.closed)

	f = newFake(t)
	f.open(t)
	f.fire(0, "onopen", nil) // once more
}

func TestErrorsInJavaScriptShowNoSecrets(t *testing.T) {
	const url = "ws://user:hunter2@fake/v1/connect?token=hunter3"
	throwing := js.Global().Get("Function").New("url", "throw new SyntaxError(`The URL '${url}' is invalid.`)")
	_, err := (&Dialer{URL: url, Platform: Platform{WebSocket: throwing}}).Dial(t.Context(), "h:1")
	require.ErrorContains(t, err, "ws://fake/v1/connect was refused here: The URL 'ws://…@fake/v1/connect?…' is invalid.")
	require.NotContains(t, err.Error(), "hunter")
}

// A shortcut receives and sends what it takes, the WebSocket what it leaves, and it is told
// of the end.
func TestAShortcutAndTheWebSocketBothCarry(t *testing.T) {
	dialer := bridgeDialer(t)
	stopped := make(chan struct{})
	var sent []string
	dialer.Attach = func(webSocket js.Value, receive func([]byte)) Shortcut {
		if webSocket.Get("onmessage").Type() != js.TypeFunction {
			t.Error("the handler is not set yet")
		}
		receive([]byte("pumped"))
		receive(nil)
		waiting := []int{0, 2 * maxSendBuffer, -1}
		return Shortcut{
			Send: func(message []byte) int {
				sent = append(sent, string(message))
				return waiting[min(len(sent), len(waiting))-1]
			},
			Detach: func() { close(stopped) },
		}
	}
	s, err := dialer.Dial(t.Context(), environment(t, "GLISSADE_ECHO"))
	require.NoError(t, err)
	for _, want := range []string{"pum", "ped", "own"} {
		if want == "own" {
			for _, message := range []string{"one", "two", want} {
				_, err = s.Write([]byte(message))
				require.NoError(t, err)
			}
			require.Equal(t, []string{"one", "two", want}, sent)
		}
		p := make([]byte, 3)
		_, err := io.ReadFull(s, p)
		require.NoError(t, err)
		require.Equal(t, want, string(p))
	}
	require.NoError(t, s.Close())
	select {
	case <-stopped:
	case <-time.After(time.Minute):
		t.Fatal("it was not detached")
	}
}
