package wiretest

import (
	"context"
	"strings"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/core/stream/streamtest"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/options"
)

// Connect returns a client of a server that answers requests, written as their words
// with spaces between, with the given frames, and others with OK. It stands for a
// server that has loaded a module, of which there is none to be had for tests.
func Connect(ctx context.Context, answers map[string]string) (*core.Client, error) {
	if answers == nil {
		answers = map[string]string{}
	}
	return core.NewClient(ctx, answering(answers), options.ClientConfiguration{Protocol: options.ProtocolRESP2})
}

type answering map[string]string

// Dial returns a connection to the server.
func (a answering) Dial(context.Context, string) (stream.Stream, error) {
	client, server := streamtest.Pipe(64 << 10)
	go a.serve(server)
	return client, nil
}

// serve answers until the client has closed the connection.
func (a answering) serve(end *streamtest.End) {
	requests := resp.NewReader(end, resp.Limits{})
	for {
		frame, err := requests.Next()
		if err != nil {
			return
		}
		value, err := resp.Decode(frame)
		if err != nil {
			return
		}
		words := make([]string, len(value.Elems))
		for i, elem := range value.Elems {
			words[i] = elem.Text
		}
		answer, known := a[strings.Join(words, " ")]
		switch {
		case known:
		case words[0] == "PING":
			answer = "+PONG\r\n"
		default:
			answer = "+OK\r\n"
		}
		if _, err := end.Write([]byte(answer)); err != nil {
			return
		}
	}
}
