// Package integration holds the tests of the native client against real servers:
// every command with every option, under both protocols, on every version that is
// supported.
package integration

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

// patience is the request timeout of clients in tests that are not about timeouts:
// long enough for a machine that is busy with other tests.
const patience = time.Minute

func TestMain(m *testing.M) {
	status := m.Run()
	shared.Close()
	if err := goleak.Find(); err != nil && status == 0 {
		fmt.Fprintln(os.Stderr, err)
		status = 1
	}
	if status == 0 {
		for _, omission := range omissions() {
			fmt.Fprintln(os.Stderr, omission)
			status = 1
		}
	}
	os.Exit(status)
}

// shared holds one server of each version, for the tests that leave a server as
// they found it.
var shared servers.Pool

var protocols = []options.Protocol{options.ProtocolRESP2, options.ProtocolRESP3}

// fixture is what a test of commands works with.
type fixture struct {
	*verifiedClient
	protocol options.Protocol
}

// onAllServers runs a test on every version and under both protocols, each time with
// an empty server. Its expectations are the same for all, so typed replies are too.
func onAllServers(t *testing.T, test func(t *testing.T, ctx context.Context, f fixture)) {
	for _, version := range servers.Versions() {
		for _, protocol := range protocols {
			t.Run(string(version)+"/"+string(protocol), func(t *testing.T) {
				server := shared.Server(t, version)
				client := connect(t, server, func(c *options.ClientConfiguration) { c.Protocol = protocol })
				test(t, t.Context(), fixture{client, protocol})
			})
		}
	}
}

// since skips a test on servers older than release, which have not got what it is about.
func since(t *testing.T, f fixture, release, what string) {
	t.Helper()
	if !f.server.Version.AtLeast(release) {
		t.Skipf("%s came with %s; this is %s", what, release, f.server.Version)
	}
}

// configuration returns that of a patient client of server.
func configuration(server *servers.Server) options.ClientConfiguration {
	return options.ClientConfiguration{
		Addresses:      []options.NodeAddress{{Host: server.Host(), Port: server.Port()}},
		RequestTimeout: patience,
		Advanced:       options.AdvancedClientConfiguration{ConnectionTimeout: patience},
	}
}

// connect returns a client that is closed with the test. What it is told is compared
// with what the server says, except under TLS, which only the client can read.
func connect(t *testing.T, server *servers.Server, changes ...func(*options.ClientConfiguration)) *verifiedClient {
	t.Helper()
	c := configuration(server)
	for _, change := range changes {
		change(&c)
	}
	var listener *tap
	var settings []native.Option
	if !c.UseTLS {
		listener = new(tap)
		settings = append(settings, native.WithDialer(listener))
	}
	client, err := native.NewClient(t.Context(), c, settings...)
	require.NoError(t, err)
	t.Cleanup(client.Close)
	return &verifiedClient{
		Client: client, t: t, server: server, tap: listener, isElsewhere: c.DatabaseID != 0 || c.Credentials != nil,
	}
}

// infoField returns a field of the server's INFO, asked past the client.
func infoField(t *testing.T, server *servers.Server, section, field string) string {
	t.Helper()
	reply, err := server.Command(context.WithoutCancel(t.Context()), "INFO", section)
	require.NoError(t, err)
	for line := range strings.Lines(reply.Text) {
		if value, found := strings.CutPrefix(line, field+":"); found {
			return strings.TrimSpace(value)
		}
	}
	t.Fatalf("INFO %s has no field %s", section, field)
	return ""
}

// awaitInfo waits until a field of INFO has a value.
func awaitInfo(t *testing.T, server *servers.Server, section, field, value string) {
	t.Helper()
	require.Eventually(t, func() bool { return infoField(t, server, section, field) == value },
		patience, 2*time.Millisecond, "%s of INFO %s does not become %s", field, section, value)
}

func present(text string) models.Result[string] { return models.Present(text) }

func absent() models.Result[string] { return models.Nil[string]() }
