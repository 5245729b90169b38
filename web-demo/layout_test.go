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
	v.slide("#duration", 2)
	v.do(chromedp.Click("#load-button"))
	v.until(`document.querySelector("#load-note").textContent.includes("on average")`)
	v.fits("used", []window{{1280, 800}, {390, 844}, {820, 1180}, {1024, 768}, {1920, 1080}}, "light", "dark")
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
			_, err := chromedp.Call(v.page, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
				Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
			})
			require.NoError(v.t, err)
			v.do(chromedp.EmulateViewport(window.width, window.height))
			v.until(`window.innerWidth === ` + literal(window.width))
			require.LessOrEqual(v.t, evaluate[int64](v, `document.documentElement.scrollWidth`), window.width, "%s scrolls sideways", name)
			require.Empty(v.t, evaluate[[]string](v, overflowing), "%s: elements reach out of the window", name)

			if (window.width < 600) == (scheme == "dark") { // Both colours, and both layouts.
				v.accessible(name)
			}
			picture, err := chromedp.Run(v.page, chromedp.FullScreenshot(100))
			require.NoError(v.t, err)
			require.NoError(v.t, os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o644))
		}
	}
}

// overflowing lists the elements that reach out of the window, except inside what
// scrolls by itself and what is there for screen readers alone.
const overflowing = `[...document.querySelectorAll("body *")]
	.filter((element) => element.closest(".transcript, .examples, .stream, .key-list, .scrolls, .strip, .unseen, .skip, svg, [hidden]") === null)
	.filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
	.map((element) => element.tagName + "#" + element.id + "." + element.className)`

func TestControlsHaveNames(t *testing.T) {
	v := visit(t)
	v.connected()
	unnamed := evaluate[[]string](v, `[...document.querySelectorAll("button, input, select, a")]
		.filter((control) => (control.textContent || control.getAttribute("aria-label") || control.labels?.[0]?.textContent || "").trim() === "")
		.map((control) => control.outerHTML)`)
	require.Empty(t, unnamed)
}
