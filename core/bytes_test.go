package core

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// answering executes everything, with the same reply.
type answering struct {
	frame []byte
	seen  string
}

func (a *answering) route() options.Route { return nil }

func (a *answering) execute(_ context.Context, r *request) error {
	if err := r.args.Err(); err != nil {
		return err
	}
	a.seen = string(r.args.Encoded())
	return r.call.Set(func([]byte) ([]byte, error) { return a.frame, nil })
}

// answeredBy returns the commands that a executes.
func answeredBy(a *answering) *Commands {
	c := commandsOf(a)
	return &c
}

func hashValue(a *command.Args) command.Reply[models.Result[string]] {
	return command.HGet(a, "k", "f")
}

func TestValuesAsBytes(t *testing.T) {
	for name, call := range map[string]func(c *Commands) (models.Result[[]byte], error){
		"GetBytes": func(c *Commands) (models.Result[[]byte], error) { return c.GetBytes(t.Context(), "k") },
		"RunBytes": func(c *Commands) (models.Result[[]byte], error) { return RunBytes(t.Context(), c, hashValue) },
		"MGetBytes": func(c *Commands) (models.Result[[]byte], error) {
			frame := c.executor.(*answering).frame
			c.executor.(*answering).frame = append([]byte("*1\r\n"), frame...)
			values, err := c.MGetBytes(t.Context(), []string{"k"})
			if err != nil {
				require.Nil(t, values)
				return models.Nil[[]byte](), err
			}
			require.Len(t, values, 1)
			return values[0], nil
		},
	} {
		for frame, want := range map[string]models.Result[[]byte]{
			"$3\r\n\x00\xff\n\r\n": models.Present([]byte("\x00\xff\n")),
			"$0\r\n\r\n":           models.Present([]byte{}),
			"+simple\r\n":          models.Present([]byte("simple")),
			"=6\r\ntxt:hi\r\n":     models.Present([]byte("hi")),
			"$-1\r\n":              models.Nil[[]byte](),
			"_\r\n":                models.Nil[[]byte](),
			"$" + "20000\r\n" + strings.Repeat("v", 20000) + "\r\n": models.Present([]byte(strings.Repeat("v", 20000))),
		} {
			value, err := call(answeredBy(&answering{frame: []byte(frame)}))
			require.NoError(t, err, name)
			require.Equal(t, want, value, name)
		}
		_, err := call(answeredBy(&answering{frame: []byte(":1\r\n")}))
		var odd *command.ShapeError
		require.ErrorAs(t, err, &odd, name)
		require.Equal(t, "integer", odd.Got, name)
		_, err = call(answeredBy(&answering{frame: []byte("-WRONGTYPE no\r\n")}))
		require.ErrorIs(t, err, &failure.ServerError{Code: "WRONGTYPE"}, name)
		_, err = call(answeredBy(&answering{frame: []byte("$5\r\nab")}))
		require.Error(t, err, name)
	}
	_, err := answeredBy(&answering{frame: []byte("$1\r\nv\r\n")}).MGetBytes(t.Context(), []string{"k"})
	require.ErrorAs(t, err, new(*command.ShapeError))
	_, err = answeredBy(&answering{}).MGetBytes(t.Context(), nil)
	require.ErrorContains(t, err, "keys")
}

// The memory of a long reply is handed over, unless most of it is not wanted.
func TestLongValuesAreNotCopied(t *testing.T) {
	reply := func(length, capacity int) []byte {
		return append(make([]byte, 0, capacity), resp.AppendBulk(nil, strings.Repeat("v", length))...)
	}
	for _, row := range []struct {
		length, capacity int
		same             bool
	}{{handedOver, handedOver + 20, true}, {handedOver, 4 * handedOver, false}, {handedOver - 1, handedOver + 20, false}} {
		frame := reply(row.length, row.capacity)
		value, err := answeredBy(&answering{frame: frame}).GetBytes(t.Context(), "k")
		require.NoError(t, err)
		bytes := value.Value()
		frame[len("$16384\r\n")] = 'x'
		require.Equal(t, row.same, bytes[0] == 'x', "%+v", row)

		frame = append(make([]byte, 0, row.capacity+20), append([]byte("*1\r\n"), reply(row.length-len("*1\r\n$16384\r\n\r\n"), 0)...)...)
		values, err := answeredBy(&answering{frame: frame}).MGetBytes(t.Context(), []string{"k"})
		require.NoError(t, err)
		frame[len("*1\r\n$16384\r\n")] = 'x'
		require.Equal(t, row.same, values[0].Value()[0] == 'x', "%+v", row)
	}
}

// Bytes stay what they are when the client goes on.
func TestBytesAreTheCallers(t *testing.T) {
	long := strings.Repeat("long", handedOver)
	s := &script{answers: map[string][]string{
		"GET short": {"$5\r\nshort\r\n"}, "GET long": {string(resp.AppendBulk(nil, long))},
		"MGET short long": {"*2\r\n$5\r\nshort\r\n" + string(resp.AppendBulk(nil, long))},
		"GET other":       {string(resp.AppendBulk(nil, strings.Repeat("o", len(long))))},
	}}
	c := s.client(t)
	for range 3 {
		short, err := c.GetBytes(t.Context(), "short")
		require.NoError(t, err)
		large, err := c.GetBytes(t.Context(), "long")
		require.NoError(t, err)
		both, err := c.MGetBytes(t.Context(), []string{"short", "long"})
		require.NoError(t, err)
		_ = append(both[0].Value(), "overflows"...)
		_, err = c.Get(t.Context(), "other")
		require.NoError(t, err)
		require.Equal(t, "short", string(short.Value()))
		require.Equal(t, long, string(large.Value()))
		require.Equal(t, "short", string(both[0].Value()))
		require.Equal(t, long, string(both[1].Value()))
	}
}

func TestSetOfBytes(t *testing.T) {
	a := &answering{frame: []byte("+OK\r\n")}
	value := []byte("\x00v\r\n")
	reply, err := answeredBy(a).SetBytes(t.Context(), "k", value)
	require.NoError(t, err)
	require.Equal(t, "OK", reply)
	require.Equal(t, "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$4\r\n\x00v\r\n\r\n", a.seen)
	_, err = answeredBy(a).SetBytes(t.Context(), "k", nil)
	require.NoError(t, err)
	require.Equal(t, "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$0\r\n\r\n", a.seen)
	_, err = answeredBy(a).SetBytesWithOptions(t.Context(), "k", value, options.SetOptions{Condition: options.OnlyIfExists})
	require.NoError(t, err)
	require.Equal(t, "*4\r\n$3\r\nSET\r\n$1\r\nk\r\n$4\r\n\x00v\r\n\r\n$2\r\nXX\r\n", a.seen)
}

func TestRunBytesRefusesWhatIsNoSingleString(t *testing.T) {
	odd := func(a *command.Args) command.Reply[string] { return command.Set(a, "k", "v") } // whose reply is always OK
	a := &answering{}
	_, err := RunBytes(t.Context(), answeredBy(a), odd)
	require.ErrorContains(t, err, "of the shape ok; use Run")
	require.Empty(t, a.seen)
	_, err = RunBytes(t.Context(), nil, hashValue)
	requireNil(t, "runner", err)
	_, err = RunBytes[string](t.Context(), answeredBy(a), nil)
	requireNil(t, "build", err)
	for _, call := range []func() error{
		func() error { _, err := RunBytes(t.Context(), new(Commands), hashValue); return err },
		func() error { _, err := new(Commands).GetBytes(t.Context(), "k"); return err },
		func() error { _, err := new(Commands).MGetBytes(t.Context(), []string{"k"}); return err },
	} {
		requireNil(t, "Commands", call())
	}
}
