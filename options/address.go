package options

import (
	"strconv"
	"strings"

	"github.com/glissade-io/glissade/core/failure"
)

// Where a server is expected that no address was given for.
const (
	// DefaultHost is used where Host is empty.
	DefaultHost = "localhost"
	// DefaultPort is used where Port is 0.
	DefaultPort = 6379
)

// NodeAddress is where a server listens: a host and a TCP port, or a Unix socket.
// The zero value is localhost:6379.
type NodeAddress struct {
	// Host is a name or an IP address, IPv6 without brackets. Empty means localhost.
	Host string
	// Port is the TCP port. 0 means 6379.
	Port int
	// Socket is the path of a Unix socket. Host and Port must be empty beside it.
	Socket string
}

// String returns the address as it is dialled: "host:port", "[::1]:6379" or
// "unix:/path/of/socket".
func (a NodeAddress) String() string {
	if a.Socket != "" {
		return "unix:" + a.Socket
	}
	a = a.withDefaults()
	if strings.Contains(a.Host, ":") {
		return "[" + a.Host + "]:" + strconv.Itoa(a.Port)
	}
	return a.Host + ":" + strconv.Itoa(a.Port)
}

func (a NodeAddress) withDefaults() NodeAddress {
	if a.Socket != "" {
		return a
	}
	if a.Host == "" {
		a.Host = DefaultHost
	}
	if a.Port == 0 {
		a.Port = DefaultPort
	}
	return a
}

func (a NodeAddress) validate(field string) error {
	switch {
	case a.Socket != "" && (a.Host != "" || a.Port != 0):
		return invalid(field+".Socket", "is given together with a host or port; give one or the other")
	case a.Port < 0 || a.Port > 65535:
		return invalid(field+".Port", "is "+failure.Text(strconv.Itoa(a.Port))+"; give a port from 1 to 65535, or 0 for 6379")
	case strings.ContainsAny(a.Host, "[]/@ \t\r\n"):
		return invalid(field+".Host", "holds a character that no host name has; give the name or IP address alone, IPv6 without brackets")
	case strings.Count(a.Host, ":") == 1:
		return invalid(field+".Host", "holds a port; give it as {NodeAddress.Port}")
	case strings.IndexByte(a.Socket, 0) > 0:
		return invalid(field+".Socket", "holds a zero byte; give a path")
	}
	return nil
}
