package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/glissade-io/glissade/test/browser"
)

// startPage measures how long it takes a page from its navigation to the first reply, in
// milliseconds.
func startPage(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html")
	_, _ = fmt.Fprintf(w, `<!doctype html><title>start</title><script type="module">
		import { GlideClient } from "/builds/%s/index.js";
		window.started = (async () => {
			const client = await GlideClient.createClient({
				bridge: { url: "ws://%s", target: "%s" }, requestTimeout: 30_000, advancedConfiguration: { connectionTimeout: 30_000 },
			});
			await client.ping();
			const after = performance.now();
			client.close();
			return after;
		})();
	</script>`, own, r.Host, target)
}

// starts are how long pages took from their navigation to the first reply, in milliseconds.
type starts struct {
	cold   []float64 // in a browser that has not been there before
	reload []float64 // where it has
}

// measureStarts opens the page in a new browser each round, and reloads it there.
func measureStarts(ctx context.Context, p *place, rounds int) (all starts, err error) {
	path, err := browser.Executable(ctx)
	if err != nil {
		return all, err
	}
	for range rounds {
		if err := all.measure(ctx, p, path); err != nil {
			return all, err
		}
	}
	return all, nil
}

func (s *starts) measure(ctx context.Context, p *place, path string) error {
	profile, err := os.MkdirTemp("", "glissade-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(profile)
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	allocator, cancelAllocator := chromedp.NewExecAllocator(ctx, browser.Flags(path, profile)...)
	defer cancelAllocator()
	page, cancelPage := chromedp.NewContext(allocator)
	defer cancelPage()
	if err := chromedp.Do(page, chromedp.Navigate("about:blank")); err != nil {
		return err
	}
	for _, times := range []*[]float64{&s.cold, nil, &s.reload} { // The compiled program is kept from the second time on.
		if err := chromedp.Do(page, chromedp.Navigate("http://"+p.address+"/start")); err != nil {
			return err
		}
		took, err := chromedp.Run(page, chromedp.Evaluate[float64]("started", chromedp.EvalAwaitPromise))
		if err != nil {
			return err
		}
		if times != nil {
			*times = append(*times, took)
		}
	}
	return nil
}

func (s *starts) write(w io.Writer) {
	fmt.Fprintf(w, "\nFrom navigation to the first reply in Chromium, medians: %.0f ms in a new browser, %.0f ms where it has been before\n", median(s.cold), median(s.reload))
}
