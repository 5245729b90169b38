//go:build !js

package bridge

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/transport/tcp"
	"github.com/glissade-io/glissade/transport/ws"
)

// target is a [Target] ready to be dialled.
type target struct {
	label   string // its name, or its address where it has none
	address string
	dialer  *tcp.Dialer
}

// targets are the servers that may be reached, by name and by address.
type targets struct {
	byName, byAddress map[string]*target
}

func newTargets(config Config) (targets, error) {
	found := targets{byName: map[string]*target{}, byAddress: map[string]*target{}}
	for i, configured := range config.Targets {
		address, err := normalAddress(configured.Address)
		if err != nil {
			return targets{}, fmt.Errorf("bridge: Targets[%d].Address: %w", i, err)
		}
		t := &target{label: configured.Name, address: address, dialer: &tcp.Dialer{TLS: configured.TLS, Control: checkAddress}}
		if err := checkTLS(t); err != nil {
			return targets{}, fmt.Errorf("bridge: Targets[%d]: %w", i, err)
		}
		if t.label == "" {
			t.label = address
		} else if found.byName[t.label] != nil {
			return targets{}, fmt.Errorf("bridge: Targets[%d].Name: %q is taken by an earlier target", i, t.label)
		} else {
			found.byName[t.label] = t
		}
		if found.byAddress[address] == nil {
			found.byAddress[address] = t
		}
	}
	return found, nil
}

// checkTLS finds TLS settings that cannot work before the first client does. The
// dialer checks them ahead of everything else, so a dial that was cancelled before
// it began reaches nobody.
func checkTLS(t *target) error {
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := t.dialer.Dial(cancelled, t.address)
	var wrong *failure.ConfigurationError
	if errors.As(err, &wrong) {
		return wrong
	}
	return nil
}

// normalAddress checks an address and brings it into one spelling.
func normalAddress(address string) (string, error) {
	if path, ok := strings.CutPrefix(address, "unix:"); ok && path != "" {
		return address, nil
	}
	host, port, err := net.SplitHostPort(address)
	number, numberErr := strconv.ParseUint(port, 10, 16)
	if err != nil || host == "" || numberErr != nil || number == 0 {
		return "", fmt.Errorf(`%q is not "host:port", "[ipv6]:port" or "unix:/path"`, address)
	}
	return net.JoinHostPort(strings.ToLower(host), strconv.FormatUint(number, 10)), nil
}

// find returns the target that a request's query asks for.
func (t targets) find(query url.Values) (*target, *refusal) {
	names, addresses := query["target"], query["address"]
	if len(names)+len(addresses) != 1 {
		return nil, refuse(ws.CloseForbidden, "target", "ask for one target: ?target=NAME or ?address=HOST:PORT")
	}
	if len(names) == 1 {
		if found := t.byName[names[0]]; found != nil {
			return found, nil
		}
		return nil, refuse(ws.CloseForbidden, "target", "target not allowed: "+quoted(names[0])+"; name it in the bridge's targets")
	}
	address, err := normalAddress(addresses[0])
	if found := t.byAddress[address]; err == nil && found != nil {
		return found, nil
	}
	return nil, refuse(ws.CloseForbidden, "target", "target not allowed: "+quoted(addresses[0])+"; list it in the bridge's targets")
}

// dialReason says in a few words why dialling failed, without the addresses and
// paths that are nobody's business outside.
func dialReason(err error) string {
	var (
		name        *net.DNSError
		certificate *tls.CertificateVerificationError
		timeout     interface{ Timeout() bool }
	)
	switch {
	case errors.Is(err, errForbiddenAddress):
		return "its name leads to an address that is never allowed"
	case errors.As(err, &name):
		return "its name is not known to the bridge"
	case errors.As(err, &certificate):
		return "its certificate is not trusted; see the bridge's log"
	case isRefused(err):
		return "connection refused; is the server running?"
	case errors.As(err, &timeout) && timeout.Timeout():
		return "no answer in time; is the server reachable from the bridge?"
	default:
		return "see the bridge's log"
	}
}
