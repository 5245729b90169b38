package otel

import (
	"strconv"
	"strings"
)

// defaultPort is the one that server.port is not set for.
const defaultPort = 6379

// splitAddress returns the host of "host:port" and its port, or the path of "unix:/path"
// and 0.
func splitAddress(address string) (host string, port int) {
	if path, isSocket := strings.CutPrefix(address, "unix:"); isSocket {
		return path, 0
	}
	colon := strings.LastIndexByte(address, ':')
	if colon < 0 {
		return address, 0
	}
	port, _ = strconv.Atoi(address[colon+1:])
	host = address[:colon]
	if len(host) > 2 && host[0] == '[' && host[len(host)-1] == ']' {
		host = host[1 : len(host)-1]
	}
	return host, port
}

// serverOf returns what server.address and server.port are for the addresses of a
// configuration; the port is 0 where it is not to be set.
func serverOf(addresses []string) (host string, port int) {
	if len(addresses) == 0 {
		return "", 0
	}
	host, port = splitAddress(addresses[0])
	if port == defaultPort {
		port = 0
	}
	for _, other := range addresses[1:] {
		if port == 0 {
			break
		}
		if _, theirs := splitAddress(other); theirs != port {
			port = 0
		}
	}
	return host, port
}
