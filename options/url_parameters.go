package options

import (
	"strconv"
	"strings"
	"time"

	"github.com/glissade-io/glissade/core/failure"
)

// setParameters applies the settings after the question mark of a URL.
func (c *ClientConfiguration) setParameters(query string, hasDatabase bool) error {
	if query == "" {
		return nil
	}
	given := map[string]bool{"db": hasDatabase}
	for parameter := range strings.SplitSeq(query, "&") {
		name, text, _ := strings.Cut(parameter, "=")
		if given[name] {
			return invalidParameter(name, "is given twice; give it once")
		}
		value, valid := percentDecode(text)
		if !valid {
			return invalidParameter(name, `has a "%" that begins no two hexadecimal digits; write it as %25`)
		}
		if problem := c.setParameter(name, value); problem != "" {
			return invalidParameter(name, problem)
		}
		given[name] = true
	}
	return nil
}

// setParameter applies one setting and returns what is wrong with it, or "".
func (c *ClientConfiguration) setParameter(name, value string) (problem failure.Text) {
	const (
		noNumber   = "is no number; give one in decimal digits"
		noDuration = `is no positive duration; give one such as "500ms" or "2s", or a number of milliseconds`
		needsTLS   = "needs TLS; use the scheme valkeys or rediss"
	)
	var err error
	valid := true
	switch name {
	case "db":
		if c.DatabaseID, err = parseNumber(value); err != nil {
			return noNumber
		}
	case "protocol":
		switch strings.TrimPrefix(strings.ToLower(value), "resp") {
		case "2":
			c.Protocol = ProtocolRESP2
		case "3":
			c.Protocol = ProtocolRESP3
		default:
			return "is no version of the protocol; give 2 or 3, or leave it out"
		}
	case "client_name":
		c.ClientName = value
	case "library_name":
		c.LibraryName = value
	case "client_info_tag":
		c.ClientInfoTag = value
	case "request_timeout":
		if c.RequestTimeout, valid = parseTimeout(value); !valid {
			return noDuration
		}
	case "connection_timeout":
		if c.Advanced.ConnectionTimeout, valid = parseTimeout(value); !valid {
			return noDuration
		}
	case "inflight_requests_limit":
		if c.InflightRequestsLimit, err = parseNumber(value); err != nil {
			return noNumber
		}
	case "insecure":
		if !c.UseTLS {
			return needsTLS
		}
		if value != "true" && value != "false" {
			return "is neither true nor false"
		}
		c.Advanced.TLS.Insecure = value == "true"
	case "server_name":
		if !c.UseTLS {
			return needsTLS
		}
		c.Advanced.TLS.ServerName = value
	default:
		return "is unknown; the settings are db, protocol, client_name, library_name, request_timeout, " +
			"connection_timeout, inflight_requests_limit, insecure and server_name"
	}
	return ""
}

func parseTimeout(value string) (time.Duration, bool) {
	if n, err := strconv.ParseUint(value, 10, 31); err == nil {
		return time.Duration(n) * time.Millisecond, n > 0
	}
	d, err := time.ParseDuration(value)
	return d, err == nil && d > 0
}

// invalidParameter names the parameter, unless that is so odd that it may be a
// misplaced part of something else, such as a password.
func invalidParameter(name string, problem failure.Text) error {
	const maxNameLength = 32
	plain := name != "" && len(name) <= maxNameLength
	for i := range len(name) {
		plain = plain && (name[i] == '_' || name[i] == '-' || '0' <= name[i] && name[i] <= '9' || 'a' <= name[i]|0x20 && name[i]|0x20 <= 'z')
	}
	if !plain {
		return invalidURL(`has a setting after the "?" that ` + problem)
	}
	return invalidURL(`has a setting after the "?", ` + failure.Text(name) + ", that " + problem)
}
