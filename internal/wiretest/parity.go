package wiretest

import (
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/internal/queue"
)

// RequireParity requires that the methods of a module on a client and those in b, an
// empty batch, are the same: in name and parameters, but for the context, and in
// result, of which a batch returns the handle. It calls each of both with zero values,
// whether or not the server or the client refuses what that makes.
func RequireParity(t *testing.T, commands, adders any, b *batch.Batch) {
	t.Helper()
	onClient, inBatch := reflect.ValueOf(commands), reflect.ValueOf(adders)
	require.NotZero(t, onClient.NumMethod())
	require.Equal(t, onClient.NumMethod(), inBatch.NumMethod())
	for i := range onClient.NumMethod() {
		name := onClient.Type().Method(i).Name
		execute, add := onClient.Method(i), inBatch.MethodByName(name)
		require.True(t, add.IsValid(), "%s is in no batch", name)
		require.Equal(t, execute.Type().NumIn()-1, add.Type().NumIn(), name)
		arguments := []reflect.Value{}
		for j := range add.Type().NumIn() {
			require.Equal(t, execute.Type().In(j+1), add.Type().In(j), name)
			arguments = append(arguments, reflect.Zero(add.Type().In(j)))
		}

		handle := add.Call(arguments)[0]
		require.Equal(t, i+1, b.Len(), "%s adds one command", name)
		result, _ := handle.Type().MethodByName("Result")
		require.Equal(t, execute.Type().Out(0), result.Type.Out(0), name)
		wire, _, _ := strings.Cut(queue.Of(b).Name(i), " ")
		require.Contains(t, wire, ".", "%s is of a module", name)
		execute.Call(append([]reflect.Value{reflect.ValueOf(t.Context())}, arguments...))
	}
}
