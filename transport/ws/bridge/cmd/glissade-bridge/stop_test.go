//go:build !js

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/transport/ws"
)

const patience = 20 * time.Second

// running is the command in a process of its own.
type running struct {
	t       *testing.T
	command *exec.Cmd
	ended   chan error

	mu    sync.Mutex
	lines []map[string]any // of its log
	size  int              // of its log, in bytes
	wrong []string         // what is no JSON
}

// startCommand runs the command and waits until it serves.
func startCommand(t *testing.T, arguments ...string) *running {
	t.Helper()
	r := &running{t: t, command: exec.Command(os.Args[0], append([]string{"-listen", "127.0.0.1:0"}, arguments...)...), ended: make(chan error, 1)}
	r.command.Env = append(os.Environ(), asCommand+"=1", "GORACE=atexit_sleep_ms=0")
	stderr, err := r.command.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, r.command.Start())
	var reading sync.WaitGroup
	reading.Go(func() { r.read(stderr) })
	go func() {
		reading.Wait()
		r.ended <- r.command.Wait()
	}()
	t.Cleanup(func() {
		_ = r.command.Process.Kill()
		reading.Wait()
	})
	return r
}

func (r *running) read(log io.Reader) {
	scanner := bufio.NewScanner(log)
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		var line map[string]any
		err := json.Unmarshal(scanner.Bytes(), &line)
		r.mu.Lock()
		r.size += len(scanner.Bytes())
		if err != nil {
			r.wrong = append(r.wrong, scanner.Text())
		}
		r.lines = append(r.lines, line)
		r.mu.Unlock()
	}
}

// line waits for the first line with a message.
func (r *running) line(message string) map[string]any {
	r.t.Helper()
	var found map[string]any
	require.Eventually(r.t, func() bool {
		r.mu.Lock()
		defer r.mu.Unlock()
		for _, line := range r.lines {
			if line["msg"] == message {
				found = line
			}
		}
		return found != nil
	}, patience, 5*time.Millisecond, message)
	return found
}

func (r *running) address() string { return r.line("serving")["address"].(string) }

// connect opens a connection and sends text.
func (r *running) connect(address, text string) net.Conn {
	r.t.Helper()
	conn, err := net.Dial("tcp", address)
	require.NoError(r.t, err)
	r.t.Cleanup(func() { conn.Close() })
	_, err = io.WriteString(conn, text)
	require.NoError(r.t, err)
	return conn
}

// stop sends a signal and returns the exit status and how long that took.
func (r *running) stop() (status int, took time.Duration) {
	r.t.Helper()
	begun := time.Now()
	require.NoError(r.t, r.command.Process.Signal(syscall.SIGTERM))
	return r.wait(), time.Since(begun)
}

func (r *running) wait() int {
	r.t.Helper()
	select {
	case <-r.ended:
		return r.command.ProcessState.ExitCode()
	case <-time.After(patience):
		require.Fail(r.t, "the process goes on")
		return -1
	}
}

func (r *running) requireCleanLog() {
	r.t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	require.Empty(r.t, r.wrong, "every line is JSON")
}

// upgrade is a handshake's headers.
const upgrade = "Host: b\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" +
	"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: valkey.v1\r\n"

// silent is a server that takes everything and answers nothing, so that sessions stay
// busy.
func silent(t *testing.T) string {
	return fakeserver.ServeTCP(t, func(conn net.Conn) { io.Copy(io.Discard, conn) })
}

// flooding is one that sends without end.
func flooding(t *testing.T) string {
	return fakeserver.ServeTCP(t, func(conn net.Conn) {
		for {
			if _, err := conn.Write(make([]byte, 64<<10)); err != nil {
				return
			}
		}
	})
}

// Whatever clients do, SIGTERM ends the process within the time that was given, and
// with status 0: that clients misbehave is no failure of the bridge.
func TestSIGTERMEndsWhateverClientsDo(t *testing.T) {
	silent, flooding := silent(t), flooding(t)
	frame := func(b ...byte) string { return string(b) }
	for name, hold := range map[string]func(r *running, address string){
		"nobody": func(*running, string) {},
		"a body that never comes": func(r *running, address string) {
			r.connect(address, "GET /v1/connect?target=silent HTTP/1.1\r\nContent-Length: 10\r\n"+upgrade+"\r\n")
			r.connect(address, "GET /healthz HTTP/1.1\r\nHost: b\r\nContent-Length: 100000\r\n\r\n")
			r.connect(address, "OPTIONS * HTTP/1.1\r\nHost: b\r\nContent-Length: 100\r\n\r\n")
		},
		"requests that never end": func(r *running, address string) {
			r.connect(address, "")
			r.connect(address, "GET /healthz HTTP/1.1\r\nHost: b\r\nX-Slow: ")
			r.connect(address, "GET /v1/connect?target=silent HTTP/1.1\r\n"+upgrade)
		},
		"a busy session": func(r *running, address string) {
			r.websocket(address, "silent", frame(0x82, 0x81, 0, 0, 0, 0, 'x'))
		},
		"half a message": func(r *running, address string) {
			r.websocket(address, "silent", frame(0x82, 0xFF, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 'x'))
		},
		"clients that do not read": func(r *running, address string) {
			r.websocket(address, "flooding", "")
		},
		"a refused client that does not answer": func(r *running, address string) {
			r.websocket(address, "unknown", frame(0x82, 0xFF, 0, 0, 0, 0, 0x7F, 0, 0, 0, 0, 0, 0, 0, 'x'))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const limit = 3 * time.Second
			r := startCommand(t, "-allow-no-origin", "-target", "silent="+silent, "-target", "flooding="+flooding, "-drain-timeout", limit.String())
			hold(r, r.address())
			status, took := r.stop()
			require.Zero(t, status)
			require.Less(t, took, limit+time.Second, "with room for a busy machine to start and end a process")
			r.line("draining")
			r.requireCleanLog()
		})
	}
}

// websocket opens one as a client of none of the rules would, and sends frames.
func (r *running) websocket(address, target, frames string) net.Conn {
	r.t.Helper()
	conn := r.connect(address, "GET /v1/connect?target="+target+" HTTP/1.1\r\n"+upgrade+"\r\n")
	answer, err := http.ReadResponse(bufio.NewReader(iotest.OneByteReader(conn)), nil)
	require.NoError(r.t, err)
	require.Equal(r.t, http.StatusSwitchingProtocols, answer.StatusCode)
	_, err = io.WriteString(conn, frames)
	require.NoError(r.t, err)
	return conn
}

// The sessions' own time is longer than the process', and they are told in time all the
// same.
func TestBusySessionsAreToldBeforeTheEnd(t *testing.T) {
	r := startCommand(t, "-allow-no-origin", "-target", "silent="+silent(t), "-drain-timeout", "2s")
	stream, err := (&ws.Dialer{URL: "ws://" + r.address(), Target: "silent"}).Dial(t.Context(), "")
	require.NoError(t, err)
	defer stream.Close()
	_, err = stream.Write([]byte("x"))
	require.NoError(t, err)
	ended := make(chan error, 1)
	go func() {
		_, err := stream.Read(make([]byte, 1))
		ended <- err
	}()
	r.line("connected")
	status, _ := r.stop()
	require.Zero(t, status)
	var closed *ws.CloseError
	require.ErrorAs(t, <-ended, &closed)
	require.Equal(t, ws.CloseGoingAway, closed.Code)
	r.line("drained")
}

func TestASecondSignalEndsAtOnce(t *testing.T) {
	r := startCommand(t, "-allow-no-origin", "-target", "silent="+silent(t), "-drain-timeout", "10m")
	r.websocket(r.address(), "silent", string([]byte{0x82, 0x81, 0, 0, 0, 0, 'x'}))
	r.line("connected")
	require.NoError(t, r.command.Process.Signal(syscall.SIGTERM))
	r.line("draining")
	require.NoError(t, r.command.Process.Signal(syscall.SIGTERM))
	require.Equal(t, 1, r.wait())
}

// A log that nobody reads any more must not keep the process either.
func TestALogThatNobodyReads(t *testing.T) {
	command := exec.Command(os.Args[0], "-listen", "127.0.0.1:0", "-drain-timeout", "1s", "-allow-no-origin")
	command.Env = append(os.Environ(), asCommand+"=1", "GORACE=atexit_sleep_ms=0")
	reader, writer, err := os.Pipe()
	require.NoError(t, err)
	defer reader.Close()
	command.Stderr = writer
	require.NoError(t, command.Start())
	defer command.Process.Kill()
	line := make([]byte, 4096)
	var log []byte
	for !bytes.Contains(log, []byte(`"serving"`)) {
		n, err := reader.Read(line)
		require.NoError(t, err)
		log = append(log, line[:n]...)
	}
	descriptor := int(writer.Fd())
	require.NoError(t, syscall.SetNonblock(descriptor, true))
	for err == nil {
		_, err = syscall.Write(descriptor, []byte("x"))
	}
	require.ErrorIs(t, err, syscall.EAGAIN, "the pipe is full")
	require.NoError(t, syscall.SetNonblock(descriptor, false))
	require.NoError(t, writer.Close())

	require.NoError(t, command.Process.Signal(syscall.SIGTERM))
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	select {
	case <-ended:
	case <-time.After(patience):
		require.Fail(t, "the process waits for its log")
	}
}

// A flood of refused clients is counted, not written.
func TestRefusalsDoNotFloodTheLog(t *testing.T) {
	r := startCommand(t, "-origin", "https://app.example", "-target", "silent="+silent(t))
	address := r.address()
	var clients sync.WaitGroup
	const each = 250
	for range 8 {
		clients.Go(func() {
			for range each {
				conn, err := net.Dial("tcp", address)
				if err != nil {
					continue
				}
				fmt.Fprintf(conn, "GET /v1/connect?target=silent HTTP/1.1\r\n%sOrigin: http://%s\r\n\r\n", upgrade, strings.Repeat("evil", 1000))
				conn.Read(make([]byte, 1))
				conn.Close()
			}
		})
	}
	clients.Wait()
	status, _ := r.stop()
	require.Zero(t, status)
	r.requireCleanLog()
	r.mu.Lock()
	defer r.mu.Unlock()
	counted, written := 0.0, 0.0
	for _, line := range r.lines {
		switch {
		case line["msg"] == "refused" || line["msg"] == "connection closed unheard":
			written++
		case line["msg"] == "lines suppressed" && line["message"] != "handshake failed":
			counted += line["count"].(float64)
		}
	}
	require.Equal(t, 8.0*each, written+counted, "none is forgotten")
	require.Less(t, r.size, 250<<10)
}

// Lines of net/http are lines of the log.
func TestEveryLineOfTheLogIsJSON(t *testing.T) {
	certificate, key := selfSigned(t)
	r := startCommand(t, "-tls-certificate", certificate, "-tls-key", key, "-allow-no-origin", "-drain-timeout", "1s")
	address := r.address()
	conn := r.connect(address, "\x16\x03\x01\x00\x05hello\x1b[2J no TLS at all\r\n\r\n")
	io.Copy(io.Discard, conn)
	line := r.line("http server")
	require.Contains(t, line["error"], "TLS handshake error")
	_, _ = r.stop()
	r.requireCleanLog()

	for _, arguments := range [][]string{
		{"-no-such-flag"},
		{"-max-connections", "many"},
		{"argument"},
		{"-config", "absent"},
		{"-target", "redis://user:secret@host"},
		{"-listen", "127.0.0.1:http:"},
		{"-listen", "127.0.0.1:1:1"},
	} {
		command := exec.Command(os.Args[0], arguments...)
		command.Env = append(os.Environ(), asCommand+"=1", "GORACE=atexit_sleep_ms=0")
		output, err := command.CombinedOutput()
		require.Error(t, err, arguments)
		require.Equal(t, 1, command.ProcessState.ExitCode())
		for line := range strings.Lines(string(output)) {
			require.NoError(t, json.Unmarshal([]byte(line), &map[string]any{}), line)
		}
		require.NotContains(t, string(output), "secret")
	}
}
