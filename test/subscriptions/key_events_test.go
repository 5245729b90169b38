package subscriptions

import (
	"context"
	"iter"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// notify empties the server, and has it notify of events.
func (e *environment) notify(value string) {
	e.Helper()
	e.command("FLUSHALL")
	e.command("CONFIG", "SET", "notify-keyspace-events", value)
}

// follower takes the events of keys that a subscription has, one by one.
type follower struct {
	*environment
	subscription *core.KeyEventSubscription
	next         func() (models.KeyEvent, error, bool)
}

func (e *environment) follow(client *core.Client, k options.KeyEvents) *follower {
	e.Helper()
	s, err := client.SubscribeKeyEvents(e.Context(), k)
	require.NoError(e, err)
	ctx, cancel := context.WithTimeout(e.Context(), deadline)
	next, stop := iter.Pull2(s.Events(ctx))
	e.Cleanup(func() { cancel(); stop(); s.Close() })
	return &follower{e, s, next}
}

// expect takes events, each a key and what has happened to it.
func (f *follower) expect(database int, events ...string) {
	f.Helper()
	for _, want := range events {
		key, name, _ := strings.Cut(want, " ")
		event, err, ok := f.next()
		require.True(f, ok, "waiting for %q", want)
		require.NoError(f, err)
		require.Equal(f, models.KeyEvent{Database: database, Key: key, Event: name}, event)
	}
}

func TestEventsOfKeysComeOnceAndInOrder(t *testing.T) {
	onAllServers(t, func(e *environment) {
		e.notify("KEA")
		client := e.connect()
		all, again := e.follow(client, options.KeyEvents{}), e.follow(client, options.KeyEvents{})
		colons := e.follow(client, options.KeyEvents{Pattern: "a:*", Events: []string{"del"}})
		one := e.follow(client, options.KeyEvents{Pattern: "a:b"})
		deleted := e.follow(client, options.KeyEvents{Events: []string{"del", "rpush"}})
		pattern, err := client.PSubscribe(e.Context(), []string{"__keyspace@0__:*"})
		require.NoError(e, err)

		for _, key := range []string{"a:b", "c", "a:b::*[\x00\xff"} {
			e.command("RPUSH", key, "element")
			e.command("DEL", key)
		}
		for _, f := range []*follower{all, again} {
			f.expect(0, "a:b rpush", "a:b del", "c rpush", "c del", "a:b::*[\x00\xff rpush", "a:b::*[\x00\xff del")
		}
		colons.expect(0, "a:b del", "a:b::*[\x00\xff del")
		one.expect(0, "a:b rpush", "a:b del")
		deleted.expect(0, "a:b rpush", "a:b del", "c rpush", "c del", "a:b::*[\x00\xff rpush", "a:b::*[\x00\xff del")
		for range 6 {
			require.True(e, strings.HasPrefix(receive(e, pattern).Channel, "__keyspace@0__:"))
		}
		all.subscription.Close()
		_, err, ok := all.next()
		require.False(e, ok, "%v", err)
		e.command("SET", "c", "")
		again.expect(0, "c set")
		require.Equal(e, "set", receive(e, pattern).Message)
		_, more, err := pattern.TryReceive()
		require.NoError(e, err)
		require.False(e, more)
	})
}

func TestEventsOfKeysAreThoseOfADatabaseOrOfAll(t *testing.T) {
	onAllServers(t, func(e *environment) {
		e.notify("KEA")
		client := e.connect(func(c *options.ClientConfiguration) { c.DatabaseID = 2 })
		writers := make([]*core.Client, 12)
		for database := range writers {
			writers[database] = e.connect(func(c *options.ClientConfiguration) { c.DatabaseID = database })
		}
		set := func(database int, key string) {
			e.Helper()
			_, err := writers[database].Set(e.Context(), key, "")
			require.NoError(e, err)
		}
		second := e.follow(client, options.KeyEvents{})
		_, err := client.Select(e.Context(), 11)
		require.NoError(e, err)
		eleventh := e.follow(client, options.KeyEvents{Pattern: "a*"})
		inAll := e.follow(client, options.KeyEvents{Pattern: "a*", AllDatabases: true})
		byEvent := e.follow(client, options.KeyEvents{Events: []string{"set"}, AllDatabases: true})

		set(1, "x__:a") // "__keyspace@1__:x__:a" is matched by "__keyspace@*__:a*".
		set(2, "a")
		set(11, "ab")
		set(2, "b")
		second.expect(2, "a set", "b set")
		eleventh.expect(11, "ab set")
		inAll.expect(2, "a set")
		inAll.expect(11, "ab set")
		byEvent.expect(1, "x__:a set")
		byEvent.expect(2, "a set")
		byEvent.expect(11, "ab set")
		byEvent.expect(2, "b set")
	})
}

// Patterns and keys that lead matching into its corners.
var (
	oddPatterns = []string{
		"*x", "**", "?__:", "[^x]*", "[a-x]*", "[x-a]*", `[\]]*`, "[]*", "[^]*", "[a", "[a-]*", "[^a-", `\x*`, `x\`, "x*x*x", "__:*", "*__:", `\[*`, "\xff*", "x[",
		"*[__:]", "??????", "x__:[",
	}
	oddKeys = []string{
		"__:", "x__:", "x__:x", "a__:x", "]__:", "[__:", "__:[a", "-__:x", "x__:x\\", "\xff__:\x00", "__:__:__:", "x__:xx", "^__:", "x__:[", "x__:a-", "\\__:x", "b__:!",
	}
)

func TestPatternsOfAllDatabasesMatchAsServersDo(t *testing.T) {
	onAllServers(t, func(e *environment) {
		e.notify("KEA")
		client := e.connect()
		followers := map[string]*follower{}
		for _, pattern := range oddPatterns {
			followers[pattern] = e.follow(client, options.KeyEvents{Pattern: pattern, AllDatabases: true, Events: []string{"set", "del"}})
		}
		matched := map[string][]string{}
		for _, key := range oddKeys {
			e.command("FLUSHALL")
			e.command("SET", key, "")
			for _, pattern := range oddPatterns {
				keys, err := client.Keys(e.Context(), pattern)
				require.NoError(e, err)
				if len(keys) > 0 {
					matched[pattern] = append(matched[pattern], key)
				}
			}
		}
		for _, pattern := range oddPatterns {
			for _, key := range matched[pattern] {
				event, err, ok := followers[pattern].next()
				require.True(e, ok)
				require.NoError(e, err)
				require.Equal(e, models.KeyEvent{Key: key, Event: "set"}, event, "%q", pattern)
			}
		}
	})
}

func TestASettingThatIsMissingIsNamed(t *testing.T) {
	onAllServers(t, func(e *environment) {
		client := e.connect()
		require.Empty(e, client.GetSubscriptions().DesiredSubscriptions[models.Pattern])
		for _, c := range []struct {
			setting string
			options options.KeyEvents
			want    string
		}{
			{"", options.KeyEvents{}, `is "" at the server, so that there are no such events; AK is missing: execute CONFIG SET notify-keyspace-events AK`},
			{"E$", options.KeyEvents{Events: []string{"set", "expired"}}, `is "E$" at the server, so that there are no such events; x is missing: execute CONFIG SET notify-keyspace-events E$x`},
			{"EA", options.KeyEvents{Pattern: "a*", Events: []string{"set"}}, `is "AE" at the server, so that there are no such events; K is missing: execute CONFIG SET notify-keyspace-events AKE`},
		} {
			e.notify(c.setting)
			_, err := client.SubscribeKeyEvents(e.Context(), c.options)
			require.Equal(e, &failure.ConfigurationError{Field: "notify-keyspace-events", Message: failure.Text(c.want)}, err)
			told := 0
			for event, err := range client.KeyEvents(e.Context(), c.options) {
				require.Zero(e, event)
				require.ErrorContains(e, err, c.want)
				told++
			}
			require.Equal(e, 1, told, "the loop ends")
			_, setting, _ := strings.Cut(c.want, "CONFIG SET notify-keyspace-events ")
			e.notify(setting)
			e.follow(client, c.options).subscription.Close()
		}
	})
}

func TestEventsOfKeysGoOnWithoutTheCheckWhereItIsForbidden(t *testing.T) {
	onAllServers(t, func(e *environment) {
		e.notify("KEA")
		e.command("ACL", "SETUSER", "follower", "reset", "on", ">secret", "+@all", "-config", "~*", "resetchannels", "&__keyspace@0__:a*", "&__keyevent@0__:*")
		client := e.connect(func(c *options.ClientConfiguration) {
			c.Credentials = &options.ServerCredentials{Username: "follower", Password: "secret"}
		})
		permitted, event := e.follow(client, options.KeyEvents{Pattern: "a*"}), e.follow(client, options.KeyEvents{Events: []string{"set"}})
		_, err := client.SubscribeKeyEvents(e.Context(), options.KeyEvents{Pattern: "b*"})
		require.ErrorIs(e, err, &failure.ServerError{Code: "NOPERM"})
		e.command("SET", "ab", "")
		permitted.expect(0, "ab set")
		event.expect(0, "ab set")
	})
}

func TestAGapBeforeEventsOfKeysHasTheSettingChecked(t *testing.T) {
	onAllServers(t, func(e *environment) {
		e.notify("KEA")
		f := e.follow(e.connect(), options.KeyEvents{Pattern: "a*"})
		var gap *failure.GapError
		e.command("CLIENT", "KILL", "TYPE", "pubsub")
		_, err, _ := f.next()
		require.ErrorAs(e, err, &gap)
		require.Equal(e, []string{"__keyspace@0__:a*"}, gap.Channels)
		e.command("SET", "a", "")
		f.expect(0, "a set")

		e.notify("E")
		e.command("CLIENT", "KILL", "TYPE", "pubsub")
		_, err, _ = f.next()
		require.ErrorAs(e, err, &gap)
		_, err, _ = f.next()
		require.ErrorContains(e, err, "execute CONFIG SET notify-keyspace-events AKE")
		e.notify("KA")
		e.command("SET", "a", "")
		f.expect(0, "a set")
	})
}

func TestLeavingALoopOverEventsOfKeysUnsubscribesThem(t *testing.T) {
	onAllServers(t, func(e *environment) {
		e.notify("KEA")
		client := e.connect()
		ctx, cancel := context.WithCancel(e.Context())
		defer cancel()
		isSubscribed := func() bool {
			reply, err := e.server.Command(context.WithoutCancel(e.Context()), "PUBSUB", "NUMPAT")
			return assert.NoError(e, err) && reply.Int > 0
		}
		setWhenSubscribed := func() {
			if assert.Eventually(e, isSubscribed, deadline, tick) {
				e.command("SET", "a", "")
			}
		}
		for _, leave := range []func() bool{func() bool { return true }, func() bool { cancel(); return false }} {
			var setting sync.WaitGroup
			setting.Go(setWhenSubscribed)
			for event, err := range client.KeyEvents(ctx, options.KeyEvents{}) {
				require.NoError(e, err)
				require.Equal(e, "a", event.Key)
				if leave() {
					break
				}
			}
			setting.Wait()
			require.Eventually(e, func() bool { return !isSubscribed() }, deadline, tick)
		}
		require.Empty(e, client.GetSubscriptions().DesiredSubscriptions[models.Pattern])
	})
}

func TestBadOptionsOfKeyEventsAreRefusedBeforeAnythingIsSent(t *testing.T) {
	onAllServers(t, func(e *environment) {
		client := e.connect()
		e.command("CONFIG", "RESETSTAT")
		for field, k := range map[string]options.KeyEvents{
			"KeyEvents.Events[1]":         {Events: []string{"set", ""}},
			"KeyEvents.Events[0]":         {Events: []string{"h*"}},
			"KeyEvents.Events[2]":         {Events: []string{"set", "del", "HSET"}},
			"KeyEvents.Queue.MaxMessages": {Queue: options.SubscriptionQueue{MaxMessages: -1}},
		} {
			_, err := client.SubscribeKeyEvents(e.Context(), k)
			refused, ok := err.(*failure.ConfigurationError)
			require.True(e, ok, "%v", err)
			require.Equal(e, field, refused.Field)
		}
		require.NotContains(e, e.command("INFO", "commandstats"), "cmdstat_config|get")
		client.Close()
		_, err := client.SubscribeKeyEvents(e.Context(), options.KeyEvents{})
		require.IsType(e, &failure.ClosingError{}, err)
	})
}
