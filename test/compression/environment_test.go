// Package compression proves on real servers and clusters that values are compressed and come
// back as they were, whichever way a command takes, and that nothing else is touched.
package compression

import (
	"context"
	"encoding/hex"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/glissade-io/glissade/batch"
	_ "github.com/glissade-io/glissade/compression/lz4"
	_ "github.com/glissade-io/glissade/compression/zstd"
	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

// patience is how long a test waits for what has to come, on a machine that may be busy.
const patience = time.Minute

func TestMain(m *testing.M) {
	status := m.Run()
	running.Close()
	if err := goleak.Find(); err != nil && status == 0 {
		fmt.Fprintln(os.Stderr, err)
		status = 1
	}
	os.Exit(status)
}

// running are the servers that the tests share: keys that they use are their own.
var running = servers.Pool{ClusterOptions: servers.ClusterOptions{NodeTimeout: 15 * time.Second}}

// target is where a test takes place: a server or a cluster, under a protocol.
type target struct {
	*testing.T
	version   servers.Version
	isCluster bool
	protocol  options.Protocol
}

// onAll runs a test on servers of all versions, and on clusters, under both protocols.
func onAll(t *testing.T, test func(t *target)) {
	for _, version := range servers.Versions() {
		for _, isCluster := range []bool{false, true} {
			for _, protocol := range []options.Protocol{options.ProtocolRESP2, options.ProtocolRESP3} {
				kind := "standalone"
				if isCluster {
					kind = "cluster"
				}
				t.Run(string(version)+"/"+kind+"/"+string(protocol), func(t *testing.T) {
					test(&target{t, version, isCluster, protocol})
				})
			}
		}
	}
}

// client is a client of either kind.
type client struct {
	core.Commands
	runner      core.Runner
	exec        func(ctx context.Context, b *batch.Batch, raiseOnError bool) ([]any, error)
	dedicated   func(ctx context.Context, key string) (*core.Dedicated, error)
	transaction func(ctx context.Context, keys []string, attempt func(ctx context.Context, d *core.Dedicated) (*batch.Batch, error)) ([]any, error)
	statistics  func() models.Statistics
	middleware  func(...core.Middleware) core.Commands
	cluster     *core.ClusterClient
}

// connect returns a client that compresses as c says, or not at all if it is nil.
func (t *target) connect(c *options.CompressionConfiguration, settings ...native.Option) *client {
	t.Helper()
	made, err := t.tryConnect(c, settings...)
	require.NoError(t, err)
	return made
}

func (t *target) tryConnect(c *options.CompressionConfiguration, settings ...native.Option) (*client, error) {
	t.Helper()
	advanced := options.AdvancedClientConfiguration{ConnectionTimeout: patience}
	if t.isCluster {
		configuration := options.ClusterClientConfiguration{Protocol: t.protocol, RequestTimeout: patience, Advanced: advanced, Compression: c}
		for _, node := range running.Cluster(t.T, t.version).Nodes {
			configuration.Addresses = append(configuration.Addresses, options.NodeAddress{Host: node.Host(), Port: node.Port()})
		}
		made, err := native.NewClusterClient(t.Context(), configuration, settings...)
		if err != nil {
			return nil, err
		}
		t.Cleanup(made.Close)
		return &client{
			Commands: made.Commands, runner: made, exec: made.Exec, dedicated: made.Dedicated, transaction: made.Transaction, statistics: made.Statistics,
			middleware: func(m ...core.Middleware) core.Commands { return made.WithMiddleware(m...).Commands }, cluster: made,
		}, nil
	}
	server := running.Server(t.T, t.version)
	made, err := native.NewClient(t.Context(), options.ClientConfiguration{
		Addresses: []options.NodeAddress{{Host: server.Host(), Port: server.Port()}}, Protocol: t.protocol, RequestTimeout: patience, Advanced: advanced, Compression: c,
	}, settings...)
	if err != nil {
		return nil, err
	}
	t.Cleanup(made.Close)
	return &client{
		Commands: made.Commands, runner: made, exec: made.Exec, transaction: made.Transaction, statistics: made.Statistics,
		dedicated:  func(ctx context.Context, _ string) (*core.Dedicated, error) { return made.Dedicated(ctx) },
		middleware: func(m ...core.Middleware) core.Commands { return made.WithMiddleware(m...).Commands },
	}, nil
}

// key returns a key of this test's own, in the slot of all keys with the tag.
func (t *target) key(tag, name string) string {
	return "{" + t.Name() + tag + "}" + name
}

// long returns a value that is compressed, and differs from others by its text.
func long(text string) string { return strings.Repeat(text+" ", 1+200/(len(text)+1)) }

// marked are the first bytes of compressed values.
const marked = "\x00\x01\x02\x00"

// raw returns what the server has at a key.
func (t *target) raw(plain *client, key string) string {
	t.Helper()
	value, err := plain.Get(t.Context(), key)
	require.NoError(t, err)
	return value.Value()
}

// requireCompressed checks that the server has values compressed.
func (t *target) requireCompressed(plain *client, keys ...string) {
	t.Helper()
	for _, key := range keys {
		value := t.raw(plain, key)
		require.True(t, strings.HasPrefix(value, marked), "%s holds %q", key, value)
	}
}

func unhex(s string) string {
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		panic(err)
	}
	return string(b)
}

var zstd = &options.CompressionConfiguration{}

var lz4 = &options.CompressionConfiguration{Backend: options.LZ4}
