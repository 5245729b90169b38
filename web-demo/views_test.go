package main

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

func TestViewsAreReachedByKeys(t *testing.T) {
	v := visit(t)
	v.connected()
	v.do(chromedp.Focus("#tab-console"))
	v.do(chromedp.KeyEvent(kb.ArrowRight))
	require.Equal(t, "tab-keys", evaluate[string](v, `document.activeElement.id`))
	require.False(t, evaluate[bool](v, `document.querySelector("#view-keys").hidden`))
	require.True(t, evaluate[bool](v, `document.querySelector("#view-console").hidden`))
	v.do(chromedp.KeyEvent(kb.End))
	require.Equal(t, "#wire", evaluate[string](v, `location.hash`))
	v.do(chromedp.KeyEvent(kb.ArrowRight))
	require.Equal(t, "tab-console", evaluate[string](v, `document.activeElement.id`))
	evaluate[bool](v, `(history.back(), true)`)
	v.until(`!document.querySelector("#view-wire").hidden`)
}

// TestViewsFitTheirWindows shows every view on a cluster that is at work, in windows of
// a desktop and of a telephone, in the light and in the dark.
func TestViewsFitTheirWindows(t *testing.T) {
	v, cluster := visitCluster(t, "cluster")
	v.until(`document.querySelectorAll('.node[data-condition="online"]').length === 6`)
	v.press("#steady-button")
	v.answersMore()
	primary, _ := pair(t, cluster, 0)
	v.choose(primary)
	v.press("#failure-failover")
	v.until(`document.querySelector("#failure-status").dataset.kind === "good"`)
	v.answersMore()
	v.pictured("cluster")
	v.press("#steady-button")

	v.show("load")
	v.slide("#duration", 2)
	v.press("#load-button")
	v.until(`document.querySelector("#load-note").textContent.includes("on average")`)
	v.pictured("load")

	clusterCommand(t, cluster, "user:1", "HSET", "user:1", "name", "Ada Lovelace", "born", "1815", "notes", "Wrote of the engine\nwhat nobody had thought of.")
	clusterCommand(t, cluster, "user:2", "SET", "user:2", "here", "EX", "500")
	clusterCommand(t, cluster, "order:7", "ZADD", "order:7", "1.5", "first")
	v.show("keys")
	v.until(`document.querySelector('[data-path="user:"]') !== null`)
	evaluate[bool](v, `(document.querySelector('[data-path="user:"]').click(), true)`)
	v.chooseKey("user:1")
	v.pictured("keys")

	v.show("dashboard")
	v.until(`document.querySelector("#slowlog-threshold").value === "10000"`)
	v.fill("#slowlog-threshold", "0")
	v.press("#slowlog-set")
	v.until(`document.querySelectorAll("#slowlog-body tr").length > 5 && document.querySelectorAll(".card").length === 6`)
	v.pictured("dashboard")

	v.show("streams")
	v.press("#entry-form-button")
	v.until(`document.querySelector("#stream-status").textContent.startsWith("Added")`)
	v.press("#group-form-button")
	v.until(`document.querySelector("#groups-body button") !== null`)
	v.press("#read-form-button")
	v.until(`document.querySelector("#pending-body button") !== null`)
	v.pictured("streams")

	v.show("playground")
	v.press("#batch-run")
	v.until(`document.querySelector("#batch-result .failure") !== null`)
	v.press("#script-run")
	v.press("#script-go")
	v.until(`document.querySelector("#script-result .branch") !== null && document.querySelector("#script-code").textContent !== ""`)
	v.pictured("playground")

	v.show("wire")
	v.press("#frames-button")
	v.fill("#race-count", "100")
	v.press("#race-button")
	v.until(`document.querySelector("#race-status").textContent.startsWith("Together")`)
	v.press("#frames-button")
	v.pictured("wire")

	v.show("console")
	v.pictured("console")
	for scheme, checked := range v.checked {
		unchecked := evaluate[[]string](v, `[...document.querySelectorAll(".panel, [role=tabpanel]")].map((panel) => panel.getAttribute("aria-labelledby")).filter((name) => !`+literal(checked)+`.includes(name))`)
		require.Empty(t, unchecked, "panels that axe-core has not seen in the %s", scheme)
	}
	require.Len(t, v.checked, 2)
}

// pictured checks and pictures what is shown.
func (v *visitor) pictured(view string) {
	v.t.Helper()
	v.fits(view, []window{{1280, 800}, {390, 844}}, "light", "dark")
}
