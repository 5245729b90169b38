package integration

import (
	"context"
	"errors"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

// The keys by which a command is routed must be those that the server sees in it.
// Every method is called here with arguments made up for their types, on a client
// whose connection only takes notes; of what it would have sent, the server is then
// asked for the keys.
func TestKeysAreThoseThatTheServerSees(t *testing.T) {
	server := shared.Server(t, servers.Valkey91)
	notes := fakeserver.New(t, fakeserver.AfterHandshake(func(*fakeserver.Conn, []string) string {
		return string(resp.AppendSimpleError(nil, errNoted.Code+" by a test"))
	}))
	client, err := core.NewClient(t.Context(), notes, options.ClientConfiguration{Protocol: options.ProtocolRESP2, RequestTimeout: time.Minute})
	require.NoError(t, err)
	defer client.Close()

	methods := reflect.ValueOf(&client.Commands)
	for i := range methods.NumMethod() {
		name := methods.Type().Method(i).Name
		method := methods.Method(i)
		if method.Type().NumOut() != 2 {
			continue // an iterator, which sends the commands of others
		}
		notes.Forget()
		err := call(t.Context(), name, method)
		if !errors.Is(err, errNoted) {
			t.Errorf("%s was given arguments that it refuses: %v", name, err)
			continue
		}
		for _, words := range notes.Commands() {
			t.Run(name, func(t *testing.T) { requireSameKeys(t, server, words) })
		}
	}
}

// requireSameKeys compares what the routing and what the server make of a command.
func requireSameKeys(t *testing.T, server *servers.Server, words []string) {
	var want []string
	reply, err := server.Command(t.Context(), append([]string{"COMMAND", "GETKEYS"}, words...)...)
	if err != nil {
		require.ErrorContains(t, err, "no key arguments", "%q", words)
	}
	for _, key := range reply.Elems {
		want = append(want, key.Text)
	}
	metadata, known := command.LookupArguments(words)
	require.True(t, known, "%q", words)
	positions, complete := metadata.Keys(words)
	// The server calls its own rule for the keys behind KEYS incomplete.
	require.Equal(t, words[0] != "MIGRATE", complete, "%q", words)
	var got []string
	for _, position := range positions {
		got = append(got, words[position])
	}
	require.Equal(t, want, got, "%q", words)
}

// call calls a method with a context and arguments made up for it.
func call(ctx context.Context, name string, method reflect.Value) error {
	arguments := []reflect.Value{reflect.ValueOf(ctx)}
	for i := 1; i < method.Type().NumIn(); i++ {
		arguments = append(arguments, sample(method.Type().In(i), name, i))
	}
	results := method.Call(arguments)
	err, _ := results[1].Interface().(error)
	return err
}

// errNoted is the error with which each command is answered.
var errNoted = &failure.ServerError{Code: "NOTED"}

// sample makes a value up. Strings differ from parameter to parameter, so that a key
// in the wrong place is noticed.
func sample(t reflect.Type, method string, parameter int) reflect.Value {
	if special, ok := samples[method+" "+strconv.Itoa(parameter)]; ok {
		return reflect.ValueOf(special)
	}
	if special, ok := samples[t.String()]; ok {
		return reflect.ValueOf(special)
	}
	value := reflect.New(t).Elem()
	switch t.Kind() {
	case reflect.String:
		value.SetString("text" + strconv.Itoa(parameter))
	case reflect.Int, reflect.Int64:
		value.SetInt(1)
	case reflect.Float64:
		value.SetFloat(1)
	case reflect.Slice:
		for i := range 2 {
			value = reflect.Append(value, sample(t.Elem(), method, 10*parameter+i))
		}
	case reflect.Struct:
		if strings.HasPrefix(t.String(), "models.") {
			for i := range t.NumField() {
				value.Field(i).Set(sample(t.Field(i).Type, method, 10*parameter+i))
			}
		}
	}
	return value
}

// samples are the values of types, and of single parameters, that cannot be made up.
var samples = map[string]any{
	"time.Duration":   time.Second,
	"time.Time":       time.Unix(4_000_000_000, 0),
	"*options.Script": options.NewScript("return 1"),

	"options.BitFieldGet":           options.BitFieldGet{Encoding: options.SignedEncoding{Bits: 8}, Offset: options.BitOffset{}},
	"options.BitFieldSubCommands":   options.BitFieldGet{Encoding: options.SignedEncoding{Bits: 8}, Offset: options.BitOffset{}},
	"options.BitOpType":             options.BitOpAnd,
	"options.ClientAttribute":       options.LibraryNameAttribute,
	"options.ClientPauseMode":       options.PauseWrite,
	"options.ClientUnblockMode":     options.UnblockWithError,
	"options.ClusterFailoverMode":   options.ForceFailover,
	"options.ClusterResetMode":      options.SoftReset,
	"options.CommandFilter":         options.FilterByPattern{Pattern: "x*"},
	"options.CommandLogType":        options.SlowCommands,
	"options.ExpireCondition":       options.HasNoExpiry,
	"options.FlushMode":             options.Sync,
	"options.FunctionRestorePolicy": options.AppendPolicy,
	"options.GeoSearchOrigin":       options.GeoMemberOrigin{Member: "member"},
	"options.GeoCircleShape":        options.GeoCircleShape{Radius: 1, Unit: options.GeoUnitMeters},
	"options.GeoSearchShape":        options.GeoCircleShape{Radius: 1, Unit: options.GeoUnitMeters},
	"options.GeoUnit":               options.GeoUnitMeters,
	"options.InsertPosition":        options.Before,
	"options.KeysOrWeightedKeys":    options.KeyArray{Keys: []string{"first", "second"}},
	"options.ListDirection":         options.Left,
	"options.ScoreFilter":           options.LowestScore,
	"options.SlotState":             options.SlotStable{},
	"options.SlotStatsQuery":        options.SlotStatsByRange{Start: 0, End: 1},
	"options.StreamTrim":            options.TrimByMaxLen{MaxLen: 1},
	"options.XPendingOptions":       options.XPendingOptions{Count: 1},
	"options.ZRangeQuery":           options.RangeByIndex{Start: 0, End: 1},
	"options.ZRangeQueryWithScores": options.RangeByIndex{Start: 0, End: 1},

	"ClientKill 1":    options.ClientFilter{SkipMe: new(bool)},
	"CustomCommand 1": []string{"XREAD", "STREAMS", "a", "b", "0", "0"},
}
