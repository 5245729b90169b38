package keyevent

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

func selected(t *testing.T, k options.KeyEvents) *Selection {
	t.Helper()
	s, err := Select(k, 3)
	require.NoError(t, err)
	return s
}

func TestNames(t *testing.T) {
	for name, c := range map[string]struct {
		options options.KeyEvents
		mode    models.PubSubMode
		names   []string
	}{
		"all":                       {options.KeyEvents{}, models.Pattern, []string{"__keyspace@3__:*"}},
		"a pattern":                 {options.KeyEvents{Pattern: "a:?"}, models.Pattern, []string{"__keyspace@3__:a:?"}},
		"a key is a channel":        {options.KeyEvents{Pattern: "a:b]"}, models.Exact, []string{"__keyspace@3__:a:b]"}},
		"a key with a backslash":    {options.KeyEvents{Pattern: `a\*`}, models.Pattern, []string{`__keyspace@3__:a\*`}},
		"events are channels":       {options.KeyEvents{Events: []string{"set", "del"}}, models.Exact, []string{"__keyevent@3__:set", "__keyevent@3__:del"}},
		"events of all keys":        {options.KeyEvents{Pattern: "*", Events: []string{"set"}}, models.Exact, []string{"__keyevent@3__:set"}},
		"both":                      {options.KeyEvents{Pattern: "a*", Events: []string{"set", "del"}}, models.Pattern, []string{"__keyspace@3__:a*"}},
		"a key in all databases":    {options.KeyEvents{Pattern: "a", AllDatabases: true}, models.Pattern, []string{"__keyspace@*__:a"}},
		"events in all databases":   {options.KeyEvents{Events: []string{"set"}, AllDatabases: true}, models.Pattern, []string{"__keyevent@*__:set"}},
		"everything, all databases": {options.KeyEvents{AllDatabases: true}, models.Pattern, []string{"__keyspace@*__:*"}},
	} {
		t.Run(name, func(t *testing.T) {
			mode, names := selected(t, c.options).Names()
			require.Equal(t, c.mode, mode)
			require.Equal(t, c.names, names)
		})
	}
}

func TestEventsAreParsed(t *testing.T) {
	var (
		all      = options.KeyEvents{}
		both     = options.KeyEvents{Pattern: "a*", Events: []string{"set", "del"}}
		byEvent  = options.KeyEvents{Events: []string{"set", "odd__:one"}}
		anywhere = options.KeyEvents{Pattern: "a*", AllDatabases: true}
		anyEvent = options.KeyEvents{Events: []string{"set"}, AllDatabases: true}
	)
	for name, c := range map[string]struct {
		options          options.KeyEvents
		channel, message string
		want             models.KeyEvent
		isOther          bool
	}{
		"a key":                          {all, "__keyspace@3__:key", "set", models.KeyEvent{Database: 3, Key: "key", Event: "set"}, false},
		"a key with colons":              {all, "__keyspace@3__:a:b::", "set", models.KeyEvent{Database: 3, Key: "a:b::", Event: "set"}, false},
		"a key like a channel":           {all, "__keyspace@3__:__keyspace@1__:a", "set", models.KeyEvent{Database: 3, Key: "__keyspace@1__:a", Event: "set"}, false},
		"no text":                        {all, "__keyspace@3__:\x00\xff\r\n*[", "set", models.KeyEvent{Database: 3, Key: "\x00\xff\r\n*[", Event: "set"}, false},
		"an empty key":                   {all, "__keyspace@3__:", "set", models.KeyEvent{Database: 3, Event: "set"}, false},
		"one of the events":              {both, "__keyspace@3__:a", "del", models.KeyEvent{Database: 3, Key: "a", Event: "del"}, false},
		"another event":                  {both, "__keyspace@3__:a", "expire", models.KeyEvent{}, true},
		"by event":                       {byEvent, "__keyevent@3__:set", "a:b", models.KeyEvent{Database: 3, Key: "a:b", Event: "set"}, false},
		"by an odd event":                {byEvent, "__keyevent@3__:odd__:one", "__:", models.KeyEvent{Database: 3, Key: "__:", Event: "odd__:one"}, false},
		"any database":                   {anywhere, "__keyspace@15__:ab", "set", models.KeyEvent{Database: 15, Key: "ab", Event: "set"}, false},
		"a key with a channel's end":     {anywhere, "__keyspace@0__:x__:ab", "set", models.KeyEvent{}, true},
		"a key with another channel end": {anywhere, "__keyspace@0__:a__:ab", "set", models.KeyEvent{Key: "a__:ab", Event: "set"}, false},
		"an event with a channel's end":  {anyEvent, "__keyevent@0__:x__:set", "a", models.KeyEvent{}, true},
		"no notification":                {all, "news", "set", models.KeyEvent{}, true},
		"of the other kind":              {all, "__keyevent@3__:set", "a", models.KeyEvent{}, true},
		"no end of the database":         {all, "__keyspace@3", "set", models.KeyEvent{}, true},
		"no database":                    {all, "__keyspace@__:a", "set", models.KeyEvent{}, true},
		"a database that is no number":   {anywhere, "__keyspace@x__:a", "set", models.KeyEvent{}, true},
		"a database with zeros":          {anywhere, "__keyspace@01__:a", "set", models.KeyEvent{}, true},
		"a database with a sign":         {anywhere, "__keyspace@-1__:a", "set", models.KeyEvent{}, true},
		"a database beyond numbers":      {anywhere, "__keyspace@99999999999999999999__:a", "set", models.KeyEvent{}, true},
	} {
		t.Run(name, func(t *testing.T) {
			event, ok := selected(t, c.options).Event(models.PubSubMessage{Channel: c.channel, Message: c.message})
			require.Equal(t, !c.isOther, ok)
			if ok {
				require.Equal(t, c.want, event)
			}
		})
	}
}

func TestEventsAreNamedAsServersDo(t *testing.T) {
	_, err := Select(options.KeyEvents{Events: []string{"MyModule.Event", "Del"}}, 0)
	require.Equal(t, &failure.ConfigurationError{
		Field: "KeyEvents.Events[1]", Message: "is not how servers write it; name it del",
	}, err)
}
