package main

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/test/servers"
	"github.com/glissade-io/glissade/transport/tcp"
	"github.com/glissade-io/glissade/wasm/internal/boundary"
	"github.com/glissade-io/glissade/wasm/internal/boundary/boundarytest"
)

type (
	array  = boundarytest.Array
	object = boundarytest.Object
)

// javaScript stands in for the other half: it keeps the records it is given, and
// dials over TCP.
type javaScript struct {
	mu         sync.Mutex
	deliveries [][]byte
	arrived    chan struct{}
}

func newJavaScript() *javaScript { return &javaScript{arrived: make(chan struct{}, 1)} }

func (j *javaScript) deliver(records []byte) {
	j.mu.Lock()
	j.deliveries = append(j.deliveries, slices.Clone(records))
	j.mu.Unlock()
	select {
	case j.arrived <- struct{}{}:
	default:
	}
}

func (j *javaScript) dialer(uint32, bridge) stream.Dialer { return &tcp.Dialer{} }

// await returns the record of a request once it has come.
func (j *javaScript) await(t *testing.T, id uint32) boundarytest.Record {
	t.Helper()
	return j.find(t, func(r boundarytest.Record) bool { return r.ID == id && r.Status != boundary.StatusEvent })
}

// event returns an event of a client once it has come.
func (j *javaScript) event(t *testing.T, client uint32, name string) string {
	t.Helper()
	start := string([]byte{byte(len(name)), 0, 0, 0}) + name
	return string(j.find(t, func(r boundarytest.Record) bool {
		return r.ID == client && r.Status == boundary.StatusEvent && strings.HasPrefix(string(r.Body), start)
	}).Body)
}

func (j *javaScript) find(t *testing.T, wanted func(boundarytest.Record) bool) boundarytest.Record {
	t.Helper()
	deadline := time.After(time.Minute)
	for {
		j.mu.Lock()
		for _, delivery := range j.deliveries {
			for _, record := range boundarytest.Records(delivery) {
				if wanted(record) {
					j.mu.Unlock()
					return record
				}
			}
		}
		j.mu.Unlock()
		select {
		case <-j.arrived:
		case <-deadline:
			require.FailNow(t, "no such record")
		}
	}
}

// words are those of a command, as JavaScript sends them.
func words(words ...string) boundarytest.Raw { return boundarytest.Command(words...) }

// start returns a session with client 1 connected to a real server.
func start(t *testing.T, more ...boundarytest.Field) (*dispatcher, *javaScript) {
	t.Helper()
	server := servers.Start(t, servers.Valkey91, servers.Options{})
	js := newJavaScript()
	s := newDispatcher(js)
	host, port, _ := strings.Cut(server.Addr(), ":")
	address := object{{Name: "host", Value: host}, {Name: "port", Value: number(t, port)}}
	s.submit(boundarytest.Request(nil, 1, 1, boundary.OperationCreate, append(object{
		{Name: "bridge", Value: object{{Name: "url", Value: "ws://unused"}}},
		{Name: "addresses", Value: array{address}},
		{Name: "requestTimeout", Value: 30_000},
		{Name: "advancedConfiguration", Value: object{{Name: "connectionTimeout", Value: 30_000}}},
	}, more...)))
	record := js.await(t, 1)
	require.Equal(t, boundary.StatusDone, record.Status, string(record.Body))
	t.Cleanup(func() {
		s.submit(boundarytest.Request(nil, 2, 1, boundary.OperationClose))
		require.Equal(t, boundary.StatusDone, js.await(t, 2).Status)
	})
	return s, js
}

func number(t *testing.T, digits string) (n int) {
	t.Helper()
	for _, digit := range digits {
		n = n*10 + int(digit-'0')
	}
	return n
}

func TestCommands(t *testing.T) {
	s, js := start(t)
	batch := boundarytest.Request(nil, 10, 1, boundary.OperationCommand, words("SET", "key", "value", "GET"))
	batch = boundarytest.Request(batch, 11, 1, boundary.OperationCommand, words("GET", "key"))
	batch = boundarytest.Request(batch, 12, 1, boundary.OperationCommand, words("INCR", "key"))
	s.submit(batch)
	for id, body := range map[uint32]string{
		10: "_\r\n",
		11: "$5\r\nvalue\r\n",
		12: "-ERR value is not an integer or out of range\r\n",
	} {
		record := js.await(t, id)
		require.Equal(t, boundary.StatusReply, record.Status)
		require.Equal(t, body, string(record.Body))
	}
}

func TestBatches(t *testing.T) {
	s, js := start(t)
	var commands []byte
	commands = boundarytest.Request(commands, 0, 0, boundary.OperationCommand, words("SET", "key", "1"))
	commands = boundarytest.Request(commands, 0, 0, boundary.OperationCommand, words("INCR", "key"))
	want := "\x02\x00\x00\x00" + "\x00\x05\x00\x00\x00+OK\r\n" + "\x00\x04\x00\x00\x00:2\r\n"
	for i, atomic := range []bool{false, true} {
		id := uint32(20 + i)
		s.submit(boundarytest.Request(nil, id, 1, boundary.OperationBatch, atomic, commands, object{{Name: "timeout", Value: 5000}, {Name: "idempotent", Value: true}}))
		record := js.await(t, id)
		require.Equal(t, boundary.StatusReplies, record.Status)
		require.Equal(t, want, string(record.Body))
	}
	for i, c := range []struct {
		arguments []any
		message   string
	}{
		{[]any{"yes", commands}, "exec isAtomic: must be a boolean"},
		{[]any{true, []byte{}}, "Batch: is empty"},
		{[]any{true, commands[:len(commands)-1]}, "malformed message"},
		{[]any{true, boundarytest.Request(nil, 0, 0, boundary.OperationCommand, 5)}, "customCommand args: are not an array of bulk strings"},
		{[]any{true, boundarytest.Request(nil, 0, 0, boundary.OperationCommand, words("WATCH", "key"))}, "WATCH"},
		{[]any{true, boundarytest.Request(nil, 0, 0, boundary.OperationClose)}, "there is no operation 1"},
		{[]any{true, commands, object{{Name: "timeout", Value: -1}}}, "exec options.timeout: is negative"},
		{[]any{true, commands, object{{Name: "timeot", Value: 1}}}, "exec options.timeot: is unknown"},
	} {
		id := uint32(30 + i)
		s.submit(boundarytest.Request(nil, id, 1, boundary.OperationBatch, c.arguments...))
		require.Contains(t, js.await(t, id).Failure().Message, c.message)
	}
}

func TestFailuresOfRequests(t *testing.T) {
	s, js := start(t)
	for i, c := range []struct {
		client    uint32
		operation uint16
		arguments []any
		class     boundary.Class
		message   string
	}{
		{1, boundary.OperationCommand, []any{words("MULTI")}, boundary.ClassConfiguration, "MULTI args[0]: would take in the commands of everyone"},
		{1, boundary.OperationCommand, []any{"no RESP"}, boundary.ClassConfiguration, "are not an array of bulk strings"},
		{1, 3_000, nil, boundary.ClassRequest, "there is no operation 3000"},
		{7, boundary.OperationCommand, []any{words("GET", "key")}, boundary.ClassClosing, "the client is closed"},
		{8, boundary.OperationCreate, []any{object{}}, boundary.ClassConfiguration, "createClient configuration.bridge: is missing"},
	} {
		id := uint32(40 + i)
		s.submit(boundarytest.Request(nil, id, c.client, c.operation, c.arguments...))
		got := js.await(t, id).Failure()
		require.Contains(t, got.Message, c.message)
		require.Equal(t, c.class, got.Class)
	}
	// A batch that cannot be read is told of as the session's own failure; what came
	// before is executed.
	broken := append(boundarytest.Request(nil, 50, 1, boundary.OperationCommand, words("PING")), 1, 0)
	s.submit(broken)
	require.Contains(t, js.await(t, 0).Failure().Message, "malformed message")
	require.Equal(t, boundary.StatusReply, js.await(t, 50).Status)
}

func TestCommandsWithOptions(t *testing.T) {
	s, js := start(t)
	patient := object{{Name: "timeout", Value: 9000}, {Name: "idempotent", Value: true}}
	const withOptions = boundary.OperationCommand | boundary.WithOptions
	s.submit(boundarytest.Request(nil, 70, 1, withOptions, patient, words("SET", "key", "value")))
	require.Equal(t, "+OK\r\n", string(js.await(t, 70).Body))
	for i, c := range []struct {
		options object
		words   boundarytest.Raw
		message string
	}{
		{object{{Name: "timeout", Value: -1}}, words("GET", "key"), "command options.timeout: is negative"},
		{object{{Name: "timeout", Value: "1s"}}, words("GET", "key"), "command options.timeout: must be a number"},
		{object{{Name: "retry", Value: 1}}, words("GET", "key"), "command options.retry: is unknown"},
		{object{{Name: "replica", Value: true}}, words("SET", "key", "value"), "command options.replica: is set for SET, which does not only read"},
		{patient, nil, "are not an array of bulk strings"},
	} {
		id := uint32(71 + i)
		s.submit(boundarytest.Request(nil, id, 1, withOptions, c.options, c.words))
		got := js.await(t, id).Failure()
		require.Contains(t, got.Message, c.message)
		require.Equal(t, boundary.ClassConfiguration, got.Class)
	}
}

func TestOperationsOnAllConnections(t *testing.T) {
	s, js := start(t)
	reply := func(id uint32, operation uint16, arguments ...any) string {
		s.submit(boundarytest.Request(nil, id, 1, operation, arguments...))
		record := js.await(t, id)
		if record.Status == boundary.StatusFailure {
			return record.Failure().Message
		}
		return string(record.Body)
	}
	const done = "+OK\r\n"
	require.Equal(t, done, reply(80, boundary.OperationSelect, 3))
	require.Contains(t, reply(81, boundary.OperationCommand, words("CLIENT", "INFO")), " db=3 ")
	s.submit(together(90, "select 2"))
	require.Equal(t, []string{done}, js.outcomes(t, 90, 1), "a custom command that is the client's own select")
	require.Contains(t, reply(91, boundary.OperationCommand, words("CLIENT", "INFO")), " db=2 ")
	s.submit(together(92, "SELECT 99", "SELECT x"))
	refused := js.outcomes(t, 92, 2)
	require.Contains(t, refused[0], "out of range")
	require.Contains(t, refused[1], "SELECT args[0]: would change the connection")
	require.Contains(t, reply(82, boundary.OperationSelect, 99), "out of range")
	require.Contains(t, reply(83, boundary.OperationSelect, "3"), "select databaseId: must be a whole number")
	require.Equal(t, done, reply(84, boundary.OperationUpdatePassword, "secret"))
	require.Contains(t, reply(85, boundary.OperationUpdatePassword, ""), "updateConnectionPassword password: is empty; give a password, or use resetConnectionPassword")
	require.Contains(t, reply(86, boundary.OperationUpdatePassword, "secret", 1), "updateConnectionPassword immediateAuth: must be a boolean")
	require.Equal(t, done, reply(87, boundary.OperationResetPassword))
	require.Contains(t, reply(88, boundary.OperationResetPassword, 1), "resetConnectionPassword: was given more arguments")
}

func TestEvents(t *testing.T) {
	s, js := start(t)
	event := js.event(t, 1, "connected")
	require.Contains(t, event, "127.0.0.1:")
	s.submit(boundarytest.Request(nil, 90, 1, boundary.OperationCommand, words("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "no")))
	js.event(t, 1, "disconnected")
}

func TestClosedClient(t *testing.T) {
	s, js := start(t)
	batch := boundarytest.Request(nil, 60, 1, boundary.OperationCommand, words("BLPOP", "nothing", "0"))
	batch = boundarytest.Request(batch, 61, 1, boundary.OperationClose)
	batch = boundarytest.Request(batch, 62, 1, boundary.OperationCommand, words("PING"))
	s.submit(batch)
	require.Equal(t, boundary.ClassClosing, js.await(t, 60).Failure().Class)
	require.Equal(t, boundary.StatusDone, js.await(t, 61).Status)
	require.Equal(t, byte(failure.NotSent), js.await(t, 62).Failure().Delivery)
}

// A batch may select a database, and has no command that ends the server.
func TestBatchesOfWhatConcernsMoreThanItself(t *testing.T) {
	s, js := start(t)
	batch := func(words ...string) []byte {
		return boundarytest.Request(nil, 0, 0, boundary.OperationCommand, boundarytest.Command(words...))
	}
	s.submit(boundarytest.Request(nil, 100, 1, boundary.OperationBatch, false, append(batch("SELECT", "3"), batch("CLIENT", "INFO")...)))
	require.Contains(t, string(js.await(t, 100).Body), " db=3 ")
	s.submit(boundarytest.Request(nil, 101, 1, boundary.OperationCommand, words("CLIENT", "INFO")))
	require.Contains(t, string(js.await(t, 101).Body), " db=0 ")
	s.submit(boundarytest.Request(nil, 102, 1, boundary.OperationBatch, false, batch("SHUTDOWN", "NOSAVE")))
	require.Contains(t, js.await(t, 102).Failure().Message, "SHUTDOWN args[0]: has no reply when it succeeds; use the client's shutdownServer")
}

func TestAServerCanBeEnded(t *testing.T) {
	s, js := start(t)
	s.submit(boundarytest.Request(nil, 110, 1, boundary.OperationCommand, words("SHUTDOWN", "NOSAVE")))
	failed := js.await(t, 110).Failure()
	require.Equal(t, boundary.ClassConnection, failed.Class, failed.Message)
	require.Equal(t, byte(failure.MaybeExecuted), failed.Delivery)
}

// No bytes make the dispatcher panic.
func FuzzArguments(f *testing.F) {
	f.Add([]byte(words("EVAL", "return 1", "1", "key")))
	f.Add(boundarytest.Values(object{{Name: "timeout", Value: 1}, {Name: "route", Value: object{{Name: "type", Value: "primarySlotKey"}, {Name: "key", Value: "a"}}}}))
	f.Fuzz(func(t *testing.T, arguments []byte) {
		d := newDispatcher(newJavaScript())
		d.parser.Parse(&d.args, arguments)
		if d.args.Err() == nil {
			require.NotEmpty(t, d.args.Encoded())
		}
		readCallOptions(boundary.NewArguments("fuzz", arguments), true)
		_, _, _ = readConfiguration(boundary.NewArguments("fuzz", arguments))
	})
}
