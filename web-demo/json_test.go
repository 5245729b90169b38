package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

func TestBrowserShowsJSONByLinesAndChecksIt(t *testing.T) {
	v := visit(t)
	const stored = `{"name":"Ada","born":1815,"ids":[12345678901234567890,1.50],"none":{}}`
	v.command("SET", "compact", stored)
	v.command("SET", "lines", "{\n    \"name\": \"Ada\"\n}")
	v.command("SET", "text", "{no} JSON")
	v.connected()
	v.show("keys")
	value := func() string { return evaluate[string](v, `document.querySelector("#value-text").value`) }
	get := func(key string) string {
		reply, err := v.server.Command(t.Context(), "GET", key)
		require.NoError(t, err)
		return reply.Text
	}

	v.chooseKey("compact")
	shown := strings.Join([]string{`{`, `  "name": "Ada",`, `  "born": 1815,`, `  "ids": [`, `    12345678901234567890,`, `    1.50`, `  ],`, `  "none": {}`, `}`}, "\n")
	require.Equal(t, shown, value(), "with numbers as they are written")
	require.Equal(t, "JSON", evaluate[string](v, `document.querySelector("#value-form").value`))

	// What is no JSON is not saved, and its place is told and selected.
	v.fill("#value-text", strings.Replace(shown, `"Ada",`, `"Ada"`, 1))
	v.press("#value-save")
	v.saysOfValue("Line 3, column 3: there must be a comma or a }.")
	require.Equal(t, stored, get("compact"))
	require.Equal(t, []int{20, 21}, evaluate[[]int](v, `[document.activeElement.selectionStart, document.activeElement.selectionEnd]`))
	require.Equal(t, "true", evaluate[string](v, `document.querySelector("#value-text").getAttribute("aria-invalid")`))
	v.accessible("a fault in JSON")

	v.fill("#value-text", strings.Replace(shown, "1815", "1816", 1))
	v.do(chromedp.Focus("#value-text"), chromedp.SendKeys("#value-text", kb.Control+kb.Enter))
	v.press("#value-save")
	v.saysOfValue("Saved.")
	require.Equal(t, strings.Replace(stored, "1815", "1816", 1), get("compact"), "on one line, as it was")

	// As a text it may be anything.
	v.fill("#value-form", "Text")
	require.Equal(t, get("compact"), value())
	v.fill("#value-text", "{no JSON now")
	v.fill("#value-form", "JSON")
	v.saysOfValue("Line 1, column 2: there must be a name in double quotes, or a }.")
	require.Equal(t, "Text", evaluate[string](v, `document.querySelector("#value-form").value`))
	v.press("#value-save")
	v.saysOfValue("Saved.")
	require.Equal(t, "{no JSON now", get("compact"))

	v.chooseKey("lines")
	require.Equal(t, "{\n  \"name\": \"Ada\"\n}", value())
	v.fill("#value-text", "{\n  \"name\": \"Grace\"\n}")
	v.press("#value-save")
	v.saysOfValue("Saved.")
	require.Equal(t, "{\n  \"name\": \"Grace\"\n}", get("lines"), "on lines, as it was")

	v.chooseKey("text")
	require.Equal(t, "{no} JSON", value())
	require.Equal(t, "Text", evaluate[string](v, `document.querySelector("#value-form").value`))
}

func TestJSONIsLaidOutAndItsFaultsArePlaced(t *testing.T) {
	v := visit(t)
	const value = "there must be a value: text in double quotes, a number, true, false, null, an object or an array."
	for _, test := range []struct{ text, compact, fault string }{
		{` [1, -2.5e+3 ,true,null, "a\u00e9\n\"" ] `, `[1,-2.5e+3,true,null,"a\u00e9\n\""]`, ""},
		{`{"a" : {"a":1, "a":2} , "b":[ ]}`, `{"a":{"a":1,"a":2},"b":[]}`, ""},
		{`"text"`, `"text"`, ""},
		{strings.Repeat("[", 5000) + strings.Repeat("]", 5000), strings.Repeat("[", 5000) + strings.Repeat("]", 5000), ""},
		{``, "", "Line 1, column 1: " + value},
		{`[1,]`, "", "Line 1, column 4: " + value},
		{`[01]`, "", "Line 1, column 2: " + value},
		{`[truex]`, "", "Line 1, column 2: " + value},
		{`[1 2]`, "", "Line 1, column 4: there must be a comma or a ]."},
		{`[1}`, "", "Line 1, column 3: there must be a comma or a ]."},
		{"{\"a\":1,\n}", "", "Line 2, column 1: there must be a name in double quotes."},
		{"{\"😀\" 1}", "", "Line 1, column 6: there must be a colon after the name."},
		{`{} x`, "", "Line 1, column 4: there must be nothing after the value."},
		{`["a`, "", "Line 1, column 2: the double quote is not closed."},
		{"[\"a\n\"]", "", `Line 1, column 4: a line break or another control character in a text is written with a backslash, such as \n.`},
		{`["\x"]`, "", `Line 1, column 3: after a backslash there must be one of " \ / b f n r t, or u and four hexadecimal digits.`},
	} {
		got := evaluate[[]string](v, `import("/json-text.js").then(({ compacted, formatted }) => {
			try {
				const compact = compacted(`+literal(test.text)+`);
				return [compact, "", String(compacted(formatted(compact)) === compact)];
			} catch (error) {
				return ["", error.message, "true"];
			}
		})`)
		require.Equal(t, []string{test.compact, test.fault, "true"}, got, test.text)
	}
}
