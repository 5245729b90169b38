package otel

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAddressesOfServers(t *testing.T) {
	type server struct {
		host string
		port int
	}
	of := func(addresses ...string) server {
		host, port := serverOf(addresses)
		return server{host, port}
	}
	require.Equal(t, server{"example.com", 0}, of("example.com:6379"), "the default is left out")
	require.Equal(t, server{"example.com", 7000}, of("example.com:7000"))
	require.Equal(t, server{"one", 7000}, of("one:7000", "two:7000"))
	require.Equal(t, server{"one", 0}, of("one:7000", "two:7001"), "which of them is not known")
	require.Equal(t, server{"one", 0}, of("one:6379", "two:7001"))
	require.Equal(t, server{"fd00::1", 7000}, of("[fd00::1]:7000"))
	require.Equal(t, server{"/run/valkey.sock", 0}, of("unix:/run/valkey.sock"))
	require.Equal(t, server{}, of())
}
