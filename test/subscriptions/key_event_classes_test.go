package subscriptions

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/keyevent"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// eventful are commands that bring about events of each class. What a server does not know
// it refuses, and has no events of.
const eventful = `
SET s 12|SETRANGE s 0 3|SETBIT s 1 1|APPEND s x|DEL s|INCRBY i 1|INCRBYFLOAT i 1|PFADD p x|GET none
RENAME i j|MOVE j 1|COPY p q|DEL p|EXPIRE q 1000|PERSIST q|DEL q
RPUSH l a b c|LPUSH l a|LINSERT l BEFORE a x|LSET l 0 a|LREM l 1 a|SORT l ALPHA STORE m|LPOP l|RPOP l|LTRIM l 1 1|DEL l m
SADD a x y z|SREM a x|SUNIONSTORE b a|SINTERSTORE c a b|SDIFFSTORE c a none|SPOP a|DEL a b c
HSET h f 1 g x e x|HINCRBY h f 1|HINCRBYFLOAT h f 1|HDEL h f|HEXPIRE h 1000 FIELDS 1 g|HPERSIST h FIELDS 1 g|DEL h|HSETEX fields PX 1 FIELDS 1 e x
ZADD z 1 a 2 b 3 c 4 d 5 e 6 f 7 g|ZINCRBY z 1 a|ZREM z a|ZREMRANGEBYRANK z 0 0|ZREMRANGEBYSCORE z 3 3|ZREMRANGEBYLEX z [d [d|ZPOPMIN z|ZPOPMAX z
ZADD y 1 a|ZUNIONSTORE x 2 z y|ZINTERSTORE x 2 y y|ZDIFFSTORE x 2 y z|ZRANGESTORE x y 0 1|DEL x y z
GEOADD geo 1 1 a|GEOSEARCHSTORE x geo FROMLONLAT 1 1 BYRADIUS 1 km|GEORADIUS geo 1 1 1 km STORE x|DEL geo x
XADD t 1-1 f v|XADD t 2-1 f v|XGROUP CREATE t g 0|XGROUP CREATECONSUMER t g c|XGROUP SETID t g 1-1|XGROUP DELCONSUMER t g c|XGROUP DESTROY t g|XSETID t 3-1|XDEL t 2-1|XTRIM t MAXLEN 0|DEL t
SET e x PX 1`

// TestEventsAreOfTheClassesThatServersTakeThemFor has servers notify of one class after
// another: what then comes is of that class.
func TestEventsAreOfTheClassesThatServersTakeThemFor(t *testing.T) {
	onAllServers(t, func(e *environment) {
		client := e.connect()
		e.notify("KEA")
		subscription, err := client.SubscribeKeyEvents(e.Context(), options.KeyEvents{AllDatabases: true})
		require.NoError(e, err)
		defer subscription.Close()
		e.command("SET", "dumped", "x")
		dump, err := client.Dump(e.Context(), "dumped")
		require.NoError(e, err)
		events := make(chan models.KeyEvent)
		go func() {
			defer close(events)
			for event, err := range subscription.Events(context.Background()) {
				if err != nil {
					return
				}
				events <- event
			}
		}()
		for event := range events {
			if event.Key == "dumped" {
				break
			}
		}
		seen := map[string]bool{}
		for _, class := range "g$lshztxmn" {
			e.notify("K" + string(class))
			for _, words := range strings.FieldsFunc(eventful, func(c rune) bool { return c == '|' || c == '\n' }) {
				_, _ = e.server.Command(e.Context(), strings.Fields(words)...)
			}
			e.command("RESTORE", "dumped", "0", dump.Value())
			for _, expiring := range []string{"e", "fields"} {
				require.Eventually(e, func() bool { return e.command("TYPE", expiring) == "none" }, deadline, tick)
			}
			e.notify("KEA")
			e.command("SET", "end", "")
			for event := range events {
				if event.Key == "end" {
					break
				}
				require.Equal(e, "E"+string(class), missing(e, event.Event), "%+v", event)
				seen[event.Event] = true
			}
		}
		require.Greater(e, len(seen), 60)
	})
}

// missing returns what the setting of a server lacks for an event that notifies of nothing.
func missing(t require.TestingT, event string) string {
	selection, err := keyevent.Select(options.KeyEvents{Events: []string{event}}, 0)
	require.NoError(t, err)
	return selection.Missing("")
}
