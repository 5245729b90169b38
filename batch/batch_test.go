package batch

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/queue"
	"github.com/glissade-io/glissade/models"
)

func TestCommandsAreEncodedBackToBack(t *testing.T) {
	b := New(false)
	b.Set("k", "v")
	b.Get("k")
	require.NoError(t, queue.Of(b).Err())
	require.Equal(t, 2, b.Len())
	require.Equal(t, "GET", queue.Of(b).Name(1))
	require.Equal(t, "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n*2\r\n$3\r\nGET\r\n$1\r\nk\r\n", string(queue.Of(b).AppendTo(nil)))
}

func TestLargeBatchesAreEncodedInFull(t *testing.T) {
	b := New(false)
	var want []byte
	for i := range 300 {
		value := strings.Repeat("x", i*i)
		b.Set("k", value)
		var args command.Args
		command.Set(&args, "k", value)
		want = append(want, args.Encoded()...)
	}
	require.Equal(t, string(want), string(queue.Of(b).AppendTo(nil)))
	require.Equal(t, "before"+string(want), string(queue.Of(b).AppendTo([]byte("before"))))
}

func TestHandlesHoldTypedResults(t *testing.T) {
	b := New(false)
	count, value := b.Incr("n"), b.Get("k")

	_, err := count.Result()
	var early *failure.ConfigurationError
	require.ErrorAs(t, err, &early)
	require.Contains(t, err.Error(), "Exec")

	result, err := queue.Of(b).Resolve(0, []byte(":7\r\n"))
	require.NoError(t, err)
	require.Equal(t, int64(7), result)
	n, err := count.Result()
	require.NoError(t, err)
	require.Equal(t, int64(7), n)

	_, err = queue.Of(b).Resolve(1, []byte("-WRONGTYPE no\r\n"))
	require.ErrorIs(t, err, &failure.ServerError{Code: "WRONGTYPE"})
	_, err = value.Result()
	require.ErrorIs(t, err, &failure.ServerError{Code: "WRONGTYPE"})

	_, err = queue.Of(b).Resolve(1, []byte("$2\r\nhi\r\n"))
	require.NoError(t, err)
	text, err := value.Result()
	require.NoError(t, err)
	require.Equal(t, models.Present("hi"), text, "a batch may be executed again")

	lost := errors.New("lost")
	queue.Of(b).FailAll(lost)
	_, err = value.Result()
	require.ErrorIs(t, err, lost)
	_, err = count.Result()
	require.ErrorIs(t, err, lost)
}

func TestWhatCannotBeSentIsSaidBeforehand(t *testing.T) {
	var configuration *failure.ConfigurationError
	require.ErrorAs(t, queue.Of(New(true)).Err(), &configuration, "an empty batch")

	b := New(true)
	b.Set("k", "v")
	b.Del(nil)
	b.MGet(nil)
	require.ErrorAs(t, queue.Of(b).Err(), &configuration)
	require.Contains(t, queue.Of(b).Err().Error(), "DEL", "the first error counts")
}

func TestOnlyAPipelineBlocks(t *testing.T) {
	for _, test := range []struct {
		atomic   bool
		timeouts []time.Duration
		want     time.Duration
		blocks   bool
	}{
		{false, nil, 0, false},
		{false, []time.Duration{time.Second, 2 * time.Second}, 3 * time.Second, true},
		{false, []time.Duration{time.Second, 0}, 0, true},
		{true, []time.Duration{time.Second}, 0, false},
	} {
		b := New(test.atomic)
		b.Ping()
		for _, timeout := range test.timeouts {
			b.BLPop([]string{"k"}, timeout)
		}
		timeout, blocks := queue.Of(b).Blocking()
		require.Equal(t, test.want, timeout)
		require.Equal(t, test.blocks, blocks)
	}
}

func TestCommandsBuiltElsewhereCanBeAdded(t *testing.T) {
	var args command.Args
	command.Get(&args, "k")
	b := New(false)
	queue.Of(b).AddRaw(&args)
	require.Equal(t, string(args.Encoded()), string(queue.Of(b).AppendTo(nil)))
	result, err := queue.Of(b).Resolve(0, []byte("$1\r\nv\r\n"))
	require.NoError(t, err)
	require.Nil(t, result)
	queue.Of(b).FailAll(errors.New("lost"))
}
