package failure

import "strconv"

// GapError tells a subscription that messages may be missing, since a connection was
// lost or a channel has moved to another server. It comes once for each such break, when
// the subscription is there again: what is published from then on is received. Breaks that
// no message has come between are told together if they wait to be taken. It ends nothing.
type GapError struct {
	// Channels are the channels or patterns concerned.
	Channels []string
	// Address is the server that they were subscribed at.
	Address string
	// Cause is why, such as a *ConnectionError.
	Cause error
}

// Error returns how many channels are concerned, and why.
func (e *GapError) Error() string { return e.Spelled(nil) }

// Spelled returns the same in another language's spelling, see [Spelled].
func (e *GapError) Spelled(spelling Spelling) string {
	text := "messages may be missing on " + plural(len(e.Channels), "channel") + ", which " + was(len(e.Channels)) + " subscribed at " + orUnknown(e.Address)
	if e.Cause != nil {
		text += ": " + Spelled(e.Cause, spelling)
	}
	return text
}

// Unwrap returns the underlying error.
func (e *GapError) Unwrap() error { return e.Cause }

// OverflowError tells a subscription that its queue was full, because messages were not
// taken as fast as they came, and that some were dropped: those that would stand in the
// place where it comes. It ends nothing, unless that is the queue's policy.
type OverflowError struct {
	// Dropped is how many messages were dropped.
	Dropped int
	// Ended says that the subscription has ended because of it.
	Ended bool
}

// Error returns how many messages were dropped.
func (e *OverflowError) Error() string { return e.Spelled(nil) }

// Spelled returns the same in another language's spelling, see [Spelled].
func (e *OverflowError) Spelled(spelling Spelling) string {
	const remedy Text = ": take them faster, or raise {SubscriptionQueue.MaxMessages} or {SubscriptionQueue.MaxBytes}"
	text := "the queue of the subscription was full, and " + plural(e.Dropped, "message") + " " + was(e.Dropped) + " dropped"
	if e.Ended {
		text = "the queue of the subscription was full, which ended it"
	}
	return text + remedy.Spelled(spelling)
}

// SubscriptionError tells a subscription that the server refuses some of its channels,
// which it had or has not yet had. They are tried again at each reconciliation.
type SubscriptionError struct {
	// Channels are the channels or patterns that were refused.
	Channels []string
	// Cause is the server's error.
	Cause error
}

// Error returns how many channels were refused, and why.
func (e *SubscriptionError) Error() string { return e.Spelled(nil) }

// Spelled returns the same in another language's spelling, see [Spelled].
func (e *SubscriptionError) Spelled(spelling Spelling) string {
	return plural(len(e.Channels), "channel") + " cannot be subscribed: " + Spelled(e.Cause, spelling)
}

// Unwrap returns the server's error.
func (e *SubscriptionError) Unwrap() error { return e.Cause }

// RequestDelivery returns Answered; see [DeliveryOf].
func (e *SubscriptionError) RequestDelivery() Delivery { return Answered }

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

func was(n int) string {
	if n == 1 {
		return "was"
	}
	return "were"
}
