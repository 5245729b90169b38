// Package browser drives a headless Chromium in tests.
//
//	page := browser.Open(t)
//	require.NoError(t, chromedp.Do(page, chromedp.Navigate(address)))
//
// Chromium is the program that the environment variable CHROMIUM names, or the one
// on PATH; on Debian it is installed where the tests run as root. Where it cannot be
// had, a test that asks for it is skipped with a line that says what to install, and
// fails instead if the environment says CI=true.
//
// It holds no tests of its own subject; those are beside what they test.
package browser

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// Open starts a browser with an empty profile and returns the chromedp context of
// its one page, which is 1280 by 800 pixels. The browser ends with the test. What
// the page writes to its console goes to the test's log; an exception that nobody
// catches fails the test.
func Open(t testing.TB) context.Context {
	t.Helper()
	path := required(t)
	allocator, cancelAllocator := chromedp.NewExecAllocator(context.Background(), Flags(path, t.TempDir())...)
	page, cancelPage := chromedp.NewContext(allocator)
	if err := chromedp.Do(page); err != nil {
		cancelPage()
		cancelAllocator()
		t.Fatalf("start %s: %v", path, err)
	}
	reported := follow(t, page)
	t.Cleanup(func() {
		cancelPage()
		<-reported // The test's log must not be written to after its end.
		cancelAllocator()
	})
	return page
}

// required returns the path of Chromium, or ends the test where there is none.
func required(t testing.TB) string {
	t.Helper()
	path, err := Executable(t.Context())
	if errors.Is(err, ErrUnavailable) && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// follow writes what a page writes to its console to the test's log. It returns what is
// closed when that has ended, with the page.
func follow(t testing.TB, page context.Context) <-chan struct{} {
	reported := make(chan struct{})
	messages := chromedp.Console(page)
	go func() {
		defer close(reported)
		for message, err := range messages {
			if err != nil {
				return // The page is closed.
			}
			report(t, message)
		}
	}()
	return reported
}

// report writes one message of the page's console.
func report(t testing.TB, message chromedp.ConsoleMessage) {
	if message.IsException() {
		t.Errorf("exception in the page: %s", message)
		return
	}
	t.Logf("console: %s", message)
}

// Flags returns the settings of a headless browser that talks to nobody but the
// pages it is told to open.
func Flags(path, profile string) []chromedp.ExecAllocatorOption {
	return append(chromedp.DefaultExecAllocatorOptions[:len(chromedp.DefaultExecAllocatorOptions):len(chromedp.DefaultExecAllocatorOptions)],
		chromedp.ExecPath(path),
		chromedp.UserDataDir(profile),
		chromedp.WindowSize(1280, 800),
		chromedp.NoSandbox, // Chromium refuses to run as root otherwise.
		chromedp.DisableGPU,
		chromedp.WSURLReadTimeout(time.Minute), // A busy machine takes its time to start it.
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
	)
}
