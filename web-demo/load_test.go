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
	v.show("load")
	v.slide("#concurrency", 7)
	v.slide("#duration", 1)
	v.do(chromedp.Click("#load-button"))
	v.until(`document.querySelector("#load-note").textContent.includes("on average")`)

	require.Greater(t, v.figure("#rate"), 0.0)
	require.Greater(t, v.figure("#per-frame"), 1.0, "commands that are under way together share frames")
	require.Greater(t, v.figure("#p50"), 0.0)
	require.GreaterOrEqual(t, v.figure("#p99"), v.figure("#p50"))
	require.NotEmpty(t, evaluate[string](v, `document.querySelector("#chart .line").getAttribute("d")`))

	// The histogram counts every call once, and tells in which rows the percentiles are.
	rows := evaluate[[]latencyRow](v, `[...document.querySelectorAll("#latency-body tr")].map(({ cells: [range, , calls, share] }) => {
		const [from, to] = range.textContent.split("\u2013").map(Number);
		return { From: from, To: to, Calls: Number(calls.textContent.replaceAll(",", "")), Marks: [...share.querySelectorAll(".badge")].map(({ textContent }) => textContent) };
	})`)
	require.NotEmpty(t, rows)
	total := 0
	for i, row := range rows {
		total += row.Calls
		require.Less(t, row.From, row.To)
		require.True(t, i == 0 || rows[i-1].To == row.From, "no time is between rows")
	}
	require.Regexp(t, `^`+strings.ReplaceAll(v.text(".latency caption"), " calls by the time they took", "")+` commands in `, v.text("#load-note"))
	require.InDelta(t, evaluate[int](v, `Number(document.querySelector("#load-note").textContent.split(" ")[0].replaceAll(",", ""))`), total, 0)
	var marks []string
	for _, row := range rows {
		marks = append(marks, row.Marks...)
	}
	require.Equal(t, []string{"p50", "p99"}, marks)

	v.show("console")
	require.Equal(t, "integer 0", v.run("DBSIZE").Text, "the load removes its keys")
}

// latencyRow is a row of the histogram, with times in milliseconds.
type latencyRow struct {
	From, To float64
	Calls    int
	Marks    []string
}

func TestHistogramKeepsMagnitudes(t *testing.T) {
	v := visit(t)
	shown := evaluate[[]any](v, `import("/histogram.js").then(({ Histogram }) => {
		const few = new Histogram();
		[1, 1.2, 1.6, 2.9, 2.9].forEach((ms) => few.record(ms));
		const many = new Histogram();
		[0, 0.001, 0.2, 7, 900, 60_000].forEach((ms) => many.record(ms));
		const near = (histogram, share, ms) => Math.abs(histogram.percentile(share) / ms - 1) < 0.016;
		return [
			few.rows().map(({ from, to, count, share }) => [from, to, count, share].join(" ")),
			near(few, 0.5, 1.6), near(few, 1, 2.9),
			many.rows().length <= 14, many.rows().reduce((sum, { count }) => sum + count, 0),
			new Histogram().rows().length, new Histogram().percentile(0.5) === undefined,
		];
	})`)
	require.Equal(t, []any{[]any{"1 1.5 2 0.4", "1.5 2 1 0.2", "2 3 2 0.4"}, true, true, true, 6.0, 0.0, true}, shown)
}

func TestLoadCanBeStopped(t *testing.T) {
	v := visit(t)
	v.connected()
	v.show("load")
	v.slide("#duration", 30)
	v.do(chromedp.Click("#load-button"))
	v.until(`document.querySelector("#chart .line").getAttribute("d").startsWith("M")`)
	v.do(chromedp.Click("#load-button"))
	v.until(`document.querySelector("#load-button").textContent === "Start"`)
	require.Contains(t, evaluate[string](v, `document.querySelector("#load-note").textContent`), "on average")
}

func TestLoadShowsWhyItEnded(t *testing.T) {
	v := visit(t)
	v.connected()
	v.show("load")
	v.slide("#duration", 30)
	v.do(chromedp.Click("#load-button"))
	v.until(`document.querySelector("#chart .line").getAttribute("d").startsWith("M")`)
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
