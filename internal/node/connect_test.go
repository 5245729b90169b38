package node

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/core/stream/streamtest"
	"github.com/glissade-io/glissade/internal/mux"
)

// silentDialer is dialled, in a while, and never says anything.
type silentDialer struct{ dial time.Duration }

func (s silentDialer) Dial(ctx context.Context, _ string) (stream.Stream, error) {
	select {
	case <-time.After(s.dial):
		client, server := streamtest.Pipe(1 << 10)
		context.AfterFunc(ctx, func() { _ = server.Close() })
		return client, nil
	case <-ctx.Done():
		return nil, &dialFailure{ctx.Err()}
	}
}

// dialFailure is an error as a dialer returns it.
type dialFailure struct{ cause error }

func (e *dialFailure) Error() string { return "it may need TLS: " + e.cause.Error() }
func (e *dialFailure) Unwrap() error { return e.cause }

func newSilentNode(dial time.Duration) *Node {
	return New(Config{
		Dialer: silentDialer{dial}, Address: "fake:6379", ConnectTimeout: 700 * time.Millisecond,
		Mux: mux.Config{Handshake: mux.Handshake{ClientName: "me"}},
	})
}

// The connection timeout says that it was it, and is no deadline of the caller's.
func TestTheConnectionTimeoutNamesItself(t *testing.T) {
	for name, test := range map[string]struct {
		dial time.Duration
		want string
	}{
		"no reply to the handshake": {0, "timeout at fake:6379: no reply to HELLO within 700ms, as Advanced.ConnectionTimeout allows"},
		"no connection":             {time.Hour, "timeout at fake:6379: no connection within 700ms, as Advanced.ConnectionTimeout allows: it may need TLS"},
	} {
		ways := map[string]func(ctx context.Context, n *Node) error{
			"":     func(ctx context.Context, n *Node) error { return n.Connect(ctx) },
			"ECHO": func(ctx context.Context, n *Node) error { return n.Do(ctx, new(mux.Call), echoWithinMinute()) },
			"SUBMITTED": func(_ context.Context, n *Node) error {
				outcome := make(chan error, 1)
				request := echoWithinMinute()
				request.Name = "SUBMITTED"
				n.Submit(request, func(_ []byte, err error) { outcome <- err })
				return <-outcome
			},
			"BLPOP": func(ctx context.Context, n *Node) error {
				request := echoWithinMinute()
				request.Name = "BLPOP"
				return n.DoDedicated(ctx, new(mux.Call), request)
			},
			"LEASE": func(ctx context.Context, n *Node) error {
				_, err := n.Acquire(ctx, "LEASE", 0)
				return err
			},
		}
		for command, way := range ways {
			t.Run(name+" "+command, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					n := newSilentNode(test.dial)
					defer n.Close()
					began := time.Now()
					err := way(context.Background(), n)
					require.Equal(t, 700*time.Millisecond, time.Since(began))
					var timeout *failure.TimeoutError
					require.ErrorAs(t, err, &timeout)
					require.Equal(t, "Advanced.ConnectionTimeout", timeout.Setting)
					require.Equal(t, failure.NotSent, timeout.Delivery)
					require.NotErrorIs(t, err, context.DeadlineExceeded)
					want := test.want
					if command != "" {
						want += " (" + command + " not sent)"
					}
					require.EqualError(t, err, want)
				})
			})
		}
		t.Run(name+", and the caller has less time", func(t *testing.T) {
			for command, way := range ways {
				if command == "SUBMITTED" {
					continue // It has no context.
				}
				synctest.Test(t, func(t *testing.T) {
					n := newSilentNode(test.dial)
					defer n.Close()
					ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
					defer cancel()
					err := way(ctx, n)
					var timeout *failure.TimeoutError
					require.ErrorAs(t, err, &timeout)
					require.ErrorIs(t, err, context.DeadlineExceeded)
					require.Empty(t, timeout.Setting)
					require.Equal(t, failure.NotSent, timeout.Delivery)

					canceled, cancelWith := context.WithCancelCause(t.Context())
					reason := errors.New("changed my mind")
					time.AfterFunc(100*time.Millisecond, func() { cancelWith(reason) })
					err = way(canceled, n)
					require.ErrorIs(t, err, reason)
					require.Equal(t, failure.NotSent, failure.DeliveryOf(err))
				})
			}
		})
	}
}

func echoWithinMinute() mux.Request {
	request := echo("x")
	request.Timeout = time.Minute
	return request
}
