package main

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/test/servers"
)

func TestBrowserShowsATreeByPrefix(t *testing.T) {
	v, cluster := visitCluster(t, "console")
	for _, key := range []string{"user:1:name", "user:1:mail", "user:2:name", "order:7", "lonely"} {
		clusterCommand(t, cluster, key, "SET", key, "here")
	}
	v.show("keys")
	v.until(`document.querySelector("#tree-status").textContent === "5 keys."`)
	require.Equal(t, []string{"lonely", "order:", "user:"}, v.tree())

	// The tree is gone through by keys.
	v.do(chromedp.Focus(`#tree [tabindex="0"]`), chromedp.KeyEvent(kb.End), chromedp.KeyEvent(kb.ArrowRight), chromedp.KeyEvent(kb.ArrowRight), chromedp.KeyEvent(kb.ArrowRight), chromedp.KeyEvent(kb.ArrowRight), chromedp.KeyEvent(kb.Enter))
	require.Equal(t, []string{"lonely", "order:", "user:", "1:", "mail", "name", "2:"}, v.tree())
	v.until(`document.querySelector("#value-title").textContent === "user:1:mail" && document.querySelector("#value-text")?.value === "here"`)
	v.until(`document.querySelector('.leaf-item[aria-selected="true"] .about').textContent === "string4 B"`)
	require.Equal(t, "user:1:mail", evaluate[string](v, `document.querySelector("#slot-key").value`), "the map shows where it is")
	v.do(chromedp.KeyEvent(kb.ArrowLeft), chromedp.KeyEvent(kb.ArrowLeft))
	require.Equal(t, []string{"lonely", "order:", "user:", "1:", "2:"}, v.tree())

	v.fill("#tree-pattern", "order:*")
	v.press("#tree-read")
	v.until(`document.querySelector("#tree-status").textContent === "1 key."`)
	require.Equal(t, []string{"order:"}, v.tree())
}

func TestBrowserEditsEveryType(t *testing.T) {
	v, cluster := visitCluster(t, "console")
	command := func(key string, words ...string) string {
		return clusterCommand(t, cluster, key, words...)
	}
	command("text", "SET", "text", "before", "EX", "5000")
	command("h", "HSET", "h", "name", "Ada", "born", "1815")
	command("l", "RPUSH", "l", "a", "b", "a")
	command("s", "SADD", "s", "one", "two")
	command("z", "ZADD", "z", "1.5", "Blanc")
	command("x", "XADD", "x", "1-1", "did", "start")
	v.show("keys")

	v.chooseKey("text")
	v.fill("#value-text", "after")
	v.press("#value-save")
	v.saysOfValue("Saved.")
	require.Equal(t, "after", command("text", "GET", "text"))
	require.NotEqual(t, "-1", command("text", "TTL", "text"), "its time to live stays")
	v.press("#ttl-persist")
	v.saysOfValue("It does not expire any more.")
	require.Equal(t, "-1", command("text", "TTL", "text"))
	v.fill("#ttl-seconds", "900")
	v.press("#ttl-set")
	v.saysOfValue("Its time to live is set.")
	require.Regexp(t, `^(900|89\d)$`, command("text", "TTL", "text"))

	v.chooseKey("h")
	v.fill(entryField("name"), "Ada Lovelace")
	v.press(entryButton("Save", "name"))
	v.saysOfValue("Saved.")
	require.Equal(t, "Ada Lovelace", command("h", "HGET", "h", "name"))
	v.add("field", "value with blanks")
	require.Equal(t, "value with blanks", command("h", "HGET", "h", "field"))
	v.remove("born")
	require.Equal(t, "2", command("h", "HLEN", "h"))

	v.chooseKey("l")
	v.fill(entryField("1"), "B")
	v.press(entryButton("Save", "1"))
	v.saysOfValue("Saved.")
	require.Equal(t, "B", command("l", "LINDEX", "l", "1"))
	v.remove("2")
	require.Equal(t, "2", command("l", "LLEN", "l"))
	require.Equal(t, "a", command("l", "LINDEX", "l", "0"), "the other one of the same value stays")
	v.add("c")
	require.Equal(t, "c", command("l", "LINDEX", "l", "-1"))

	v.chooseKey("s")
	v.add("three")
	v.remove("one")
	require.Equal(t, "0", command("s", "SISMEMBER", "s", "one"))
	require.Equal(t, "1", command("s", "SISMEMBER", "s", "three"))

	v.chooseKey("z")
	v.fill(entryField("Blanc"), "high")
	v.press(entryButton("Save", "Blanc"))
	v.saysOfValue("The score must be a number, inf or -inf, not “high”.")
	v.fill(entryField("Blanc"), "4808.7")
	v.press(entryButton("Save", "Blanc"))
	v.saysOfValue("Saved.")
	require.Equal(t, "4808.7", command("z", "ZSCORE", "z", "Blanc"))
	v.add("Rosa", "4634")
	v.remove("Blanc")
	require.Equal(t, "4634", command("z", "ZSCORE", "z", "Rosa"))

	v.chooseKey("x")
	v.add(`did "go on" at noon`)
	require.Equal(t, "2", command("x", "XLEN", "x"))
	v.remove("1-1")
	require.Equal(t, "1", command("x", "XLEN", "x"))
}

func TestBrowserOverwritesNothingThatWasNotSeen(t *testing.T) {
	v, cluster := visitCluster(t, "console")
	clusterCommand(t, cluster, "text", "SET", "text", "before")
	clusterCommand(t, cluster, "h", "HSET", "h", "name", "Ada", "born", "1815")
	v.show("keys")
	v.chooseKey("text")
	v.fill("#value-text", "mine")
	clusterCommand(t, cluster, "text", "SET", "text", "theirs")
	v.press("#value-save")
	v.saysOfValue("Somebody has changed this meanwhile. Nothing was written; it is read again.")
	require.Equal(t, "theirs", clusterCommand(t, cluster, "text", "GET", "text"))
	require.Equal(t, "theirs", evaluate[string](v, `document.querySelector("#value-text").value`))

	v.chooseKey("h")
	v.fill(entryField("name"), "mine")
	clusterCommand(t, cluster, "h", "HSET", "h", "born", "1816") // another field is no conflict
	v.press(entryButton("Save", "name"))
	v.saysOfValue("Saved.")
	v.fill(entryField("name"), "mine again")
	clusterCommand(t, cluster, "h", "HSET", "h", "name", "theirs")
	v.press(entryButton("Save", "name"))
	v.saysOfValue("Somebody has changed this meanwhile. Nothing was written; it is read again.")
	require.Equal(t, "theirs", clusterCommand(t, cluster, "h", "HGET", "h", "name"))
}

func TestBrowserEditsBytesAndDeletesOnceConfirmed(t *testing.T) {
	v := visit(t)
	v.command("SET", "bytes", "\x00\xffabc")
	v.connected()
	v.show("keys")
	v.chooseKey("bytes")
	require.Equal(t, `"\x00\xffabc"`, evaluate[string](v, `document.querySelector("#value-text").value`))
	v.fill("#value-text", `"\x01\xfe"`)
	v.press("#value-save")
	v.saysOfValue("Saved.")
	reply, err := v.server.Command(t.Context(), "GET", "bytes")
	require.NoError(t, err)
	require.Equal(t, "\x01\xfe", reply.Text)

	v.press("#value-delete")
	v.until(`document.querySelector("dialog[open]") !== null`)
	require.Equal(t, "Cancel", evaluate[string](v, `document.activeElement.textContent`), "Enter deletes nothing by itself")
	v.do(chromedp.KeyEvent(kb.Escape))
	v.until(`document.querySelector("dialog") === null`)
	v.press("#value-delete")
	v.press("#confirm-yes")
	v.saysOfValue("bytes was deleted.")
	v.until(`document.querySelector("#tree-status").textContent === "No key matches."`)
	reply, err = v.server.Command(t.Context(), "EXISTS", "bytes")
	require.NoError(t, err)
	require.Zero(t, reply.Int)
}

// tree is what the tree shows, an item a line.
func (v *visitor) tree() []string {
	v.t.Helper()
	return evaluate[[]string](v, `[...document.querySelectorAll('#tree [role="treeitem"]')].map((item) => (item.querySelector(":scope > .part, :scope > .part-line > .part")).textContent)`)
}

// chooseKey opens the tree as far as needed and chooses a key.
func (v *visitor) chooseKey(key string) {
	v.t.Helper()
	item := `[...document.querySelectorAll(".leaf-item")].find(({ title }) => title === ` + literal(key) + `)`
	v.until(item + ` !== undefined`)
	evaluate[bool](v, `(`+item+`.click(), true)`)
	v.until(`document.querySelector("#value-title").textContent === ` + literal(key) + ` && !document.querySelector(".key-actions").hidden && document.querySelector(".key-facts dd") !== null && document.querySelector("#value-status").textContent === ""`)
}

func (v *visitor) saysOfValue(text string) {
	v.t.Helper()
	v.until(`document.querySelector("#value-status").textContent === ` + literal(text))
}

func (v *visitor) add(texts ...string) {
	v.t.Helper()
	for i, text := range texts {
		v.fill("#add-"+literal(i), text)
	}
	v.press("#add-button")
	v.saysOfValue("Added.")
}

func (v *visitor) remove(name string) {
	v.t.Helper()
	v.press(entryButton("Remove", name))
	v.press("#confirm-yes")
	v.saysOfValue("Removed.")
}

func entryField(name string) string {
	return `#value-entries textarea[aria-label$=" of ` + name + `"]`
}

func entryButton(act, name string) string {
	return `#value-entries button[aria-label="` + act + ` ` + name + `"]`
}

// clusterCommand has the node that serves a key execute a command, and returns the reply.
func clusterCommand(t testing.TB, cluster *servers.Cluster, key string, words ...string) string {
	t.Helper()
	slot, err := cluster.Nodes[0].Command(t.Context(), "CLUSTER", "KEYSLOT", key)
	require.NoError(t, err)
	node, err := cluster.NodeForSlot(t.Context(), int(slot.Int))
	require.NoError(t, err)
	reply, err := node.Command(t.Context(), words...)
	require.NoError(t, err)
	if reply.Text == "" {
		return literal(reply.Int)
	}
	return reply.Text
}
