package main

import (
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

func TestLoadShowsItsFigures(t *testing.T) {
	v := visit(t)
	v.connected()
	v.slide("#concurrency", 7)
	v.slide("#duration", 1)
	v.do(chromedp.Click("#load-button"))
	v.until(`document.querySelector("#load-note").textContent.includes("on average")`)

	require.Greater(t, v.figure("#rate"), 0.0)
	require.Greater(t, v.figure("#per-frame"), 1.0, "commands that are under way together share frames")
	require.Greater(t, v.figure("#p50"), 0.0)
	require.GreaterOrEqual(t, v.figure("#p99"), v.figure("#p50"))
	require.NotEmpty(t, evaluate[string](v, `document.querySelector(".chart .line").getAttribute("d")`))
	require.Equal(t, "integer 0", v.run("DBSIZE").Text, "the load removes its keys")
}

func TestLoadCanBeStopped(t *testing.T) {
	v := visit(t)
	v.connected()
	v.slide("#duration", 30)
	v.do(chromedp.Click("#load-button"))
	v.until(`document.querySelector(".chart .line").getAttribute("d") !== ""`)
	v.do(chromedp.Click("#load-button"))
	v.until(`document.querySelector("#load-button").textContent === "Start"`)
	require.Contains(t, evaluate[string](v, `document.querySelector("#load-note").textContent`), "on average")
}

func TestLoadShowsWhyItEnded(t *testing.T) {
	v := visit(t)
	v.connected()
	v.slide("#duration", 30)
	v.do(chromedp.Click("#load-button"))
	v.until(`document.querySelector(".chart .line").getAttribute("d") !== ""`)
	v.server.Kill()
	v.until(`document.querySelector("#load-note").dataset.kind === "error"`)
	require.Regexp(t, `^(Connection|Timeout)Error: `, evaluate[string](v, `document.querySelector("#load-note").textContent`))
	require.Equal(t, "Start", evaluate[string](v, `document.querySelector("#load-button").textContent`))
}

// slide moves a slider.
func (v *visitor) slide(selector string, value int) {
	v.t.Helper()
	evaluate[bool](v, `(() => {
		const slider = document.querySelector(`+literal(selector)+`);
		slider.value = `+literal(value)+`;
		return slider.dispatchEvent(new Event("input", { bubbles: true }));
	})()`)
}

// figure reads a number that the page shows, without its unit.
func (v *visitor) figure(selector string) float64 {
	v.t.Helper()
	text := evaluate[string](v, `document.querySelector(`+literal(selector)+`).textContent`)
	number, err := strconv.ParseFloat(strings.ReplaceAll(strings.Fields(text)[0], ",", ""), 64)
	require.NoError(v.t, err)
	return number
}
