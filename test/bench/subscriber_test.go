package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/glissade-io/glissade/test/servers"
)

func TestEveryClientThatReceives(t *testing.T) {
	server := servers.Start(t, servers.Valkey91, servers.Options{})
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	file := filepath.Join(t.TempDir(), "run.json")
	var output strings.Builder
	require.NoError(t, run(t.Context(), []string{
		"-pubsub", "-address", server.Addr(), "-rounds", "1", "-duration", "20ms", "-json", file, "-scenarios", "^(receive/64B/c100|receive/1KiB/c1|get/64B/g1/.*)$",
	}, &output, &output), output.String())
	var got decoded
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(content, &got))
	require.Len(t, got.Scenarios, 3)
	receive := []string{baseline, "glissade-handle", "glissade-channel", "go-redis", "go-redis-channel", "valkey-go", "valkey-go-hooks", "redigo"}
	for i, want := range [][]string{receive, receive, {baseline, "glissade-subscribed", "glissade-full"}} {
		var clients []string
		for _, row := range got.Scenarios[i].Rows {
			clients = append(clients, row.Client)
			require.Positive(t, row.Ops)
			require.Positive(t, row.Server)
		}
		require.Equal(t, want, clients)
		require.NotContains(t, got.Scenarios[i].BestPeer, baseline, "a client is no peer of itself")
	}
}

func TestAReceiverMissesNothing(t *testing.T) {
	s := scenario{ValueSize: 64, Channels: 2}
	message := func(r *receiver, number int) string {
		return fmt.Sprintf("%08d%s%c", number, r.filling(), lastByte(number))
	}
	r := newReceiver(s)
	for i := range r.burst {
		take(r, r.channels[i%2], []byte(message(r, i)))
	}
	require.NoError(t, (<-r.ended).err)
	for name, wrong := range map[string]func(r *receiver) (channel, text string){
		"one is missing":      func(r *receiver) (string, string) { return r.channels[1], message(r, 1) },
		"another channel":     func(r *receiver) (string, string) { return r.channels[1], message(r, 0) },
		"it is shorter":       func(r *receiver) (string, string) { return r.channels[0], message(r, 0)[1:] },
		"it is longer":        func(r *receiver) (string, string) { return r.channels[0], message(r, 0) + "a" },
		"its end is another":  func(r *receiver) (string, string) { return r.channels[0], message(r, 0)[:63] + "b" },
		"it has no number":    func(r *receiver) (string, string) { return r.channels[0], strings.Repeat("a", 64) },
		"it has only a digit": func(r *receiver) (string, string) { return r.channels[0], "0" },
	} {
		t.Run(name, func(t *testing.T) {
			r := newReceiver(s)
			channel, text := wrong(r)
			take(r, channel, text)
			take(r, channel, text)
			require.ErrorContains(t, (<-r.ended).err, "want message 0")
		})
	}
}

func TestWhoTakesPart(t *testing.T) {
	names := func(s scenario) (names []string) {
		for _, c := range entrants(subscribers(), s) {
			names = append(names, c.name)
		}
		return names
	}
	for _, s := range pubsubScenarios() {
		require.Equal(t, s.Operation == receive, slices.Contains(names(s), "redigo"))
		require.Equal(t, s.Operation != receive, slices.Contains(names(s), "glissade-full"))
		require.Contains(t, names(s), baseline)
	}
}
