package failure_test

import (
	"errors"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
)

func TestWhatIsToldAmongMessages(t *testing.T) {
	denied := &failure.ServerError{Code: "NOPERM", Message: "no"}
	lost := &failure.ConnectionError{Address: "a:1", Reason: "read failed", Cause: io.EOF}
	for want, err := range map[string]error{
		"messages may be missing on 1 channel, which was subscribed at a:1": &failure.GapError{Channels: []string{"x"}, Address: "a:1"},
		"messages may be missing on 2 channels, which were subscribed at a:1: " + lost.Error(): &failure.GapError{
			Channels: []string{"x", "y"}, Address: "a:1", Cause: lost,
		},
		"the queue of the subscription was full, and 1 message was dropped: take them faster, or raise MaxMessages or MaxBytes":   &failure.OverflowError{Dropped: 1},
		"the queue of the subscription was full, and 2 messages were dropped: take them faster, or raise MaxMessages or MaxBytes": &failure.OverflowError{Dropped: 2},
		"the queue of the subscription was full, which ended it: take them faster, or raise MaxMessages or MaxBytes":              &failure.OverflowError{Dropped: 1, Ended: true},
		"1 channel cannot be subscribed: " + denied.Error():                                                                       &failure.SubscriptionError{Channels: []string{"x"}, Cause: denied},
		"2 channels cannot be subscribed: " + denied.Error():                                                                      &failure.SubscriptionError{Channels: []string{"x", "y"}, Cause: denied},
	} {
		require.EqualError(t, err, want)
		require.Equal(t, want, failure.Spelled(err, nil))
		require.NotContains(t, want, "{")
	}
	require.ErrorIs(t, &failure.GapError{Cause: lost}, io.EOF)
	var refused *failure.ServerError
	require.ErrorAs(t, &failure.SubscriptionError{Cause: denied}, &refused)
	require.Equal(t, failure.Answered, failure.DeliveryOf(&failure.SubscriptionError{Cause: denied}))
	require.NoError(t, errors.Unwrap(&failure.GapError{}))
}

func TestWhatIsToldAmongMessagesInAnotherSpelling(t *testing.T) {
	require.Contains(t, (&failure.OverflowError{Dropped: 1}).Spelled(shouted{}), "raise <SUBSCRIPTIONQUEUE.MAXMESSAGES> or")
	inner := &failure.ConfigurationError{Field: "f", Message: "use {Other}"}
	require.Contains(t, (&failure.SubscriptionError{Cause: inner}).Spelled(shouted{}), "use <OTHER>")
	require.Contains(t, (&failure.GapError{Cause: inner}).Spelled(shouted{}), "use <OTHER>")
}
