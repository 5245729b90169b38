package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/glissade-io/glissade/internal/catalog"
)

// javaScriptFamilies are the headings of the reference, in order, each with the files in
// wasm/npm/src/commands whose methods stand below it.
var javaScriptFamilies = []struct {
	title string
	files []string
}{
	{"Strings", []string{"strings", "strings_older"}},
	{"Keys", []string{"generic", "generic_expiry", "generic_scan", "generic_transfer"}},
	{"Hashes", []string{"hashes"}},
	{"Lists", []string{"lists"}},
	{"Sets", []string{"sets"}},
	{"Sorted sets", []string{"sortedsets", "sortedsets_ranges", "sortedsets_combine"}},
	{"Streams", []string{"streams", "streams_groups"}},
	{"Bits of strings", []string{"bitmap"}},
	{"HyperLogLogs", []string{"hyperloglog"}},
	{"Geospatial indexes", []string{"geo"}},
	{"Channels", []string{"pubsub"}},
	{"Scripts", []string{"scripting"}},
	{"Functions", []string{"functions"}},
	{"Servers", []string{"server", "server_persistence", "server_memory", "server_latency"}},
	{"Connections", []string{"connection"}},
	{"Users", []string{"acl"}},
	{"Clusters", []string{"cluster", "cluster_changes"}},
	{"Commands", []string{"introspection", "custom"}},
}

// typeFiles are the files below wasm/npm/src whose declarations are in the reference, beside
// those of the families.
var typeFiles = []string{"types.ts", "types_cluster.ts", "types_iterators.ts", "types_pubsub.ts"}

const javaScriptPreface = `
# The methods in JavaScript

Every method of the package's clients and batches, and the types of what they take and return. They are those of
[Valkey GLIDE for Node](https://github.com/valkey-io/valkey-glide): how to make a client stands in the [package's readme](../wasm/npm/README.md).

` + "```" + `ts
import { Batch, GlideClient } from "glissade";

const client = await GlideClient.createClient("wss://bridge.example/?target=cache");
await client.set("greeting", "hello", { expiry: { type: "EX", count: 60 } });
const [value, length] = await client.exec(new Batch(false).get("greeting").strlen("greeting"), true);
` + "```" + `

What all of them have in common:

- ` + "`Text`" + ` in a reply is a string, or with ` + "`{ decoder: \"bytes\" }`" + ` a Buffer, in pages a Uint8Array. Text that is no UTF-8 rejects unless bytes are asked for.
- The last argument of each method of a client may be an object of [options of the call](#calloptions): ` + "`decoder`, `timeout`, `signal`, `idempotent`, `replica`" + `.
  They stand beside the method's own options where it has some. Batches take those of calls in ` + "`exec`" + `.
- Of a client of a cluster, methods that say so take a [` + "`route`" + `](#routeoption) too. Where several nodes reply, the reply is an object by the nodes' addresses
  unless it is said to be one.
- Times are in the command's own unit, as the parameter's name or comment says. Points in time may be a ` + "`Date`" + `.
- What a method does not know, or cannot mean, is refused with a ` + "`ConfigurationError`" + ` before anything is sent: an option that does not exist, an argument too
  many, ` + "`null`" + ` for an option. To leave an option out, leave it out or give ` + "`undefined`" + `.
- *Since* is the version of the server.
`

// javaScriptEntries is what the reference has of the entries beside the package's own.
const javaScriptEntries = `
## Modules and MONITOR

The commands of the server's modules, and MONITOR, are entries of their own, which cost nothing where they are not imported. Their methods have the names of GLIDE for
Node where GLIDE has them; each is documented in its declaration. What the commands do is on the page [Commands of modules](modules.md).

` + "```" + `ts
import { Batch } from "glissade";
import { GlideJson, JsonBatch } from "glissade/json";
import { GlideFt } from "glissade/search";
import { GlideBloom } from "glissade/bloom";
import { monitor } from "glissade/monitor";

await GlideJson.set(client, "user:1", "$", JSON.stringify({ name: "Ada", visits: 1 }));
const batch = new Batch(false);
JsonBatch.numincrby(batch, "user:1", "$.visits", 1);
const [visits] = await client.exec(batch, true); // "[2]"
const [total, documents] = await GlideFt.search(client, "products", "@price:[0 50]", { limit: { offset: 0, count: 10 } });
const isNew = await GlideBloom.add(client, "seen", "visitor:42");

for await (const line of monitor({ addresses: [{ host: "localhost", port: 6379 }] }, { signal })) console.log(line);
` + "```" + `

| Entry | Of clients, and of batches | Methods |
| --- | --- | --- |
| ` + "`glissade/json`" + ` | ` + "`GlideJson`, `JsonBatch`" + ` | ` + "`set`, `get`, `mset`, `mget`, `del`, `forget`, `clear`, `type`, `resp`, `toggle`, `numincrby`, `nummultby`, `strappend`, `strlen`, `objkeys`, `objlen`, `arrappend`, `arrindex`, `arrinsert`, `arrlen`, `arrpop`, `arrtrim`, `debugMemory`, `debugFields`, `debugDepth`" + ` |
| ` + "`glissade/search`" + ` | ` + "`GlideFt`, `FtBatch`" + ` | ` + "`create`, `dropindex`, `list`, `info`, `search`, `aggregate`, `explain`, `explaincli`, `profileSearch`, `profileAggregate`, `aliasadd`, `aliasdel`, `aliasupdate`, `aliaslist`" + ` |
| ` + "`glissade/bloom`" + ` | ` + "`GlideBloom`, `BloomBatch`" + ` | ` + "`reserve`, `add`, `madd`, `insert`, `exists`, `mexists`, `card`, `info`, `infoField`, `load`" + ` |
| ` + "`glissade/monitor`" + ` | | ` + "`monitor(configuration, { signal })`" + ` |

- The first argument is a client of either kind, or a batch, which is returned. The last may hold the options of the call beside the method's own; batches have those in ` + "`exec`" + `.
- Replies have GLIDE's shapes, alike in RESP2 and RESP3. For a JSONPath, which begins with "$", there is an array with an element for each value that it matches, and
  null for what is of another type; for any other path, and for none, the reply is for one value. A search is ` + "`[total, [{ key, value: [{ key, value }] }]]`" + `, its documents an empty
  array with ` + "`count`" + `. GlideFt.info is an object by the server's own names, GlideBloom.info one by those of the options.
- The ` + "`timeout`" + ` of a search or an aggregation is the server's, as in GLIDE; how long the call may take is its ` + "`requestTimeout`" + `. Vectors are bytes: ` + "`new Uint8Array(floats.buffer)`" + ` of a Float32Array.
- ` + "`monitor`" + ` has a connection of its own, to one server, and takes its settings in a client's words: ` + "`addresses`, `bridge`, `credentials`, `useTLS`, `connect`, `advancedConfiguration`" + `. Its lines are
  ` + "`{ time, database, client, words, dropped }`" + `, or ` + "`{ line, error, dropped }`" + ` where one cannot be understood.
`

// javaScriptReference emits the page with all methods.
func javaScriptReference(root string, methods []method, commands *catalog.Catalog) ([]byte, error) {
	source := filepath.Join(root, "wasm", "npm", "src")
	types, err := loadDeclarations(source)
	if err != nil {
		return nil, err
	}
	families, err := familiesOf(source, methods)
	if err != nil {
		return nil, err
	}
	r := javaScriptPage{anchors: anchorsOf(families, types), types: types, commands: commands}
	r.WriteString("<!-- Code generated by internal/generate. DO NOT EDIT. -->\n" + javaScriptPreface + "\nContents: ")
	var links []string
	for _, f := range families {
		links = append(links, r.link(f.title))
	}
	fmt.Fprintf(&r, "%s; [Modules and MONITOR](#modules-and-monitor); %s, %s and %s.\n", strings.Join(links, ", "), r.link(headingOfClasses), r.link(headingOfTypes), r.link(headingOfConstants))
	for _, f := range families {
		fmt.Fprintf(&r, "\n## %s\n\n%s\n\n| Method | What it does |\n| --- | --- |\n", f.title, f.about)
		for _, forms := range f.methods {
			fmt.Fprintf(&r, "| [`%s`](#%s) | %s |\n", forms[0].name, r.anchors[forms[0].name], cell(firstSentence(documentOf(forms[0].doc).prose)))
		}
		for _, forms := range f.methods {
			r.describe(forms)
		}
	}
	r.WriteString(javaScriptEntries)
	for _, kind := range []struct{ heading, about, of string }{
		{headingOfClasses, "What there is besides the methods that send a command each: how clients are made, batches executed, messages received.", ofClass},
		{headingOfTypes, "What methods and clients take and return, by name.", ofType},
		{headingOfConstants, "Each is a word of the protocol under a name, in place of which the word can be given: `TimeUnit.Seconds` is `\"EX\"`.", ofConstant},
	} {
		fmt.Fprintf(&r, "\n## %s\n\n%s\n", kind.heading, kind.about)
		for _, d := range types {
			switch {
			case d.kind != kind.of:
			case d.kind == ofConstant:
				d.table(&r.Builder)
			default:
				fmt.Fprintf(&r, "\n### %s\n\n```ts\n%s\n```\n", d.name, d.text)
			}
		}
	}
	return []byte(r.String()), nil
}

// The headings behind those of the families.
const (
	headingOfClasses   = "Clients, batches and errors"
	headingOfTypes     = "Types"
	headingOfConstants = "Constants"
)

// javaScriptPage is the page while it is made.
type javaScriptPage struct {
	strings.Builder
	anchors  map[string]string
	types    []declaration
	commands *catalog.Catalog
}

// javaScriptFamily is a family of methods.
type javaScriptFamily struct {
	title, about string
	methods      [][]method // the forms of each
}

// familiesOf gathers the methods of each family. A file that belongs to none is an error.
func familiesOf(source string, methods []method) ([]javaScriptFamily, error) {
	var families []javaScriptFamily
	placed := map[string]bool{}
	for _, f := range javaScriptFamilies {
		if !slices.ContainsFunc(methods, func(m method) bool { return m.file == f.files[0] }) {
			continue
		}
		about, err := fileComment(filepath.Join(source, "commands", f.files[0]+".ts"))
		if err != nil {
			return nil, err
		}
		if rest, ok := strings.CutPrefix(about, f.title+": "); ok {
			about = strings.ToUpper(rest[:1]) + rest[1:]
		}
		family := javaScriptFamily{title: f.title, about: about}
		var own []method
		for _, name := range f.files {
			placed[name] = true
			for _, m := range methods {
				if m.file == name {
					own = append(own, m)
				}
			}
		}
		for _, name := range namesOfMethods(own) {
			family.methods = append(family.methods, formsOf(own, name))
		}
		families = append(families, family)
	}
	for _, m := range methods {
		if !placed[m.file] {
			return nil, fmt.Errorf("%s.ts has no family in the reference of JavaScript: add it to javaScriptFamilies", m.file)
		}
	}
	return families, nil
}

// anchorsOf returns the anchors of all headings, as they are made of Markdown: those of headings
// that differ in capitals alone are numbered.
func anchorsOf(families []javaScriptFamily, types []declaration) map[string]string {
	anchors, seen := map[string]string{}, map[string]int{}
	add := func(heading string) {
		slug := strings.ReplaceAll(strings.ReplaceAll(strings.ToLower(heading), ",", ""), " ", "-")
		anchors[heading] = slug
		if n := seen[slug]; n > 0 {
			anchors[heading] = fmt.Sprintf("%s-%d", slug, n)
		}
		seen[slug]++
	}
	for _, f := range families {
		add(f.title)
		for _, forms := range f.methods {
			add(forms[0].name)
		}
	}
	for _, kind := range []struct{ heading, of string }{{headingOfClasses, ofClass}, {headingOfTypes, ofType}, {headingOfConstants, ofConstant}} {
		add(kind.heading)
		for _, d := range types {
			if d.kind == kind.of {
				add(d.name)
			}
		}
	}
	return anchors
}

// link returns a link to a heading.
func (r *javaScriptPage) link(heading string) string {
	return fmt.Sprintf("[%s](#%s)", heading, r.anchors[heading])
}

// namesOfMethods returns the names of methods, each once, in their order.
func namesOfMethods(methods []method) []string {
	var names []string
	for _, m := range methods {
		if !slices.Contains(names, m.name) {
			names = append(names, m.name)
		}
	}
	return names
}

// formsOf returns the methods of one name: one, or several where clients of a cluster or
// batches have it in another form. That of clients of one server comes first.
func formsOf(methods []method, name string) []method {
	var forms []method
	for _, m := range methods {
		if m.name == name {
			forms = append(forms, m)
		}
	}
	slices.SortStableFunc(forms, func(a, b method) int { return b.places()&propertyOnStandalone - a.places()&propertyOnStandalone })
	return forms
}

// describe writes what there is to say of a method.
func (r *javaScriptPage) describe(forms []method) {
	first := forms[0]
	d := documentOf(first.doc)
	fmt.Fprintf(r, "\n### %s\n\n```ts\n", first.name)
	for _, form := range forms {
		if len(forms) > 1 {
			fmt.Fprintf(r, "// %s\n", whose(form))
		}
		fmt.Fprintf(r, "%s(%s): Promise<%s>\n", form.name, strings.Join(form.parameters, ", "), form.result)
	}
	fmt.Fprintf(r, "```\n\n%s\n\n", d.prose)
	if d.deprecated != "" {
		fmt.Fprintf(r, "- Deprecated: %s\n", d.deprecated)
	}
	replies := map[string]bool{"": true}
	for _, form := range forms {
		reply := documentOf(form.doc).reply
		switch {
		case replies[reply]:
		case len(replies) == 1:
			fmt.Fprintf(r, "- Reply: %s\n", reply)
		default:
			fmt.Fprintf(r, "- Reply of %s: %s\n", whose(form), reply)
		}
		replies[reply] = true
	}
	if where := whereElse(forms); where != "" {
		fmt.Fprintf(r, "- %s\n", where)
	}
	if named := r.typesOf(forms); len(named) > 0 {
		fmt.Fprintf(r, "- Types: %s\n", strings.Join(named, ", "))
	}
	var sources []string
	for _, address := range d.links {
		sources = append(sources, fmt.Sprintf("[%s](%s)", titleOf(address, r.commands), address))
	}
	if since := d.sinceIn(r.commands); since != "" {
		sources = append(sources, "since "+since)
	}
	if len(sources) > 0 {
		fmt.Fprintf(r, "- %s\n", strings.Join(sources, ", "))
	}
}

// typesOf returns links to the types of a method's parameters and reply.
func (r *javaScriptPage) typesOf(forms []method) []string {
	var named []string
	for _, form := range forms {
		for _, t := range r.types {
			used := regexp.MustCompile(`\b` + t.name + `\b`).MatchString(strings.Join(form.parameters, " ") + " " + form.result)
			if used && !slices.Contains(everyday, t.name) && !slices.Contains(named, r.link(t.name)) {
				named = append(named, r.link(t.name))
			}
		}
	}
	return named
}

// everyday are types that need no link at each method.
var everyday = []string{"GlideString", "Integer", "Text"}

// whose says who has a form of a method.
func whose(m method) string {
	p := m.places()
	if m.has(tagBatch) {
		return "batches"
	}
	who := "clients"
	switch {
	case p&propertyOnStandalone == 0:
		who = "clients of a cluster"
	case p&propertyOnCluster == 0:
		who = "clients of one server"
	}
	if p&propertyInStandaloneBatches != 0 {
		who += ", and batches"
	}
	return who
}

// whereElse says who does not have a method, and what clients of a cluster and batches make of it.
func whereElse(forms []method) string {
	var places int
	var notes []string
	for _, m := range forms {
		places |= m.places()
		if m.has(tagRouted) {
			note := "In a cluster: takes a `route`"
			if m.has(tagOneReply) && m.file != "custom" { // a custom command has what its comment says
				note += ", and has one reply of all nodes"
			}
			notes = append(notes, note+".")
		}
		if last := m.inBatches(); !slices.Equal(last, m.parameters) {
			notes = append(notes, "In batches: the last parameter may be `"+strings.TrimPrefix(last[len(last)-1], "options?: ")+"`.")
		}
	}
	if places&propertyOnCluster == 0 {
		notes = append(notes, "Not on clients of a cluster.")
	}
	if places&propertyOnStandalone == 0 {
		notes = append(notes, "Only on clients of a cluster.")
	}
	if places&(propertyInStandaloneBatches|propertyInClusterBatches) == 0 {
		notes = append(notes, "Not in batches.")
	}
	return strings.Join(notes, " ")
}

// fileComment returns the comment at the head of a file as one paragraph.
func fileComment(path string) (string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	var words []string
	for line := range strings.Lines(string(text)) {
		comment, ok := strings.CutPrefix(strings.TrimSpace(line), "//")
		if !ok {
			break
		}
		words = append(words, strings.Fields(comment)...)
	}
	about, _, _ := strings.Cut(strings.Join(words, " "), " See https://")
	return regexp.MustCompile(` (Ranges of them|Groups of consumers|Other files)\b.*`).ReplaceAllString(about, ""), nil
}
