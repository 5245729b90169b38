package core

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/cluster"
	"github.com/glissade-io/glissade/internal/queue"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// nobody is a dialer that reaches no server.
var nobody = stream.DialerFunc(func(context.Context, string) (stream.Stream, error) {
	return nil, errors.New("nobody there")
})

func requireNil(t *testing.T, field string, err error) {
	t.Helper()
	var wrong *failure.ConfigurationError
	require.ErrorAs(t, err, &wrong)
	require.Equal(t, field, wrong.Field)
	require.Contains(t, wrong.Message, "is nil; ")
}

func TestClientsOfNothingAreRefused(t *testing.T) {
	var noScript *script
	for name, test := range map[string]struct {
		field    string
		dialer   stream.Dialer
		settings []Option
	}{
		"no dialer":        {"dialer", nil, nil},
		"no function":      {"dialer", stream.DialerFunc(nil), nil},
		"nil pointer":      {"dialer", noScript, nil},
		"no setting":       {"settings[1]", nobody, []Option{WithPanicHandler(func(*failure.PanicError) {}), nil}},
		"no listener":      {"WithConnectionEvents", nobody, []Option{WithConnectionEvents(nil)}},
		"no resolver":      {"WithAddressResolver", nobody, []Option{WithAddressResolver(nil)}},
		"no provider":      {"WithPasswordProvider", nobody, []Option{WithPasswordProvider(nil)}},
		"no panic handler": {"WithPanicHandler", nobody, []Option{WithPanicHandler(nil)}},
		"first of several": {"WithAddressResolver", nobody, []Option{WithAddressResolver(nil), WithPasswordProvider(nil)}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := NewClient(t.Context(), test.dialer, options.ClientConfiguration{LazyConnect: true}, test.settings...)
			_, clusterErr := NewClusterClient(t.Context(), test.dialer, options.ClusterClientConfiguration{LazyConnect: true}, test.settings...)
			require.Equal(t, err, clusterErr)
			requireNil(t, test.field, err)
		})
	}
}

// validating is a dialer that knows that it cannot work.
type validating struct{ stream.Dialer }

func (*validating) Validate() error {
	return &failure.ConfigurationError{Field: "Dialer", Message: "is unfit"}
}

func TestDialersThatCannotWorkAreRefused(t *testing.T) {
	unfit := &validating{nobody}
	_, err := NewClient(t.Context(), unfit, options.ClientConfiguration{LazyConnect: true})
	require.Equal(t, unfit.Validate(), err)
	_, err = NewClusterClient(t.Context(), unfit, options.ClusterClientConfiguration{LazyConnect: true})
	require.Equal(t, unfit.Validate(), err)
}

func TestNilArguments(t *testing.T) {
	c := (&script{}).client(t)
	inCluster, err := NewClusterClient(t.Context(), nobody, options.ClusterClientConfiguration{LazyConnect: true})
	require.NoError(t, err)
	defer inCluster.Close()
	d, err := c.Dedicated(t.Context())
	require.NoError(t, err)
	defer d.Release()

	for _, exec := range []func(context.Context, *batch.Batch, bool) ([]any, error){c.Exec, inCluster.Exec, d.Exec} {
		_, err := exec(t.Context(), nil, true)
		requireNil(t, "Batch", err)
		_, err = exec(t.Context(), batch.New(false), false)
		require.ErrorContains(t, err, "Batch: is empty")
		_, err = exec(t.Context(), new(batch.Batch), false)
		require.ErrorContains(t, err, "Batch: is a zero value; make one by batch.New")
	}
	_, err = c.Transaction(t.Context(), []string{"k"}, nil)
	requireNil(t, "attempt", err)
	_, err = inCluster.Transaction(t.Context(), []string{"k"}, nil)
	requireNil(t, "attempt", err)
	_, err = c.InvokeScript(t.Context(), nil)
	requireNil(t, "script", err)
	_, err = d.InvokeScriptReadOnly(t.Context(), nil)
	requireNil(t, "script", err)

	ping := func(a *command.Args) command.Reply[string] { return command.Ping(a) }
	for _, runner := range []Runner{nil, (*Client)(nil), (*ClusterClient)(nil), (*Dedicated)(nil)} {
		_, err = Run(t.Context(), runner, ping)
		requireNil(t, "runner", err)
	}
	_, err = Run(t.Context(), &Commands{}, ping)
	requireNil(t, "Commands", err)
	_, err = new(Commands).Ping(t.Context())
	requireNil(t, "Commands", err)
	_, err = Run[string](t.Context(), c, nil)
	requireNil(t, "build", err)
	_, err = RunOnNodes(t.Context(), nil, nil, ping)
	requireNil(t, "client", err)
	_, err = RunOnNodes[string](t.Context(), inCluster, nil, nil)
	requireNil(t, "build", err)

	told := 0
	failed := func(field string) func(error) {
		return func(err error) { told++; requireNil(t, field, err) }
	}
	submitter{c}.Submit(context.Background(), nil, noOptions, func(_ []byte, err error) { failed("args")(err) })
	clusterSubmitter{inCluster}.Submit(context.Background(), nil, noOptions, func(_ []byte, err error) { failed("args")(err) })
	clusterSubmitter{inCluster}.SubmitOnNodes(context.Background(), nil, options.CallOptions{}, func(_ []cluster.Outcome, err error) { failed("args")(err) })
	submitter{c}.SubmitBatch(context.Background(), nil, options.BatchOptions{}, func(_ [][]byte, err error) { failed("Batch")(err) })
	clusterSubmitter{inCluster}.SubmitBatch(context.Background(), nil, options.ClusterBatchOptions{}, func(_ []cluster.Outcome, err error) { failed("Batch")(err) })
	require.Equal(t, 5, told)
}

// Every method, with nothing in every place where something could be.
func TestZeroArgumentsNeverPanic(t *testing.T) {
	c, err := NewClient(t.Context(), nobody, options.ClientConfiguration{LazyConnect: true, RequestTimeout: time.Microsecond})
	require.NoError(t, err)
	defer c.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, elements := range []int{0, 1} {
		forEachMethod(reflect.ValueOf(&c.Commands), func(name string, method reflect.Value) {
			in := zeroArguments(method.Type(), elements)
			if len(in) > 0 && method.Type().In(0) == reflect.TypeFor[context.Context]() {
				in[0] = reflect.ValueOf(ctx)
			}
			require.NotPanics(t, func() { call(method, in) }, "%s with %d elements", name, elements)
		})
		for _, b := range []*batch.Batch{batch.New(false), {}} {
			forEachMethod(reflect.ValueOf(&b.Commands), func(name string, method reflect.Value) {
				require.NotPanics(t, func() { call(method, zeroArguments(method.Type(), elements)) }, "%s of a batch with %d elements", name, elements)
			})
		}
	}
}

func forEachMethod(client reflect.Value, visit func(name string, method reflect.Value)) {
	for i := range client.NumMethod() {
		visit(client.Type().Method(i).Name, client.Method(i))
	}
}

func zeroArguments(method reflect.Type, elements int) []reflect.Value {
	in := make([]reflect.Value, method.NumIn())
	for i := range in {
		in[i] = reflect.Zero(method.In(i))
		if method.In(i).Kind() == reflect.Slice {
			in[i] = reflect.MakeSlice(method.In(i), elements, elements)
		}
	}
	return in
}

// call calls a method, and goes through what it returns if that is an iterator.
func call(method reflect.Value, in []reflect.Value) {
	for _, result := range method.Call(in) {
		if result.Kind() == reflect.Func && result.Type().CanSeq2() {
			for range result.Seq2() {
			}
		}
	}
}

func TestBatchesOfNothing(t *testing.T) {
	get := func(a *command.Args) command.Reply[models.Result[string]] { return command.Get(a, "k") }
	_, err := batch.Add(nil, get).Result()
	requireNil(t, "Batch", err)

	b := batch.New(false)
	b.Get("k")
	_, err = batch.Add[string](b, nil).Result()
	requireNil(t, "build", err)
	requireNil(t, "build", queue.Of(b).Err())

	b = new(batch.Batch)
	require.Zero(t, b.Len())
	require.False(t, b.Atomic())
	_, err = b.Get("k").Result()
	requireZeroBatch(t, err)
	_, err = batch.Add(b, get).Result()
	requireZeroBatch(t, err)
	requireNil(t, "build", second(batch.Add[string](b, nil).Result()))
	requireZeroBatch(t, queue.Of(b).Err())
	require.Zero(t, b.Len())
}

func second[T any](_ T, err error) error { return err }

func requireZeroBatch(t *testing.T, err error) {
	t.Helper()
	require.EqualError(t, err, (&failure.ConfigurationError{Field: "Batch", Message: "is a zero value; make one by batch.New"}).Error())
}
