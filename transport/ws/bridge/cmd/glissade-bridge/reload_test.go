//go:build !js

package main

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/transport/ws"
)

// count returns how many lines the log has with a message.
func (r *running) count(message string) (n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, line := range r.lines {
		if line["msg"] == message {
			n++
		}
	}
	return n
}

const (
	loaded    = "the configuration was loaded anew"
	notLoaded = "the configuration cannot be loaded; the one before it holds"
)

// hangUp sends SIGHUP and waits until the log says what came of it.
func (r *running) hangUp(outcome string) {
	r.t.Helper()
	before := r.count(outcome)
	require.NoError(r.t, r.command.Process.Signal(syscall.SIGHUP))
	require.Eventually(r.t, func() bool { return r.count(outcome) > before }, patience, time.Millisecond, outcome)
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
}

// roundTrip has one message echoed.
func roundTrip(s stream.Stream, text string) error {
	if _, err := s.Write([]byte(text)); err != nil {
		return err
	}
	answer := make([]byte, len(text))
	if _, err := io.ReadFull(s, answer); err != nil {
		return err
	}
	if string(answer) != text {
		return errors.New("another answer")
	}
	return nil
}

// While clients come, talk and go, the configuration is read again and again.
func TestAReloadDropsNothing(t *testing.T) {
	echo := fakeserver.ServeTCP(t, func(c net.Conn) { io.Copy(c, c) })
	config := filepath.Join(t.TempDir(), "bridge.json")
	text := `{"targets": [{"name": "echo", "address": "` + echo + `"}], "tokens": ["0123456789abcdef"], "allowNoOrigin": true, "maxConnectionsPerIP": `
	writeFile(t, config, text+"100}")
	r := startCommand(t, "-config", config)
	dialer := &ws.Dialer{URL: "ws://" + r.address(), Target: "echo", Token: "0123456789abcdef"}
	var (
		stop    atomic.Bool
		trips   atomic.Int64
		clients sync.WaitGroup
	)
	failed := make(chan error, 100)
	for range 8 {
		clients.Go(func() { // one that stays
			s, err := dialer.Dial(t.Context(), "")
			for err == nil && !stop.Load() {
				err = roundTrip(s, "hello")
				trips.Add(1)
			}
			if s != nil {
				s.Close()
			}
			if err != nil {
				failed <- err
			}
		})
	}
	for range 2 {
		clients.Go(func() { // and some that come and go
			for !stop.Load() {
				s, err := dialer.Dial(t.Context(), "")
				if err == nil {
					err = roundTrip(s, "hello")
					s.Close()
				}
				if err != nil {
					failed <- err
					return
				}
			}
		})
	}
	for i := range 40 {
		before := trips.Load()
		writeFile(t, config, text+[]string{"100}", "200}"}[i%2])
		r.hangUp(loaded)
		require.Eventually(t, func() bool { return trips.Load() > before+20 || len(failed) > 0 }, patience, time.Millisecond)
	}
	stop.Store(true)
	clients.Wait()
	close(failed)
	for err := range failed {
		require.NoError(t, err)
	}
	require.Zero(t, r.count("refused"))
}

func TestSessionsEndWhoseTokenIsRemoved(t *testing.T) {
	echo := fakeserver.ServeTCP(t, func(c net.Conn) { io.Copy(c, c) })
	tokens := filepath.Join(t.TempDir(), "tokens")
	writeFile(t, tokens, "first-0123456789\nsecond-0123456789\n")
	r := startCommand(t, "-target", "echo="+echo, "-allow-no-origin", "-token-file", tokens)
	dial := func(token string) stream.Stream {
		s, err := (&ws.Dialer{URL: "ws://" + r.address(), Target: "echo", Token: token}).Dial(t.Context(), "")
		require.NoError(t, err)
		t.Cleanup(func() { s.Close() })
		return s
	}
	first, second := dial("first-0123456789"), dial("second-0123456789")
	require.NoError(t, roundTrip(first, "x"))
	require.NoError(t, roundTrip(second, "x"))

	// A file that cannot work changes nothing.
	for _, broken := range []string{"", "# none\n", "short\n"} {
		writeFile(t, tokens, broken)
		r.hangUp(notLoaded)
		require.NoError(t, roundTrip(first, "x"))
		require.NoError(t, roundTrip(dial("second-0123456789"), "x"))
	}

	writeFile(t, tokens, "third-0123456789\nsecond-0123456789\n")
	r.hangUp(loaded)
	_, err := io.ReadAll(first)
	var closed *ws.CloseError
	require.ErrorAs(t, err, &closed)
	require.Equal(t, ws.CloseUnauthorized, closed.Code)
	require.NoError(t, roundTrip(second, "x"))
	require.NoError(t, roundTrip(dial("third-0123456789"), "x"))
	_, err = io.ReadAll(dial("first-0123456789"))
	require.ErrorAs(t, err, &closed)
	require.Equal(t, ws.CloseUnauthorized, closed.Code)
	_, _ = r.stop()
	r.requireCleanLog()
}

func TestCertificatesAreReadAnew(t *testing.T) {
	echo := fakeserver.ServeTCP(t, func(c net.Conn) { io.Copy(c, c) })
	certificate, key := selfSigned(t)
	r := startCommand(t, "-target", "echo="+echo, "-allow-no-origin", "-tls-certificate", certificate, "-tls-key", key)
	shown := func() string {
		conn, err := tls.Dial("tcp", r.address(), &tls.Config{InsecureSkipVerify: true})
		require.NoError(t, err)
		defer conn.Close()
		return string(conn.ConnectionState().PeerCertificates[0].Raw)
	}
	before := shown()
	newer, newerKey := selfSigned(t)
	require.NoError(t, os.Rename(newer, certificate))
	r.hangUp(notLoaded) // half of a new pair
	require.True(t, before == shown())
	require.NoError(t, os.Rename(newerKey, key))
	r.hangUp(loaded)
	require.False(t, before == shown())
}
