package main

import (
	"context"
	"encoding/json"
	"flag"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/test/servers"
)

var screenshots = flag.String("screenshots", "", "write screenshots of the page to this folder")

// patience is how long a test waits for the page.
const patience = 90 * time.Second

// visitor is a browser on the page of a running demo.
type visitor struct {
	t      testing.TB
	page   context.Context
	demo   *demo
	server *servers.Server // nil if visitBackend was called
	// checked are the panels that axe-core has seen, by the colour scheme.
	checked map[string][]string
}

// visit starts a server and the demo, and opens the page in a browser. The test runs
// beside others.
func visit(t *testing.T) *visitor {
	t.Helper()
	t.Parallel()
	server := servers.Start(t, servers.Valkey91, servers.Options{})
	v := visitBackend(t, serverBackend(server))
	v.server = server
	return v
}

// visitBackend starts the demo for a server that runs, and opens the page.
func visitBackend(t testing.TB, b backend) *visitor {
	t.Helper()
	folder, err := packageFolder(t.Context(), "")
	require.NoError(t, err)
	d, err := start(settings{listen: "127.0.0.1:0", dist: folder, backend: b})
	require.NoError(t, err)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		require.NoError(t, d.close(ctx))
	})
	v := &visitor{t: t, page: chromium.Open(t), demo: d}
	v.forbidConsoleErrors()
	v.navigate(d.url)
	return v
}

// secondTab opens the page once more in the same browser.
func (v *visitor) secondTab() *visitor {
	v.t.Helper()
	page, closeTab := chromedp.NewContext(v.page)
	require.NoError(v.t, chromedp.Do(page))
	v.t.Cleanup(closeTab)
	tab := &visitor{t: v.t, page: page, demo: v.demo, server: v.server}
	tab.forbidConsoleErrors()
	tab.navigate(v.demo.url)
	return tab
}

// forbidConsoleErrors fails the test for errors that the browser logs: what the
// page's policy forbids, files that are not there, broken connections.
func (v *visitor) forbidConsoleErrors() {
	ctx, cancel := context.WithCancel(v.page)
	messages := chromedp.Console(ctx)
	read := make(chan struct{})
	go func() {
		defer close(read)
		for message, err := range messages {
			if err != nil {
				return
			}
			if message.Type == "error" {
				v.t.Errorf("the page's console: %s", message)
			}
		}
	}()
	v.t.Cleanup(func() {
		cancel()
		<-read
	})
}

func (v *visitor) navigate(url string) {
	v.t.Helper()
	v.do(chromedp.Navigate(url))
}

// connected waits until the page says that it is connected. On a machine that is too busy for the
// page's five seconds it connects again, as a visitor would.
func (v *visitor) connected() {
	v.t.Helper()
	v.until(`(() => {
		const { state } = document.querySelector("#state").dataset;
		if (state === "failed" && document.querySelector("#refusal").textContent.includes("timeout")) {
			document.querySelector("#connect-button").click();
		}
		return state === "connected";
	})()`)
}

// do runs steps in the page.
func (v *visitor) do(steps ...chromedp.Action[chromedp.Void]) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.page, patience)
	defer cancel()
	require.NoError(v.t, chromedp.Do(ctx, steps...))
}

// until waits for a JavaScript condition, which is checked at every frame. (Poll of
// chromedp compiles its condition in the page, which the page's policy forbids.)
func (v *visitor) until(condition string) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.page, patience)
	defer cancel()
	_, err := chromedp.Run(ctx, chromedp.Evaluate[bool](
		`new Promise((resolve) => { const check = () => (`+condition+`) ? resolve(true) : requestAnimationFrame(check); check(); })`,
		chromedp.EvalAwaitPromise))
	if err != nil {
		v.t.Fatalf("waiting for %s: %v\nthe page shows:\n%s", condition, err, evaluate[string](v, `document.body.innerText`))
	}
}

// evaluate returns the value of a JavaScript expression in the page, or that of the
// promise that the expression returns.
func evaluate[T any](v *visitor, expression string) T {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.page, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	require.NoError(v.t, err, expression)
	return value
}

// enter types a line into the console and presses Enter, without waiting.
func (v *visitor) enter(line string) {
	v.t.Helper()
	v.do(chromedp.SendKeys("#command", line+"\r"))
}

// run types a line into the console and returns what the page shows as its reply.
func (v *visitor) run(line string) reply {
	v.t.Helper()
	before := evaluate[int](v, `document.querySelectorAll(".entry").length`)
	v.enter(line)
	entry := `document.querySelectorAll(".entry")[` + literal(before) + `]`
	v.until(entry + ` !== undefined && ` + entry + `.dataset.state !== "waiting"`)
	return v.reply(before)
}

// reply is what the page shows of a reply.
type reply struct {
	State string   // "answered" or "failed"
	Text  string   // of the whole reply, white space collapsed
	Types []string // the badges, from the outermost on
	Time  string
}

// reply reads the entry of the transcript with that index.
func (v *visitor) reply(index int) reply {
	v.t.Helper()
	r := evaluate[reply](v, `(() => {
		const entry = document.querySelectorAll(".entry")[`+literal(index)+`];
		const answer = entry.querySelector(".answer");
		return {
			State: entry.dataset.state,
			Text: answer.innerText,
			Types: [...answer.querySelectorAll(".badge")].map((badge) => badge.textContent),
			Time: entry.querySelector("time").textContent,
		};
	})()`)
	r.Text = strings.Join(strings.Fields(r.Text), " ")
	return r
}

// literal returns a value as JavaScript writes it.
func literal(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return string(text)
}
