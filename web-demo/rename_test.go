package main

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

// rename gives the chosen key another name, by the keyboard alone.
func (v *visitor) rename(name string) {
	v.t.Helper()
	v.do(chromedp.Focus("#value-rename"), chromedp.KeyEvent(kb.Enter))
	v.until(`document.querySelector("dialog[open] #dialog-text") === document.activeElement`)
	v.fill("#dialog-text", name)
	v.do(chromedp.KeyEvent(kb.Enter))
	v.until(`document.querySelector("dialog") === null`)
}

func TestKeysAreRenamed(t *testing.T) {
	v := visit(t)
	v.command("SET", "user:1", "here")
	v.command("SET", "user:2", "other")
	v.command("SET", "\xff\x00", "bytes")
	v.connected()
	v.show("keys")
	v.until(`document.querySelector("#tree-status").textContent === "3 keys."`)
	evaluate[bool](v, `(document.querySelector('[data-path="user:"]').click(), true)`)
	v.chooseKey("user:1")
	v.rename("user:2")
	v.saysOfValue("There is a key of that name already: choose another, or delete it first.")
	reply, err := v.server.Command(t.Context(), "GET", "user:2")
	require.NoError(t, err)
	require.Equal(t, "other", reply.Text)

	v.rename("member:old:1")
	v.saysOfValue("Renamed.")
	require.Equal(t, "member:old:1", v.text("#value-title"))
	require.Equal(t, "value-title", evaluate[string](v, `document.activeElement.id`))
	v.until(`document.querySelector('.leaf-item[aria-selected="true"]')?.title === "member:old:1"`)
	reply, err = v.server.Command(t.Context(), "EXISTS", "user:1", "member:old:1")
	require.NoError(t, err)
	require.EqualValues(t, 1, reply.Int)

	// Bytes are written as the console spells them.
	v.chooseKey(`"\xff\x00"`)
	v.rename(`"\xfe\x01"`)
	v.saysOfValue("Renamed.")
	reply, err = v.server.Command(t.Context(), "GET", "\xfe\x01")
	require.NoError(t, err)
	require.Equal(t, "bytes", reply.Text)

	v.do(chromedp.Focus("#value-rename"), chromedp.KeyEvent(kb.Enter))
	v.until(`document.querySelector("dialog[open]") !== null`)
	for _, scheme := range []string{"light", "dark"} {
		v.prefers(scheme)
		v.accessible("a new name, " + scheme)
	}
	v.do(chromedp.KeyEvent(kb.Escape))
	v.until(`document.querySelector("dialog") === null`)
	require.Equal(t, "value-rename", evaluate[string](v, `document.activeElement.id`))
}

func TestKeysAreRenamedAcrossSlots(t *testing.T) {
	v, cluster := visitCluster(t, "console")
	clusterCommand(t, cluster, "a", "ZADD", "a", "1.5", "Blanc", "2", "Rosa")
	clusterCommand(t, cluster, "a", "EXPIRE", "a", "5000")
	clusterCommand(t, cluster, "b", "SET", "b", "other")
	v.show("keys")
	v.chooseKey("a")
	v.rename("b") // its slot is another's: 3,300 and 15,495
	v.saysOfValue("There is a key of that name already: choose another, or delete it first.")
	require.Equal(t, "other", clusterCommand(t, cluster, "b", "GET", "b"))

	v.rename("c")
	v.saysOfValue("Renamed, and so moved to slot 7,365.")
	require.Equal(t, "0", clusterCommand(t, cluster, "a", "EXISTS", "a"))
	require.Equal(t, "1.5", clusterCommand(t, cluster, "c", "ZSCORE", "c", "Blanc"))
	require.Regexp(t, `^(5000|49\d\d)$`, clusterCommand(t, cluster, "c", "TTL", "c"), "its time to live goes with it")
	v.rename("{c}2")
	v.saysOfValue("Renamed.")
}

// Somebody else writes to the key between its copy and its removal: nothing is lost.
func TestRenamedKeyThatChangesMeanwhileStays(t *testing.T) {
	v, cluster := visitCluster(t, "console")
	clusterCommand(t, cluster, "a", "SET", "a", "before")
	v.show("keys")
	v.chooseKey("a")
	message := evaluate[string](v, `Promise.all([import("/key-rename.js"), import("/dist/index.js")]).then(async ([{ rename }, { GlideClusterClient, ClusterBatch }]) => {
		const { bridge, targets: [target] } = await (await fetch("demo.json")).json();
		const client = await GlideClusterClient.createClient({
			bridge: { url: bridge, target },
			requestTimeout: 60_000,
			advancedConfiguration: { connectionTimeout: 30_000 },
		});
		const bytes = new TextEncoder().encode("a");
		// The write comes when the copy has been made.
		const restore = client.restore.bind(client);
		client.restore = async (...words) => {
			const reply = await restore(...words);
			await client.set("a", "theirs");
			return reply;
		};
		const session = { client, isCluster: true, batch: (isAtomic) => new ClusterBatch(isAtomic) };
		const error = await rename(session, bytes, "c").catch((error) => error);
		client.close();
		return error.name + ": " + error.message;
	})`)
	require.Equal(t, "Conflict: Somebody has changed this meanwhile. Nothing was written; it is read again.", message)
	require.Equal(t, "theirs", clusterCommand(t, cluster, "a", "GET", "a"))
	require.Equal(t, "0", clusterCommand(t, cluster, "c", "EXISTS", "c"))
}
