package boundary

import "github.com/glissade-io/glissade/core/failure"

// Entry is the first byte of what a subscription has, and says what it is.
type Entry byte

// The entries of [StatusMessages], each with what follows it. Texts are a uint32 length
// and the bytes; errors have the form that a failure has.
const (
	// EntryMessage is a message on a channel that is subscribed: the channel, the message.
	EntryMessage Entry = iota
	// EntryPatternMessage is one on a channel that matches a pattern: the channel, the
	// message, the pattern.
	EntryPatternMessage
	// EntryGap tells that messages may be missing: the error, a uint32 count of channels,
	// the channels.
	EntryGap
	// EntryDropped tells that messages were dropped: the error, a uint32 count of them.
	EntryDropped
	// EntryRefused tells of channels that the server refuses, or of a server that does not
	// notify of what is followed: the error, a uint32 count of channels, the channels.
	EntryRefused
	// EntryKeyEvent is what has happened to a key: a uint32 number of the database, the key,
	// the name of the event.
	EntryKeyEvent
	// EntryEnd is the last that the subscription has: the error.
	EntryEnd
)

// MessageList adds what a subscription has to one record, and End after the last.
type MessageList struct {
	replies *Replies
	start   int
}

// Messages starts the record of what a subscription has.
func (r *Replies) Messages(id uint32) MessageList {
	return MessageList{r, r.startRecord(id, StatusMessages)}
}

// Add adds a message. A pattern that is nil stands for none.
func (l MessageList) Add(channel, message string, pattern *string) {
	r := l.replies
	if pattern == nil {
		r.buffer = append(r.buffer, byte(EntryMessage))
	} else {
		r.buffer = append(r.buffer, byte(EntryPatternMessage))
	}
	r.string(channel)
	r.string(message)
	if pattern != nil {
		r.string(*pattern)
	}
}

// AddKeyEvent adds what has happened to a key.
func (l MessageList) AddKeyEvent(database int, key, event string) {
	r := l.replies
	r.buffer = append(r.buffer, byte(EntryKeyEvent))
	r.uint32(database)
	r.string(key)
	r.string(event)
}

// AddError adds what stands in place of a message, and reports whether nothing comes
// after it.
func (l MessageList) AddError(err error) (ended bool) {
	entry, count, channels := EntryEnd, 0, []string(nil)
	switch e := err.(type) {
	case *failure.GapError:
		entry, channels = EntryGap, e.Channels
	case *failure.SubscriptionError:
		entry, channels = EntryRefused, e.Channels
	case *failure.ConfigurationError:
		entry = EntryRefused
	case *failure.OverflowError:
		if !e.Ended {
			entry, count = EntryDropped, e.Dropped
		}
	}
	r := l.replies
	r.buffer = append(r.buffer, byte(entry))
	r.error(err)
	switch entry {
	case EntryDropped:
		r.uint32(count)
	case EntryGap, EntryRefused:
		r.strings(channels)
	}
	return entry == EntryEnd
}

// Len returns the size of the record so far, in bytes.
func (l MessageList) Len() int { return len(l.replies.buffer) - l.start }

// End completes the record.
func (l MessageList) End() { l.replies.endRecord(l.start) }

// Subscriptions adds what a client is to be subscribed to, and what it is, by mode.
func (r *Replies) Subscriptions(id uint32, desired, actual [][]string) {
	start := r.startRecord(id, StatusSubscriptions)
	for _, modes := range [2][][]string{desired, actual} {
		r.uint32(len(modes))
		for _, names := range modes {
			r.strings(names)
		}
	}
	r.endRecord(start)
}

// strings adds a uint32 count of texts, and them.
func (r *Replies) strings(list []string) {
	r.uint32(len(list))
	for _, s := range list {
		r.string(s)
	}
}
