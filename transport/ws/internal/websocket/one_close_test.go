//go:build !js

package websocket

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestOneCloseFrameIsSent(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := Accept(w, r, "valkey.v1")
		if err == nil {
			_ = conn.Close(4403, "no")
		}
	}))
	defer server.Close()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	require.NoError(t, err)
	defer conn.Close()
	require.NoError(t, conn.SetDeadline(time.Now().Add(10*time.Second)))
	_, err = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: bridge\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: valkey.v1\r\n\r\n")
	require.NoError(t, err)
	reader := bufio.NewReader(conn)
	response, err := http.ReadResponse(reader, nil)
	require.NoError(t, err)
	require.Equal(t, http.StatusSwitchingProtocols, response.StatusCode)

	frame := make([]byte, 6)
	_, err = io.ReadFull(reader, frame)
	require.NoError(t, err)
	require.Equal(t, "\x88\x04\x11\x33no", string(frame))
	// The answer, as a client sends it: masked, here with zeros.
	_, err = conn.Write([]byte("\x88\x84\x00\x00\x00\x00\x11\x33no"))
	require.NoError(t, err)
	rest, err := io.ReadAll(reader)
	require.NoError(t, err)
	require.Empty(t, rest, "after its close frame an endpoint sends nothing (RFC 6455 section 5.5.1)")
}
