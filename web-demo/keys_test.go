package main

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

func TestKeysFollowWhatAnotherClientWrites(t *testing.T) {
	v := visit(t)
	v.command("SET", "greeting", "hello")
	v.command("HSET", "user:1", "name", "Ada")
	v.connected()
	v.enableKeyEvents()
	v.showsKey("greeting", "string 5 B hello")
	v.showsKey("user:1", "hash 1 field name Ada")
	require.Empty(t, v.flash("greeting"), "nothing has changed yet")

	v.command("SET", "greeting", "good evening")
	v.showsKey("greeting", "string 12 B good evening")
	require.Equal(t, "odd", v.flash("greeting"))
	v.command("HSET", "user:1", "born", "1815")
	v.showsKey("user:1", "hash 2 fields name Ada, born 1815")
	require.Equal(t, "odd", v.flash("greeting"), "another key's change is not its own")

	v.command("RPUSH", "jobs", "one", "two")
	v.showsKey("jobs", "list 2 elements one, two")
	v.command("ZADD", "peaks", "4808.7", "Blanc")
	v.showsKey("peaks", "zset 1 member Blanc 4808.7")
	v.command("SADD", "tags", "a")
	v.showsKey("tags", "set 1 member a")
	v.command("XADD", "log", "1-1", "did", "start")
	v.showsKey("log", "stream 1 entry 1-1: did start")
	require.Equal(t, []string{"greeting", "jobs", "log", "peaks", "tags", "user:1"}, v.keys())

	_, err := chromedp.Call(v.page, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}},
	})
	require.NoError(t, err)
	require.Equal(t, "steps(1)", evaluate[string](v, `getComputedStyle(`+row("greeting")+`).animationTimingFunction`), "nothing fades")

	v.command("DEL", "greeting", "jobs")
	v.until(shownKeys + `.join() === "log,peaks,tags,user:1"`)
	v.command("RENAME", "tags", "labels")
	v.until(shownKeys + `.join() === "labels,log,peaks,user:1"`)
	v.command("FLUSHALL")
	v.do(chromedp.Click("#keys-read")) // The server notifies of no key here.
	v.until(`!document.querySelector("#keys-empty").hidden`)
}

func TestKeysThatExpireGo(t *testing.T) {
	v := visit(t)
	v.connected()
	v.enableKeyEvents()
	v.command("SET", "session:ada", "here", "EX", "300")
	v.showsKey("session:ada", "string 4 B here")
	require.Regexp(t, `^(5|4) min$`, evaluate[string](v, `document.querySelector("#keys-body .expiry").textContent`))
	v.command("PEXPIRE", "session:ada", "50")
	v.until(shownKeys + `.length === 0`)
	v.until(`document.querySelector("#keys-last").textContent.includes("expired")`)
}

func TestKeysOfAPatternAlone(t *testing.T) {
	v := visit(t)
	v.connected()
	v.enableKeyEvents()
	v.command("MSET", "user:1", "a", "order:1", "b")
	v.until(shownKeys + `.length === 2`)
	v.do(chromedp.SetValue("#keys-pattern", "user:*"), chromedp.Click("#keys-read"))
	v.until(shownKeys + `.join() === "user:1"`)
	v.command("MSET", "order:2", "c", "user:2", "d", "order:3", "e")
	v.until(shownKeys + `.join() === "user:1,user:2"`)
}

func TestKeysAreLimited(t *testing.T) {
	v := visit(t)
	v.connected()
	v.enableKeyEvents()
	v.command("EVAL", `for i = 1, 80 do redis.call("SET", "key:" .. i, i) end`, "0")
	v.until(shownKeys + `.length === 50 && document.querySelector("#keys-note").textContent === "The first 50 keys found; there are more."`)

	// Where some go, others take their places.
	v.command("EVAL", `for i = 1, 40 do redis.call("DEL", "key:" .. i) end`, "0")
	v.until(shownKeys + `.length === 40 && document.querySelector("#keys-note").textContent === "40 keys."`)
}

func TestKeysAreReadAgainAfterTheServerWasGone(t *testing.T) {
	v := visit(t)
	v.connected()
	v.enableKeyEvents()
	v.command("SET", "greeting", "hello")
	v.showsKey("greeting", "string 5 B hello")

	v.server.Kill()
	v.until(`document.querySelector("#state").dataset.state === "lost"`)
	require.NoError(t, v.server.Restart(t.Context()))
	v.until(shownKeys + `.length === 0`) // It keeps nothing on disk, its setting neither.
	v.enableKeyEvents()
	v.command("SET", "greeting", "again")
	v.showsKey("greeting", "string 5 B again")
}

func TestKeysNoticeASettingOfSomebodyElse(t *testing.T) {
	v := visit(t)
	v.connected()
	v.until(`!document.querySelector("#keys-notice").hidden`)
	v.command("CONFIG", "SET", "notify-keyspace-events", "KAm")
	v.command("SET", "greeting", "hello")
	v.showsKey("greeting", "string 5 B hello")
	v.until(`document.querySelector("#keys-notice").hidden && !document.querySelector("#keys-live").hidden`)
}

func TestKeysSayWhenTheServerRefuses(t *testing.T) {
	v := visit(t)
	v.command("SET", "greeting", "hello")
	v.command("ACL", "SETUSER", "default", "resetchannels", "-config")
	v.connected()
	v.until(`document.querySelector("#keys-notice-text").textContent.startsWith("The server refuses to notify of changes: NOPERM")`)
	v.showsKey("greeting", "string 5 B hello")
}

func TestEmbeddedServerLacksNotificationsAndSharedConnections(t *testing.T) {
	t.Parallel()
	b, err := embedded()
	require.NoError(t, err)
	defer b.stop()
	v := visitBackend(t, b)
	v.connected()
	v.until(`document.querySelector("#keys-notice-text").textContent.startsWith("This imitation of a server does not notify of changes")`)
	v.run("SET greeting hello")
	v.do(chromedp.Click("#keys-read"))
	v.showsKey("greeting", "string 5 B hello")
	require.True(t, evaluate[bool](v, `document.querySelector("#room-join-button").disabled && document.querySelector("#room-lacks").innerText.includes("RESP2")`))

	v.speakRESP2()
	v.join("lobby", "Ada")
	v.say("Is this an imitation?")
	require.Equal(t, said{"Ada (you)", "Is this an imitation?", true}, v.hears(1))
	v.until(`document.querySelector("#room-count").textContent === "1 here"`)
}

// shownKeys are the keys that the page lists.
const shownKeys = `[...document.querySelectorAll("#keys-body th")].map((key) => key.textContent)`

func (v *visitor) keys() []string {
	v.t.Helper()
	return evaluate[[]string](v, shownKeys)
}

// enableKeyEvents presses the button that has the server notify of changes.
func (v *visitor) enableKeyEvents() {
	v.t.Helper()
	v.until(`!document.querySelector("#keys-notice").hidden && document.querySelector("#keys-enable").textContent === "Run CONFIG SET notify-keyspace-events KEA"`)
	v.do(chromedp.Click("#keys-enable"))
	v.until(`document.querySelector("#keys-notice").hidden && !document.querySelector("#keys-live").hidden`)
	v.until(`document.querySelector("#keys-note").textContent.includes("key")`)
}

// showsKey waits until the page shows a key with its type, size and value.
func (v *visitor) showsKey(key, shown string) {
	v.t.Helper()
	v.until(`[...(` + row(key) + `?.querySelectorAll(".badge, .size, .value") ?? [])].map((part) => part.textContent).join(" ") === ` + literal(shown))
}

// flash returns what a row has flashed by, or "" if it has not.
func (v *visitor) flash(key string) string {
	v.t.Helper()
	return evaluate[string](v, row(key)+`.dataset.flash ?? ""`)
}

// row is the row of a key.
func row(key string) string {
	return `[...document.querySelectorAll("#keys-body tr")].find((row) => row.querySelector("th").textContent === ` + literal(key) + `)`
}

// command has another client execute a command on the server.
func (v *visitor) command(arguments ...string) {
	v.t.Helper()
	_, err := v.server.Command(v.t.Context(), arguments...)
	require.NoError(v.t, err, strings.Join(arguments, " "))
}
