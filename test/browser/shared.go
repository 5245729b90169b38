package browser

import (
	"context"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// Shared is one browser for many tests, which takes less time than a browser for each. Its
// pages are used by one test after the other, and by as many tests as run at the same time.
// What a page has stored stays for pages of the same origin: tests have servers with ports of
// their own. The browser is started when a page is first asked for, and runs until Close is
// called, which is TestMain's to do. The zero Shared is ready for use.
type Shared struct {
	mu    sync.Mutex
	first context.Context // the page that the browser has started with
	free  []context.Context
	end   func()
}

// closeTimeout bounds the end of a page's use.
const closeTimeout = time.Minute

// Open returns the chromedp context of an empty page, as the function [Open] does. The page is
// another test's once the test has ended.
func (s *Shared) Open(t testing.TB) context.Context {
	t.Helper()
	page := s.take(t)
	acquired, end := context.WithCancel(page)
	reported := follow(t, acquired)
	t.Cleanup(func() {
		err := leave(page)
		end()
		<-reported // The test's log must not be written to after its end.
		if err != nil {
			t.Errorf("leave the page: %v", err)
			return
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.free = append(s.free, page)
	})
	return acquired
}

// take returns a page that no test uses.
func (s *Shared) take(t testing.TB) context.Context {
	t.Helper()
	path := required(t)
	s.mu.Lock()
	defer s.mu.Unlock()
	if last := len(s.free) - 1; last >= 0 {
		page := s.free[last]
		s.free = s.free[:last]
		return page
	}
	page := s.first
	if page == nil {
		page = s.start(t, path)
	} else {
		// A window of its own: what is behind another counts as hidden.
		page, _ = chromedp.NewContext(s.first, chromedp.WithNewBrowserContext())
		if err := chromedp.Do(page); err != nil {
			t.Fatalf("open a page: %v", err)
		}
	}
	_, err := chromedp.Call(page, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	if err != nil {
		t.Fatalf("give a page the focus: %v", err)
	}
	return page
}

func (s *Shared) start(t testing.TB, path string) context.Context {
	t.Helper()
	profile, err := os.MkdirTemp("", "glissade-browser-")
	if err != nil {
		t.Fatal(err)
	}
	allocator, cancelAllocator := chromedp.NewExecAllocator(context.Background(), Flags(path, profile)...)
	first, cancelFirst := chromedp.NewContext(allocator)
	end := func() {
		cancelFirst()
		cancelAllocator()
		os.RemoveAll(profile)
	}
	if err := chromedp.Do(first); err != nil {
		end()
		t.Fatalf("start %s: %v", path, err)
	}
	s.first, s.end = first, end
	return first
}

// leave has a page show nothing, as in a new window.
func leave(page context.Context) error {
	ctx, cancel := context.WithTimeout(page, closeTimeout)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 800), chromedp.Navigate("about:blank")); err != nil {
		return err
	}
	_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{})
	return err
}

// Close ends the browser.
func (s *Shared) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.first != nil {
		s.end()
		s.first, s.free = nil, nil
	}
}
