// Package keyevent knows how servers notify of what happens to keys: by which channels,
// and which settings it takes. See https://valkey.io/topics/notifications/
package keyevent

import (
	"strconv"
	"strings"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/glob"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

const (
	keyspace = "__keyspace@" // of a key, which tells the event
	keyevent = "__keyevent@" // of an event, which tells the key
	// separator stands between the number of the database and the key or event.
	separator = "__:"
)

// Selection is which events of which keys are followed, by notifications of one kind: by
// key if keys are chosen, and else by event.
type Selection struct {
	pattern      string // of the keys, if byKey
	events       []string
	isEvent      map[string]bool
	byKey        bool
	database     int
	allDatabases bool
}

// Select returns the selection that the options describe, in that database unless they ask
// for all.
func Select(k options.KeyEvents, database int) (*Selection, error) {
	s := &Selection{pattern: k.Pattern, events: k.Events, database: database, allDatabases: k.AllDatabases, isEvent: map[string]bool{}}
	for i, event := range k.Events {
		if lower := strings.ToLower(event); lower != event && classOf(lower) != 0 {
			return nil, &failure.ConfigurationError{
				Field: "KeyEvents.Events[" + strconv.Itoa(i) + "]", Message: "is not how servers write it; name it " + failure.Text(lower),
			}
		}
		s.isEvent[event] = true
	}
	if s.pattern == "" {
		s.pattern = "*"
	}
	s.byKey = len(k.Events) == 0 || s.pattern != "*"
	return s, nil
}

// Names returns the channels or patterns to subscribe to.
func (s *Selection) Names() (models.PubSubMode, []string) {
	mode, database := models.Exact, strconv.Itoa(s.database)
	if s.allDatabases {
		mode, database = models.Pattern, "*"
	}
	if s.byKey {
		if strings.ContainsAny(s.pattern, `*?[\`) {
			mode = models.Pattern
		}
		return mode, []string{keyspace + database + separator + s.pattern}
	}
	names := make([]string, len(s.events))
	for i, event := range s.events {
		names[i] = keyevent + database + separator + event
	}
	return mode, names
}

// Event returns the event that a message notifies of. It is false if the message is no
// notification, or of something else: a pattern for all databases may match more, such as
// a key that looks like the end of another database's channel.
func (s *Selection) Event(m models.PubSubMessage) (e models.KeyEvent, ok bool) {
	prefix := keyevent
	if s.byKey {
		prefix = keyspace
	}
	rest, ok := strings.CutPrefix(m.Channel, prefix)
	if !ok {
		return e, false
	}
	number, subject, ok := strings.Cut(rest, separator)
	if !ok {
		return e, false
	}
	e.Database, ok = parseDatabase(number)
	if !ok {
		return e, false
	}
	if s.byKey {
		e.Key, e.Event = subject, m.Message
		ok = (len(s.events) == 0 || s.isEvent[e.Event]) && (!s.allDatabases || glob.Matches(s.pattern, e.Key))
	} else {
		e.Key, e.Event = m.Message, subject
		ok = s.isEvent[e.Event]
	}
	return e, ok
}

// parseDatabase reads the number of a database as servers write it.
func parseDatabase(text string) (number int, ok bool) {
	number, err := strconv.Atoi(text)
	return number, err == nil && number >= 0 && strconv.Itoa(number) == text
}
