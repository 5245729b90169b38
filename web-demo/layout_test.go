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
	folder := *screenshots
	if folder == "" {
		folder = t.TempDir()
	}
	require.NoError(t, os.MkdirAll(folder, 0o755))

	v.run(`HSET user:1 name Ada born 1815 field mathematics`)
	v.run(`HGETALL user:1`)
	v.run(`ZADD peaks 4808.7 Blanc 4634.6 Rosa`)
	v.run(`ZRANGE peaks 0 -1 WITHSCORES`)
	v.run(`LPUSH user:1 item`)
	v.slide("#duration", 2)
	v.do(chromedp.Click("#load-button"))
	v.until(`document.querySelector("#load-note").textContent.includes("on average")`)

	for _, window := range []struct{ width, height int64 }{{1280, 800}, {390, 844}, {820, 1180}, {1920, 1080}} {
		for _, scheme := range []string{"light", "dark"} {
			name := fmt.Sprintf("%dx%d-%s", window.width, window.height, scheme)
			_, err := chromedp.Call(v.page, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
				Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
			})
			require.NoError(t, err)
			v.do(chromedp.EmulateViewport(window.width, window.height))
			v.until(`window.innerWidth === ` + literal(window.width))
			require.LessOrEqual(t, evaluate[int64](v, `document.documentElement.scrollWidth`), window.width, "%s scrolls sideways", name)
			require.Empty(t, evaluate[[]string](v, overflowing), "%s: elements reach out of the window", name)

			picture, err := chromedp.Run(v.page, chromedp.FullScreenshot(100))
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o644))
		}
	}
}

// overflowing lists the elements that reach out of the window, except inside what
// scrolls by itself and what is there for screen readers alone.
const overflowing = `[...document.querySelectorAll("body *")]
	.filter((element) => element.closest(".transcript, .examples, .unseen, .skip, svg, [hidden]") === null)
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
