package cluster

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

var routes = []behaviour{
	{name: "every command with every route", test: testEveryCommandWithEveryRoute},
	{name: "what has one reply is refused to several nodes", test: testOneReplyOfSeveral},
	{name: "what may reply anything tells of each node", test: testAnyReplyOfSeveral},
	{name: "a replica refuses what it cannot write", test: testWritesOnReplicas},
	{name: "keys are those of one node, whatever the route", test: testKeysOfSeveral},
	{name: "scripts are known to every node that a route names", test: testScriptsOnSeveral},
}

// destructive are commands that a test cannot send to a node that the next one needs.
var destructive = []string{
	"ShutdownServer", "ShutdownServerWithOptions", "ClientPause", "ClientPauseWithMode", "ClientKill", "ClientKillSimple",
	"ClusterReset", "ClusterResetWithOptions", "ClusterFailover", "ClusterFailoverWithOptions", "ClusterForget",
	"ClusterReplicate", "ClusterReplicateNoOne",
	"ClusterBumpEpoch", "ClusterMeet", "ClusterMeetWithOptions", "ClusterDelSlots", "ClusterDelSlotsRange", "ClusterFlushSlots",
	"ClusterAddSlots", "ClusterAddSlotsRange", "ClusterSetSlot", "ClusterSetSlotWithOptions", "ClusterMigrateSlots",
	"ClusterSetConfigEpoch", "ReplicaOf", "ReplicaOfNoOne", "SlaveOf", "SlaveOfNoOne", "Failover", "FailoverWithOptions", "FailoverAbort",
}

// samples are an argument of each type that is one of several.
var samples = []any{
	options.RangeByIndex{},
	options.GeoMemberOrigin{Member: "m"},
	options.GeoCircleShape{Unit: options.GeoUnitMeters},
	options.KeyArray{Keys: []string{"k"}},
	options.MinID{},
	options.TrimByMaxLen{},
	options.BitFieldGet{Encoding: options.SignedEncoding{Bits: 8}},
	options.FilterByPattern{Pattern: "x*"},
	options.SlotStable{},
	options.SlotStatsByRange{},
	options.ExpireIn{Duration: time.Hour},
	options.InclusiveScore{},
	options.InclusiveLex{},
}

// sample returns a value of a parameter's type that its command is likely to take.
func sample(t reflect.Type) reflect.Value {
	v := reflect.New(t).Elem()
	switch {
	case t == reflect.TypeFor[time.Duration]():
		v.SetInt(int64(time.Second))
	case t == reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(time.Now().Add(time.Hour)))
	case t == reflect.TypeFor[*options.Script]():
		v.Set(reflect.ValueOf(options.NewScript("return 1")))
	case t.Kind() == reflect.Interface:
		for _, s := range samples {
			if reflect.TypeOf(s).Implements(t) {
				v.Set(reflect.ValueOf(s))
			}
		}
	case t.Kind() == reflect.String && t.PkgPath() == "":
		v.SetString("k")
	case t.Kind() >= reflect.Int && t.Kind() <= reflect.Int64:
		v.SetInt(1)
	case t.Kind() == reflect.Float64:
		v.SetFloat(1)
	case t.Kind() == reflect.Slice:
		element := sample(t.Elem())
		if t.Elem().Kind() == reflect.Struct {
			for i := range element.NumField() {
				if f := element.Field(i); f.CanSet() {
					f.Set(sample(f.Type()))
				}
			}
		}
		v.Set(reflect.Append(v, element))
	}
	return v
}

// callEach calls every method of Commands that executes one command, and tells what
// each of them returned.
func callEach(ctx context.Context, commands *core.Commands, skip []string, returned func(name string, result reflect.Value, err error)) {
	v := reflect.ValueOf(commands)
	for i := range v.NumMethod() {
		name, method := v.Type().Method(i).Name, v.Method(i)
		t := method.Type()
		if slices.Contains(skip, name) || t.NumIn() == 0 || t.In(0) != reflect.TypeFor[context.Context]() || t.NumOut() != 2 {
			continue
		}
		arguments := []reflect.Value{reflect.ValueOf(ctx)}
		for j := 1; j < t.NumIn(); j++ {
			arguments = append(arguments, sample(t.In(j)))
		}
		if name == "CustomCommand" {
			arguments[1] = reflect.ValueOf([]string{"ECHO", "k"})
		}
		results := method.Call(arguments)
		err, _ := results[1].Interface().(error)
		returned(name, results[0], err)
	}
}

func testEveryCommandWithEveryRoute(s *environment) {
	for _, name := range destructive {
		_, exists := reflect.TypeFor[*core.Commands]().MethodByName(name)
		require.True(s, exists, name)
	}
	client := s.connect(nil)
	one := s.primary(1)
	for _, route := range []options.Route{
		options.AllNodes{},
		options.AllPrimaries{},
		options.RandomNode{},
		options.SlotIDRoute{SlotID: 1},
		options.SlotKeyRoute{Key: "k"},
		options.ByAddressRoute{Host: one.Host(), Port: one.Port()},
	} {
		several := false
		skip := append([]string{"WaitAOF"}, destructive...) // which not every server has, or can
		switch route.(type) {
		case options.AllNodes, options.AllPrimaries:
			several = true
		}
		calls, refused, unsuited := 0, 0, []string{}
		callEach(s.Context(), &client.With(options.CallOptions{Route: route, Timeout: patience}).Commands, skip, func(name string, result reflect.Value, err error) {
			calls++
			require.False(s, errors.As(err, new(*command.ShapeError)), "%s with %T: %v", name, route, err)
			var configuration *failure.ConfigurationError
			switch {
			case errors.As(err, &configuration) && strings.Contains(err.Error(), "RunOnNodes"):
				require.True(s, several, "%s with %T: %v", name, route, err)
				refused++
			case configuration != nil:
				unsuited = append(unsuited, name)
			case err != nil:
				require.ErrorAs(s, err, new(*failure.ServerError), "%s with %T", name, route)
			case several && result.Kind() == reflect.Struct:
				require.Equal(s, "RandomKey", name, "a record of several nodes: %+v", result)
			case several && result.Kind() == reflect.Interface:
				nodes, isMap := result.Interface().(models.Map)
				require.True(s, isMap, name)
				require.GreaterOrEqual(s, len(nodes), shards, name)
			}
		})
		require.Greater(s, calls, 350)
		require.Less(s, len(unsuited), 50, "too many were refused for their arguments: %v", unsuited)
		if several {
			require.Greater(s, refused, 250)
		}
		s.empty()
	}
}

func testOneReplyOfSeveral(s *environment) {
	client := s.connect(nil)
	for _, route := range []options.Route{options.AllPrimaries{}, options.AllNodes{}} {
		to := client.With(options.CallOptions{Route: route})
		for name, call := range map[string]func() error{
			"incr":                func() error { _, err := to.Incr(s.Context(), "k"); return err },
			"memory|stats":        func() error { _, err := to.MemoryStats(s.Context()); return err },
			"function|stats":      func() error { _, err := to.FunctionStats(s.Context()); return err },
			"client|trackinginfo": func() error { _, err := to.ClientTrackingInfo(s.Context()); return err },
			"acl|getuser":         func() error { _, err := to.ACLGetUser(s.Context(), "default"); return err },
			"latency|histogram":   func() error { _, err := to.LatencyHistogram(s.Context(), []string{"get"}); return err },
			"mget":                func() error { _, err := to.MGet(s.Context(), []string{"k"}); return err },
			"del":                 func() error { _, err := to.Del(s.Context(), []string{"k"}); return err },
			"blpop":               func() error { _, err := to.BLPop(s.Context(), []string{"k"}, time.Second); return err },
		} {
			primaries, replicas := s.executions(name, func() {
				var configuration *failure.ConfigurationError
				require.ErrorAs(s, call(), &configuration, name)
				require.Equal(s, "CallOptions.Route", configuration.Field)
				if name != "blpop" {
					require.Contains(s, configuration.Message, "RunOnNodes")
				}
			})
			require.Equal(s, [shards]int64{}, primaries, name)
			require.Equal(s, [shards]int64{}, replicas, name)
		}
	}
	stats, err := core.RunOnNodes(s.Context(), client, options.AllPrimaries{}, func(a *command.Args) command.Reply[models.MemoryStats] {
		return command.MemoryStats(a)
	})
	require.NoError(s, err)
	require.Len(s, stats.MultiValue(), shards)
	for address, of := range stats.MultiValue() {
		require.NotZero(s, of.TotalAllocated, address)
	}
}

func testAnyReplyOfSeveral(s *environment) {
	client := s.connect(nil)
	to := client.With(options.CallOptions{Route: options.AllNodes{}})
	for name, call := range map[string]func() (any, error){
		"custom": func() (any, error) { return to.CustomCommand(s.Context(), []string{"ECHO", "here"}) },
		"eval":   func() (any, error) { return to.Eval(s.Context(), "return 'here'", options.ScriptOptions{}) },
	} {
		value, err := call()
		require.NoError(s, err, name)
		nodes, isMap := value.(models.Map)
		require.True(s, isMap, name)
		require.Len(s, nodes, 2*shards, name)
		for _, node := range s.cluster.Nodes {
			reply, found := nodes.Get(node.Addr())
			require.True(s, found, name)
			require.Equal(s, "here", reply, name)
		}
	}
	b := batch.New(false)
	size, info := b.DBSize(), b.Info()
	stats, custom := b.FunctionStats(), b.CustomCommand([]string{"MEMORY", "STATS"})
	_, err := client.Exec(s.Context(), b, true)
	require.NoError(s, err, "a batch takes the command's own shape from one node, or of all")
	_, err = size.Result()
	require.NoError(s, err)
	text, err := info.Result()
	require.NoError(s, err)
	require.Contains(s, text, "redis_version")
	engines, err := stats.Result()
	require.NoError(s, err)
	require.NotEmpty(s, engines.Engines)
	memory, err := custom.Result()
	require.NoError(s, err)
	require.NotEmpty(s, memory)
}

// A replica that is asked to write by choice says no once, and is not asked until the
// time is up.
func testWritesOnReplicas(s *environment) {
	client := s.connect(nil)
	began := time.Now()
	for _, route := range []options.Route{options.AllNodes{}, options.ByAddressRoute{Host: s.replica(1).Addr()}} {
		_, err := client.With(options.CallOptions{Route: route}).FlushAll(s.Context())
		require.ErrorIs(s, err, &failure.ServerError{Code: "READONLY"})
	}
	require.Less(s, time.Since(began), patience/2)
}

// Who has not got the key says so, instead of having another execute the command again.
func testKeysOfSeveral(s *environment) {
	client := s.connect(nil)
	counter := key(firstSlot(1), "counter")
	counts, err := core.RunOnNodes(s.Context(), client, options.AllPrimaries{}, func(a *command.Args) command.Reply[int64] {
		return command.Incr(a, counter)
	})
	require.NoError(s, err)
	require.Equal(s, map[string]int64{s.primary(1).Addr(): 1}, counts.MultiValue())
	require.Len(s, counts.Errors(), shards-1)
	for address, err := range counts.Errors() {
		require.ErrorIs(s, err, &failure.ServerError{Code: "MOVED"}, address)
	}
	value, err := client.With(options.CallOptions{Route: options.AllPrimaries{}}).CustomCommand(s.Context(), []string{"INCR", counter})
	require.NoError(s, err)
	nodes, _ := value.(models.Map)
	require.Len(s, nodes, shards)
	counted, _ := nodes.Get(s.primary(1).Addr())
	require.EqualValues(s, 2, counted)
}

func testScriptsOnSeveral(s *environment) {
	client := s.connect(nil)
	script := options.NewScript("return 'known to some'")
	s.command(s.primary(0), "SCRIPT", "LOAD", script.Source())
	to := client.With(options.CallOptions{Route: options.AllPrimaries{}})
	for name, invoke := range map[string]func() (any, error){
		"invoke":    func() (any, error) { return to.InvokeScript(s.Context(), script) },
		"read only": func() (any, error) { return to.InvokeScriptReadOnly(s.Context(), script) },
	} {
		primaries, _ := s.executions("eval", func() {
			value, err := invoke()
			require.NoError(s, err, name)
			nodes, _ := value.(models.Map)
			require.Len(s, nodes, shards)
			for _, node := range nodes {
				require.Equal(s, "known to some", node.Value, name)
			}
		})
		if name == "invoke" {
			require.Equal(s, [shards]int64{1, 1, 1}, primaries)
		}
		s.command(s.primary(1), "SCRIPT", "FLUSH")
	}
}
