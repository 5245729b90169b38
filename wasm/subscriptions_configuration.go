package main

import (
	"time"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/wasm/internal/boundary"
)

// readSubscriptions reads what a client is subscribed to from the beginning. Callbacks
// stay in JavaScript.
func readSubscriptions(in *boundary.Arguments) *options.SubscriptionConfiguration {
	c := &options.SubscriptionConfiguration{Channels: map[models.PubSubMode][]string{}}
	in.Object("pubsubSubscriptions", func(field string) bool {
		if field != "channelsAndPatterns" {
			return readQueue(in, field, &c.Queue)
		}
		in.Object(field, func(mode string) bool {
			if len(mode) != 1 || mode[0] < '0' || mode[0] > '2' {
				return false
			}
			c.Channels[models.PubSubMode(mode[0]-'0')] = readNames(in, mode)
			return true
		})
		return true
	})
	return c
}

// readQueue reads a field that bounds what waits for the program.
func readQueue(in *boundary.Arguments, field string, q *options.SubscriptionQueue) bool {
	switch field {
	case "maxMessages":
		q.MaxMessages = readBound(in, field)
	case "maxBytes":
		q.MaxBytes = readBound(in, field)
	case "whenFull":
		q.WhenFull = boundary.Enum(in, field, []string{"dropOldest", "dropNewest", "end"},
			[]options.WhenFull{options.DropOldest, options.DropNewest, options.EndSubscription})
	default:
		return false
	}
	return true
}

func readBound(in *boundary.Arguments, field string) int {
	limit := boundary.Integer[int](in, field)
	if limit <= 0 {
		in.Refuse(field, "must be positive; leave it out for the default")
	}
	return limit
}

// readTimeout reads how long to wait for the server; 0, or nothing, is for ever.
func readTimeout(in *boundary.Arguments) time.Duration {
	const field = "timeoutMs"
	if in.Absent() {
		return 0
	}
	timeout := in.Duration(field)
	if timeout < 0 {
		in.Refuse(field, "is negative; give a number of milliseconds, or 0 to wait for ever")
	}
	return timeout
}

func readNames(in *boundary.Arguments, field string) []string {
	return boundary.Slice(in, field, (*boundary.Arguments).String)
}
