package main

import (
	"encoding/binary"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/wasm/internal/boundary"
	"github.com/glissade-io/glissade/wasm/internal/boundary/boundarytest"
)

// together is a request of several commands.
func together(id uint32, commands ...string) []byte {
	all := boundarytest.Raw(binary.LittleEndian.AppendUint32(nil, uint32(len(commands))))
	for _, each := range commands {
		all = append(all, words(strings.Fields(each)...)...)
	}
	return boundarytest.Request(nil, id, 1, boundary.OperationCommands, all)
}

// outcomes waits for what becomes of so many commands: the replies, or the messages of errors.
func (j *javaScript) outcomes(t *testing.T, id uint32, count int) []string {
	t.Helper()
	outcomes := make([]string, count)
	for i := range outcomes {
		j.find(t, func(r boundarytest.Record) bool {
			if r.ID != id || r.Status != boundary.StatusParts && r.Status != boundary.StatusPartFailure {
				return false
			}
			at, body := int(binary.LittleEndian.Uint32(r.Body)), r.Body[4:]
			if r.Status == boundary.StatusPartFailure {
				outcomes[i] = boundarytest.Record{Body: body}.Failure().Message
				return at == i
			}
			for ; len(body) > 0; at++ {
				end := 4 + binary.LittleEndian.Uint32(body)
				if at == i {
					outcomes[i] = string(body[4:end])
					return true
				}
				body = body[end:]
			}
			return false
		})
	}
	return outcomes
}

func TestCommandsTogether(t *testing.T) {
	s, js := start(t)
	s.submit(together(10, "SET k v", "GET k", "INCR k", "DEL k"))
	require.Equal(t, []string{"+OK\r\n", "$1\r\nv\r\n", "-ERR value is not an integer or out of range\r\n", ":1\r\n"}, js.outcomes(t, 10, 4))

	// One of them does not go with the others: each is sent by itself, in order.
	s.submit(together(11, "SET k v", "BLPOP l 0.001", "GET k", "WATCH k"))
	got := js.outcomes(t, 11, 4)
	require.Equal(t, []string{"+OK\r\n", "_\r\n", "$1\r\nv\r\n"}, got[:3])
	require.Contains(t, got[3], "WATCH")

	s.submit(boundarytest.Request(nil, 12, 1, boundary.OperationCommands, boundarytest.Raw("\x02\x00\x00\x00*1\r\n$4\r\nPING\r\nnonsense")))
	got = js.outcomes(t, 12, 2)
	require.Equal(t, "+PONG\r\n", got[0])
	require.Contains(t, got[1], "are not an array of bulk strings")

	s.submit(boundarytest.Request(nil, 13, 1, boundary.OperationCommands, boundarytest.Raw("\x02")))
	require.Contains(t, js.await(t, 13).Failure().Message, "commands without their number")

	s.submit(boundarytest.Request(nil, 14, 99, boundary.OperationCommands, boundarytest.Raw("\x01\x00\x00\x00")))
	message := js.await(t, 14).Failure().Message
	require.Contains(t, message, "closed")
	require.NotContains(t, message, "operation", "what JavaScript does not call so")
}
