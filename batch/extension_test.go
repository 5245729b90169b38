package batch

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/queue"
)

func TestCommandsThatAreDefinedElsewhereHaveTypedResults(t *testing.T) {
	b := New(false)
	b.Ping()
	card := Add(b, func(a *command.Args) command.Reply[int64] {
		a.Begin("BF.CARD")
		a.Key("k")
		return command.NewReply(command.ShapeInteger, (*command.Decoder).Integer)
	})
	require.NoError(t, queue.Of(b).Err())
	require.Equal(t, "BF.CARD", queue.Of(b).Name(1))
	require.Equal(t, "*1\r\n$4\r\nPING\r\n*2\r\n$7\r\nBF.CARD\r\n$1\r\nk\r\n", string(queue.Of(b).AppendTo(nil)))

	_, err := queue.Of(b).Resolve(1, []byte(":5\r\n"))
	require.NoError(t, err)
	n, err := card.Result()
	require.NoError(t, err)
	require.Equal(t, int64(5), n)
}

func TestCommandsThatAreDefinedElsewhereCanBeRefused(t *testing.T) {
	b := New(true)
	Add(b, func(a *command.Args) command.Reply[int64] { return command.Del(a, nil) })
	var refused *failure.ConfigurationError
	require.ErrorAs(t, queue.Of(b).Err(), &refused)
}
