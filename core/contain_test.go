package core

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/queue"
	"github.com/glissade-io/glissade/options"
)

// panics collects what a client tells of.
type panics struct {
	mu   sync.Mutex
	told []*failure.PanicError
}

func (p *panics) setting() Option {
	return WithPanicHandler(func(e *failure.PanicError) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.told = append(p.told, e)
	})
}

// of returns how many panics of a function were told of.
func (p *panics) count(function string) (count int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, e := range p.told {
		if e.Function == function {
			count++
		}
	}
	return count
}

// endings are the ways in which a function does not return.
var endings = map[string]func(){
	"panic":  func() { panic("boom") },
	"error":  func() { panic(errors.New("boom")) },
	"nil":    func() { var p *panics; p.told = nil },
	"Goexit": runtime.Goexit,
}

func TestListenersThatPanicAreOutlived(t *testing.T) {
	for name, ending := range endings {
		t.Run(name, func(t *testing.T) {
			s, told := &script{}, &panics{}
			kinds := make(chan string, 16)
			c, err := NewClient(t.Context(), s, options.ClientConfiguration{Protocol: options.ProtocolRESP2, RequestTimeout: 10 * time.Second},
				told.setting(), WithConnectionEvents(func(e ConnectionEvent) {
					kinds <- string(e.Kind)
					ending()
				}))
			require.NoError(t, err)
			require.Equal(t, "connected", <-kinds)
			s.Reset()
			require.Equal(t, "disconnected", <-kinds)
			require.Equal(t, "connected", <-kinds)
			_, err = c.Ping(t.Context())
			require.NoError(t, err, "the client goes on")
			require.NoError(t, c.Shutdown(t.Context()))
			c.Close()
			require.Eventually(t, func() bool { return told.count("the connection listener") == 3 }, 10*time.Second, time.Millisecond)
		})
	}
}

// panicsAtFirst is a dialer, resolver and provider that works from the third time on.
type panicsAtFirst struct {
	*script
	ending func()
	calls  atomic.Int32
}

func (p *panicsAtFirst) fail() {
	if p.calls.Add(1) <= 2 {
		p.ending()
	}
}

func (p *panicsAtFirst) Dial(ctx context.Context, address string) (stream.Stream, error) {
	p.fail()
	return p.script.Dial(ctx, address)
}

func TestWhatPanicsWhileConnectingFailsTheAttempt(t *testing.T) {
	for name, ending := range endings {
		for function, make := range map[string]func(*panicsAtFirst) (stream.Dialer, []Option){
			"the dialer": func(p *panicsAtFirst) (stream.Dialer, []Option) { return p, nil },
			"the address resolver": func(p *panicsAtFirst) (stream.Dialer, []Option) {
				return p.script, []Option{WithAddressResolver(func(host string, port int) (string, int) {
					p.fail()
					return host, port
				})}
			},
			"the password provider": func(p *panicsAtFirst) (stream.Dialer, []Option) {
				return p.script, []Option{WithPasswordProvider(func(context.Context) (string, error) {
					p.fail()
					return "secret", nil
				})}
			},
		} {
			t.Run(name+"/"+function, func(t *testing.T) {
				told := &panics{}
				p := &panicsAtFirst{script: &script{}, ending: ending}
				dialer, settings := make(p)
				settings = append(settings, told.setting())
				configuration := options.ClientConfiguration{Protocol: options.ProtocolRESP2, RequestTimeout: 10 * time.Second}
				_, err := NewClient(t.Context(), dialer, configuration, settings...)
				var connection *failure.ConnectionError
				require.ErrorAs(t, err, &connection)
				require.Equal(t, failure.NotSent, connection.Delivery)
				var panicked *failure.PanicError
				require.ErrorAs(t, err, &panicked)
				require.Equal(t, function, panicked.Function)
				require.NotEmpty(t, panicked.Stack)
				require.Equal(t, 1, told.count(function))

				_, err = NewClusterClient(t.Context(), dialer, options.ClusterClientConfiguration{}, settings...)
				require.ErrorAs(t, err, &panicked)
				require.GreaterOrEqual(t, told.count(function), 2)

				configuration.LazyConnect = true
				c, err := NewClient(t.Context(), dialer, configuration, settings...)
				require.NoError(t, err)
				defer c.Close()
				_, err = c.Ping(t.Context())
				require.NoError(t, err, "nothing is left of it")
			})
		}
	}
}

func TestPanicHandlersMayPanic(t *testing.T) {
	s := &script{}
	c, err := NewClient(t.Context(), s, options.ClientConfiguration{Protocol: options.ProtocolRESP2},
		WithPanicHandler(func(*failure.PanicError) { panic("again") }),
		WithConnectionEvents(func(ConnectionEvent) { panic("once") }))
	require.NoError(t, err)
	defer c.Close()
	_, err = c.Ping(t.Context())
	require.NoError(t, err)
}

func TestDialersThatReturnNothing(t *testing.T) {
	for name, dialer := range map[string]stream.Dialer{
		"nothing":     stream.DialerFunc(func(context.Context, string) (stream.Stream, error) { return nil, nil }),
		"nil pointer": stream.DialerFunc(func(context.Context, string) (stream.Stream, error) { return (*panickingStream)(nil), nil }),
	} {
		_, err := NewClient(t.Context(), dialer, options.ClientConfiguration{})
		require.ErrorContains(t, err, "neither a stream nor an error", name)
	}
}

type panickingStream struct{ stream.Stream }

// The body of a transaction is called by whoever calls Transaction, who gets its panic;
// the connection is not left to others with what it watches.
func TestBodiesThatPanicReachTheirCaller(t *testing.T) {
	s := &script{}
	c, err := NewClient(t.Context(), s, options.ClientConfiguration{Protocol: options.ProtocolRESP2, RequestTimeout: 20 * time.Second})
	require.NoError(t, err)
	defer c.Close()
	attempts := map[string]func(context.Context, *Dedicated) (*batch.Batch, error){
		"at once": func(context.Context, *Dedicated) (*batch.Batch, error) { panic("boom") },
		"in between": func(ctx context.Context, d *Dedicated) (*batch.Batch, error) {
			_, _ = d.Get(ctx, "k")
			panic("boom")
		},
	}
	for name, attempt := range attempts {
		require.PanicsWithValue(t, "boom", func() { _, _ = c.Transaction(t.Context(), []string{"k"}, attempt) }, name)
		_, err := s.last().Read(make([]byte, 1))
		require.Error(t, err, "the connection is closed: %s", name)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = c.Transaction(t.Context(), []string{"k"}, func(context.Context, *Dedicated) (*batch.Batch, error) {
			runtime.Goexit()
			return nil, nil
		})
	}()
	<-ended
	for range 2 * options.DefaultMaxDedicated { // None of the places is left taken.
		require.Panics(t, func() { _, _ = c.Transaction(t.Context(), []string{"k"}, attempts["at once"]) })
	}

	require.PanicsWithValue(t, "boom", func() {
		_, _ = Run(t.Context(), c, func(*command.Args) command.Reply[string] { panic("boom") })
	})
	require.PanicsWithValue(t, "boom", func() {
		batch.Add(batch.New(false), func(*command.Args) command.Reply[string] { panic("boom") })
	})
	b := batch.New(false)
	require.Panics(t, func() {
		batch.Add(b, func(a *command.Args) command.Reply[string] { a.Begin("HALF"); panic("boom") })
	})
	b.Get("k")
	require.Equal(t, 1, b.Len(), "nothing of it is left in the batch")
	require.Equal(t, "GET", queue.Of(b).Name(0))
	_, err = c.Ping(t.Context())
	require.NoError(t, err)
}

func TestLoopsThatPanicReachTheirCaller(t *testing.T) {
	s := &script{answers: map[string][]string{"SCAN 0": {"*2\r\n$1\r\n0\r\n*1\r\n$1\r\nk\r\n"}}}
	c := s.client(t)
	require.PanicsWithValue(t, "boom", func() {
		for range c.ScanAll(t.Context(), options.ScanOptions{}) {
			panic("boom")
		}
	})
	_, err := c.Ping(t.Context())
	require.NoError(t, err)
}
