// Package credentials proves on real servers and clusters that a client outlives changes of
// its user and password: no command fails, and no message is missing.
package credentials

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

const (
	// patience is how long a test waits for what has to come, on a machine that may be busy.
	patience = time.Minute
	// tick is how often a condition is looked at that has to come true.
	tick = 2 * time.Millisecond
)

func TestMain(m *testing.M) {
	status := m.Run()
	if err := goleak.Find(); err != nil && status == 0 {
		fmt.Fprintln(os.Stderr, err)
		status = 1
	}
	os.Exit(status)
}

// client is what both clients have in common, and the tests need.
type client interface {
	Get(ctx context.Context, key string) (models.Result[string], error)
	Incr(ctx context.Context, key string) (int64, error)
	MGet(ctx context.Context, keys []string) ([]models.Result[string], error)
	RPush(ctx context.Context, key string, elements []string) (int64, error)
	BLPop(ctx context.Context, keys []string, timeout time.Duration) (models.Result[models.KeyAndElement], error)
	Publish(ctx context.Context, channel, message string) (int64, error)
	Subscribe(ctx context.Context, channels []string) (*core.Subscription, error)
	PSubscribe(ctx context.Context, patterns []string) (*core.Subscription, error)
	Exec(ctx context.Context, b *batch.Batch, raiseOnError bool) ([]any, error)
	Transaction(ctx context.Context, keys []string, attempt func(ctx context.Context, d *core.Dedicated) (*batch.Batch, error)) ([]any, error)
	RefreshIAMToken(ctx context.Context) (string, error)
	UpdateConnectionPassword(ctx context.Context, password string, immediateAuth bool) (string, error)
	Statistics() models.Statistics
	Close()
}

// environment is where a test takes place: a server, or a cluster.
type environment struct {
	*testing.T
	servers   []*servers.Server
	isCluster bool
	protocol  options.Protocol
}

// onAll runs a test on a server and on a cluster of each version, under both protocols.
func onAll(t *testing.T, test func(e *environment)) {
	for _, version := range servers.Versions() {
		servers.Require(t, version)
		for _, place := range []string{"server", "cluster"} {
			var all []*servers.Server
			if place == "server" {
				all = append(all, servers.Start(t, version, servers.Options{}))
			} else {
				for _, n := range servers.StartCluster(t, version, servers.ClusterOptions{NodeTimeout: 15 * time.Second}).Nodes {
					all = append(all, n.Server)
				}
			}
			for _, protocol := range []options.Protocol{options.ProtocolRESP2, options.ProtocolRESP3} {
				t.Run(string(version)+"/"+place+"/"+string(protocol), func(t *testing.T) {
					test(&environment{t, all, place == "cluster", protocol})
				})
			}
		}
	}
}

// connect returns a client that is closed with the test.
func (e *environment) connect(credentials *options.ServerCredentials, settings ...core.Option) client {
	e.Helper()
	var addresses []options.NodeAddress
	for _, s := range e.servers {
		addresses = append(addresses, options.NodeAddress{Host: s.Host(), Port: s.Port()})
	}
	advanced := options.AdvancedClientConfiguration{ConnectionTimeout: patience}
	var c client
	var err error
	if e.isCluster {
		c, err = native.NewClusterClient(e.Context(), options.ClusterClientConfiguration{
			Addresses: addresses, Protocol: e.protocol, RequestTimeout: patience, Credentials: credentials,
			Advanced: advanced,
		}, native.With(settings...))
	} else {
		c, err = native.NewClient(e.Context(), options.ClientConfiguration{
			Addresses: addresses, Protocol: e.protocol, RequestTimeout: patience, Credentials: credentials, Advanced: advanced,
		}, native.With(settings...))
	}
	require.NoError(e, err)
	e.Cleanup(c.Close)
	return c
}

// command asks all servers past the client, and returns the texts of the replies.
func (e *environment) command(words ...string) (replies []string) {
	e.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(e.Context()), patience)
	defer cancel()
	for _, s := range e.servers {
		reply, err := s.Command(ctx, words...)
		require.NoError(e, err)
		replies = append(replies, reply.Text)
	}
	return replies
}

// allow has all servers know a user, with further rules such as ">password".
func (e *environment) allow(user string, rules ...string) {
	e.Helper()
	e.command(append([]string{"ACL", "SETUSER", user, "on", "~*", "&*", "+@all"}, rules...)...)
}

// connections returns the connections of a user, of all servers.
func (e *environment) connections(user string) (lines []string) {
	e.Helper()
	for _, list := range e.command("CLIENT", "LIST") {
		for line := range strings.Lines(list) {
			if strings.Contains(line, " user="+user+" ") {
				lines = append(lines, line)
			}
		}
	}
	return lines
}

// awaitNobody waits until no connection is the user's any more.
func (e *environment) awaitNobody(user string) {
	e.Helper()
	var lines []string
	require.Eventually(e, func() bool {
		lines = e.connections(user)
		return len(lines) == 0
	}, patience, tick, "connections of the user before: %v", &lines)
}
