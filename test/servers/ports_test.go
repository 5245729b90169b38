package servers

import (
	"net"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFreePortsAreFree(t *testing.T) {
	port, busPort, err := (&member{bus: true}).freePorts()
	require.NoError(t, err)
	for _, p := range []int{port, busPort} {
		require.GreaterOrEqual(t, p, firstPort)
		require.Less(t, p, endOfPorts)
		listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(p)))
		require.NoError(t, err)
		require.NoError(t, listener.Close())
	}
}

func TestOnlyTheClusterBusNeedsASecondPort(t *testing.T) {
	_, busPort, err := (&member{}).freePorts()
	require.NoError(t, err)
	require.Zero(t, busPort)
}

func TestNoPortIsPickedTwice(t *testing.T) {
	before := map[int]bool{}
	for range 1000 {
		port, err := FreePort()
		require.NoError(t, err)
		require.False(t, before[port], "%d", port)
		before[port] = true
	}
}

// A server whose port another one has is not taken for that one, which answers in its place.
func TestAPortThatIsTakenIsNoticed(t *testing.T) {
	for _, options := range []Options{{}, {Password: "secret"}, {TLS: TLS}} {
		other := Start(t, Valkey91, options)
		server := &Server{
			Version: other.Version, Certificates: other.Certificates, certificateFolder: other.certificateFolder,
			member: other.member, command: other.command, folder: t.TempDir(), port: other.port,
		}
		require.ErrorIs(t, server.start(t.Context()), errAddressInUse)
	}
}
