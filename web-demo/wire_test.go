package main

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

func TestRaceShowsWhatBatchingSaves(t *testing.T) {
	v, _ := visitCluster(t, "wire")
	v.fill("#race-count", "100")
	v.press("#race-button")
	v.until(`document.querySelector("#race-status").textContent.startsWith("Together")`)
	frames := evaluate[[]int](v, `[...document.querySelectorAll(".lane")].map((lane) => Number(/([\d,]+) frames?$/.exec(lane.lastChild.textContent)[1].replace(",", "")))`)
	require.Len(t, frames, 3)
	require.GreaterOrEqual(t, frames[0], 100, "a frame for each")
	require.Less(t, frames[1], 50)
	require.Less(t, frames[2], 50)
}

func TestFramesAreInspected(t *testing.T) {
	v := visit(t)
	v.connected()
	v.show("wire")
	v.press("#frames-button")
	v.show("console")
	v.run(`SET greeting "hello there"`)
	v.run(`GET greeting`)
	v.show("wire")
	row := func(way, what string) string {
		return `[...document.querySelectorAll('#frames-body tr[data-way="` + way + `"]')].some((row) => row.lastChild.textContent.includes(` + literal(what) + `))`
	}
	v.until(row("sent", "SET greeting hello there"))
	v.until(row("received", "hello there"))
	v.press("#frames-button")
	v.until(`/^Stopped: \d+ frames? sent with \d+ commands?, [\d.]+ commands a frame; \d+ frames? received\.$/.test(document.querySelector("#frames-status").textContent)`)
}

func TestPartsOfFrames(t *testing.T) {
	v := visit(t)
	for frame, parts := range map[string][]string{
		"*2\r\n$3\r\nGET\r\n$1\r\na\r\n*1\r\n$4\r\nPING\r\n":      {"GET a", "PING"},
		"+OK\r\n$-1\r\n_\r\n:42\r\n,1.5\r\n#t\r\n-ERR no\r\n":     {"OK", "null", "null", "42", "1.5", "true", "error ERR no"},
		"%1\r\n+a\r\n~2\r\n:1\r\n:2\r\n>2\r\n+message\r\n+hi\r\n": {"a 1 2", "push: message hi"},
		"+OK\r\n$10\r\nhalf":                          {"OK", "cut"},
		"|1\r\n+ttl\r\n:1\r\n*-1\r\n=6\r\ntxt:ab\r\n": {"null", "txt:ab"},
		"no RESP\r\n":                                 {"cut"},
	} {
		got := evaluate[[]string](v, `import("/resp-frames.js").then(({ partsOf }) => partsOf(new TextEncoder().encode(`+literal(frame)+`))).then(({ parts, isCut }) => [...parts, ...(isCut ? ["cut"] : [])])`)
		require.Equal(t, parts, got, "%q", frame)
	}
}

func TestRepliesAreExported(t *testing.T) {
	v := visit(t)
	v.connected()
	v.run(`HSET user name Ada`)
	v.run(`HGETALL user`)
	v.run(`LPUSH user item`)
	exported := evaluate[[]struct {
		Command string
		Reply   any
	}](v, `import("/transcript.js").then(({ exported }) => exported().map(({ command, reply }) => ({ Command: command, Reply: reply })))`)
	require.Len(t, exported, 3)
	require.Equal(t, "HSET user name Ada", exported[0].Command)
	require.InDelta(t, 1, exported[0].Reply, 0)
	require.Equal(t, map[string]any{"name": "Ada"}, exported[1].Reply)
	require.Equal(t, "RequestError", exported[2].Reply.(map[string]any)["error"])

	// The button saves a file of that name with it.
	saved := evaluate[string](v, `new Promise((resolve) => {
		const click = HTMLAnchorElement.prototype.click;
		HTMLAnchorElement.prototype.click = function () { resolve(this.download); HTMLAnchorElement.prototype.click = click; };
		document.querySelector("#export").click();
	})`)
	require.Equal(t, "glissade-replies.json", saved)
}

func TestSavedConnectionsAreKeptWithoutThePassword(t *testing.T) {
	v := visit(t)
	v.connected()
	v.do(chromedp.SetValue("#saved-name", "mine"))
	v.fill("#timeout", "7000")
	v.fill("#password", "secret")
	v.press("#saved-save")
	require.NotContains(t, evaluate[string](v, `JSON.stringify(localStorage)`), "secret")
	v.navigate(v.demo.url)
	v.connected()
	require.Equal(t, "5000", evaluate[string](v, `document.querySelector("#timeout").value`))
	v.fill("#saved-choice", "mine")
	require.Equal(t, "7000", evaluate[string](v, `document.querySelector("#timeout").value`))
	v.connected()
	v.press("#saved-forget")
	require.Equal(t, "{}", evaluate[string](v, `localStorage.getItem("glissade-demo:connections")`))
}
