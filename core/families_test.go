package core

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
)

// The commands of every family, and those of none, are executed by whom they were made for.
func TestEveryFamilyHasItsExecutor(t *testing.T) {
	client := (&script{}).client(t)
	commands := reflect.ValueOf(&client.Commands).Elem()
	families := 0
	for i := range commands.NumField() {
		if commands.Type().Field(i).Anonymous {
			families++
			require.False(t, commands.Field(i).FieldByName("executor").IsNil(), commands.Type().Field(i).Name)
		}
	}
	require.Greater(t, families, 10)
}

// A family alone can be handed on, where no more is wanted.
func TestAFamilyAlone(t *testing.T) {
	client := (&script{answers: map[string][]string{"GET k": {"$1\r\nv\r\n"}}}).client(t)
	get := func(commands *StringCommands) (string, error) {
		value, err := commands.Get(t.Context(), "k")
		return value.Value(), err
	}
	value, err := get(&client.StringCommands)
	require.NoError(t, err)
	require.Equal(t, "v", value)
	_, err = get(new(StringCommands))
	require.ErrorIs(t, err, errNoClient)

	b := batch.New(false)
	b.StringCommands.Get("k")
	b.HashCommands.HLen("h")
	require.Equal(t, 2, b.Len(), "the families of a batch add to one list")
}

// Every command that a batch has, it adds to the same list.
func TestEveryFamilyOfABatchAddsToIt(t *testing.T) {
	b := batch.New(true)
	count := 0
	forEachMethod(reflect.ValueOf(&b.Commands), func(name string, method reflect.Value) {
		call(method, zeroArguments(method.Type(), 1))
		count++
		require.Equal(t, count, b.Len(), name)
	})
	require.Greater(t, count, 400)
}
