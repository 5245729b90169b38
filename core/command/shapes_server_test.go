package command_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// value returns v as RESP3 has it: maps for models.Map, doubles for float64.
func value(v any) resp.Value {
	switch v := v.(type) {
	case nil:
		return resp.Value{Type: resp.TypeNull, Null: true}
	case string:
		return resp.Value{Type: resp.TypeBulkString, Text: v}
	case int:
		return resp.Value{Type: resp.TypeInteger, Int: int64(v)}
	case float64:
		return resp.Value{Type: resp.TypeDouble, Float: v}
	case []any:
		array := resp.Value{Type: resp.TypeArray}
		for _, element := range v {
			array.Elems = append(array.Elems, value(element))
		}
		return array
	case models.Map:
		pairs := resp.Value{Type: resp.TypeMap}
		for _, entry := range v {
			pairs.Elems = append(pairs.Elems, value(entry.Key), value(entry.Value))
		}
		return pairs
	default:
		panic("no reply is made of this")
	}
}

// older returns v as RESP2 has it.
func older(v resp.Value) resp.Value {
	switch v.Type {
	case resp.TypeNull:
		return resp.Value{Type: resp.TypeBulkString, Null: true}
	case resp.TypeDouble:
		return resp.Value{Type: resp.TypeBulkString, Text: string(resp.AppendFloatText(nil, v.Float))}
	case resp.TypeMap:
		v.Type = resp.TypeArray
	}
	for i := range v.Elems {
		v.Elems[i] = older(v.Elems[i])
	}
	return v
}

// requireDecoded holds that a reply is decoded to want under both protocols.
func requireDecoded[T any](t *testing.T, want T, reply command.Reply[T], sent any) {
	t.Helper()
	for _, v := range []resp.Value{value(sent), older(value(sent))} {
		frame := resp.AppendValue(nil, v)
		got, err := reply.Decode(frame)
		require.NoError(t, err, "%q", frame)
		require.Equal(t, want, got, "%q", frame)
	}
}

// requireRefusedReplies holds that none of the replies is accepted.
func requireRefusedReplies[T any](t *testing.T, reply command.Reply[T], sent ...any) {
	t.Helper()
	for _, v := range sent {
		_, err := reply.Decode(resp.AppendValue(nil, value(v)))
		var shape *command.ShapeError
		require.ErrorAs(t, err, &shape, "%v", v)
		require.Equal(t, reply.Shape, shape.Shape, "%v", v)
	}
	_, err := reply.Decode([]byte("-NOPERM no\r\n"))
	require.ErrorIs(t, err, &failure.ServerError{Code: "NOPERM"})
}

func TestRoleIsDecoded(t *testing.T) {
	var a command.Args
	role := command.Role(&a)
	requireDecoded(t, models.RoleResponse{
		Role: models.RolePrimary, ReplicationOffset: 3129659,
		Replicas: []models.ConnectedReplica{{Host: "127.0.0.1", Port: 9001, ReplicationOffset: 3129242}},
	}, role, []any{"master", 3129659, []any{[]any{"127.0.0.1", "9001", "3129242"}}})
	requireDecoded(t, models.RoleResponse{
		Role: models.RoleReplica, PrimaryHost: "127.0.0.1", PrimaryPort: 9000, LinkState: "connected", ReplicationOffset: -1,
	}, role, []any{"slave", "127.0.0.1", 9000, "connected", -1, "later"})
	requireDecoded(t, models.RoleResponse{
		Role: models.RoleSentinel, PrimaryNames: []string{"one", "two"},
	}, role, []any{"sentinel", []any{"one", "two"}})
	requireDecoded(t, models.RoleResponse{Role: "later"}, role, []any{"later", 1, []any{2}})
	requireRefusedReplies(t, role, nil, 1, []any{}, []any{"master"}, []any{"master", "many", []any{}},
		[]any{"slave", "host", 9000, "connected"}, []any{"master", 0, []any{[]any{"host"}}}, []any{"sentinel", "one"})
}

func TestLogsOfCommandsAreDecoded(t *testing.T) {
	var a command.Args
	at := time.Unix(1700000000, 0)
	sent := []any{
		[]any{14, 1700000000, 15, []any{"GET", "k"}, "127.0.0.1:58217", "worker", "later"},
		[]any{13, 1700000000, 7, []any{"PING"}},
	}
	requireDecoded(t, []models.SlowLogEntry{
		{ID: 14, Time: at, Duration: 15 * time.Microsecond, Arguments: []string{"GET", "k"}, ClientAddress: "127.0.0.1:58217", ClientName: "worker"},
		{ID: 13, Time: at, Duration: 7 * time.Microsecond, Arguments: []string{"PING"}},
	}, command.SlowLogGet(&a), sent)
	requireDecoded(t, []models.CommandLogEntry{
		{ID: 14, Time: at, Amount: 15, Arguments: []string{"GET", "k"}, ClientAddress: "127.0.0.1:58217", ClientName: "worker"},
		{ID: 13, Time: at, Amount: 7, Arguments: []string{"PING"}},
	}, command.CommandLogGet(&a, 2, options.SlowCommands), sent)
	requireRefusedReplies(t, command.SlowLogGet(&a), nil, []any{1}, []any{[]any{1, 2, 3}}, []any{[]any{1, 2, 3, "PING"}})
}

func TestModulesAreDecoded(t *testing.T) {
	var a command.Args
	requireDecoded(t, []models.ModuleInfo{
		{Name: "lua", Version: 1, Path: "lua", Args: []string{"a"}, Extra: later(9)}, {Name: "old", Version: 20},
	}, command.ModuleList(&a), []any{
		models.Map{{Key: "name", Value: "lua"}, {Key: "ver", Value: 1}, {Key: "path", Value: "lua"}, {Key: "args", Value: []any{"a"}}, {Key: "later", Value: 9}},
		models.Map{{Key: "name", Value: "old"}, {Key: "ver", Value: 20}},
	})
	requireRefusedReplies(t, command.ModuleList(&a), nil, []any{models.Map{{Key: "ver", Value: "new"}}})
}

func TestLatencyIsDecoded(t *testing.T) {
	var a command.Args
	at := time.Unix(1700000000, 0)
	requireDecoded(t, []models.LatencyEntry{{Time: at, Latency: 251 * time.Millisecond}},
		command.LatencyHistory(&a, "command"), []any{[]any{1700000000, 251}})
	requireDecoded(t, []models.LatencyEventInfo{
		{Event: "command", Time: at, Latest: 251 * time.Millisecond, Max: time.Second},
		{Event: "fork", Time: at, Latest: time.Millisecond, Max: 2 * time.Millisecond, Sum: 3 * time.Millisecond, Count: 2},
	}, command.LatencyLatest(&a), []any{[]any{"command", 1700000000, 251, 1000}, []any{"fork", 1700000000, 1, 2, 3, 2}})
	requireDecoded(t, []models.LatencyHistogram{
		{Command: "set", Calls: 3, Buckets: []models.LatencyBucket{{UpTo: time.Microsecond, Calls: 1}, {UpTo: 66 * time.Microsecond, Calls: 3}}},
		{Command: "config|get", Calls: 1, Buckets: []models.LatencyBucket{}, Extra: later(5)},
	}, command.LatencyHistogram(&a, nil), models.Map{
		{Key: "set", Value: models.Map{{Key: "calls", Value: 3}, {Key: "histogram_usec", Value: models.Map{{Key: 1, Value: 1}, {Key: 66, Value: 3}}}}},
		{Key: "config|get", Value: models.Map{{Key: "calls", Value: 1}, {Key: "histogram_usec", Value: models.Map{}}, {Key: "later", Value: 5}}},
	})
	requireDecoded(t, []models.LatencyHistogram{}, command.LatencyHistogram(&a, nil), models.Map{})
	requireRefusedReplies(t, command.LatencyHistory(&a, "command"), nil, []any{[]any{1}})
	requireRefusedReplies(t, command.LatencyHistogram(&a, nil), nil, models.Map{{Key: "set", Value: 1}},
		models.Map{{Key: "set", Value: models.Map{{Key: "histogram_usec", Value: []any{1}}}}},
		models.Map{{Key: "set", Value: models.Map{{Key: "histogram_usec", Value: models.Map{{Key: "x", Value: 1}}}}}})
}

func TestMemoryStatsAreDecoded(t *testing.T) {
	var a command.Args
	requireDecoded(t, models.MemoryStats{
		PeakAllocated: 1, ClientsReplicas: 2, DatabaseRehashingCount: 3, DatasetPercentage: 99.5, Fragmentation: 1, FragmentationBytes: 4,
		Databases: []models.MemoryStatsDatabase{
			{Number: 0, OverheadHashtableMain: 5, OverheadHashtableExpires: 6},
			{Number: 11, Extra: later(7)},
		},
		Extra: models.Map{{Key: "db.later", Value: int64(8)}},
	}, command.MemoryStats(&a), models.Map{
		{Key: "peak.allocated", Value: 1},
		{Key: "clients.slaves", Value: 2},
		{Key: "db.0", Value: models.Map{{Key: "overhead.hashtable.main", Value: 5}, {Key: "overhead.hashtable.expires", Value: 6}}},
		{Key: "db.11", Value: models.Map{{Key: "later", Value: 7}}},
		{Key: "db.dict.rehashing.count", Value: 3},
		{Key: "db.later", Value: 8},
		{Key: "dataset.percentage", Value: 99.5},
		{Key: "fragmentation", Value: 1.0},
		{Key: "fragmentation.bytes", Value: 4},
	})
	requireRefusedReplies(t, command.MemoryStats(&a), nil, models.Map{{Key: "db.0", Value: 1}},
		models.Map{{Key: "db.0", Value: models.Map{{Key: "overhead.hashtable.main", Value: "?"}}}}, models.Map{{Key: "peak.allocated", Value: nil}})
}
