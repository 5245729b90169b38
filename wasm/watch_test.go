package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/wasm/internal/boundary"
	"github.com/glissade-io/glissade/wasm/internal/boundary/boundarytest"
)

// watcher sends requests to client 1 and names how each ended.
type watcher struct {
	*testing.T
	s    *dispatcher
	js   *javaScript
	last uint32
}

func (w *watcher) do(operation uint16, arguments ...any) string {
	w.Helper()
	w.last++
	w.s.submit(boundarytest.Request(nil, w.last, 1, operation, arguments...))
	return w.ended(w.last)
}

func (w *watcher) ended(id uint32) string {
	w.Helper()
	switch record := w.js.await(w.T, id); record.Status {
	case boundary.StatusFailure:
		return record.Failure().Message
	case boundary.StatusNotExecuted:
		return "not executed"
	case boundary.StatusReplies:
		return "executed"
	default:
		return string(record.Body)
	}
}

func (w *watcher) watch(keys ...any) string {
	w.Helper()
	return w.do(boundary.OperationWatch, append(array{}, keys...))
}

func (w *watcher) send(command ...string) string {
	w.Helper()
	return w.do(boundary.OperationCommand, words(command...))
}

func incrementing(keys ...string) []byte {
	var commands []byte
	for _, key := range keys {
		commands = boundarytest.Request(commands, 0, 0, boundary.OperationCommand, words("INCR", key))
	}
	return commands
}

func (w *watcher) exec(atomic bool, keys ...string) string {
	w.Helper()
	return w.do(boundary.OperationBatch, atomic, incrementing(keys...))
}

var acknowledged = "+OK\r\n"

// requireWatched requires how many connections watch keys.
func (w *watcher) requireWatched(count string) {
	w.Helper()
	require.Contains(w, w.send("INFO", "clients"), "watching_clients:"+count+"\r\n")
}

func TestWatchedKeysGuardTheNextTransaction(t *testing.T) {
	s, js := start(t)
	w := &watcher{T: t, s: s, js: js, last: 100}
	require.Equal(t, acknowledged, w.watch("a", "b"))
	require.Equal(t, acknowledged, w.watch([]byte("c")))
	w.requireWatched("1")
	w.send("SET", "c", "1")
	require.Equal(t, "executed", w.exec(false, "a"), "pipelines are not guarded")
	require.Equal(t, "not executed", w.exec(true, "a"))
	w.requireWatched("0")
	require.Equal(t, "executed", w.exec(true, "a"), "nothing is watched any more")

	require.Equal(t, acknowledged, w.watch("a"))
	require.Equal(t, "executed", w.exec(true, "a"))
	require.Contains(t, w.send("GET", "a"), "3")

	require.Equal(t, acknowledged, w.watch("a"))
	w.send("INCR", "a")
	require.Equal(t, acknowledged, w.do(boundary.OperationUnwatch))
	w.requireWatched("0")
	require.Equal(t, "executed", w.exec(true, "a"))
	require.Equal(t, acknowledged, w.do(boundary.OperationUnwatch))

	require.Contains(t, w.watch(), "watch keys: is empty")
	require.Contains(t, w.watch(1), "watch keys[0]: must be a string")
	require.Contains(t, w.do(boundary.OperationUnwatch, "nowhere"), "unwatch options.route: must be")
}

// Calls that nobody awaits are executed in their order.
func TestWatchingIsOrdered(t *testing.T) {
	s, js := start(t)
	w := &watcher{T: t, s: s, js: js, last: 100}
	var batch []byte
	batch = boundarytest.Request(batch, 1001, 1, boundary.OperationWatch, array{"a"})
	batch = boundarytest.Request(batch, 1002, 1, boundary.OperationUnwatch)
	batch = boundarytest.Request(batch, 1003, 1, boundary.OperationWatch, array{"a"})
	batch = boundarytest.Request(batch, 1004, 1, boundary.OperationBatch, true, incrementing("a"))
	batch = boundarytest.Request(batch, 1005, 1, boundary.OperationBatch, true, incrementing("a"))
	s.submit(batch)
	for id, want := range map[uint32]string{1001: acknowledged, 1002: acknowledged, 1003: acknowledged} {
		require.Equal(t, want, w.ended(id))
	}
	outcomes := []string{w.ended(1004), w.ended(1005)}
	require.Contains(t, outcomes, "executed", "the second transaction, which nothing guards, may come first")
	w.requireWatched("0")
}

func TestAClosedClientWatchesNothing(t *testing.T) {
	s, js := start(t)
	w := &watcher{T: t, s: s, js: js, last: 100}
	require.Equal(t, acknowledged, w.watch("a"))
	require.Empty(t, w.do(boundary.OperationClose))
	require.Empty(t, s.watches)
	require.Contains(t, w.watch("a"), "the client is closed")
}

func TestALostConnectionFailsTheTransaction(t *testing.T) {
	s, js := start(t)
	w := &watcher{T: t, s: s, js: js, last: 100}
	require.Equal(t, acknowledged, w.watch("a"))
	w.send("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
	require.Contains(t, w.exec(true, "a"), "connection to 127.0.0.1")
	require.Equal(t, "executed", w.exec(true, "a"))
}

func TestWatchedKeysOfACluster(t *testing.T) {
	s, js, cluster := startCluster(t)
	w := &watcher{T: t, s: s, js: js, last: 100}
	require.Equal(t, acknowledged, w.watch("{a}1", "{a}2"))
	w.send("SET", "{a}2", "1")
	require.Equal(t, "not executed", w.exec(true, "{a}1"))
	require.Equal(t, acknowledged, w.watch("{a}1"))
	require.Equal(t, "executed", w.exec(true, "{a}1"))

	const elsewhere = "has keys of other slots than the watched ones (INCR)"
	require.Equal(t, acknowledged, w.watch("{a}1"))
	require.Contains(t, w.exec(true, "b"), elsewhere)
	require.Equal(t, "executed", w.exec(true, "b"), "nothing is watched any more")
	require.Equal(t, acknowledged, w.watch("a", "b"))
	require.Contains(t, w.exec(true, "a"), "keys of several slots")
	require.Equal(t, acknowledged, w.watch("a"))
	route := object{{Name: "route", Value: "allPrimaries"}}
	require.Contains(t, w.do(boundary.OperationBatch, true, incrementing("a"), route), "exec options.route: is set where keys are watched")

	byKey := object{{Name: "type", Value: "primarySlotKey"}, {Name: "key", Value: "b"}}
	require.Equal(t, acknowledged, w.watch("a", "b"))
	require.Equal(t, acknowledged, w.do(boundary.OperationUnwatch, byKey))
	require.Equal(t, "executed", w.exec(true, "a"), "b is not watched any more")
	require.Equal(t, acknowledged, w.watch("a", "b"))
	require.Equal(t, acknowledged, w.do(boundary.OperationUnwatch, "allPrimaries"))
	require.Equal(t, "executed", w.exec(true, "a"))
	require.Equal(t, acknowledged, w.watch("a"))
	for _, node := range cluster.Nodes {
		byAddress := object{{Name: "type", Value: "routeByAddress"}, {Name: "host", Value: node.Host()}, {Name: "port", Value: node.Port()}}
		require.Equal(t, acknowledged, w.do(boundary.OperationUnwatch, byAddress))
	}
	require.Equal(t, "executed", w.exec(true, "b"))
}

func TestStatistics(t *testing.T) {
	s, js := start(t)
	w := &watcher{T: t, s: s, js: js, last: 100}
	require.Equal(t, "*16\r\n"+strings.Repeat(":0\r\n", 16), w.do(boundary.OperationStatistics))
}
