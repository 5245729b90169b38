package node

import (
	"errors"
	"strconv"
	"strings"
)

// maxHostLength is the length of the longest name that the domain name system has.
const maxHostLength = 253

// AnnouncedAddress returns the address "host:port" of a server that another server has
// named: in a redirection, the topology of a cluster, or the answer of a sentinel. host
// has to be an IP address, with brackets or without, or a host name in ASCII, and port
// one from 1 to 65535. So what a server says can lead to no Unix socket, nor to anything
// but a server at a port.
func AnnouncedAddress(host string, port int) (string, error) {
	if !isHost(host) {
		return "", errors.New("the host " + quote(host) + " is neither a host name nor an IP address")
	}
	if port < 1 || port > 65535 {
		return "", errors.New("the port " + strconv.Itoa(port) + " is not from 1 to 65535")
	}
	if strings.Contains(host, ":") && host[0] != '[' {
		host = "[" + host + "]"
	}
	return host + ":" + strconv.Itoa(port), nil
}

// ParseAnnouncedAddress does the same with "host:port", or "IPv6:port" as redirections
// have it. An empty host, which stands for the one of the server that has said it, is
// replaced by defaultHost.
func ParseAnnouncedAddress(text, defaultHost string) (string, error) {
	colon := strings.LastIndexByte(text, ':')
	if colon < 0 {
		return "", errors.New(quote(text) + " has no port")
	}
	port, err := strconv.ParseUint(text[colon+1:], 10, 16)
	if err != nil {
		return "", errors.New("the port " + quote(text[colon+1:]) + " is not from 1 to 65535")
	}
	host := text[:colon]
	if host == "" {
		host = defaultHost
	}
	return AnnouncedAddress(host, int(port))
}

func isHost(host string) bool {
	if len(host) > 2 && host[0] == '[' && host[len(host)-1] == ']' {
		return isIPv6(host[1 : len(host)-1])
	}
	if strings.Contains(host, ":") {
		return isIPv6(host)
	}
	// "unix:6379" would be a socket.
	return host != "" && len(host) <= maxHostLength && !strings.EqualFold(host, "unix") && allBytes(host, isInName)
}

// isIPv6 reports whether a text can be an IPv6 address, perhaps with a zone.
func isIPv6(text string) bool {
	address, zone, zoned := strings.Cut(text, "%")
	return strings.Count(address, ":") >= 2 && len(text) <= maxHostLength && allBytes(address, isInIPv6) &&
		(!zoned || zone != "" && allBytes(zone, isInName))
}

func allBytes(text string, belongs func(c byte) bool) bool {
	for i := range len(text) {
		if !belongs(text[i]) {
			return false
		}
	}
	return true
}

func isInName(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '.' || c == '_'
}

func isInIPv6(c byte) bool {
	return 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F' || '0' <= c && c <= '9' || c == ':' || c == '.'
}

// maxQuoteLength bounds what errors show of a server's words.
const maxQuoteLength = 64

// quote shows a server's words in an error: what is not printable as escapes, and what
// is too long cut off.
func quote(text string) string {
	if len(text) > maxQuoteLength {
		return strconv.QuoteToASCII(text[:maxQuoteLength]) + "…"
	}
	return strconv.QuoteToASCII(text)
}
