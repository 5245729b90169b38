package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

func TestPageShowsWhyATargetIsRefused(t *testing.T) {
	v := visit(t)
	v.connected()
	v.do(chromedp.SetValue("#target", "orders"), chromedp.Click("#connect-button"))
	v.until(`document.querySelector("#state").dataset.state === "failed"`)
	shown := evaluate[string](v, `document.querySelector("#refusal").innerText`)
	require.Regexp(t, `^The bridge refused: 4403 target not allowed: "orders"`, shown)
	require.Equal(t, "Refused", evaluate[string](v, `document.querySelector("#state-text").textContent`))

	// The page still works, and the refusal goes.
	v.do(chromedp.SetValue("#target", target), chromedp.Click("#connect-button"))
	v.connected()
	require.True(t, evaluate[bool](v, `document.querySelector("#refusal").hidden`))
	require.Equal(t, "string PONG", v.run("PING").Text)
}

func TestPageOfAnotherOriginIsRefused(t *testing.T) {
	v := visit(t)
	v.connected()
	other := evaluate[string](v, `document.querySelector("#try-origin").href`)
	require.Equal(t, v.demo.otherURL, other)
	v.navigate(other)
	v.until(`document.querySelector("#state").dataset.state === "failed"`)
	shown := evaluate[string](v, `document.querySelector("#refusal").innerText`)
	require.Regexp(t, `^The bridge refused: 4403 origin not allowed: "`+strings.TrimSuffix(other, "/")+`"`, shown)
	require.Equal(t, "failed", v.run("PING").State)
}

func TestPageShowsThatTheServerIsGoneAndBack(t *testing.T) {
	v := visit(t)
	v.connected()
	v.server.Kill()
	v.until(`document.querySelector("#state").dataset.state === "lost"`)
	require.NoError(t, v.server.Restart(t.Context()))
	v.connected()
	require.Equal(t, "string PONG", v.run("PING").Text)
}
