package main

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

func TestConsoleShowsTypedReplies(t *testing.T) {
	v := visit(t)
	v.connected()
	require.Regexp(t, `^Valkey 9\.1\.`, evaluate[string](v, `document.querySelector("#server").textContent`))

	for _, test := range []struct {
		line  string
		types []string
		text  string
	}{
		{`SET greeting "hello  world"`, []string{"string"}, "string OK"},
		{`GET greeting`, []string{"string"}, "string hello world"},
		{`GET nothing`, []string{"null"}, "null"},
		{`INCRBY visits 41`, []string{"integer"}, "integer 41"},
		{`SET bytes "\x00\xff"`, []string{"string"}, "string OK"},
		{`GET bytes`, []string{"binary, 2 B"}, `binary, 2 B "\x00\xff"`},
		{`HSET user name Ada born 1815`, []string{"integer"}, "integer 2"},
		{`HGETALL user`, []string{"map", "string", "string"}, "map 2 pairs name string Ada born string 1815"},
		{`SADD one member`, []string{"integer"}, "integer 1"},
		{`SMEMBERS one`, []string{"array", "string"}, "array 1 element 0 string member"},
		{`ZADD scores 1.5 a 2.25 b`, []string{"integer"}, "integer 2"},
		{
			`ZRANGE scores 0 -1 WITHSCORES`,
			[]string{"map", "double", "double"},
			"map 2 pairs a double 1.5 b double 2.25",
		},
		{`EVAL "return redis.error_reply('MINE own words')" 0`, []string{"RequestError"}, "RequestError MINE Answered by the server. own words"},
	} {
		r := v.run(test.line)
		require.Equal(t, test.types, r.Types, test.line)
		require.Equal(t, test.text, r.Text, test.line)
		require.Regexp(t, `^[0-9.]+ m?s$`, r.Time, test.line)
	}
	require.Equal(t, "failed", v.run(`LPUSH greeting item`).State)
	require.Contains(t, v.run(`LPUSH greeting item`).Text, "WRONGTYPE")
}

func TestConsoleWaitsForBlockingCommands(t *testing.T) {
	v := visit(t)
	v.connected()
	v.enter(`BLPOP jobs 20`)
	v.until(`document.querySelectorAll(".entry").length === 1`)
	// The server, and not the page, says that the command is waiting.
	for deadline := time.Now().Add(patience); !strings.Contains(v.run(`CLIENT LIST`).Text, "cmd=blpop"); {
		require.True(t, time.Now().Before(deadline), "the command did not reach the server")
	}
	require.Equal(t, "waiting", v.reply(0).State)
	require.Equal(t, "integer 1", v.run(`RPUSH jobs first`).Text)
	v.until(`document.querySelector(".entry").dataset.state === "answered"`)
	require.Equal(t, "array 2 elements 0 string jobs 1 string first", v.reply(0).Text)
}

func TestConsoleSpeaksRESP2(t *testing.T) {
	v := visit(t)
	v.connected()
	v.speakRESP2()
	v.run(`HSET user name Ada`)
	require.Equal(t, "map 1 pair name string Ada", v.run(`HGETALL user`).Text)
}

// speakRESP2 chooses the protocol, which connects anew.
func (v *visitor) speakRESP2() {
	v.t.Helper()
	evaluate[bool](v, `(() => {
		const protocol = document.querySelector("#protocol");
		protocol.value = "RESP2";
		return protocol.dispatchEvent(new Event("change"));
	})()`)
	v.until(`document.querySelector("#protocol-in-use").textContent === "RESP2"`)
}

func TestConsoleRefusesAnUnclosedQuote(t *testing.T) {
	v := visit(t)
	v.connected()
	v.enter(`SET key "open`)
	v.until(`document.querySelector("#hint").dataset.kind === "error"`)
	require.Equal(t, `The double quote at column 9 is not closed: add a " at the end.`, evaluate[string](v, `document.querySelector("#hint").textContent`))
	require.Equal(t, 0, evaluate[int](v, `document.querySelectorAll(".entry").length`))
	require.Equal(t, `SET key "open`, evaluate[string](v, `document.querySelector("#command").value`), "the line stays to be corrected")
}

func TestConsoleCompletesAndRecalls(t *testing.T) {
	v := visit(t)
	v.connected()
	value := `document.querySelector("#command").value`

	// The names come from the server, so the list opens once they are there.
	v.do(chromedp.Focus("#command"))
	v.until(`(() => {
		const input = document.querySelector("#command");
		input.value = "hgeta";
		input.dispatchEvent(new Event("input"));
		return !document.querySelector("#completions").hidden;
	})()`)
	v.do(chromedp.KeyEvent(kb.Tab))
	require.Equal(t, "HGETALL ", evaluate[string](v, value))
	require.Equal(t, "HGETALL key", evaluate[string](v, `document.querySelector("#hint").textContent`))

	v.until(`(document.querySelector("#command").value = "") === ""`)
	v.run(`ECHO one`)
	v.run(`ECHO two`)
	v.do(chromedp.KeyEvent(kb.ArrowUp))
	require.Equal(t, "ECHO two", evaluate[string](v, value))
	v.do(chromedp.KeyEvent(kb.ArrowUp))
	require.Equal(t, "ECHO one", evaluate[string](v, value))
	v.do(chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.ArrowDown))
	require.Empty(t, evaluate[string](v, value))
}

func TestExamplesRun(t *testing.T) {
	v := visit(t)
	v.connected()
	names := evaluate[[]string](v, `[...document.querySelectorAll("#examples button")].map((button) => { button.click(); return button.textContent; })`)
	require.NotEmpty(t, names)
	v.until(`document.querySelectorAll(".entry").length >= ` + literal(len(names)) + ` && document.querySelectorAll('.entry[data-state="waiting"]').length === 0`)
	failed := evaluate[[]string](v, `[...document.querySelectorAll('.entry[data-state="failed"]')].map((entry) => entry.querySelector("code").textContent)`)
	require.Equal(t, []string{"LPUSH greeting item"}, failed, "only the example of an error fails")
}
