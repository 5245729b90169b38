package main

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/wasm/internal/boundary"
	"github.com/glissade-io/glissade/wasm/internal/boundary/boundarytest"
)

func TestKeyEvents(t *testing.T) {
	p := newSession(t)
	require.Contains(t, p.failure(boundary.OperationOpenKeyEvents, 5, object{}).Message, "CONFIG SET notify-keyspace-events")
	p.do(boundary.OperationCommand, words("CONFIG", "SET", "notify-keyspace-events", "KEA"))
	p.done(boundary.OperationOpenKeyEvents, 5, object{
		{Name: "pattern", Value: "k*"},
		{Name: "events", Value: array{"set", "del"}},
		{Name: "allDatabases", Value: true},
		{Name: "timeoutMs", Value: 30_000},
		{Name: "maxMessages", Value: 10_000},
		{Name: "whenFull", Value: "end"},
	})
	require.Empty(t, p.do(boundary.OperationReceive, 5, false).Entries())
	const count = 3 * keyEventsAhead
	for i := range count {
		p.send(boundary.OperationCommand, words("SET", "k"+strconv.Itoa(i), "v"))
		p.send(boundary.OperationCommand, words("SET", "other", "v"))
	}
	var entries []boundarytest.Entry
	for len(entries) < count {
		entries = append(entries, p.do(boundary.OperationReceive, 5, true).Entries()...)
	}
	for i, e := range entries {
		require.Equal(t, boundarytest.Entry{Kind: boundary.EntryKeyEvent, Texts: []string{"k" + strconv.Itoa(i), "set"}}, e)
	}

	refused := p.failure(boundary.OperationSubscribe, 5, int(models.Exact), array{"news"}, true)
	require.Contains(t, refused.Message, "is of key events")
	waiting := p.send(boundary.OperationReceive, 5, true)
	p.done(boundary.OperationCloseSubscription, 5)
	require.Equal(t, boundary.EntryEnd, p.js.await(t, waiting).Entries()[0].Kind)
	require.Contains(t, p.failure(boundary.OperationReceive, 5, true).Message, "the subscription is closed")
}

func TestRefusedKeyEvents(t *testing.T) {
	p := newSession(t)
	for want, options := range map[string]object{
		"keyEvents options.events[0]: is empty":               {{Name: "events", Value: array{""}}},
		"keyEvents options.events[1]: is a pattern":           {{Name: "events", Value: array{"set", "s*"}}},
		"keyEvents options.events: must be an array":          {{Name: "events", Value: "set"}},
		"keyEvents options.pattern: must be a string":         {{Name: "pattern", Value: 5}},
		"keyEvents options.allDatabases: must be a boolean":   {{Name: "allDatabases", Value: 1}},
		"keyEvents options.timeoutMs: is negative":            {{Name: "timeoutMs", Value: -1}},
		"keyEvents options.maxBytes: must be positive":        {{Name: "maxBytes", Value: -1}},
		"keyEvents options.patern: is unknown":                {{Name: "patern", Value: "a"}},
		"keyEvents options.whenFull: must be \"dropOldest\",": {{Name: "whenFull", Value: "never"}},
	} {
		got := p.failure(boundary.OperationOpenKeyEvents, 5, options)
		require.Contains(t, got.Message, want)
		require.Equal(t, boundary.ClassConfiguration, got.Class)
	}
	require.Zero(t, len(p.s.subscriptions))
}

// A closed client has no events, nor anybody who waits for them.
func TestKeyEventsOfAClosedClient(t *testing.T) {
	p := newSession(t)
	p.do(boundary.OperationCommand, words("CONFIG", "SET", "notify-keyspace-events", "KEA"))
	p.done(boundary.OperationOpenKeyEvents, 5, object{})
	waiting := p.send(boundary.OperationReceive, 5, true)
	p.done(boundary.OperationClose)
	ended := p.js.await(t, waiting).Entries()
	require.Equal(t, boundary.EntryEnd, ended[len(ended)-1].Kind)
	require.Equal(t, boundary.ClassClosing, ended[len(ended)-1].Failure.Class)
}
