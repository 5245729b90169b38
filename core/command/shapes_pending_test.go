package command_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

func decodeXPending(frame string) (models.XPendingSummary, error) {
	return command.XPending(new(command.Args), "x", "g").Decode([]byte(frame))
}

func decodeXPendingDetails(frame string) ([]models.XPendingDetail, error) {
	return command.XPendingWithOptions(new(command.Args), "x", "g", options.XPendingOptions{Count: 1}).Decode([]byte(frame))
}

func decodeClaimedIDs(frame string) (models.XAutoClaimJustIDResponse, error) {
	return command.XAutoClaimJustID(new(command.Args), "x", "g", "c", 0, "0").Decode([]byte(frame))
}

func TestPendingSummaryIsDecoded(t *testing.T) {
	got, err := decodeXPending("*4\r\n:3\r\n$3\r\n1-0\r\n$3\r\n4-0\r\n*2\r\n*2\r\n$1\r\nb\r\n$1\r\n2\r\n*2\r\n$1\r\na\r\n$1\r\n1\r\n")
	require.NoError(t, err)
	require.Equal(t, models.XPendingSummary{
		NumOfMessages: 3, StartID: models.Present("1-0"), EndID: models.Present("4-0"),
		ConsumerMessages: []models.ConsumerPendingMessage{{ConsumerName: "b", MessageCount: 2}, {ConsumerName: "a", MessageCount: 1}},
	}, got)
	for _, nothing := range []string{"*4\r\n:0\r\n$-1\r\n$-1\r\n*-1\r\n", "*4\r\n:0\r\n_\r\n_\r\n_\r\n"} {
		got, err = decodeXPending(nothing)
		require.NoError(t, err)
		require.Equal(t, models.XPendingSummary{ConsumerMessages: []models.ConsumerPendingMessage{}}, got)
	}
}

func TestPendingEntriesAreDecoded(t *testing.T) {
	got, err := decodeXPendingDetails("*2\r\n*4\r\n$3\r\n1-0\r\n$1\r\nc\r\n:1500\r\n:2\r\n*5\r\n+2-0\r\n+d\r\n:0\r\n:1\r\n+later\r\n")
	require.NoError(t, err)
	require.Equal(t, []models.XPendingDetail{
		{ID: "1-0", ConsumerName: "c", IdleTime: 1500 * time.Millisecond, DeliveryCount: 2},
		{ID: "2-0", ConsumerName: "d", DeliveryCount: 1},
	}, got, "what newer servers append is left out")
	got, err = decodeXPendingDetails("*0\r\n")
	require.NoError(t, err)
	require.Empty(t, got)
}

func TestClaimedIDsAreDecoded(t *testing.T) {
	got, err := decodeClaimedIDs("*3\r\n$3\r\n3-0\r\n*1\r\n$3\r\n2-0\r\n*1\r\n$3\r\n1-0\r\n")
	require.NoError(t, err)
	require.Equal(t, models.XAutoClaimJustIDResponse{
		NextEntry: "3-0", ClaimedEntries: []string{"2-0"}, DeletedMessages: []string{"1-0"},
	}, got)
	got, err = decodeClaimedIDs("*2\r\n$3\r\n0-0\r\n*0\r\n")
	require.NoError(t, err)
	require.Equal(t, models.XAutoClaimJustIDResponse{
		NextEntry: "0-0", ClaimedEntries: []string{}, DeletedMessages: []string{},
	}, got, "servers before 7.0 do not tell what was deleted")
}

func TestRepliesAboutPendingEntriesOfAnotherLayout(t *testing.T) {
	summary := func(frame string) error { _, err := decodeXPending(frame); return err }
	details := func(frame string) error { _, err := decodeXPendingDetails(frame); return err }
	ids := func(frame string) error { _, err := decodeClaimedIDs(frame); return err }
	for _, test := range []struct {
		decode     func(frame string) error
		frame, got string
	}{
		{summary, "*0\r\n", "array of 0 elements"},
		{summary, "_\r\n", "null"},
		{summary, "*4\r\n+x\r\n_\r\n_\r\n_\r\n", "string that is no integer"},
		{summary, "*4\r\n:1\r\n:1\r\n_\r\n_\r\n", "integer"},
		{summary, "*4\r\n:1\r\n+1-0\r\n+1-0\r\n*1\r\n*2\r\n+c\r\n+x\r\n", "string that is no integer"},
		{summary, "*4\r\n:1\r\n+1-0\r\n+1-0\r\n*1\r\n*1\r\n+c\r\n", "array of 1 elements"},
		{details, "*1\r\n*3\r\n$3\r\n1-0\r\n$1\r\nc\r\n:1500\r\n", "array of 3 elements"},
		{details, "_\r\n", "null"},
		{ids, "*1\r\n+0-0\r\n", "array of 1 elements"},
		{ids, "*3\r\n+0-0\r\n_\r\n*0\r\n", "null"},
		{ids, "*3\r\n+0-0\r\n*0\r\n:1\r\n", "integer"},
	} {
		var shape *command.ShapeError
		require.ErrorAs(t, test.decode(test.frame), &shape, test.frame)
		require.Equal(t, test.got, shape.Got, test.frame)
	}
	for _, decode := range []func(frame string) error{summary, details, ids} {
		var server *failure.ServerError
		require.ErrorAs(t, decode("-NOGROUP No such key\r\n"), &server)
	}
}
