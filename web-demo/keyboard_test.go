package main

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

// walking notes, of each control that gets the focus, whether that can be seen.
const walking = `(() => {
	window.reached = new Set();
	window.invisible = new Set();
	const name = (element) => element.tagName + "#" + element.id + " " + (element.textContent || element.getAttribute("aria-label") || "").slice(0, 40);
	document.addEventListener("focusin", ({ target }) => {
		reached.add(target);
		const framed = target.querySelector(":scope > .part-line") ?? target;
		const { outlineStyle, outlineWidth } = getComputedStyle(framed);
		const { left, top, width, height } = framed.getBoundingClientRect();
		const [x, y] = [Math.min(Math.max(left + width / 2, 0), innerWidth - 1), Math.min(Math.max(top + Math.min(height / 2, 12), 0), innerHeight - 1)];
		const seen = document.elementFromPoint(x, y);
		if (outlineStyle === "none" || parseFloat(outlineWidth) < 2) {
			invisible.add(name(target) + ": no outline");
		} else if (seen === null || !(target.contains(seen) || seen.contains(target) || [...(target.labels ?? [])].some((label) => label.contains(seen)))) {
			invisible.add(name(target) + ": behind " + (seen === null ? "nothing" : name(seen)));
		}
	});
	window.missed = () => [...document.querySelectorAll('a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, summary, [tabindex="0"]')]
		.filter((element) => element.tabIndex >= 0 && element.checkVisibility() && !reached.has(element)).map(name);
	return true;
})()`

// Every control of every view is reached by the Tab key, and seen to be.
func TestEveryControlIsReachedByTab(t *testing.T) {
	v, cluster := visitCluster(t, "console")
	clusterCommand(t, cluster, "user:1", "HSET", "user:1", "name", "Ada", "born", "1815")
	clusterCommand(t, cluster, "text", "SET", "text", `{"name":"Ada"}`)
	evaluate[bool](v, walking)
	for _, view := range []string{"console", "keys", "cluster", "load", "dashboard", "streams", "playground", "wire"} {
		v.show(view)
		switch view {
		case "console":
			evaluate[bool](v, `[...document.querySelectorAll("details")].every((each) => each.open = true)`)
		case "keys":
			v.chooseKey("text")
		case "dashboard":
			v.until(`document.querySelectorAll(".card").length === 6`)
		}
		v.walk()
		require.Empty(t, evaluate[[]string](v, `missed()`), "%s: not reached by Tab", view)
	}
	require.Empty(t, evaluate[[]string](v, `[...invisible]`))

	// On a telephone the bar stays above what scrolls, and must not cover what has the focus.
	v.do(chromedp.EmulateViewport(390, 844))
	evaluate[bool](v, `(reached.clear(), invisible.clear(), true)`)
	v.show("console")
	v.walk()
	require.Empty(t, evaluate[[]string](v, `missed()`))
	require.Empty(t, evaluate[[]string](v, `[...invisible]`))
}

// walk goes through the page by the Tab key, from its beginning to its end.
func (v *visitor) walk() {
	v.t.Helper()
	v.do(chromedp.Focus(".skip")) // the first of the page
	for range 150 {
		v.do(chromedp.KeyEvent(kb.Tab))
		if evaluate[bool](v, `document.activeElement === document.body || document.activeElement.matches(".skip")`) {
			return
		}
	}
	v.t.Fatal("the end of the page is not reached by Tab")
}

func TestSingleKeysActUnlessTheyAreTurnedOff(t *testing.T) {
	v := visit(t)
	v.connected()
	focused := func() string { return evaluate[string](v, `document.activeElement.id`) }
	v.do(chromedp.Focus("#tab-console"), chromedp.KeyEvent("4"))
	require.Equal(t, "tab-load", focused())
	require.False(t, evaluate[bool](v, `document.querySelector("#view-load").hidden`))
	v.do(chromedp.KeyEvent("5"), chromedp.KeyEvent("/"))
	require.Equal(t, "slowlog-node", focused())

	// Where text is typed they are text.
	v.do(chromedp.KeyEvent(kb.Escape), chromedp.Focus("#tab-dashboard"), chromedp.KeyEvent("1"), chromedp.KeyEvent("/"))
	require.Equal(t, "command", focused())
	v.fill("#command", "") // Of a key that is made up the text comes although nothing should.
	v.do(chromedp.KeyEvent("?"), chromedp.KeyEvent("2"), chromedp.KeyEvent("/"))
	require.Equal(t, "?2/", evaluate[string](v, `document.querySelector("#command").value`))

	v.do(chromedp.Focus("#tab-console"), chromedp.KeyEvent("?"))
	v.until(`document.querySelector("#help[open]") !== null`)
	require.Equal(t, "help-close", focused())
	require.Contains(t, v.text("#help"), "Recalls lines")
	for _, scheme := range []string{"light", "dark"} {
		v.prefers(scheme)
		v.accessible("help, " + scheme)
	}
	v.do(chromedp.Focus("#single-keys"), chromedp.KeyEvent(" "), chromedp.KeyEvent(kb.Escape))
	v.until(`document.querySelector("#help") === null`)
	v.do(chromedp.Focus("#tab-console"), chromedp.KeyEvent("2"), chromedp.KeyEvent("?"))
	require.Equal(t, "tab-console", focused())
	require.True(t, evaluate[bool](v, `document.querySelector("#help") === null`))
	v.do(chromedp.Focus("#help-button"), chromedp.KeyEvent(kb.Enter))
	v.until(`document.querySelector("#help[open]") !== null`)
}
