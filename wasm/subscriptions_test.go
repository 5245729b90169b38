package main

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/wasm/internal/boundary"
	"github.com/glissade-io/glissade/wasm/internal/boundary/boundarytest"
)

// session has requests answered one after the other.
type session struct {
	t    *testing.T
	s    *dispatcher
	js   *javaScript
	last uint32
}

func newSession(t *testing.T) *session {
	s, js := start(t)
	return &session{t: t, s: s, js: js, last: 1_000}
}

// send sends a request and returns its id.
func (p *session) send(operation uint16, arguments ...any) uint32 {
	p.last++
	p.s.submit(boundarytest.Request(nil, p.last, 1, operation, arguments...))
	return p.last
}

func (p *session) do(operation uint16, arguments ...any) boundarytest.Record {
	return p.js.await(p.t, p.send(operation, arguments...))
}

func (p *session) done(operation uint16, arguments ...any) {
	p.t.Helper()
	record := p.do(operation, arguments...)
	require.Equal(p.t, boundary.StatusDone, record.Status, string(record.Body))
}

func (p *session) failure(operation uint16, arguments ...any) boundarytest.Failure {
	p.t.Helper()
	record := p.do(operation, arguments...)
	require.Equal(p.t, boundary.StatusFailure, record.Status)
	return record.Failure()
}

func (p *session) publish(message, channel string) {
	p.do(boundary.OperationCommand, words("PUBLISH", channel, message))
}

func message(channel, text string) boundarytest.Entry {
	return boundarytest.Entry{Kind: boundary.EntryMessage, Texts: []string{channel, text}}
}

func TestClientsOwnSubscription(t *testing.T) {
	p := newSession(t)
	require.Empty(t, p.do(boundary.OperationReceive, 0, false).Entries())
	p.done(boundary.OperationSubscribe, 0, int(models.Exact), array{"news"}, true, nil)
	p.done(boundary.OperationSubscribe, 0, int(models.Pattern), array{"n*"}, true, 30_000)
	p.publish("hello", "news")
	entries := p.do(boundary.OperationReceive, 0, true).Entries()
	for len(entries) < 2 {
		entries = append(entries, p.do(boundary.OperationReceive, 0, true).Entries()...)
	}
	require.ElementsMatch(t, []boundarytest.Entry{
		message("news", "hello"), {Kind: boundary.EntryPatternMessage, Texts: []string{"news", "hello", "n*"}},
	}, entries)

	state := func(exact, pattern string) string {
		return "\x02\x00\x00\x00" + exact + pattern + "\x02\x00\x00\x00" + exact + pattern
	}
	none, news := "\x00\x00\x00\x00", "\x01\x00\x00\x00\x04\x00\x00\x00news"
	require.Equal(t, state(news, "\x01\x00\x00\x00\x02\x00\x00\x00n*"), string(p.do(boundary.OperationGetSubscriptions).Body))
	p.done(boundary.OperationUnsubscribe, 0, int(models.Pattern), nil, true, nil)
	require.Equal(t, state(news, none), string(p.do(boundary.OperationGetSubscriptions).Body))
	p.done(boundary.OperationUnsubscribe, 0, int(models.Exact), array{"news"}, false)
	p.done(boundary.OperationUnsubscribe, 0, int(models.Exact), array{"news"}, true)
	p.done(boundary.OperationSubscribe, 0, int(models.Exact), array{"news"}, false)
	p.done(boundary.OperationSubscribe, 0, int(models.Exact), array{"news"}, true)
	require.Equal(t, state(news, none), string(p.do(boundary.OperationGetSubscriptions).Body))
}

func TestSubscriptionsOfTheirOwn(t *testing.T) {
	p := newSession(t)
	p.done(boundary.OperationOpenSubscription, 5, object{
		{Name: "channels", Value: array{"a"}},
		{Name: "patterns", Value: array{"b*"}},
		{Name: "timeoutMs", Value: 30_000},
		{Name: "maxMessages", Value: 2},
		{Name: "whenFull", Value: "dropNewest"},
	})
	p.publish("1", "a")
	require.Equal(t, []boundarytest.Entry{message("a", "1")}, p.do(boundary.OperationReceive, 5, true).Entries())
	for i := range 4 {
		p.publish(strconv.Itoa(i), "a")
	}
	p.do(boundary.OperationCommand, words("PING"))
	entries := p.do(boundary.OperationReceive, 5, true).Entries()
	require.Equal(t, []boundarytest.Entry{message("a", "0"), message("a", "1")}, entries[:2])
	require.Equal(t, boundary.EntryDropped, entries[2].Kind)
	require.Equal(t, uint32(2), entries[2].Count)

	p.done(boundary.OperationUnsubscribe, 5, int(models.Exact), nil, true, nil)
	p.done(boundary.OperationSubscribe, 5, int(models.Exact), array{"c"}, true, nil)
	waiting := p.send(boundary.OperationReceive, 5, true)
	p.done(boundary.OperationCloseSubscription, 5)
	ended := p.js.await(t, waiting).Entries()
	require.Len(t, ended, 1)
	require.Equal(t, boundary.EntryEnd, ended[0].Kind)
	require.Equal(t, boundary.ClassClosing, ended[0].Failure.Class)
	for _, request := range []boundarytest.Failure{
		p.failure(boundary.OperationReceive, 5, true),
		p.failure(boundary.OperationSubscribe, 5, int(models.Exact), array{"c"}, true),
	} {
		require.Equal(t, boundary.ClassClosing, request.Class)
		require.Contains(t, request.Message, "the subscription is closed")
		require.Equal(t, byte(failure.NotSent), request.Delivery)
	}
	p.done(boundary.OperationCloseSubscription, 5)
}

// What is more than a record holds comes with the next.
func TestMessagesComeInRecordsOfABoundedSize(t *testing.T) {
	p := newSession(t)
	p.done(boundary.OperationSubscribe, 0, int(models.Exact), array{"many"}, true, nil)
	const count = 3*mostMessages + 1
	for i := range count {
		p.send(boundary.OperationCommand, words("PUBLISH", "many", strconv.Itoa(i)))
	}
	p.publish("last", "many")
	var texts []string
	for len(texts) <= count {
		entries := p.do(boundary.OperationReceive, 0, true).Entries()
		require.LessOrEqual(t, len(entries), mostMessages)
		for _, e := range entries {
			texts = append(texts, e.Texts[1])
		}
	}
	for i := range count {
		require.Equal(t, strconv.Itoa(i), texts[i])
	}
}

func TestRefusedSubscriptions(t *testing.T) {
	p := newSession(t)
	p.do(boundary.OperationCommand, words("ACL", "SETUSER", "default", "resetchannels", "&news"))
	exact := int(models.Exact)
	for _, c := range []struct {
		operation uint16
		arguments []any
		class     boundary.Class
		message   string
	}{
		{boundary.OperationSubscribe, []any{0, exact, array{}, true}, boundary.ClassConfiguration, "channels: names nothing to subscribe to"},
		{boundary.OperationSubscribe, []any{0, exact, array{"\xff"}, false}, boundary.ClassConfiguration, "channels[0]: is no text"},
		{boundary.OperationSubscribe, []any{0, exact, array{5}, true}, boundary.ClassConfiguration, "subscribe channels[0]: must be a string"},
		{boundary.OperationSubscribe, []any{0, exact, nil, true}, boundary.ClassConfiguration, "subscribe channels: must be an array"},
		{boundary.OperationSubscribe, []any{0, int(models.Pattern), array{"a"}, true, -1}, boundary.ClassConfiguration, "psubscribe timeoutMs: is negative"},
		{boundary.OperationSubscribe, []any{0, int(models.Sharded), array{"a"}, true}, boundary.ClassConfiguration, "channels: are sharded, which only those of clusters are; use subscribe, or GlideClusterClient"},
		{boundary.OperationUnsubscribe, []any{0, int(models.Sharded), nil, false}, boundary.ClassConfiguration, "channels: are sharded"},
		{boundary.OperationSubscribe, []any{0, 3, array{"a"}, true}, boundary.ClassConfiguration, "mode: is unknown"},
		{boundary.OperationSubscribe, []any{0, -1, array{"a"}, true}, boundary.ClassConfiguration, "mode: is unknown"},
		{boundary.OperationReceive, []any{0, "yes"}, boundary.ClassConfiguration, "getPubSubMessage waits: must be a boolean"},
		{boundary.OperationSubscribe, []any{0, exact, array{"secret"}, true}, boundary.ClassRequest, "NOPERM"},
		{boundary.OperationOpenSubscription, []any{9, object{{Name: "channels", Value: array{"news", "secret"}}}}, boundary.ClassRequest, "NOPERM"},
		{boundary.OperationReceive, []any{9, true}, boundary.ClassClosing, "the subscription is closed"},
		{boundary.OperationOpenSubscription, []any{9, object{{Name: "channels", Value: array{}}}}, boundary.ClassConfiguration, "channels: names nothing"},
		{boundary.OperationOpenSubscription, []any{9, object{{Name: "chanels", Value: array{"a"}}}}, boundary.ClassConfiguration, "subscription options.chanels: is unknown"},
		{boundary.OperationOpenSubscription, []any{9, object{{Name: "shardedChannels", Value: array{"a"}}}}, boundary.ClassConfiguration, "channels: are sharded"},
	} {
		got := p.failure(c.operation, c.arguments...)
		require.Contains(t, got.Message, c.message)
		require.Equal(t, c.class, got.Class, got.Message)
	}
	const nothing = "\x02\x00\x00\x00" + "\x00\x00\x00\x00" + "\x00\x00\x00\x00"
	require.EventuallyWithT(t, func(c *assert.CollectT) { // What was not refused is unsubscribed later.
		assert.Equal(c, nothing+nothing, string(p.do(boundary.OperationGetSubscriptions).Body))
	}, time.Minute, time.Millisecond)
}

// A subscription that is being opened can be given up, and a closed client has none.
func TestSubscriptionsAreGivenUp(t *testing.T) {
	p := newSession(t)
	p.do(boundary.OperationCommand, words("CLIENT", "PAUSE", "60000", "ALL"))
	opening := p.send(boundary.OperationOpenSubscription, 5, object{{Name: "channels", Value: array{"a"}}})
	p.done(boundary.OperationCloseSubscription, 5)
	require.Equal(t, boundary.StatusFailure, p.js.await(t, opening).Status)

	late := p.failure(boundary.OperationOpenSubscription, 6, object{{Name: "channels", Value: array{"a"}}, {Name: "timeoutMs", Value: 1}})
	require.Equal(t, boundary.ClassTimeout, late.Class)
	require.Contains(t, late.Message, "no server has confirmed it")

	opening = p.send(boundary.OperationOpenSubscription, 7, object{{Name: "channels", Value: array{"a"}}})
	waiting := p.send(boundary.OperationReceive, 0, true)
	p.done(boundary.OperationClose)
	require.Equal(t, boundary.StatusFailure, p.js.await(t, opening).Status)
	require.Equal(t, boundary.ClassClosing, p.js.await(t, waiting).Entries()[0].Failure.Class)
	require.Zero(t, len(p.s.subscriptions))
}
