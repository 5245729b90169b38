package core

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
)

// strLenOrNil is a command that this package knows nothing of.
func strLenOrNil(a *command.Args, key string) command.Reply[models.Result[int64]] {
	a.Begin("JSON.STRLEN")
	a.Key(key)
	return command.NewReply(command.ShapeNullableInteger, (*command.Decoder).NullableInteger)
}

func TestRunExecutesCommandsThatAreDefinedElsewhere(t *testing.T) {
	s := &script{answers: map[string][]string{
		"JSON.STRLEN k": {":3\r\n", "$-1\r\n", "-WRONGTYPE no string\r\n"},
	}}
	client := s.client(t)
	run := func(runner Runner) (models.Result[int64], error) {
		return Run(t.Context(), runner, func(a *command.Args) command.Reply[models.Result[int64]] {
			return strLenOrNil(a, "k")
		})
	}
	length, err := run(client)
	require.NoError(t, err)
	require.Equal(t, models.Present[int64](3), length)
	length, err = run(&client.Commands)
	require.NoError(t, err)
	require.True(t, length.IsNil())
	_, err = run(client)
	require.ErrorIs(t, err, &failure.ServerError{Code: "WRONGTYPE"})
}

func TestRunSendsNothingThatIsRefused(t *testing.T) {
	s := &script{}
	client := s.client(t)
	_, err := Run(t.Context(), client, func(a *command.Args) command.Reply[int64] { return command.Del(a, nil) })
	var refused *failure.ConfigurationError
	require.ErrorAs(t, err, &refused)
	_, err = client.Ping(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"PING"}, s.Requests())
}
