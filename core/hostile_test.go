package core

import (
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// FuzzConnections feeds whole connections to a client with several callers: handshakes,
// replies, pushes, surplus and missing replies, closes at any byte. The input is a
// program for the server and the callers; see [operations] and [callKinds]. It runs in
// a bubble, so that timeouts take no time and no goroutine may stay.
//
// What must hold:
//
//   - No caller gets a value without an error, or an error reply, that was not sent for
//     its very request, but for what no client can know; see [hostileRun.judge].
//   - Every call ends, within its time, and the client ends all its connections.
//   - There is no false alarm: a connection on which the server does nothing wrong is
//     kept, and what it answers in time is received; see [hostileRun.judgeHonest].
//
// Each value is known by a number that is in the key and in the reply alike. The server
// logs what it has sent as anybody must read it who knows the protocol, so that even
// what garbage and a reply happen to make together is judged.
func FuzzConnections(f *testing.F) {
	for i := range behaviours {
		b := &behaviours[i]
		f.Add(assemble(f, byte(i)%byte(streamKinds), b))
		f.Add(assemble(f, byte(i)%byte(streamKinds)|settingRESP2, b))
	}
	f.Fuzz(func(t *testing.T, program []byte) {
		underWatch(t, program, func(t *testing.T) {
			run := runHostile(t, program)
			if findings := run.findings(); len(findings) > 0 {
				t.Fatalf("%s\n\n%s", strings.Join(findings, "\n"), run.story())
			}
		})
	})
}

// TestHostileServers runs every behaviour with each kind of stream and both protocols.
func TestHostileServers(t *testing.T) {
	for i := range behaviours {
		b := &behaviours[i]
		t.Run(b.name, func(t *testing.T) {
			for protocol, flag := range map[string]byte{"RESP2": settingRESP2, "RESP3": 0} {
				if b.resp3 && flag == settingRESP2 {
					continue
				}
				for kind, name := range []string{plainStream: "plain", bareStream: "bare", framedStream: "framed"} {
					t.Run(protocol+" "+name, func(t *testing.T) {
						program := assemble(t, byte(kind)|flag, b)
						underWatch(t, program, func(t *testing.T) { b.test(t, program) })
					})
				}
			}
		})
	}
}

// stuckAfter is after how long a program has the client busy with nothing, since one
// that waits takes no time at all.
const stuckAfter = 30 * time.Second

// underWatch is bubble for a program that may have the client run in circles.
func underWatch(t *testing.T, program []byte, f func(t *testing.T)) {
	t.Helper()
	watch := time.AfterFunc(stuckAfter, func() {
		panic("the client is never at rest in the program " + hex.EncodeToString(program))
	})
	defer watch.Stop()
	bubble(t, f)
}

// test runs a behaviour, and requires of the client what its class says.
func (b *behaviour) test(t *testing.T, program []byte) {
	run := runHostile(t, program)
	defer func() {
		if t.Failed() {
			t.Log(run.story())
		}
	}()
	require.Empty(t, run.findings())
	if run.client == nil {
		return // The handshake was not to be had.
	}
	switch b.class {
	case harmless, odd, atOnce:
		require.Empty(t, run.excuses())
	case afterProof: // What is out of place may look like another order.
		require.Subset(t, []excuse{reordered, unproved, balanced}, run.excuses())
	case undetectable:
		require.Subset(t, []excuse{reordered}, run.excuses())
	}
	last := run.calls[len(run.calls)-1]
	require.Equal(t, 1, len(last.results))
	require.NoError(t, last.results[0].err, "the server answers the last call")
	if b.class == atOnce || b.class == afterProof {
		b.requireEnd(t, run)
	}
}

// requireEnd requires that every connection has ended on which the server misbehaved.
func (b *behaviour) requireEnd(t *testing.T, run *hostileRun) {
	t.Helper()
	dishonest := 0
	for _, c := range run.server.connections {
		if c.dishonest != "" {
			dishonest++
			require.True(t, run.endedEarly(c), "connection %d ends", c.number)
		}
	}
	if !b.rare && run.server.setting.stream != framedStream { // It may have held requests back.
		require.NotZero(t, dishonest)
	}
}
