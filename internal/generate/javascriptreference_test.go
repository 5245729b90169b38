package main

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/catalog"
)

func TestCommentsOfMethods(t *testing.T) {
	commands, err := catalog.Load()
	require.NoError(t, err)
	d := documentOf(" * Gets the value of key. It goes\n * on. Since: 6.2.0.\n *\n * Reply: the value, or null.\n * See https://valkey.io/commands/getdel/\n *\n * @deprecated use get.\n * @routed\n")
	require.Equal(t, document{prose: "Gets the value of key. It goes on.", reply: "the value, or null.", since: "6.2.0", deprecated: "use get.", links: []string{"https://valkey.io/commands/getdel/"}}, d)
	require.Equal(t, "Gets the value of key", firstSentence(d.prose))
	require.Equal(t, "GETDEL", titleOf(d.links[0], commands))
	require.Equal(t, "CLIENT NO-EVICT", titleOf("https://valkey.io/commands/client-no-evict/", commands))
	require.Equal(t, "functions-intro", titleOf("https://valkey.io/topics/functions-intro/", commands))
	require.Equal(t, "2.4.0", document{links: []string{"https://valkey.io/commands/client-kill/"}}.sinceIn(commands))
}

func TestDeclarationsInTypeScript(t *testing.T) {
	found := parseDeclarations(`import type { A } from "./a.js";

/** An object, and what an example has: f( */
export interface Options {
  /** { */
  count?: number;
}

export type Both =
  | { a: string }
  | Options;

/** Words. */
export const Unit = {
  /** Of time. */
  Seconds: "EX",
  Other: "PX",
} as const;
export type Unit = (typeof Unit)[keyof typeof Unit];

declare interface Client extends Methods {}

/** A client. */
export declare class Client {
  close(): void;
}
`)
	var names []string
	for _, d := range found {
		names = append(names, d.kind+" "+d.name)
	}
	require.Equal(t, []string{"type Options", "type Both", "constant Unit", "class Client"}, names)
	require.Equal(t, "/** An object, and what an example has: f( */\ninterface Options {\n  /** { */\n  count?: number;\n}", found[0].text)
	require.Equal(t, "type Both =\n  | { a: string }\n  | Options;", found[1].text)
	require.Equal(t, "/** A client. */\nclass Client {\n  close(): void;\n}", found[3].text)
	var b strings.Builder
	found[2].table(&b)
	require.Equal(t, "\n### Unit\n\nWords.\n\n| Name | Value | Meaning |\n| --- | --- | --- |\n| `Unit.Seconds` | `\"EX\"` | Of time |\n| `Unit.Other` | `\"PX\"` |  |\n", b.String())
}

// Links within the page lead to its headings, of which some differ in capitals alone.
func TestLinksOfTheReferenceOfJavaScript(t *testing.T) {
	root, err := findRoot()
	require.NoError(t, err)
	methods, err := loadMethods(root)
	require.NoError(t, err)
	commands, err := catalog.Load()
	require.NoError(t, err)
	page, err := javaScriptReference(root, methods, commands)
	require.NoError(t, err)
	text := regexp.MustCompile("(?s)```.*?```").ReplaceAllString(string(page), "")
	anchors := map[string]int{}
	for _, m := range regexp.MustCompile(`(?m)^#+ (.*)$`).FindAllStringSubmatch(text, -1) {
		anchors[strings.NewReplacer(" ", "-", ",", "").Replace(strings.ToLower(m[1]))]++
	}
	links := regexp.MustCompile(`\]\(#(.*?)(-\d)?\)`).FindAllStringSubmatch(text, -1)
	require.Greater(t, len(links), 400)
	for _, m := range links {
		require.Positive(t, anchors[m[1]], m[0])
		if m[2] != "" {
			require.Greater(t, anchors[m[1]], 1, m[0])
		}
	}
	for _, m := range methods {
		require.Contains(t, text, "\n### "+m.name+"\n")
	}
}
