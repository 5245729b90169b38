package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

func TestLayoutFitsItsWindow(t *testing.T) {
	v := visit(t)
	v.connected()
	v.until(`!document.querySelector("#keys-enable").hidden`)
	v.fits("first", []window{{1280, 800}, {390, 844}}, "light")

	v.run(`HSET user:1 name Ada born 1815 field mathematics`)
	v.run(`HGETALL user:1`)
	v.run(`ZADD peaks 4808.7 Blanc 4634.6 Rosa`)
	v.run(`ZRANGE peaks 0 -1 WITHSCORES`)
	v.run(`LPUSH user:1 item`)
	v.run(`SET session:ada "gone in a while" EX 90`)
	v.run(`SET a:very:long:name:of:a:key:that:has:no:end:and:goes:on bytes`)
	v.enableKeyEvents()
	v.join("lobby", "Ada")
	v.say("Is anybody here?")
	v.command("PUBLISH", "glissade:demo:room:lobby", `{"from":"Grace","text":"I am, and what I have to say is long enough for a second line."}`)
	v.hears(2)
	v.fits("used", []window{{1280, 800}, {1280, 740}, {390, 844}, {820, 1180}, {1024, 768}, {1920, 1080}}, "light", "dark")
}

type window struct{ width, height int64 }

// fits checks that nothing reaches out of windows, and takes a picture of each.
func (v *visitor) fits(state string, windows []window, schemes ...string) {
	v.t.Helper()
	folder := *screenshots
	if folder == "" {
		folder = v.t.TempDir()
	}
	require.NoError(v.t, os.MkdirAll(folder, 0o755))
	for _, window := range windows {
		for _, scheme := range schemes {
			name := fmt.Sprintf("%s-%dx%d-%s", state, window.width, window.height, scheme)
			v.prefers(scheme)
			v.do(chromedp.EmulateViewport(window.width, window.height))
			v.until(`window.innerWidth === ` + literal(window.width))
			require.LessOrEqual(v.t, evaluate[int64](v, `document.documentElement.scrollWidth`), window.width, "%s scrolls sideways", name)
			require.Empty(v.t, evaluate[[]string](v, overflowing), "%s: elements reach out of the window", name)
			require.Empty(v.t, evaluate[[]string](v, cutOff), "%s: elements are cut off", name)
			if (window.width < 600) == (scheme == "dark") { // Both colours, and both layouts.
				v.accessible(name)
				v.note(scheme)
			}
			picture, err := chromedp.Run(v.page, chromedp.FullScreenshot(100))
			require.NoError(v.t, err)
			require.NoError(v.t, os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o644))
		}
	}
}

// prefers has the page shown in the light or in the dark.
func (v *visitor) prefers(scheme string) {
	v.t.Helper()
	_, err := chromedp.Call(v.page, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	})
	require.NoError(v.t, err)
}

// note remembers which panels are shown, and so were checked, in a colour scheme.
func (v *visitor) note(scheme string) {
	v.t.Helper()
	if v.checked == nil {
		v.checked = map[string][]string{}
	}
	v.checked[scheme] = append(v.checked[scheme], evaluate[[]string](v, `[...document.querySelectorAll(".panel, [role=tabpanel]")].filter((panel) => panel.checkVisibility()).map((panel) => panel.getAttribute("aria-labelledby"))`)...)
}

// overflowing lists the elements that reach out of the window, except inside what
// scrolls by itself and what is there for screen readers alone.
const overflowing = `[...document.querySelectorAll("body *")]
	.filter((element) => element.closest("` + scrolling + `, .strip, .unseen, .skip, svg, [hidden]") === null)
	.filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
	.map((element) => element.tagName + "#" + element.id + "." + element.className)`

// scrolling selects what is meant to scroll by itself.
const scrolling = ".transcript, .examples, .stream, .key-list, .scrolls, .result, textarea"

// cutOff lists the elements that end below what shows them: a column or a panel that
// scrolls or hides the rest, though it is not meant to.
const cutOff = `[...document.querySelectorAll("main *")]
	.filter((element) => element.closest("` + scrolling + `, .strip, .unseen, .keys-last, [hidden]") === null && element.checkVisibility())
	.filter((element) => {
		for (let place = element.parentElement; place !== document.body; place = place.parentElement) {
			if (getComputedStyle(place).overflowY !== "visible" && element.getBoundingClientRect().bottom > place.getBoundingClientRect().bottom + 1) {
				return true;
			}
		}
		return false;
	})
	.map((element) => element.tagName + "#" + element.id + "." + (element.className.baseVal ?? element.className))`

func TestControlsHaveNames(t *testing.T) {
	v := visit(t)
	v.connected()
	unnamed := evaluate[[]string](v, `[...document.querySelectorAll("button, input, select, a")]
		.filter((control) => (control.textContent || control.getAttribute("aria-label") || control.labels?.[0]?.textContent || "").trim() === "")
		.map((control) => control.outerHTML)`)
	require.Empty(t, unnamed)
}
