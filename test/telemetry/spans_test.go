package telemetry

import (
	"context"
	"net"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/native/otel"
	"github.com/glissade-io/glissade/options"
)

// operation is something that a client does, and what its spans have to be.
type operation struct {
	name  string
	do    func(t *testing.T, ctx context.Context, c client)
	spans []string
	want  map[string]any // of the last span; nil says that it has no such attribute
}

func ok[T any](t *testing.T) func(value T, err error) {
	return func(_ T, err error) { require.NoError(t, err) }
}

var operations = []operation{
	{
		name:  "a command",
		do:    func(t *testing.T, ctx context.Context, c client) { ok[string](t)(c.Set(ctx, "text", secret)) },
		spans: []string{"SET"},
		want:  map[string]any{"db.namespace": "0", "db.query.text": nil, "db.operation.batch.size": nil, "error.type": nil},
	},
	{
		name: "a command of two words",
		do: func(t *testing.T, ctx context.Context, c client) {
			ok[map[string]string](t)(c.ConfigGet(ctx, []string{"maxmemory"}))
		},
		spans: []string{"CONFIG GET"},
	},
	{
		name: "one that the server refuses",
		do: func(t *testing.T, ctx context.Context, c client) {
			_, err := c.LPush(ctx, "text", []string{secret})
			require.Error(t, err)
		},
		spans: []string{"LPUSH"},
		want:  map[string]any{"error.type": "WRONGTYPE", "db.response.status_code": "WRONGTYPE"},
	},
	{
		name: "one whose refusal quotes what was sent",
		do: func(t *testing.T, ctx context.Context, c client) {
			_, err := c.CustomCommand(ctx, []string{"EVAL", "return redis.error_reply('MYERR ' .. ARGV[1])", "0", secret})
			require.ErrorContains(t, err, secret)
		},
		spans: []string{"EVAL"},
		want:  map[string]any{"error.type": "MYERR", "db.response.status_code": "MYERR"},
	},
	{
		name: "one that was canceled",
		do: func(t *testing.T, ctx context.Context, c client) {
			ctx, cancel := context.WithCancel(ctx)
			cancel()
			_, err := c.Get(ctx, "text")
			require.Error(t, err)
		},
		spans: []string{"GET"},
		want:  map[string]any{"error.type": "CanceledError", "db.response.status_code": nil},
	},
	{
		name: "one that was too late",
		do: func(t *testing.T, ctx context.Context, c client) {
			ctx, cancel := context.WithDeadline(ctx, time.Now().Add(-time.Second))
			defer cancel()
			_, err := c.Get(ctx, "text")
			require.Error(t, err)
		},
		spans: []string{"GET"},
		want:  map[string]any{"error.type": "TimeoutError"},
	},
	{
		name: "a wrong argument",
		do: func(t *testing.T, ctx context.Context, c client) {
			_, err := c.MGet(ctx, nil)
			require.Error(t, err)
		},
		spans: []string{"MGET"},
		want:  map[string]any{"error.type": "ConfigurationError", "network.peer.address": nil, "network.peer.port": nil},
	},
	{
		name: "a pipeline",
		do: func(t *testing.T, ctx context.Context, c client) {
			b := batch.NewPipeline()
			b.Set("{a}1", secret)
			b.Get("{a}1")
			b.Get("{b}1")
			ok[[]any](t)(c.exec(ctx, b, true))
		},
		spans: []string{"PIPELINE"},
		want:  map[string]any{"db.operation.batch.size": int64(3), "error.type": nil},
	},
	{
		name: "a pipeline of one command's",
		do: func(t *testing.T, ctx context.Context, c client) {
			b := batch.NewPipeline()
			b.Get("{a}1")
			b.Get("{b}1")
			ok[[]any](t)(c.exec(ctx, b, true))
		},
		spans: []string{"PIPELINE GET"},
		want:  map[string]any{"db.operation.batch.size": int64(2)},
	},
	{
		name: "a batch of one command",
		do: func(t *testing.T, ctx context.Context, c client) {
			b := batch.NewTransaction()
			b.Get("{a}1")
			ok[[]any](t)(c.exec(ctx, b, true))
		},
		spans: []string{"GET"},
		want:  map[string]any{"db.operation.batch.size": nil},
	},
	{
		name: "an empty batch",
		do: func(t *testing.T, ctx context.Context, c client) {
			_, err := c.exec(ctx, batch.NewPipeline(), true)
			require.Error(t, err)
		},
		spans: []string{"PIPELINE"},
		want:  map[string]any{"db.operation.batch.size": int64(0), "error.type": "ConfigurationError"},
	},
	{
		name: "a transaction",
		do: func(t *testing.T, ctx context.Context, c client) {
			b := batch.NewTransaction()
			b.Set("{a}1", secret)
			b.Set("{a}2", secret)
			ok[[]any](t)(c.exec(ctx, b, true))
		},
		spans: []string{"MULTI SET"},
		want:  map[string]any{"db.operation.batch.size": int64(2)},
	},
	{
		name: "a batch with a command that fails",
		do: func(t *testing.T, ctx context.Context, c client) {
			b := batch.NewTransaction()
			b.Set("{a}1", secret)
			b.LPush("{a}1", []string{secret})
			ok[[]any](t)(c.exec(ctx, b, false))
		},
		spans: []string{"MULTI"},
		want:  map[string]any{"db.operation.batch.size": int64(2), "error.type": "WRONGTYPE", "db.response.status_code": "WRONGTYPE"},
	},
	{
		name: "a script that is new",
		do: func(t *testing.T, ctx context.Context, c client) {
			ok[any](t)(c.InvokeScriptWithOptions(ctx, script, options.ScriptOptions{Keys: []string{"k"}, Args: []string{secret}}))
		},
		spans: []string{"EVALSHA", "EVAL"},
		want:  map[string]any{"db.stored_procedure.name": script.Hash(), "error.type": nil},
	},
	{
		name: "a script that is known",
		do: func(t *testing.T, ctx context.Context, c client) {
			ok[any](t)(c.InvokeScriptWithOptions(ctx, script, options.ScriptOptions{Keys: []string{"k"}, Args: []string{secret}}))
		},
		spans: []string{"EVALSHA"},
		want:  map[string]any{"db.stored_procedure.name": script.Hash()},
	},
	{
		name: "a command that blocks, with a connection of its own",
		do: func(t *testing.T, ctx context.Context, c client) {
			ok[int64](t)(c.LPush(ctx, "list", []string{secret}))
			_, err := c.BLPop(ctx, []string{"list"}, time.Second)
			require.NoError(t, err)
		},
		spans: []string{"LPUSH", "DIAL", "BLPOP"},
	},
	{
		name: "a subscription",
		do: func(t *testing.T, ctx context.Context, c client) {
			s, err := c.base.Subscribe(ctx, []string{"news"})
			require.NoError(t, err)
			ok[int64](t)(c.Publish(ctx, "news", secret))
			_, err = s.Receive(ctx)
			require.NoError(t, err)
			require.NoError(t, s.Unsubscribe(ctx, nil))
		},
		spans: []string{"SUBSCRIBE", "PUBLISH", "UNSUBSCRIBE"},
		want:  map[string]any{"network.peer.address": nil},
	},
}

var script = options.NewScript("return ARGV[1] -- of the test of telemetry")

func TestSpansAreThoseOfTheConventions(t *testing.T) {
	inEach(t, func(e *environment) {
		c := e.client(otel.Config{})
		for _, o := range operations {
			spans, own := e.spans(func(ctx context.Context) { o.do(e.T, ctx, c) })
			require.Equal(e, o.spans, namesOf(spans), o.name)
			for _, s := range spans {
				if s.Name == "DIAL" {
					continue
				}
				require.Equal(e, own.SpanId, s.ParentSpanId, o.name)
				got := e.requireConventions(s)
				if got["network.peer.address"] != nil {
					e.requirePeer(got)
				} else {
					require.NotContains(e, got, "network.peer.port")
				}
			}
			got := attributes(e.T, spans[len(spans)-1].Attributes)
			for key, value := range o.want {
				require.Equal(e, value, got[key], "%s of %s", key, o.name)
			}
		}
		require.True(e, e.receiver.origins["github.com/glissade-io/glissade/native/otel "+semconv.SchemaURL])
	})
}

// requirePeer checks that an operation was sent to a server of ours.
func (e *environment) requirePeer(got map[string]any) {
	e.Helper()
	require.True(e, slices.ContainsFunc(e.addresses, func(address string) bool {
		host, port, _ := net.SplitHostPort(address)
		return got["network.peer.address"] == host && got["network.peer.port"] == number(port)
	}), "%v", got)
}

// What is dialled for a call is part of it.
func TestADialIsAChild(t *testing.T) {
	inEach(t, func(e *environment) {
		c := e.client(otel.Config{})
		spans, own := e.spans(func(ctx context.Context) {
			_, err := c.BLPop(ctx, []string{"list"}, 10*time.Millisecond)
			require.NoError(e, err)
			d, err := c.dedicated(ctx, "list") // The same connection, which is idle.
			require.NoError(e, err)
			require.NoError(e, d.Watch(ctx, []string{"list"}))
			_, err = d.Get(ctx, "list")
			require.NoError(e, err)
			d.Release()
		})
		named := map[string]*tracepb.Span{}
		for _, s := range spans {
			named[s.Name] = s
		}
		require.Equal(e, named["BLPOP"].SpanId, named["DIAL"].ParentSpanId)
		require.Equal(e, own.SpanId, named["WATCH"].ParentSpanId)
		require.Equal(e, own.SpanId, named["GET"].ParentSpanId)
		dial := attributes(e.T, named["DIAL"].Attributes)
		requireTypes(e.T, dial)
		require.Contains(e, dial, "server.address")
		require.Contains(e, dial, "server.port")
	})
}

func TestTheNamespaceIsTheDatabase(t *testing.T) {
	inEach(t, func(e *environment) {
		if e.cluster {
			e.Skip("one database is enough for a cluster")
		}
		c := e.client(otel.Config{SystemName: "valkey"})
		e.system = "valkey"
		spans, _ := e.spans(func(ctx context.Context) {
			d, err := c.dedicated(ctx, "")
			require.NoError(e, err)
			defer d.Release()
			_, err = d.Select(ctx, 7)
			require.NoError(e, err)
			_, err = d.Get(ctx, "k")
			require.NoError(e, err)
			_, err = c.Get(ctx, "k")
			require.NoError(e, err)
		})
		require.Equal(e, []string{"DIAL", "SELECT", "GET", "GET"}, namesOf(spans))
		require.Equal(e, "7", e.requireConventions(spans[2])["db.namespace"])
		require.Equal(e, "0", e.requireConventions(spans[3])["db.namespace"])
	})
}

func TestTheTextOfACommandHasNoValues(t *testing.T) {
	inEach(t, func(e *environment) {
		c := e.client(otel.Config{QueryText: true})
		spans, _ := e.spans(func(ctx context.Context) {
			_, err := c.Set(ctx, "{k}text", secret)
			require.NoError(e, err)
			_, err = c.CustomCommand(ctx, []string{"hset", "{k}hash", "field 1", secret, "field2", secret})
			require.NoError(e, err)
			b := batch.NewTransaction()
			b.Set("{k}text", secret)
			b.ZAdd("{k}sorted", []models.MemberAndScore{{Member: secret, Score: 1}})
			_, err = c.exec(ctx, b, true)
			require.NoError(e, err)
		})
		var texts []any
		for _, s := range spans {
			texts = append(texts, e.requireConventions(s)["db.query.text"])
		}
		require.Equal(e, []any{"SET {k}text ?", `HSET {k}hash "field 1" ? field2 ?`, "SET {k}text ?; ZADD {k}sorted ? ?"}, texts)
	})
}
