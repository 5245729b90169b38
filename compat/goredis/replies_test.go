package goredis

import (
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
)

func newReplies() *replies {
	r := new(replies)
	r.init()
	return r
}

func read(t *testing.T, r *replies, n int) string {
	t.Helper()
	p := make([]byte, n)
	_, err := io.ReadFull(r, p)
	require.NoError(t, err)
	return string(p)
}

func TestRepliesComeInTheOrderOfTheCommands(t *testing.T) {
	r := newReplies()
	first, second, third := r.promise(protocol3), r.promise(protocol3), r.promise(protocol3)
	third.fulfill([]byte("+3\r\n"), nil)
	second.fulfill(nil, &failure.ConfigurationError{Field: "args", Message: "cannot work"})
	go first.fulfill([]byte("+1\r\n"), nil)
	require.Equal(t, "+1\r\n", read(t, r, 4))
	require.Equal(t, "-ERR configuration: args: cannot work\r\n+3\r\n", read(t, r, len("-ERR configuration: args: cannot work\r\n+3\r\n")))
}

// What was answered before a connection's error is read, and nothing behind it.
func TestReadingEndsWithTheErrorOfAConnection(t *testing.T) {
	r := newReplies()
	lost := errors.New("lost")
	r.answer(protocol3, []byte("+1\r\n"))
	r.promise(protocol3).fulfill(nil, lost)
	r.answer(protocol3, []byte("+3\r\n"))
	require.Equal(t, "+1\r\n", read(t, r, 4))
	for range 2 {
		_, err := r.Read(make([]byte, 1))
		require.Equal(t, lost, err)
	}
}

func TestWaitingForAReplyEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newReplies()
		require.NoError(t, r.SetReadDeadline(time.Now().Add(time.Second)))
		began := time.Now()
		_, err := r.Read(make([]byte, 1))
		require.ErrorIs(t, err, os.ErrDeadlineExceeded)
		require.Equal(t, time.Second, time.Since(began))

		require.NoError(t, r.SetReadDeadline(time.Time{}))
		ended := make(chan error)
		go func() {
			_, err := r.Read(make([]byte, 1))
			ended <- err
		}()
		synctest.Wait()
		require.NoError(t, r.SetReadDeadline(time.Now().Add(time.Minute)))
		synctest.Wait()
		require.True(t, r.close())
		require.ErrorIs(t, <-ended, net.ErrClosed)
		require.False(t, r.close())
		require.ErrorIs(t, r.SetReadDeadline(time.Time{}), net.ErrClosed)
		r.promise(protocol3).fulfill([]byte("+late\r\n"), nil)
		_, err = r.Read(make([]byte, 1))
		require.ErrorIs(t, err, net.ErrClosed)
	})
}

// A reader that is slow has messages wait where they are counted, which is not here.
func TestMessagesWaitForASlowReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newReplies()
		pushed := 0
		message := []byte(strings.Repeat("m", 1<<10))
		go func() {
			for r.push(message) {
				pushed++
			}
		}()
		synctest.Wait()
		require.InDelta(t, largestKept/len(message), pushed, 1)
		before := pushed
		read(t, r, largestKept)
		synctest.Wait()
		require.Greater(t, pushed, before)
		r.close()
		synctest.Wait()
	})
}
