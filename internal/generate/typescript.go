package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/glissade-io/glissade/internal/generate/model"
)

// ownDecoder returns the decoder of a command's reply in wasm/npm/src/shapes.ts that is
// not that of its shape, and the type of what it returns.
func ownDecoder(c model.Command) (name, result string, found bool) {
	d, found := c.Directive(model.Decoder)
	name, result, _ = strings.Cut(d.Value, " ")
	return name, result, found
}

// docs replace the comments of commands that speak of Go's types.
var docs = map[string]string{
	"CustomCommand": `customCommand runs any command: its name and arguments, each word an element of
args, as in ["CONFIG", "GET", "maxmemory"]. It refuses commands that would break a
connection that is shared: those that subscribe, MONITOR, MULTI and the like; the
error then says what to use instead.

Reply: what the server answers, see {@link GlideReturnType}. It may differ between
RESP2 and RESP3, as the server's does. With the decoder "bytes" every string in it is
bytes, cursors of scans too, which the methods for scans return as strings.`,
}

// The properties of an operation, added up; src/methods.ts reads them.
const (
	takesOptions = 1 << iota
	onClients
	inBatches
)

// javaScriptOperations emits the table that the methods are made from at run time.
func javaScriptOperations(api *model.API) ([]byte, error) {
	body, _, err := dispatchBody(api)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	b.WriteString(header)
	fmt.Fprintf(&b, "/** What the wasm file that belongs to this table calls itself. */\nexport const fingerprint = %q;\n\n", fingerprint(api, body))
	b.WriteString("/** A method: its name, its number, how many parameters it has, its properties added up, and its decoder if that is not the shape's. */\n")
	b.WriteString("export type Row = readonly [name: string, number: number, parameters: number, properties: number, decoder?: string];\n\n")
	b.WriteString("export const operations: readonly Row[] = [\n")
	for _, o := range operations(api) {
		properties := 0
		if o.hasOptions() {
			properties |= takesOptions
		}
		if !o.plain.Has(model.BatchOnly) {
			properties |= onClients
		}
		if !o.plain.Has(model.NoBatch) {
			properties |= inBatches
		}
		decoder := ""
		if name, _, ok := ownDecoder(o.plain); ok {
			decoder = fmt.Sprintf(", %q", name)
		}
		fmt.Fprintf(&b, "  [%q, %d, %d, %d%s],\n", o.name, o.number, len(o.parameters()), properties, decoder)
	}
	b.WriteString("];\n")
	return []byte(b.String()), nil
}

func resultType(api *model.API, o operation) (string, error) {
	if _, result, ok := ownDecoder(o.plain); ok {
		return result, nil
	}
	replies := o.plain.Replies
	if o.extended != nil {
		replies = append(slices.Clone(replies), o.extended.Replies...)
	}
	var types []string
	for _, reply := range replies {
		typ, ok := api.TypeScriptTypes[reply]
		if !ok {
			return "", fmt.Errorf("%s: the reply %s of %s has no type in TypeScript: say it with //glissade:%s above the reply, and add a decoder to wasm/npm/src/shapes.ts",
				o.plain.Position, reply, o.plain.Name, model.TypeScript)
		}
		for part := range strings.SplitSeq(typ, " | ") {
			if !slices.Contains(types, part) {
				types = append(types, part)
			}
		}
	}
	return strings.Join(types, " | "), nil
}

func (t *typeScript) parameters(o operation, onClient bool) string {
	var list []string
	for i, p := range o.parameters() {
		name, typ := parameterName(p), t.of(p.Type)
		if o.optional(i) {
			name += "?"
		}
		if onClient && o.hasOptions() && i == len(o.parameters())-1 {
			typ += " & CallOptions"
		}
		list = append(list, name+": "+typ)
	}
	if onClient && !o.hasOptions() {
		list = append(list, "options?: CallOptions")
	}
	return strings.Join(list, ", ")
}

// of returns the type that is taken for t.
func (t *typeScript) of(typ *model.Type) string {
	switch typ.Kind {
	case model.String, model.Bytes:
		return "GlideString"
	case model.Bool:
		return "boolean"
	case model.Int, model.Uint:
		return "Integer"
	case model.Float, model.Duration:
		return "number"
	case model.Time:
		return "Date | number"
	case model.Optional:
		return t.of(typ.Elem)
	case model.StructType, model.EnumType, model.UnionType:
		return typ.Name
	case model.Slice:
		if s, ok := isPairs(t.api, typ); ok {
			return fmt.Sprintf("PairsOf<%s, %s>", s.Name, t.of(s.Fields[1].Type))
		}
		elem := t.of(typ.Elem)
		if strings.Contains(elem, " ") {
			elem = "(" + elem + ")"
		}
		return "readonly " + elem + "[]"
	default:
		t.err = fmt.Errorf("TypeScript has no type yet for %s", typ)
		return ""
	}
}

func holdsDuration(t *model.Type) bool {
	found := false
	t.Walk(func(t *model.Type) { found = found || t.Kind == model.Duration })
	return found
}

// methodDoc returns the comment of a method: that of its command.
func (t *typeScript) methodDoc(o operation) string {
	text, ok := docs[o.plain.Name]
	if !ok {
		text = o.name + strings.TrimPrefix(o.plain.Doc.Text, o.plain.Name)
	}
	text, deprecation := cutDeprecation(text)
	if o.extended != nil {
		text += "\n\nWith options: " + strings.TrimPrefix(o.extended.Doc.Summary, o.extended.Name+" ")
		if o.extended.Doc.Reply != o.plain.Doc.Reply {
			text += " Reply: " + o.extended.Doc.Reply + "."
		}
	}
	if o.flagged != nil {
		text += "\n\nWith " + o.flag + ": " + strings.TrimPrefix(o.flagged.Doc.Text, o.flagged.Name+" ")
	}
	for _, p := range o.parameters() {
		if holdsDuration(p.Type) {
			text += "\n\n@param " + parameterName(p) + " in milliseconds"
		}
	}
	if deprecation != "" {
		text += "\n\n@deprecated " + deprecation
	}
	return t.comment("  ", text)
}

// cutDeprecation parts the text of a comment from what its last paragraph, if that
// begins with "Deprecated:", says to use instead.
func cutDeprecation(text string) (rest, deprecation string) {
	rest, deprecation, _ = strings.Cut(text, "\n\nDeprecated: ")
	return rest, strings.TrimSpace(deprecation)
}

var (
	word    = regexp.MustCompile(`\[?\b[A-Za-z][A-Za-z0-9.]*\b\]?`)
	goNames = strings.NewReplacer("*failure.ServerError", "RequestError", "*failure.", "", "options.", "", "models.", "")
)

// spokenNames maps names that Go's comments use to their spelling in JavaScript.
// Those of one word only are left alone, since they are words of English too.
func spokenNames(api *model.API) map[string]string {
	names := map[string]string{"nil": "null", "Nil": "Null"}
	add := func(name, spelled string) {
		if strings.ToUpper(name[:1])+strings.ToLower(name[1:]) != name {
			names[name] = spelled
		}
	}
	for _, e := range api.Enums {
		for _, v := range e.Values {
			add(v.Name, fmt.Sprintf("%q", camel(v.Name)))
		}
	}
	for _, s := range api.Structs {
		for _, f := range s.Fields {
			add(f.Name, fieldName(f))
			add(s.Name+"."+f.Name, s.Name+"."+fieldName(f))
		}
	}
	for _, o := range operations(api) {
		add(o.plain.Name, o.name)
		if o.extended != nil {
			add(o.extended.Name, o.name)
		}
		if o.flagged != nil {
			add(o.flagged.Name, o.name)
		}
	}
	// The names of types stay, where one is a field's too.
	for _, s := range api.Structs {
		delete(names, s.Name)
	}
	for _, e := range api.Enums {
		delete(names, e.Name)
	}
	return names
}

// comment returns text as a JSDoc comment.
func (t *typeScript) comment(indent, text string) string {
	if text == "" {
		return ""
	}
	text = word.ReplaceAllStringFunc(goNames.Replace(text), func(w string) string {
		bare := strings.Trim(w, "[]")
		if bare == strings.ToUpper(bare) {
			return w // a command or a keyword of the protocol
		}
		if spelled, ok := t.words[bare]; ok {
			return spelled
		}
		if bare != w && strings.HasPrefix(w, "[") && strings.HasSuffix(w, "]") {
			return bare
		}
		return w
	})
	text = strings.ReplaceAll(text, "*/", "* /")
	lines := strings.Split(strings.TrimSpace(text), "\n")
	if len(lines) == 1 {
		return indent + "/** " + lines[0] + " */\n"
	}
	var b strings.Builder
	b.WriteString(indent + "/**\n")
	for _, line := range lines {
		b.WriteString(strings.TrimRight(indent+" * "+line, " ") + "\n")
	}
	b.WriteString(indent + " */\n")
	return b.String()
}
