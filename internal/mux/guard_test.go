package mux

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream/streamtest"
)

// brokenStream panics, or miscounts, where it is told to.
type brokenStream struct {
	*streamtest.End
	read, write, closing, miscounts bool
}

func (s *brokenStream) Read(p []byte) (int, error) {
	if s.read {
		panic("reading")
	}
	return s.End.Read(p)
}

func (s *brokenStream) Write(p []byte) (int, error) {
	switch {
	case s.write:
		panic("writing")
	case s.miscounts:
		return len(p) + 1, nil
	}
	return s.End.Write(p)
}

func (s *brokenStream) Close() error {
	if s.closing {
		panic("closing")
	}
	return s.End.Close()
}

func TestStreamsThatPanicEndTheirConnection(t *testing.T) {
	for name, s := range map[string]*brokenStream{
		"the stream's Read panicked: reading":                   {read: true},
		"the stream's Write panicked: writing":                  {write: true},
		"a number of bytes that it was not given":               {miscounts: true},
		"the stream's Read panicked: reading, and then closing": {read: true, closing: true},
	} {
		t.Run(name, func(t *testing.T) {
			client, server := streamtest.Pipe(64 << 10)
			defer server.Close()
			s.End = client
			c := newConn(s, Config{Address: "h:1"})
			defer c.Close()
			var call Call
			err := c.Do(context.Background(), &call, Request{Name: "PING", Bytes: []byte("PING\r\n")})
			var connection *failure.ConnectionError
			require.ErrorAs(t, err, &connection)
			var panicked *failure.PanicError
			if !s.miscounts {
				require.ErrorAs(t, err, &panicked)
				require.NotEmpty(t, panicked.Stack)
			}
			require.Error(t, c.Err())
		})
	}
}
