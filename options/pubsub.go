package options

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
)

const (
	// DefaultPubSubReconciliationInterval is used where PubSubReconciliationInterval is 0.
	DefaultPubSubReconciliationInterval = 3 * time.Second
	// DefaultMaxMessages is used where SubscriptionQueue.MaxMessages is 0.
	DefaultMaxMessages = 65536
	// DefaultMaxBytes is used where SubscriptionQueue.MaxBytes is 0.
	DefaultMaxBytes = 64 << 20
)

// SubscriptionConfiguration describes what a client is subscribed to from the beginning.
// Creating the client waits until the servers have confirmed it, within the connection
// timeout, and fails if one refuses.
type SubscriptionConfiguration struct {
	// Channels are the names by mode. A name that comes twice counts once; each is valid
	// UTF-8. [models.Sharded] is for clusters.
	Channels map[models.PubSubMode][]string
	// Callback, if set, is called with each message, one at a time, in order, on a
	// goroutine of the client's. It may use the client, and close it. If it panics the
	// message is lost, and the next comes; see core.WithPanicHandler. Without a
	// callback messages are in the client's queue.
	Callback func(message models.PubSubMessage, context any) `json:"-"`
	// OnMissed, if set, is called like Callback, in the place in the order where messages
	// may be missing, with a *failure.GapError, *failure.OverflowError or
	// *failure.SubscriptionError. It needs a Callback.
	OnMissed func(err error, context any) `json:"-"`
	// Context is handed to the callbacks. It needs a Callback. Printed, the configuration
	// does not show it.
	Context any `json:"-"`
	// Queue bounds what waits for the program.
	Queue SubscriptionQueue
}

// WhenFull is what becomes of messages that a full queue has no room for.
type WhenFull string

const (
	// DropOldest makes room by dropping the messages that have waited longest. It is the
	// default.
	DropOldest WhenFull = ""
	// DropNewest drops the messages that come while there is no room.
	DropNewest WhenFull = "drop newest"
	// EndSubscription ends the subscription: what waits can still be taken, and behind it
	// is the error.
	EndSubscription WhenFull = "end"
)

// SubscriptionQueue bounds what waits for a program that takes messages more slowly than
// they come. The connection is never held up. The zero value holds up to 65,536 messages
// and 64 MiB, and drops the oldest when it is full. What was dropped is told in the
// stream, by a *failure.OverflowError.
type SubscriptionQueue struct {
	// MaxMessages is how many messages may wait. 0 means 65,536.
	MaxMessages int
	// MaxBytes is how many bytes they may have, their names included, with 128 bytes for each
	// message beside. 0 means 64 MiB. A message that is larger by itself is dropped.
	MaxBytes int
	// WhenFull says what is dropped.
	WhenFull WhenFull
}

// WithDefaults returns q with what was left out filled in.
func (q SubscriptionQueue) WithDefaults() SubscriptionQueue {
	if q.MaxMessages == 0 {
		q.MaxMessages = DefaultMaxMessages
	}
	if q.MaxBytes == 0 {
		q.MaxBytes = DefaultMaxBytes
	}
	return q
}

// Validate returns a *failure.ConfigurationError about the first setting that cannot
// work, or nil.
func (q SubscriptionQueue) Validate() error { return q.validate("SubscriptionQueue") }

func (q SubscriptionQueue) validate(field string) error {
	switch {
	case q.MaxMessages < 0:
		return invalid(field+".MaxMessages", "is negative; give a positive number, or 0 for 65,536")
	case q.MaxBytes < 0:
		return invalid(field+".MaxBytes", "is negative; give a positive number, or 0 for 64 MiB")
	case q.WhenFull != DropOldest && q.WhenFull != DropNewest && q.WhenFull != EndSubscription:
		return invalid(field+".WhenFull", "is unknown; use {DropOldest}, {DropNewest} or {EndSubscription}")
	}
	return nil
}

// validate checks subscriptions, which a client that is none of a cluster has no sharded
// ones of.
func (s *SubscriptionConfiguration) validate(sharded bool) error {
	if s == nil {
		return nil
	}
	for mode, channels := range s.Channels {
		switch {
		case mode == models.Sharded && !sharded:
			return invalid("Subscriptions.Channels", "has {Sharded}, but only clusters have sharded channels; use {Exact}, or {NewClusterClient}")
		case mode < models.Exact || mode > models.Sharded:
			return invalid("Subscriptions.Channels", "has an unknown mode; use {Exact}, {Pattern} or {Sharded}")
		}
		if err := ValidateChannels("Subscriptions.Channels["+mode.String()+"]", channels); err != nil {
			return err
		}
	}
	switch {
	case s.Callback == nil && s.Context != nil:
		return invalid("Subscriptions.Context", "is set without a {SubscriptionConfiguration.Callback} that it would be handed to; set that, or leave it out")
	case s.Callback == nil && s.OnMissed != nil:
		return invalid("Subscriptions.OnMissed", "is set without a {SubscriptionConfiguration.Callback}; set that, or take what is missing from the client's queue")
	}
	return s.Queue.validate("Subscriptions.Queue")
}

// ValidateChannels returns a *failure.ConfigurationError that names the first channel
// or pattern of field that cannot be one, or nil.
func ValidateChannels(field string, channels []string) error {
	for i, channel := range channels {
		if !utf8.ValidString(channel) {
			return invalid(field+"["+strconv.Itoa(i)+"]", "is no text in UTF-8, as the names of channels are; encode it, in base64 for instance")
		}
	}
	return nil
}

// KeyEvents says which changes of keys to follow, see core.PubSub.KeyEvents. The zero
// value stands for all keys in the client's database, and all events.
type KeyEvents struct {
	// Pattern is a glob-style pattern of the keys, such as "user:*", or a key. A character
	// of *, ?, [ and \ in a key has a \ before it. Empty means all keys, as "*" does.
	Pattern string
	// Events are the names of the events as servers write them, such as "set", "expired"
	// or "del"; they are not those of commands. Empty means all that the server is
	// configured to notify of.
	Events []string
	// AllDatabases follows all databases rather than the client's alone.
	AllDatabases bool
	// Queue bounds what waits for the program.
	Queue SubscriptionQueue
}

// Validate returns a *failure.ConfigurationError about the first setting that cannot
// work, or nil.
func (k KeyEvents) Validate() error {
	for i, event := range k.Events {
		field := "KeyEvents.Events[" + strconv.Itoa(i) + "]"
		switch {
		case event == "":
			return invalid(field, "is empty; name an event, or leave out {KeyEvents.Events} for all")
		case strings.ContainsAny(event, `*?[\`):
			return invalid(field, "is a pattern; name each event, or leave out {KeyEvents.Events} for all")
		}
	}
	return k.Queue.validate("KeyEvents.Queue")
}

const intervalField = "Advanced.PubSubReconciliationInterval"

func validateReconciliationInterval(interval time.Duration) error {
	if interval < 0 {
		return invalid(intervalField, failure.Text("is negative; give a positive duration, or 0 for "+DefaultPubSubReconciliationInterval.String()))
	}
	return nil
}
