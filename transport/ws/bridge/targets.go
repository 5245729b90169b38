//go:build !js

package bridge

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/transport/tcp"
	"github.com/glissade-io/glissade/transport/ws"
	"github.com/glissade-io/glissade/transport/ws/bridge/internal/safelog"
)

// target is a [Target] ready to be dialled.
type target struct {
	name     string // what clients and tokens call it: its name, or its address where it has none
	label    string // what the log calls it
	address  string
	dialer   *tcp.Dialer
	cluster  *directory // nil unless it is one, or a node of one
	isNode   bool
	logins   logins
	rules    []string
	commands *commandRules // nil if all pass
}

// node returns the target that is a node of the cluster t.
func (t *target) node(address string) *target {
	copied := *t
	copied.label, copied.address, copied.isNode = t.label+" "+address, address, true
	return &copied
}

// dial opens a stream to the target: to any seed of a cluster, if no node is named.
func (t *target) dial(ctx context.Context) (stream.Stream, error) {
	if t.isNode {
		return t.cluster.dialerOf(t.address).Dial(ctx, t.address)
	}
	if t.cluster == nil {
		return t.dialer.Dial(ctx, t.address)
	}
	return t.cluster.dialAny(ctx)
}

// targets are the servers that may be reached, by name and by address.
type targets struct {
	byName, byAddress map[string]*target
	clusters          []*directory
}

func newTargets(config Config, log *slog.Logger, asking *sync.WaitGroup) (targets, error) {
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
		if err := checkLogins(configured); err != nil {
			return targets{}, fmt.Errorf("bridge: Targets[%d]%w", i, err)
		}
		t.logins, t.rules = newLogins(configured), configured.Commands
		if t.commands, err = newCommandRules(configured.Commands); err != nil {
			return targets{}, fmt.Errorf("bridge: Targets[%d].Commands%w", i, err)
		}
		if configured.Cluster != nil {
			if t.cluster, err = newDirectory(t, configured, config.DialTimeout, log, asking); err != nil {
				return targets{}, fmt.Errorf("bridge: Targets[%d]%w", i, err)
			}
			found.clusters = append(found.clusters, t.cluster)
		}
		if t.label == "" {
			t.label = address
		} else if found.byName[t.label] != nil {
			return targets{}, fmt.Errorf("bridge: Targets[%d].Name: %q is taken by an earlier target", i, t.label)
		} else {
			found.byName[t.label] = t
		}
		t.name = t.label
		if found.byAddress[address] == nil {
			found.byAddress[address] = t
		}
	}
	return found, nil
}

func newDirectory(t *target, target Target, timeout time.Duration, log *slog.Logger, asking *sync.WaitGroup) (*directory, error) {
	configured := *target.Cluster
	if t.label == "" {
		return nil, errors.New(".Name: is empty; a cluster needs one, by which clients ask for it")
	}
	seeds := []string{t.address}
	for i, seed := range configured.Seeds {
		address, err := normalAddress(seed)
		if err != nil {
			return nil, fmt.Errorf(".Cluster.Seeds[%d]: %w", i, err)
		}
		seeds = append(seeds, address)
	}
	if configured.Username != "" && configured.Password == "" {
		return nil, errors.New(".Cluster.Password: is empty; give that of the user")
	}
	limits, err := newLimits(seeds, configured)
	if err != nil {
		return nil, err
	}
	login := target.Login
	if configured.Password != "" {
		login = &Credentials{configured.Username, configured.Password}
	}
	d := &directory{
		seeds: seeds, limits: limits, dialer: t.dialer, login: login, running: asking,
		timeout: timeout, life: viewLife, pause: viewPause,
		failed: func(seed string, err error) {
			log.Warn("a seed does not tell the nodes of its cluster", "target", t.label, "seed", seed, "error", err)
		},
	}
	d.nodes = &tcp.Dialer{TLS: target.TLS, Control: d.checkNode}
	return d, nil
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

// unixPrefix begins the address of a Unix socket.
const unixPrefix = "unix:"

// normalAddress checks an address and brings it into one spelling.
func normalAddress(address string) (string, error) {
	if path, ok := strings.CutPrefix(address, unixPrefix); ok && path != "" {
		return address, nil
	}
	host, port, err := net.SplitHostPort(address)
	number, numberErr := strconv.ParseUint(port, 10, 16)
	host = strings.ToLower(host)
	if err != nil || host == "" || numberErr != nil || number == 0 || host+":" == unixPrefix {
		return "", fmt.Errorf(`"%s" is not "host:port", "[ipv6]:port" or "unix:/path"`, safelog.Text(address, maxQuoted))
	}
	return net.JoinHostPort(host, strconv.FormatUint(number, 10)), nil
}

// nodeAddress does the same for a node, which others name: there is nothing but a host,
// of the characters that hosts are made of, and a port.
func nodeAddress(address string) (string, bool) {
	normal, err := normalAddress(address)
	if err != nil || strings.HasPrefix(normal, unixPrefix) {
		return "", false
	}
	host, _, _ := net.SplitHostPort(normal)
	if _, err := netip.ParseAddr(host); err == nil {
		return normal, true
	}
	for _, c := range host {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '.' && c != '_' {
			return "", false
		}
	}
	return normal, len(host) <= longestName
}

// longestName is the longest host name, in bytes, with the dot at its end.
const longestName = 254

// find returns the target that a request's query asks for. Of a node of a cluster it
// is still to be seen whether the cluster has it; see mayReach.
func (t targets) find(query url.Values) (*target, *refusal) {
	names, addresses := query["target"], query["address"]
	if len(names) > 1 || len(addresses) > 1 || len(names)+len(addresses) == 0 {
		return nil, refuse(ws.CloseForbidden, "target", "ask for one target: ?target=NAME or ?address=HOST:PORT")
	}
	if len(names) == 0 {
		address, err := normalAddress(addresses[0])
		if found := t.byAddress[address]; err == nil && found != nil {
			return found, nil
		}
		return nil, refuse(ws.CloseForbidden, "target", "target not allowed: "+quoted(addresses[0])+"; list it in the bridge's targets")
	}
	found := t.byName[names[0]]
	switch {
	case found == nil:
		return nil, refuse(ws.CloseForbidden, "target", "target not allowed: "+quoted(names[0])+"; name it in the bridge's targets")
	case len(addresses) == 0:
		return found, nil
	case found.cluster == nil:
		return nil, refuse(ws.CloseForbidden, "target", "ask for one target: "+quoted(names[0])+" is no cluster, whose nodes have addresses")
	}
	address, ok := nodeAddress(addresses[0])
	if !ok {
		return nil, refuse(ws.CloseForbidden, "target", "node not allowed: "+quoted(addresses[0])+" is no host:port")
	}
	return found.node(address), nil
}

// mayReach refuses a node that its cluster does not announce.
func (b *Bridge) mayReach(ctx context.Context, t *target) *refusal {
	if !t.isNode || t.cluster.allows(ctx, b.dead, t.address) {
		return nil
	}
	return refuse(ws.CloseForbidden, "target", "node not allowed: "+quoted(t.address)+"; the cluster's seeds do not announce it")
}

// dialReason says in a few words why dialling failed, without the addresses and
// paths that are nobody's business outside.
func dialReason(err error) string {
	var (
		name        *net.DNSError
		certificate *tls.CertificateVerificationError
		timeout     interface{ Timeout() bool }
		login       *loginError
	)
	switch {
	case errors.As(err, &login):
		return "it refuses the bridge's user or password"
	case errors.Is(err, errOutside):
		return "it is outside the networks and ports of its cluster"
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
