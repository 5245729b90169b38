package wiretest

import (
	"context"
	"strings"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/options"
)

// Connect returns a client of a server that answers requests, written as their words
// with spaces between, with the given frames, and others with OK. It stands for a
// server that has loaded a module, of which there is none to be had for tests, and ends
// with the client.
func Connect(ctx context.Context, answers map[string]string) (*core.Client, error) {
	server := &fakeserver.Server{Handle: func(_ *fakeserver.Conn, command []string) string {
		if answer, known := answers[strings.Join(command, " ")]; known {
			return answer
		}
		return fakeserver.Reply(command)
	}}
	return core.NewClient(ctx, server, options.ClientConfiguration{Protocol: options.ProtocolRESP2})
}
