package options

import (
	"strconv"
	"strings"

	"github.com/glissade-io/glissade/core/failure"
)

// ParseURL returns the configuration that a URL describes:
//
//	valkey://[[user]:password@]host[:port][/database][?name=value&...]
//	valkeys://...                    with TLS
//	redis://..., rediss://...        the same under their older names
//	unix:///path/of/socket[?...]     a Unix socket; also valkey+unix:// and redis+unix://
//
// The host may be an IPv6 address in brackets. User, password, path and values are
// percent-decoded: a password with any of / ? # @ : % must be encoded ("%2F"). One
// that is empty, "user:@", is sent as such. After the question mark stand settings by
// name:
//
//	db                       DatabaseID, instead of the path's
//	protocol                 2 or 3: ProtocolRESP2 or ProtocolRESP3
//	client_name              ClientName
//	library_name             LibraryName
//	client_info_tag          ClientInfoTag
//	request_timeout          RequestTimeout, as "500ms", "2s" or a number of milliseconds
//	connection_timeout       Advanced.ConnectionTimeout, likewise
//	inflight_requests_limit  InflightRequestsLimit
//	insecure                 true or false: Advanced.TLS.Insecure, with TLS only
//	server_name              Advanced.TLS.ServerName, with TLS only
//
// The error is a *failure.ConfigurationError. It never holds a part of the URL that
// could be the password.
func ParseURL(text string) (ClientConfiguration, error) {
	configuration, err := parseURL(text)
	if err == nil {
		err = configuration.Validate()
	}
	if err != nil {
		return ClientConfiguration{}, err
	}
	return configuration, nil
}

// ParseClusterURL is [ParseURL] for a client of a cluster, one node of which the URL names:
// valkey://node1.example:6379. A Unix socket is none.
func ParseClusterURL(text string) (ClusterClientConfiguration, error) {
	c, err := parseURL(text)
	if err == nil && c.Addresses[0].Socket != "" {
		err = invalidURL("names a Unix socket, by which no node of a cluster is reached; begin it with valkey:// or valkeys://")
	}
	if err != nil {
		return ClusterClientConfiguration{}, err
	}
	configuration := ClusterClientConfiguration{
		Addresses: c.Addresses, UseTLS: c.UseTLS, Credentials: c.Credentials, RequestTimeout: c.RequestTimeout, DatabaseID: c.DatabaseID,
		ClientName: c.ClientName, Protocol: c.Protocol, InflightRequestsLimit: c.InflightRequestsLimit, LibraryName: c.LibraryName, ClientInfoTag: c.ClientInfoTag,
		Advanced: c.Advanced,
	}
	if err := configuration.Validate(); err != nil {
		return ClusterClientConfiguration{}, err
	}
	return configuration, nil
}

func parseURL(text string) (c ClientConfiguration, err error) {
	scheme, rest, found := strings.Cut(text, "://")
	if !found {
		return c, invalidURL(`has no scheme; begin it with valkey://, valkeys:// or unix://`)
	}
	if strings.Contains(rest, "#") {
		return c, invalidURL(`holds a "#"; write it as %23`)
	}
	rest, query, _ := strings.Cut(rest, "?")
	if strings.Contains(query, "@") {
		return c, invalidURL(`holds an "@" after the "?"; in a password write "?" as %3F, elsewhere "@" as %40`)
	}
	authority, path := rest, ""
	if slash := strings.IndexByte(rest, '/'); slash >= 0 {
		authority, path = rest[:slash], rest[slash:]
	}
	if at := strings.LastIndexByte(authority, '@'); at >= 0 {
		if c.Credentials, err = parseUser(authority[:at]); err != nil {
			return c, err
		}
		authority = authority[at+1:]
	}

	database := ""
	switch strings.ToLower(scheme) {
	case "valkeys", "rediss":
		c.UseTLS = true
		fallthrough
	case "valkey", "redis":
		if strings.Contains(path, "@") {
			return c, invalidURL(`holds an "@" after a "/"; in a password write "/" as %2F`)
		}
		var address NodeAddress
		if address, err = parseHost(authority); err != nil {
			return c, err
		}
		c.Addresses = []NodeAddress{address}
		database = strings.TrimPrefix(path, "/")
	case "unix", "valkey+unix", "redis+unix":
		if authority != "" {
			return c, invalidURL("names a host for a Unix socket; give the path alone, after three slashes: unix:///path")
		}
		socket, valid := percentDecode(path)
		if !valid || len(socket) < len("/x") {
			return c, invalidURL("names no Unix socket; give its path after three slashes: unix:///path")
		}
		c.Addresses = []NodeAddress{{Socket: socket}}
	default:
		return c, invalidURL("has an unknown scheme; use valkey, valkeys, redis, rediss or unix")
	}
	if database != "" {
		if c.DatabaseID, err = parseNumber(database); err != nil {
			return c, invalidURL("has a path that is no database number; give one such as /2, or none")
		}
	}
	return c, c.setParameters(query, database != "")
}

// parseUser parses what stands before the "@".
func parseUser(text string) (*ServerCredentials, error) {
	user, password, found := strings.Cut(text, ":")
	if !found {
		return nil, invalidURL(`has no password before the "@"; write user:password@, user:@ for an empty one, or :password@ for the default user`)
	}
	if strings.Contains(password, ":") {
		return nil, invalidURL(`has a ":" in the password; write it as %3A`)
	}
	user, userValid := percentDecode(user)
	password, passwordValid := percentDecode(password)
	if !userValid || !passwordValid {
		return nil, invalidURL(`has a "%" in user or password that begins no two hexadecimal digits; write it as %25`)
	}
	return &ServerCredentials{Username: user, Password: password}, nil
}

func parseHost(authority string) (NodeAddress, error) {
	host, port := authority, ""
	if strings.HasPrefix(authority, "[") {
		end := strings.IndexByte(authority, ']')
		if end < 0 {
			return NodeAddress{}, invalidURL(`has a "[" without its "]" in the host`)
		}
		host, port = authority[1:end], authority[end+1:]
	} else if colon := strings.IndexByte(authority, ':'); colon >= 0 {
		host, port = authority[:colon], authority[colon:]
	}
	host, valid := percentDecode(host)
	if !valid || strings.ContainsAny(host, "[]/@ \t\r\n") {
		return NodeAddress{}, invalidURL("has a host that is none; give a name or an IP address, IPv6 in brackets")
	}
	address := NodeAddress{Host: host}
	if port != "" {
		number, err := parseNumber(strings.TrimPrefix(port, ":"))
		if err != nil || number == 0 || number > 65535 || port[0] != ':' {
			return NodeAddress{}, invalidURL("has a port that is none; give a number from 1 to 65535, an IPv6 host in brackets")
		}
		address.Port = number
	}
	return address, nil
}

// parseNumber parses a number of digits alone.
func parseNumber(text string) (int, error) {
	n, err := strconv.ParseUint(text, 10, 31)
	return int(n), err
}

// percentDecode replaces "%2F" and the like by what they stand for. A plus sign is
// one. It reports false for a "%" without two hexadecimal digits.
func percentDecode(text string) (string, bool) {
	if !strings.Contains(text, "%") {
		return text, true
	}
	decoded := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		if text[i] != '%' {
			decoded = append(decoded, text[i])
			continue
		}
		if i+2 >= len(text) {
			return "", false
		}
		value, err := strconv.ParseUint(text[i+1:i+3], 16, 8)
		if err != nil {
			return "", false
		}
		decoded = append(decoded, byte(value))
		i += 2
	}
	return string(decoded), true
}

func invalidURL(message failure.Text) error { return invalid("URL", message) }
