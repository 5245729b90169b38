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
