package integration

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

// reply decodes a reply that is written with \n for the ends of lines.
func reply(t *testing.T, text string) resp.Value {
	t.Helper()
	value, err := resp.Decode([]byte(strings.ReplaceAll(text, "\n", "\r\n")))
	require.NoError(t, err)
	return value
}

// comparison is a reply with what it stands for, and with what it does not.
type comparison[T any] struct {
	replies []string
	same    T
	others  []T
}

func (c comparison[T]) check(t *testing.T) {
	t.Helper()
	for _, text := range c.replies {
		raw := reply(t, text)
		require.Empty(t, differs(reflect.ValueOf(&c.same).Elem(), raw), "%q", text)
		for _, other := range c.others {
			require.NotEmpty(t, differs(reflect.ValueOf(&other).Elem(), raw), "%#v is taken for %q", other, text)
		}
	}
}

func TestComparisonOfPlainValues(t *testing.T) {
	comparison[string]{[]string{"+a\n", "$1\na\n", "=5\ntxt:a\n"}, "a", []string{"", "b", "txt:a"}}.check(t)
	comparison[string]{[]string{"$0\n\n"}, "", []string{"a"}}.check(t)
	comparison[int64]{[]string{":5\n", "$1\n5\n"}, 5, []int64{0, -5, 6}}.check(t)
	comparison[float64]{[]string{",1.5\n", "$3\n1.5\n"}, 1.5, []float64{0, 1.25}}.check(t)
	comparison[bool]{[]string{":1\n", "#t\n"}, true, []bool{false}}.check(t)
	comparison[bool]{[]string{":0\n", "#f\n"}, false, []bool{true}}.check(t)
	comparison[models.Result[string]]{[]string{"$1\na\n"}, present("a"), []models.Result[string]{absent(), present(""), present("b")}}.check(t)
	comparison[models.Result[string]]{[]string{"_\n", "$-1\n"}, absent(), []models.Result[string]{present("")}}.check(t)
	for _, text := range []string{":5\n", "*0\n", "_\n", "-ERR a\n"} {
		require.NotEmpty(t, differs(reflect.ValueOf(""), reply(t, text)), "a text is not %q", text)
	}
	for _, text := range []string{"+OK\n", ":2\n", "_\n"} {
		require.NotEmpty(t, differs(reflect.ValueOf(true), reply(t, text)), "a boolean is not %q", text)
	}
}

func TestComparisonOfListsAndMaps(t *testing.T) {
	comparison[[]string]{
		[]string{"*2\n+a\n+b\n", "~2\n+a\n+b\n"},
		[]string{"a", "b"},
		[][]string{nil, {"b", "a"}, {"a"}, {"a", "b", "b"}, {"a", "c"}},
	}.check(t)
	comparison[map[string]struct{}]{
		[]string{"*2\n+a\n+b\n", "~2\n+a\n+b\n"},
		map[string]struct{}{"a": {}, "b": {}},
		[]map[string]struct{}{nil, {"a": {}}, {"a": {}, "c": {}}, {"a": {}, "b": {}, "c": {}}},
	}.check(t)
	comparison[map[string]string]{
		[]string{"*4\n+a\n+b\n+c\n+d\n", "%2\n+a\n+b\n+c\n+d\n"},
		map[string]string{"a": "b", "c": "d"},
		[]map[string]string{nil, {"a": "d", "c": "b"}, {"a": "b"}, {"b": "a", "d": "c"}, {"a": "b", "c": "d", "e": "f"}},
	}.check(t)
	comparison[[]models.MemberAndScore]{
		[]string{"*4\n+a\n+1\n+b\n+2\n", "*2\n*2\n+a\n,1\n*2\n+b\n,2\n"},
		scored("a", "b"),
		[][]models.MemberAndScore{scored("b", "a"), scored("a"), scored("a", "b", "c"), {{Member: "b", Score: 2}, {Member: "a", Score: 1}}},
	}.check(t)
	comparison[any]{
		[]string{"*3\n+a\n:1\n_\n"},
		[]any{"a", int64(1), nil},
		[]any{nil, "a", []any{"a", "1", nil}, []any{"a", int64(1)}, []any{int64(1), "a", nil}, models.Set{"a", int64(1), nil}},
	}.check(t)
	comparison[any]{
		[]string{"*1\n-ERR bad\n"},
		[]any{&failure.ServerError{Code: "ERR", Message: "bad"}},
		[]any{[]any{"ERR bad"}, []any{&failure.ServerError{Code: "ERR"}}},
	}.check(t)
}

func TestComparisonOfStructs(t *testing.T) {
	comparison[models.XPendingSummary]{
		[]string{"*4\n:2\n+1-0\n+2-0\n*1\n*2\n+c\n+2\n"},
		models.XPendingSummary{NumOfMessages: 2, StartID: present("1-0"), EndID: present("2-0"), ConsumerMessages: []models.ConsumerPendingMessage{{ConsumerName: "c", MessageCount: 2}}},
		[]models.XPendingSummary{
			{},
			{NumOfMessages: 2, StartID: present("2-0"), EndID: present("1-0"), ConsumerMessages: []models.ConsumerPendingMessage{{ConsumerName: "c", MessageCount: 2}}},
			{NumOfMessages: 2, StartID: present("1-0"), EndID: present("2-0")},
		},
	}.check(t)
	comparison[models.RoleResponse]{
		[]string{"*3\n+master\n:7\n*1\n*3\n+host\n+1\n+7\n"},
		models.RoleResponse{Role: models.RolePrimary, ReplicationOffset: 7, Replicas: []models.ConnectedReplica{{Host: "host", Port: 1, ReplicationOffset: 7}}},
		[]models.RoleResponse{
			{Role: models.RolePrimary, ReplicationOffset: 7},
			{Role: models.RolePrimary, ReplicationOffset: 7, Replicas: []models.ConnectedReplica{{Host: "host", Port: 7, ReplicationOffset: 1}}},
			{Role: models.RolePrimary, ReplicationOffset: 7, PrimaryPort: 7, Replicas: []models.ConnectedReplica{{Host: "host", Port: 1, ReplicationOffset: 7}}},
		},
	}.check(t)
	comparison[models.Location]{
		[]string{"*3\n+a\n+1.5\n:7\n"},
		models.Location{Name: "a", Dist: models.Present(1.5), Hash: models.Present(int64(7))},
		[]models.Location{
			{Name: "a"},
			{Name: "a", Dist: models.Present(1.5)},
			{Name: "a", Dist: models.Present(7.0), Hash: models.Present(int64(1))},
			{Name: "a", Dist: models.Present(1.5), Hash: models.Present(int64(7)), Coord: models.Present(models.GeospatialData{})},
		},
	}.check(t)
	node := models.ClusterSlotsNode{Endpoint: present("h"), Port: 1, ID: "id", IP: "i"}
	swapped := models.ClusterSlotsNode{Endpoint: present("h"), Port: 1, ID: "id", Hostname: "i"}
	comparison[models.ClusterSlots]{
		[]string{"*3\n:0\n:5\n*4\n+h\n:1\n+id\n*2\n+ip\n+i\n", "*3\n:0\n:5\n*4\n+h\n:1\n+id\n%1\n+ip\n+i\n"},
		models.ClusterSlots{End: 5, Primary: node},
		[]models.ClusterSlots{{Start: 5, Primary: node}, {End: 5, Primary: swapped}, {End: 5}, {End: 5, Primary: node, Replicas: []models.ClusterSlotsNode{node}}},
	}.check(t)
}

func TestComparisonOfRecords(t *testing.T) {
	extra := models.Map{{Key: "new", Value: []any{"x"}}}
	comparison[[]models.XInfoConsumerInfo]{
		[]string{
			"*1\n*10\n+name\n+c\n+pending\n:2\n+idle\n:1500\n+inactive\n:-1\n+new\n*1\n+x\n",
			"*1\n%5\n+name\n+c\n+pending\n:2\n+idle\n:1500\n+inactive\n:-1\n+new\n*1\n+x\n",
		},
		[]models.XInfoConsumerInfo{{Name: "c", Pending: 2, Idle: 1500 * time.Millisecond, Extra: extra}},
		[][]models.XInfoConsumerInfo{
			{{Name: "c", Pending: 2, Idle: 1500 * time.Second, Extra: extra}},
			{{Name: "c", Pending: 2, Idle: 1500 * time.Millisecond}},
			{{Name: "c", Idle: 1500 * time.Millisecond, Extra: extra}},
			{{Name: "c", Pending: 2, Inactive: models.Present(1500 * time.Millisecond), Extra: extra}},
			{{Name: "c", Pending: 2, Idle: 1500 * time.Millisecond, Inactive: models.Present(-time.Millisecond), Extra: extra}},
			{{Name: "c", Pending: 2, Idle: 1500 * time.Millisecond, Extra: models.Map{{Key: "new", Value: []any{"y"}}}}},
			{{Name: "c", Pending: 2, Idle: 1500 * time.Millisecond, Extra: append(models.Map{{Key: "more", Value: "x"}}, extra...)}},
		},
	}.check(t)
	comparison[models.ClientInfo]{
		[]string{"$34\nid=5 addr=h:1 age=3 qbuf=1 new=a=b\n"},
		models.ClientInfo{ID: 5, Address: "h:1", Age: 3 * time.Second, QueryBuffer: 1, Extra: models.Map{{Key: "new", Value: "a=b"}}},
		[]models.ClientInfo{
			{ID: 5, Address: "h:1", Age: 3 * time.Second, QueryBufferFree: 1, Extra: models.Map{{Key: "new", Value: "a=b"}}},
			{ID: 5, LocalAddress: "h:1", Age: 3 * time.Second, QueryBuffer: 1, Extra: models.Map{{Key: "new", Value: "a=b"}}},
			{ID: 5, Address: "h:1", Age: 3 * time.Millisecond, QueryBuffer: 1, Extra: models.Map{{Key: "new", Value: "a=b"}}},
			{ID: 5, Address: "h:1", Age: 3 * time.Second, QueryBuffer: 1},
			{ID: 5, Address: "h:1", Age: 3 * time.Second, QueryBuffer: 1, Commands: 1, Extra: models.Map{{Key: "new", Value: "a=b"}}},
		},
	}.check(t)
	permissions := models.ACLPermissions{Commands: "+get", Keys: "~a"}
	comparison[models.Result[models.ACLUser]]{
		[]string{"*6\n+flags\n*1\n+on\n+commands\n+$\n+keys\n+~a\n", "%3\n+flags\n~1\n+on\n+commands\n+$\n+keys\n+~a\n"},
		models.Present(models.ACLUser{Flags: []string{"on"}, Permissions: models.ACLPermissions{Commands: "$", Keys: "~a"}}),
		[]models.Result[models.ACLUser]{
			{},
			models.Present(models.ACLUser{Flags: []string{"on"}, Permissions: permissions}),
			models.Present(models.ACLUser{Flags: []string{"on"}, Permissions: models.ACLPermissions{Commands: "~a", Keys: "$"}}),
			models.Present(models.ACLUser{Flags: []string{"on"}, Selectors: []models.ACLPermissions{{Commands: "$", Keys: "~a"}}}),
		},
	}.check(t)
	comparison[models.MemoryStats]{
		[]string{"*6\n+peak.allocated\n:7\n+db.3\n*2\n+overhead.hashtable.main\n:5\n+fragmentation\n$3\n1.5\n"},
		models.MemoryStats{PeakAllocated: 7, Fragmentation: 1.5, Databases: []models.MemoryStatsDatabase{{Number: 3, OverheadHashtableMain: 5}}},
		[]models.MemoryStats{
			{TotalAllocated: 7, Fragmentation: 1.5, Databases: []models.MemoryStatsDatabase{{Number: 3, OverheadHashtableMain: 5}}},
			{PeakAllocated: 7, Fragmentation: 1.5, Databases: []models.MemoryStatsDatabase{{Number: 2, OverheadHashtableMain: 5}}},
			{PeakAllocated: 7, Fragmentation: 1.5, Databases: []models.MemoryStatsDatabase{{Number: 3, OverheadHashtableExpires: 5}}},
			{PeakAllocated: 7, Fragmentation: 1.5},
		},
	}.check(t)
	comparison[[]models.LatencyHistogram]{
		[]string{"*2\n+get\n*4\n+calls\n:3\n+histogram_usec\n*4\n:1\n:2\n:4\n:3\n", "%1\n+get\n%2\n+calls\n:3\n+histogram_usec\n%2\n:1\n:2\n:4\n:3\n"},
		[]models.LatencyHistogram{{Command: "get", Calls: 3, Buckets: []models.LatencyBucket{{UpTo: time.Microsecond, Calls: 2}, {UpTo: 4 * time.Microsecond, Calls: 3}}}},
		[][]models.LatencyHistogram{
			{},
			{{Command: "set", Calls: 3, Buckets: []models.LatencyBucket{{UpTo: time.Microsecond, Calls: 2}, {UpTo: 4 * time.Microsecond, Calls: 3}}}},
			{{Command: "get", Calls: 3, Buckets: []models.LatencyBucket{{UpTo: 4 * time.Microsecond, Calls: 3}, {UpTo: time.Microsecond, Calls: 2}}}},
			{{Command: "get", Calls: 3, Buckets: []models.LatencyBucket{{UpTo: time.Millisecond, Calls: 2}, {UpTo: 4 * time.Millisecond, Calls: 3}}}},
		},
	}.check(t)
}
