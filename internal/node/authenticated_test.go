package node

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/options"
)

// knowing is a dialer that gives one password after the other, the last for ever, to a server
// that takes "right" alone.
type knowing struct {
	*fakeserver.Server
	passwords []string
	dialled   atomic.Int32
}

func newKnowing(t *testing.T, passwords ...string) *knowing {
	return &knowing{passwords: passwords, Server: fakeserver.New(t, func(_ *fakeserver.Conn, command []string) string {
		if command[0] == "AUTH" && (command[1] != "app" || command[2] != "right") {
			return wrongPass
		}
		return fakeserver.Reply(command)
	})}
}

type known struct {
	stream.Stream
	password string
}

func (k known) Credentials() (username, password string) { return "app", k.password }

func (k *knowing) Dial(ctx context.Context, address string) (stream.Stream, error) {
	i := int(k.dialled.Add(1)) - 1
	s, err := k.Server.Dial(ctx, address)
	return known{s, k.passwords[min(i, len(k.passwords)-1)]}, err
}

func (k *knowing) node(t *testing.T) *Node {
	n := New(Config{
		Dialer: k, Address: "fake:6379", Session: NewSession(mux.Handshake{Protocol: mux.RESP2, Username: "other", Password: "of the session"}),
		Backoff: options.BackoffStrategy{Factor: time.Second, NumberOfRetries: 1, ExponentBase: 2, JitterPercent: new(int)},
	})
	t.Cleanup(n.Close)
	return n
}

func TestAStreamKnowsItsCredentials(t *testing.T) {
	for name, test := range map[string]struct {
		passwords []string
		dialled   int
		refused   bool
	}{
		"right":        {[]string{"right"}, 1, false},
		"once refused": {[]string{"old", "right"}, 2, false},
		"two refused":  {[]string{"old", "older", "right"}, 2, true},
	} {
		t.Run(name, func(t *testing.T) {
			k := newKnowing(t, test.passwords...)
			err := k.node(t).Connect(t.Context())
			require.Equal(t, test.refused, errors.Is(err, &failure.ServerError{Code: "WRONGPASS"}), "%v", err)
			require.EqualValues(t, test.dialled, k.dialled.Load())
		})
	}
}

// Who gives what was refused has the client wait as after any other failure.
func TestWhatStaysRefusedIsTriedAfterPauses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKnowing(t, "right", "old")
		require.NoError(t, k.node(t).Connect(t.Context()))
		k.Reset()
		time.Sleep(10*time.Second + 500*time.Millisecond)
		synctest.Wait()
		require.EqualValues(t, 1+11*2, k.dialled.Load(), "at once, and each second")
	})
}
