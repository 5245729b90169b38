package mux

import (
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/core/stream/streamtest"
)

// framed is a stream that asks for a window.
type framed struct{ stream.Stream }

func (framed) WriteWindow() (time.Duration, int) { return time.Millisecond, 1 << 10 }

func TestWritesAreHeldWhileOneIsUnanswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, server := dial(t, Config{}, func(e *streamtest.End) stream.Stream { return framed{e} })
		submit := func(word string) {
			c.Submit(ask("ECHO", word), func([]byte, error) {})
			synctest.Wait()
		}
		answer := func() {
			_, err := server.Write([]byte("+OK\r\n"))
			require.NoError(t, err)
			synctest.Wait()
		}
		go func() {
			for {
				if _, ok := server.Next(); !ok {
					return
				}
			}
		}()

		submit("alone goes out at once")
		require.EqualValues(t, 1, c.Stats().Writes)
		for i := range 10 {
			submit(strconv.Itoa(i))
		}
		require.EqualValues(t, 1, c.Stats().Writes, "the rest is held")
		answer()
		require.EqualValues(t, 2, c.Stats().Writes, "a reply lets it go, in one write")

		submit("held again")
		time.Sleep(time.Millisecond)
		synctest.Wait()
		require.EqualValues(t, 3, c.Stats().Writes, "but not for longer than the delay")

		for i := range 100 {
			submit("many bytes " + strconv.Itoa(i))
		}
		require.Greater(t, c.Stats().Writes, uint64(3), "nor beyond the number of bytes")
		c.Close()
	})
}
