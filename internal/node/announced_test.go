package node

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAnnouncedAddresses(t *testing.T) {
	for _, c := range []struct {
		host string
		port int
		want string
	}{
		{"10.1.2.3", 6379, "10.1.2.3:6379"},
		{"node-1.example_a", 1, "node-1.example_a:1"},
		{"fd00::1", 65535, "[fd00::1]:65535"},
		{"[fd00::1]", 6379, "[fd00::1]:6379"},
		{"::ffff:10.0.0.1", 6379, "[::ffff:10.0.0.1]:6379"},
		{"fe80::1%eth0", 6379, "[fe80::1%eth0]:6379"},
		{"unix.example", 6379, "unix.example:6379"},
	} {
		address, err := AnnouncedAddress(c.host, c.port)
		require.NoError(t, err, c.host)
		require.Equal(t, c.want, address)
	}
}

func TestWhatIsNoAddressOfAServer(t *testing.T) {
	for _, host := range []string{
		"", "?", "unix", "UNIX", "unix:", "unix:/tmp/socket", "[unix:/tmp/socket]", "/tmp/socket", "a/b", `a\b`, "user@host", "user:secret@host",
		"a b", "a\x00b", "a\nb", "a\x7fb", "h?q", "h#f", "h,i", "http://h", "é.example", "[]", "[a]", "[fd00::1", "fd00:1", "fe80::1%", "fe80::1%/",
		strings.Repeat("a", 254),
	} {
		_, err := AnnouncedAddress(host, 6379)
		require.ErrorContains(t, err, "is neither a host name nor an IP address", "%q", host)
		require.Less(t, len(err.Error()), 350)
		require.NotContains(t, err.Error(), "\n")
		require.NotContains(t, err.Error(), "\x00")
	}
	for _, port := range []int{-1, 0, 65536, 1 << 40} {
		_, err := AnnouncedAddress("h", port)
		require.ErrorContains(t, err, "is not from 1 to 65535")
	}
	for _, text := range []string{"", "h", "h:", "h:-1", "h:0", "h:65536", "h:+1", "h:1x", "h:http", "h:1 2", "unix:1", "unix:/a:1", ":", "::", "h:18446744073709551617"} {
		_, err := ParseAnnouncedAddress(text, "other")
		require.Error(t, err, "%q", text)
	}
	address, err := ParseAnnouncedAddress(":6381", "fd00::1")
	require.NoError(t, err)
	require.Equal(t, "[fd00::1]:6381", address)
}
