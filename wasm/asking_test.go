package main

import (
	"context"
	"errors"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/stream"
)

// dialing is a dialer whose streams are opened by a function.
type dialing func(ctx context.Context) (stream.Stream, error)

func (d dialing) Dial(ctx context.Context, _ string) (stream.Stream, error) { return d(ctx) }

func TestAskingDialer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		host := new(scriptedHost)
		s := opened(t, host)
		opens := dialing(func(context.Context) (stream.Stream, error) { return s, nil })
		told := ""
		d := &askingDialer{opens, 3, func(client uint32) string {
			require.EqualValues(t, 3, client)
			return told
		}}
		plain, err := d.Dial(t.Context(), "h:1")
		require.NoError(t, err)
		require.True(t, s == plain)

		told = "the function configuration.bridge.url has not answered\x00app\x00with\x00zero" // The URL is another connection's.
		got, err := d.Dial(t.Context(), "h:1")
		require.NoError(t, err)
		username, password := got.(*authenticated).Credentials()
		require.Equal(t, []string{"app", "with\x00zero"}, []string{username, password})
		_, err = got.Write([]byte("PING"))
		require.NoError(t, err)
		require.Equal(t, "PING", string(host.sent))
		s.data([]byte("PONG"))
		answer := make([]byte, 4)
		_, err = io.ReadFull(got, answer)
		require.NoError(t, err)
		require.Equal(t, "PONG", string(answer))
		require.NoError(t, got.Close())
		require.Equal(t, 1, host.closed)

		refused := errors.New("refused")
		d.dialer = dialing(func(context.Context) (stream.Stream, error) { return nil, refused })
		_, err = d.Dial(t.Context(), "h:1")
		require.Equal(t, refused, err)

		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		d.dialer = dialing(func(ctx context.Context) (stream.Stream, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		})
		_, err = d.Dial(ctx, "h:1")
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.ErrorContains(t, err, "the function configuration.bridge.url has not answered")
		require.NotContains(t, err.Error(), "zero")
	})
}
