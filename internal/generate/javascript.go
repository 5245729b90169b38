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

// method is one of the JavaScript package, which a function in wasm/npm/src/commands makes:
// its name is the function's, its parameters too, and it resolves to the T of the Command<T>
// that the function returns.
type method struct {
	name       string
	function   string // which makes its command
	file       string // without its ending, below src/commands
	doc        string // the lines of its comment
	parameters []string
	result     string
}

// The tags in a function's comment that say where its method is.
const (
	tagRouted     = "@routed"     // clients of a cluster take a route, and may get replies by address
	tagStandalone = "@standalone" // on clients of one server and their batches alone
	tagCluster    = "@cluster"    // on clients of a cluster and their batches alone
	tagNotInBatch = "@notInBatch"
	tagBatch      = "@batch"      // in batches alone
	tagAllBatches = "@allBatches" // in all batches, though clients of one kind alone have it
	tagOneReply   = "@oneReply"   // of several nodes too: those that are routed have no replies by address then
	tagInBatch    = "@inBatch "   // and the last parameter as batches have it, whose functions get what clients' do otherwise
	tagMethod     = "@method "    // behind it the method's name, where another function has it already
)

// The properties of a method, as they stand in its row of the table.
const (
	propertyTakesOptions = 1 << iota
	propertyOnStandalone
	propertyOnCluster
	propertyInStandaloneBatches
	propertyInClusterBatches
)

// allPlaces are the properties that say where a method is.
const allPlaces = propertyOnStandalone | propertyOnCluster | propertyInStandaloneBatches | propertyInClusterBatches

var (
	methodFunction = regexp.MustCompile(`(?s)/\*\*\n((?: \*[^\n]*\n)+?) \*/\nexport function (\w+)\((.*?)\): Command<(.*?)> \{\n`)
	methodTag      = regexp.MustCompile(`(?m)^ \* ` + tagMethod + `(\w+)$`)
	oneLineComment = regexp.MustCompile(`(?m)^/\*\* (.*) \*/\nexport function `)
)

// loadMethods reads the methods from the files of wasm/npm/src/commands, in order of the
// files' and the functions' names.
func loadMethods(root string) ([]method, error) {
	paths, err := filepath.Glob(filepath.Join(root, "wasm", "npm", "src", "commands", "*.ts"))
	if err != nil {
		return nil, err
	}
	var methods []method
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".ts")
		if strings.HasSuffix(name, "_types") {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		found, err := parseMethods(name, string(text))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		methods = append(methods, found...)
	}
	for i, m := range methods {
		if j := slices.IndexFunc(methods[:i], func(other method) bool { return other.name == m.name && other.places()&m.places() != 0 }); j >= 0 {
			return nil, fmt.Errorf("%s is made by %s in %s.ts and by %s in %s.ts, in the same places", m.name, methods[j].function, methods[j].file, m.function, m.file)
		}
	}
	return methods, nil
}

// parseMethods reads the methods of one file. A function that returns a Command and cannot be
// read is an error.
func parseMethods(file, text string) ([]method, error) {
	text = oneLineComment.ReplaceAllString(text, "/**\n * $1\n */\nexport function ")
	var methods []method
	for _, m := range methodFunction.FindAllStringSubmatch(text, -1) {
		name := m[2]
		if other := methodTag.FindStringSubmatch(m[1]); other != nil {
			name = other[1]
		}
		methods = append(methods, method{name: name, function: m[2], file: file, doc: m[1], parameters: splitParameters(m[3]), result: m[4]})
	}
	if functions := strings.Count(text, "): Command<"); functions != len(methods) {
		return nil, fmt.Errorf("has %d functions that return a Command, of which %d can be read: each needs a comment above and \"export function\"", functions, len(methods))
	}
	slices.SortFunc(methods, func(a, b method) int { return strings.Compare(a.name, b.name) })
	return methods, nil
}

// splitParameters splits a list of parameters at the commas between them.
func splitParameters(text string) []string {
	var list []string
	depth, start := 0, 0
	for i, c := range text {
		switch c {
		case '(', '[', '{', '<':
			depth++
		case ')', ']', '}':
			depth--
		case '>':
			if i == 0 || text[i-1] != '=' {
				depth--
			}
		case ',':
			if depth == 0 {
				list, start = append(list, text[start:i]), i+1
			}
		}
	}
	list = append(list, text[start:])
	for i := range list {
		list[i] = strings.Join(strings.Fields(list[i]), " ")
	}
	return slices.DeleteFunc(list, func(p string) bool { return p == "" })
}

func (m method) has(tag string) bool { return strings.Contains(m.doc, " * "+tag+"\n") }

// places returns the properties that say where the method is.
func (m method) places() int {
	p := allPlaces
	if m.has(tagBatch) {
		p &^= propertyOnStandalone | propertyOnCluster
	}
	if m.has(tagNotInBatch) {
		p &^= propertyInStandaloneBatches | propertyInClusterBatches
	}
	if m.has(tagStandalone) {
		p &^= propertyOnCluster | propertyInClusterBatches
	}
	if m.has(tagCluster) {
		p &^= propertyOnStandalone | propertyInStandaloneBatches
	}
	if m.has(tagAllBatches) {
		p |= propertyInStandaloneBatches | propertyInClusterBatches
	}
	return p
}

// is reports whether the method is in all of these places, and in none of others.
func (m method) is(these, others int) bool {
	p := m.places()
	return p&these == these && p&others == 0
}

// takesOptions reports whether the last parameter holds the method's own options, and then
// those of the call too.
func (m method) takesOptions() bool {
	return len(m.parameters) > 0 && strings.HasPrefix(m.parameters[len(m.parameters)-1], "options?: ")
}

// comment returns the method's comment, indented, without the tags for the generator.
func (m method) comment() string {
	var b strings.Builder
	b.WriteString("  /**\n")
	for line := range strings.Lines(m.doc) {
		switch tag := strings.TrimSpace(strings.TrimPrefix(line, " *")); tag {
		case tagRouted, tagStandalone, tagCluster, tagNotInBatch, tagBatch, tagAllBatches, tagOneReply:
		default:
			if !strings.HasPrefix(tag, tagMethod) && !strings.HasPrefix(tag, tagInBatch) {
				b.WriteString("  " + line)
			}
		}
	}
	b.WriteString("   */\n")
	return b.String()
}

// inBatches returns the parameters of batches' method.
func (m method) inBatches() []string {
	_, rest, found := strings.Cut(m.doc, " * "+tagInBatch)
	if !found {
		return m.parameters
	}
	last, _, _ := strings.Cut(rest, "\n")
	return append(slices.Clone(m.parameters[:len(m.parameters)-1]), last)
}

var textType = regexp.MustCompile(`\bText\b`)

// onClient returns the method as clients have it; of a cluster if it is routed there.
func (m method) onClient(inCluster bool) string {
	options, result, generics := "CallOptions", m.result, ""
	if textType.MatchString(result) {
		generics = "<D extends Decoder = T>"
		result = textType.ReplaceAllString(result, "Decoded<D>")
		options = "CallOptions<D>"
	}
	if inCluster {
		options = "RouteOption & " + options
		if !m.has(tagOneReply) {
			result = "ClusterResponse<" + result + ">"
		}
	}
	parameters := slices.Clone(m.parameters)
	if m.takesOptions() {
		last := len(parameters) - 1
		parameters[last] = "options?: " + parenthesized(strings.TrimPrefix(parameters[last], "options?: ")) + " & " + options
	} else {
		parameters = append(parameters, "options?: "+options)
	}
	return fmt.Sprintf("  %s%s(%s): Promise<%s>;\n", m.name, generics, strings.Join(parameters, ", "), result)
}

// parenthesized encloses a union, so that an intersection with it is of all of it.
func parenthesized(typ string) string {
	if strings.Contains(typ, "|") && !strings.HasPrefix(typ, "{") {
		return "(" + typ + ")"
	}
	return typ
}

// methodInterfaces emits the interfaces of clients and batches.
func methodInterfaces(methods []method, imports string) []byte {
	var b strings.Builder
	b.WriteString(header + imports + "\n")
	clients := func(name, extends, text string, belongs func(m method) bool, inCluster bool) {
		fmt.Fprintf(&b, "/** %s */\nexport interface %s<T extends Decoder>%s {\n", text, name, extends)
		for _, m := range methods {
			if belongs(m) {
				b.WriteString(m.comment() + m.onClient(inCluster && m.has(tagRouted)))
			}
		}
		b.WriteString("}\n\n")
	}
	batches := func(name, extends, text string, these, others int) {
		fmt.Fprintf(&b, "/** %s */\nexport interface %s%s {\n", text, name, extends)
		for _, m := range methods {
			if m.is(these, others) {
				if m.has(tagBatch) {
					b.WriteString(m.comment())
				} else {
					fmt.Fprintf(&b, "  /** Adds the command of the method %s of clients. */\n", m.name)
				}
				fmt.Fprintf(&b, "  %s(%s): this;\n", m.name, strings.Join(m.inBatches(), ", "))
			}
		}
		b.WriteString("}\n\n")
	}
	const onClients, inBatches = propertyOnStandalone | propertyOnCluster, propertyInStandaloneBatches | propertyInClusterBatches
	clients("Methods", "", "The methods of all clients that execute one command each. T is how the client returns strings.",
		func(m method) bool { return m.is(onClients, 0) && !m.has(tagRouted) }, false)
	clients("StandaloneMethods", " extends Methods<T>", "Those of clients of one server, or of a primary and its replicas.",
		func(m method) bool {
			return m.is(propertyOnStandalone, 0) && (m.has(tagRouted) || !m.is(onClients, 0))
		}, false)
	clients("ClusterMethods", " extends Methods<T>", "Those of clients of a cluster.",
		func(m method) bool { return m.is(propertyOnCluster, 0) && (m.has(tagRouted) || !m.is(onClients, 0)) }, true)
	batches("BatchMethods", "", "The methods of all batches that add one command each.", inBatches, 0)
	batches("StandaloneBatchMethods", " extends BatchMethods", "Those of batches for one server.", propertyInStandaloneBatches, propertyInClusterBatches)
	batches("ClusterBatchMethods", " extends BatchMethods", "Those of batches for a cluster.", propertyInClusterBatches, propertyInStandaloneBatches)
	return []byte(strings.TrimRight(b.String(), "\n") + "\n")
}

// methodTable emits the table that the methods are made from at run time.
func methodTable(methods []method) []byte {
	var b strings.Builder
	b.WriteString(header)
	byFile := map[string][]string{}
	var files []string
	for _, m := range methods {
		if byFile[m.file] == nil {
			files = append(files, m.file)
		}
		byFile[m.file] = append(byFile[m.file], m.name)
	}
	b.WriteString("import type { Command } from \"./command.js\";\n")
	for _, file := range files {
		fmt.Fprintf(&b, "import * as %s from \"./commands/%s.js\";\n", file, file)
	}
	b.WriteString(`
/** A method: what makes its command, how many parameters it has, and its properties added up. */
export type Row = readonly [name: string, make: (...args: never[]) => Command<unknown>, parameters: number, properties: number];

/** The last parameter holds options, and those of the call too. */
export const takesOptions = 1;
/** Clients of one server have it. */
export const onStandalone = 2;
/** Clients of a cluster have it. */
export const onCluster = 4;
/** Batches for one server have it. */
export const inStandaloneBatches = 8;
/** Batches for a cluster have it. */
export const inClusterBatches = 16;

export const methods: readonly Row[] = [
`)
	for _, m := range methods {
		properties := m.places()
		if m.takesOptions() {
			properties |= propertyTakesOptions
		}
		fmt.Fprintf(&b, "  [%q, %s.%s, %d, %d],\n", m.name, m.file, m.function, len(m.parameters), properties)
	}
	b.WriteString("];\n")
	return []byte(b.String())
}

// typesOf returns the imports that the interfaces need: all types of the files beside them.
func typesOf(root string, methods []method) (string, error) {
	var used strings.Builder
	for _, m := range methods {
		used.WriteString(strings.Join(m.parameters, " ") + " " + strings.Join(m.inBatches(), " ") + " " + m.result + " ")
	}
	sources := []string{"enums.ts", "types.ts", "types_cluster.ts"}
	own, err := filepath.Glob(filepath.Join(root, "wasm", "npm", "src", "commands", "*_types.ts"))
	if err != nil {
		return "", err
	}
	for _, path := range own {
		sources = append(sources, "commands/"+filepath.Base(path))
	}
	var b strings.Builder
	for _, source := range sources {
		text, err := os.ReadFile(filepath.Join(root, "wasm", "npm", "src", filepath.FromSlash(source)))
		if err != nil {
			return "", err
		}
		var names []string
		for _, m := range exportedType.FindAllStringSubmatch(string(text), -1) {
			if regexp.MustCompile(`\b` + m[1] + `\b`).MatchString(used.String() + " CallOptions ClusterResponse Decoder Decoded RouteOption") {
				names = append(names, m[1])
			}
		}
		slices.Sort(names)
		names = slices.Compact(names)
		names = slices.DeleteFunc(names, func(name string) bool { return name == "Text" })
		if len(names) > 0 {
			fmt.Fprintf(&b, "import type { %s } from \"./%s.js\";\n", strings.Join(names, ", "), strings.TrimSuffix(source, ".ts"))
		}
	}
	return b.String(), nil
}

var exportedType = regexp.MustCompile(`(?m)^export (?:declare )?(?:type|interface|const|namespace|class) (\w+)`)

// javaScriptFiles makes the files that follow from the functions in wasm/npm/src/commands.
func javaScriptFiles(root string, methods []method, commands *catalog.Catalog) ([]file, error) {
	imports, err := typesOf(root, methods)
	if err != nil {
		return nil, err
	}
	page, err := javaScriptReference(root, methods, commands)
	if err != nil {
		return nil, err
	}
	return []file{
		{"wasm/npm/src/methods_gen.ts", methodTable(methods)},
		{"wasm/npm/src/methods_types_gen.ts", methodInterfaces(methods, imports)},
		{"docs/javascript-api.md", page},
	}, nil
}
