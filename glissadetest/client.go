package glissadetest

import (
	"testing"
	"time"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/options"
)

// requestTimeout is that of clients for tests: time enough for a machine that is busy.
const requestTimeout = 10 * time.Second

// Client returns a client of the server, which is closed with the test, as
// glissade.NewClient makes it of a configuration with the server's address. Its
// RequestTimeout is ten seconds, since machines that run tests are busy at times; changes
// may say otherwise. The test ends if the client cannot be made.
//
//	client := server.Client(t, func(c *glissade.ClientConfiguration) {
//		c.Protocol = options.ProtocolRESP2
//		c.RequestTimeout = 50 * time.Millisecond
//	})
func (s *Server) Client(t testing.TB, changes ...func(*options.ClientConfiguration)) *core.Client {
	t.Helper()
	configuration := options.ClientConfiguration{
		Addresses:      []options.NodeAddress{{Host: "localhost", Port: 6379}},
		RequestTimeout: requestTimeout,
		Advanced:       options.AdvancedClientConfiguration{ConnectionTimeout: requestTimeout},
	}
	if s.setting.password != "" {
		configuration.Credentials = &options.ServerCredentials{Username: s.setting.username, Password: s.setting.password}
	}
	for _, change := range changes {
		change(&configuration)
	}
	client, err := core.NewClient(t.Context(), s, configuration)
	if err != nil {
		t.Fatalf("the client cannot be made: %v", err)
	}
	t.Cleanup(client.Close)
	return client
}
