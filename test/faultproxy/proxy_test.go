package faultproxy

import (
	"errors"
	"io"
	"net"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/glissade-io/glissade/internal/fakeserver"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestBytesPassInBothDirections(t *testing.T) {
	proxy := Start(t, startEcho(t, ""))
	client := dial(t, proxy)
	requireEcho(t, client, "hello")
	large := make([]byte, 1<<20)
	go func() { _, _ = client.Write(large) }()
	_, err := io.ReadFull(client, make([]byte, len(large)))
	require.NoError(t, err)
}

func TestEndsPass(t *testing.T) {
	proxy := Start(t, startEcho(t, ""))
	client := dial(t, proxy)
	_, err := client.Write([]byte("last words"))
	require.NoError(t, err)
	require.NoError(t, client.CloseWrite())
	echoed, err := io.ReadAll(client)
	require.NoError(t, err)
	require.Equal(t, "last words", string(echoed))
	requireConnections(t, proxy, 0)
}

func TestClientThatLeavesIsForgotten(t *testing.T) {
	proxy := Start(t, startEcho(t, ""))
	one, other := dial(t, proxy), dial(t, proxy)
	requireConnections(t, proxy, 2)
	require.NoError(t, one.Close())
	requireConnections(t, proxy, 1)
	proxy.Blackhole()
	require.NoError(t, other.Close())
	requireConnections(t, proxy, 0)
}

func TestTargetMoves(t *testing.T) {
	proxy := Start(t, startEcho(t, "one:"))
	before := dial(t, proxy)
	requireReply(t, before, "1", "one:1")
	proxy.SetTarget(startEcho(t, "two:"))
	requireReply(t, dial(t, proxy), "2", "two:2")
	requireReply(t, before, "3", "one:3")
}

func TestTargetThatIsDown(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	client := dial(t, Start(t, listener.Addr().String()))
	_, err = client.Read(make([]byte, 1))
	require.ErrorIs(t, err, io.EOF)
}

func TestRefuseAndAccept(t *testing.T) {
	proxy := Start(t, startEcho(t, ""))
	before := dial(t, proxy)
	requireEcho(t, before, "1")
	proxy.Refuse()
	proxy.Refuse()
	_, err := net.Dial("tcp", proxy.Addr())
	require.ErrorIs(t, err, syscall.ECONNREFUSED)
	requireEcho(t, before, "2")
	require.NoError(t, proxy.Accept())
	require.NoError(t, proxy.Accept())
	requireEcho(t, dial(t, proxy), "3")
}

func TestCloseEndsEverything(t *testing.T) {
	proxy := Start(t, startEcho(t, ""))
	client := dial(t, proxy)
	requireEcho(t, client, "1")
	proxy.Blackhole()
	held := dial(t, proxy)
	requireConnections(t, proxy, 2)
	proxy.Close()
	for _, connection := range []net.Conn{client, held} {
		_, err := connection.Read(make([]byte, 1))
		require.Error(t, err)
		require.False(t, isTimeout(err), err)
	}
	require.ErrorIs(t, proxy.Accept(), net.ErrClosed)
}

// startEcho starts a server that sends back what it is sent, after prefix for each
// piece, and returns its address. It ends with the test.
func startEcho(t *testing.T, prefix string) string {
	t.Helper()
	return fakeserver.ServeTCP(t, func(connection net.Conn) {
		bytes := make([]byte, 64<<10)
		for {
			n, err := connection.Read(bytes)
			if err != nil {
				return
			}
			if _, err := connection.Write(append([]byte(prefix), bytes[:n]...)); err != nil {
				return
			}
		}
	})
}

// dial connects to the proxy for the length of the test, with a deadline for all.
func dial(t *testing.T, proxy *Proxy) *net.TCPConn {
	t.Helper()
	connection, err := net.Dial("tcp", proxy.Addr())
	require.NoError(t, err)
	t.Cleanup(func() { connection.Close() })
	require.NoError(t, connection.SetDeadline(time.Now().Add(10*time.Second)))
	return connection.(*net.TCPConn)
}

func requireEcho(t *testing.T, connection net.Conn, text string) {
	t.Helper()
	requireReply(t, connection, text, text)
}

func requireReply(t *testing.T, connection net.Conn, request, reply string) {
	t.Helper()
	_, err := connection.Write([]byte(request))
	require.NoError(t, err)
	requireRead(t, connection, reply)
}

func requireRead(t *testing.T, connection net.Conn, text string) {
	t.Helper()
	read := make([]byte, len(text))
	_, err := io.ReadFull(connection, read)
	require.NoError(t, err)
	require.Equal(t, text, string(read))
}

// requireSilence demands that nothing comes, not even an end, for a moment.
func requireSilence(t *testing.T, connection net.Conn) {
	t.Helper()
	require.NoError(t, connection.SetReadDeadline(time.Now().Add(50*time.Millisecond)))
	n, err := connection.Read(make([]byte, 1))
	require.Zero(t, n)
	require.True(t, isTimeout(err), err)
	require.NoError(t, connection.SetReadDeadline(time.Now().Add(10*time.Second)))
}

func requireConnections(t *testing.T, proxy *Proxy, want int) {
	t.Helper()
	require.Eventually(t, func() bool { return proxy.Connections() == want }, 5*time.Second, time.Millisecond,
		"%d connections are open", proxy.Connections())
}

func isTimeout(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}
