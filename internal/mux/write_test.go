package mux

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/core/stream/streamtest"
)

// tardyWriter is a stream whose first Write returns when it has been interrupted, which
// is too late: everything is written.
type tardyWriter struct {
	*streamtest.End
	first  sync.Once
	halted chan struct{}
}

func (s *tardyWriter) Write(p []byte) (int, error) {
	n, err := s.End.Write(p)
	s.first.Do(func() { <-s.halted })
	return n, err
}

func (s *tardyWriter) InterruptWrite(interrupt bool) error {
	if interrupt {
		defer close(s.halted)
	}
	return s.End.InterruptWrite(interrupt)
}

// An interruption that comes when the write that it was for is done concerns nobody, and
// certainly not the caller that writes next.
func TestAWriteThatIsInterruptedTooLateHoldsUpNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		// Something reads at all times, so that a caller may be answered while it writes.
		c, server, ended := living(t, Config{}, func(e *streamtest.End) stream.Stream {
			return &tardyWriter{End: e, halted: make(chan struct{})}
		})
		require.NoError(t, c.Listen(pushes(func([]byte) {})))
		go server.answer(echo)
		for range 3 {
			var call Call
			require.NoError(t, c.Do(context.Background(), &call, within(time.Minute, "ECHO", "x")))
			require.Equal(t, "$1\r\nx\r\n", string(call.Frame(0)))
		}
		require.Empty(t, ended)
		c.Close()
	})
}
