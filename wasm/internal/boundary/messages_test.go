package boundary_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/wasm/internal/boundary"
	"github.com/glissade-io/glissade/wasm/internal/boundary/boundarytest"
)

func TestMessages(t *testing.T) {
	var r boundary.Replies
	pattern, refused := "p*", &failure.ServerError{Code: "NOPERM", Message: "no"}
	list := r.Messages(7)
	list.Add("c", "m", nil)
	list.Add("pc", "", &pattern)
	require.False(t, list.AddError(&failure.GapError{Channels: []string{"a", "b"}, Cause: &failure.ConnectionError{}}))
	require.False(t, list.AddError(&failure.OverflowError{Dropped: 9}))
	require.False(t, list.AddError(&failure.SubscriptionError{Channels: []string{"c"}, Cause: refused}))
	require.False(t, list.AddError(&failure.ConfigurationError{Field: "f", Message: "m"}))
	list.AddKeyEvent(3, "k", "set")
	require.True(t, list.AddError(&failure.OverflowError{Dropped: 1, Ended: true}))
	list.End()
	require.Equal(t, r.Len(), list.Len())
	r.Messages(8).End()

	records := boundarytest.Records(r.Bytes())
	require.Len(t, records, 2)
	require.Equal(t, boundarytest.Record{ID: 8, Status: boundary.StatusMessages, Body: []byte{}}, records[1])
	require.Equal(t, uint32(7), records[0].ID)
	require.Equal(t, []boundarytest.Entry{
		{Kind: boundary.EntryMessage, Texts: []string{"c", "m"}},
		{Kind: boundary.EntryPatternMessage, Texts: []string{"pc", "", "p*"}},
		{Kind: boundary.EntryGap, Failure: boundarytest.Failure{Class: boundary.ClassConnection}, Texts: []string{"a", "b"}},
		{Kind: boundary.EntryDropped, Failure: boundarytest.Failure{Class: boundary.ClassRequest}, Count: 9},
		{Kind: boundary.EntryRefused, Failure: boundarytest.Failure{Class: boundary.ClassRequest, Delivery: byte(failure.Answered), Code: "NOPERM"}, Texts: []string{"c"}},
		{Kind: boundary.EntryRefused, Failure: boundarytest.Failure{Class: boundary.ClassConfiguration, Delivery: byte(failure.NotSent)}},
		{Kind: boundary.EntryKeyEvent, Count: 3, Texts: []string{"k", "set"}},
		{Kind: boundary.EntryEnd, Failure: boundarytest.Failure{Class: boundary.ClassRequest}},
	}, withoutMessages(records[0].Entries()))
}

func withoutMessages(entries []boundarytest.Entry) []boundarytest.Entry {
	for i := range entries {
		entries[i].Failure.Message = ""
	}
	return entries
}

// What is no event of a stream is its end, as far as JavaScript is concerned.
func TestUnknownErrorsAreAnEnd(t *testing.T) {
	var r boundary.Replies
	list := r.Messages(1)
	require.True(t, list.AddError(errors.New("x")))
	list.End()
	require.Equal(t, boundary.EntryEnd, boundarytest.Records(r.Bytes())[0].Entries()[0].Kind)
}

func TestSubscriptions(t *testing.T) {
	var r boundary.Replies
	r.Subscriptions(3, [][]string{{"a", "b"}, nil}, [][]string{nil, {"p"}})
	require.Equal(t, []boundarytest.Record{{ID: 3, Status: boundary.StatusSubscriptions, Body: []byte("" +
		"\x02\x00\x00\x00" + "\x02\x00\x00\x00\x01\x00\x00\x00a\x01\x00\x00\x00b" + "\x00\x00\x00\x00" +
		"\x02\x00\x00\x00" + "\x00\x00\x00\x00" + "\x01\x00\x00\x00\x01\x00\x00\x00p")}}, boundarytest.Records(r.Bytes()))
}
