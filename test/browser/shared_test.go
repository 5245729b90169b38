package browser

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// What a test does to a page is gone when another one gets it, and tests at the same time have
// pages that know nothing of one another.
func TestSharedPagesAreAsNewOnes(t *testing.T) {
	var shared Shared
	defer shared.Close()
	const state = `[typeof left, innerWidth, matchMedia("(prefers-color-scheme: dark)").matches, document.visibilityState, document.hasFocus()].join()`
	for range 2 {
		t.Run("page", func(t *testing.T) {
			page, beside := shared.Open(t), shared.Open(t)
			for _, each := range []string{Evaluate[string](t, page, state), Evaluate[string](t, beside, state)} {
				require.Equal(t, "undefined,1280,false,visible,true", each)
			}
			Evaluate[bool](t, page, `window.left = true`)
			_, err := chromedp.Call(page, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
				Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}},
			})
			require.NoError(t, err)
			require.NoError(t, chromedp.Do(page, chromedp.EmulateViewport(390, 844)))
			require.Equal(t, "boolean,390,true,visible,true", Evaluate[string](t, page, state))
			require.Equal(t, "undefined,1280,false,visible,true", Evaluate[string](t, beside, state))
		})
	}
	require.Equal(t, 2, len(shared.free))
}
