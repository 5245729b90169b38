package main

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

func TestPageShowsWhyATargetIsRefused(t *testing.T) {
	v := visit(t)
	v.connected()
	v.do(chromedp.SetValue("#target", "orders"), chromedp.Click("#connect-button"))
	v.until(`document.querySelector("#state").dataset.state === "refused"`)
	shown := evaluate[string](v, `document.querySelector("#refusal").innerText`)
	require.Contains(t, shown, "4403")
	require.Contains(t, shown, "orders")

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
	v.until(`document.querySelector("#state").dataset.state === "refused"`)
	shown := evaluate[string](v, `document.querySelector("#refusal").innerText`)
	require.Contains(t, shown, "4403")
	require.Contains(t, shown, "origin not allowed")
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
