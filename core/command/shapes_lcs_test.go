package command_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

func TestLCSMatchesAreDecoded(t *testing.T) {
	var a command.Args
	decode := command.LCSWithOptions(&a, "k", "l", options.LCSIdxOptions{}).Decode
	place := func(start, end int64) models.LCSPosition { return models.LCSPosition{Start: start, End: end} }
	for frame, want := range map[string]models.LCSMatch{
		"*4\r\n$7\r\nmatches\r\n*1\r\n*2\r\n*2\r\n:4\r\n:7\r\n*2\r\n:5\r\n:8\r\n$3\r\nlen\r\n:6\r\n": {
			Matches: []models.LCSMatchedPosition{{Key1: place(4, 7), Key2: place(5, 8)}}, Len: 6,
		},
		"%2\r\n$7\r\nmatches\r\n*1\r\n*3\r\n*2\r\n:2\r\n:3\r\n*2\r\n:0\r\n:1\r\n:2\r\n$3\r\nlen\r\n:2\r\n": {
			Matches: []models.LCSMatchedPosition{{Key1: place(2, 3), Key2: place(0, 1), MatchLen: 2}}, Len: 2,
		},
		"%3\r\n+matches\r\n*0\r\n+len\r\n:0\r\n+ratio\r\n,0.5\r\n": {
			Matches: []models.LCSMatchedPosition{}, Extra: models.Map{{Key: "ratio", Value: 0.5}},
		},
	} {
		got, err := decode([]byte(frame))
		require.NoError(t, err, "%q", frame)
		require.Equal(t, want, got, "%q", frame)
	}
	for frame, got := range map[string]string{
		"%1\r\n+matches\r\n_\r\n":                                            "null",
		"%1\r\n+matches\r\n*1\r\n*1\r\n*2\r\n:4\r\n:7\r\n":                   "array of 1 elements",
		"%1\r\n+matches\r\n*1\r\n*2\r\n*2\r\n:4\r\n:7\r\n:5\r\n":             "integer",
		"%1\r\n+matches\r\n*1\r\n*2\r\n*1\r\n:4\r\n*2\r\n:5\r\n:6\r\n":       "array of 1 elements",
		"%1\r\n+matches\r\n*1\r\n*2\r\n*2\r\n:4\r\n+x\r\n*2\r\n:5\r\n:6\r\n": "string that is no integer",
	} {
		_, err := decode([]byte(frame))
		var shape *command.ShapeError
		require.ErrorAs(t, err, &shape, "%q", frame)
		require.Equal(t, command.ShapeError{Shape: command.ShapeRecord, Got: got}, *shape, "%q", frame)
	}
	_, err := decode([]byte("-ERR The specified keys must contain string values\r\n"))
	require.ErrorIs(t, err, &failure.ServerError{Code: "ERR"})
}
