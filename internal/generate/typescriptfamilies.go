package main

import (
	"fmt"
	"strings"

	"github.com/glissade-io/glissade/internal/generate/model"
)

// typeScriptFamily emits a family's interfaces: one with its methods of clients, and one
// with those of batches.
func typeScriptFamily(api *model.API, f *model.Family) ([]byte, error) {
	t := newTypeScript(api)
	var b strings.Builder
	methods := t.operationsOf(f)
	t.clientInterface(&b, f.Name, f.Doc.Text, nil, methods)
	b.WriteString("\n")
	t.batchInterface(&b, f.Name, "The methods of a batch that add one of {@link "+f.Name+"}.", nil, methods)
	return t.file(b.String(), imported{"../options_gen.js", t.optionTypes()}, imported{"../types.js", ownTypes})
}

// typeScriptCommands emits the interfaces Commands and BatchCommands, which extend those of
// all families and have the methods of no family. From this file all others are exported.
func typeScriptCommands(api *model.API) ([]byte, error) {
	t := newTypeScript(api)
	var clients, batches []string
	var imports []imported
	var b strings.Builder
	b.WriteString("export type * from \"./options_gen.js\";\n")
	for _, f := range api.Families {
		from := "./commands/" + f.File + "_gen.js"
		imports = append(imports, imported{from, []string{batchName(f.Name), f.Name}})
		fmt.Fprintf(&b, "export type * from %q;\n", from)
		clients, batches = append(clients, f.Name), append(batches, batchName(f.Name))
	}
	methods := t.operationsOf(nil)
	b.WriteString("\n")
	t.clientInterface(&b, "Commands", "The methods of the clients that execute one command each.", clients, methods)
	b.WriteString("\n")
	t.batchInterface(&b, "Commands", "The methods of a batch that add one command each.", batches, methods)
	return t.file(b.String(), append(imports, imported{"./options_gen.js", t.optionTypes()}, imported{"./types.js", ownTypes})...)
}

// operationsOf returns the methods of a family, or those of none if f is nil.
func (t *typeScript) operationsOf(f *model.Family) []operation {
	var methods []operation
	for _, o := range operations(t.api) {
		if family, _ := t.api.Family(o.plain); family == f {
			methods = append(methods, o)
		}
	}
	return methods
}

// batchName returns the name of the interface of batches that belongs to one of clients.
func batchName(name string) string { return strings.TrimSuffix(name, "Commands") + "BatchCommands" }

func (t *typeScript) clientInterface(b *strings.Builder, name, text string, extended []string, methods []operation) {
	t.begin(b, name, text, extended)
	between := ""
	for _, o := range methods {
		if !o.plain.Has(model.BatchOnly) {
			fmt.Fprintf(b, "%s%s  %s(%s): Promise<%s>;\n", between, t.methodDoc(o), o.name, t.parameters(o, true), t.result(o))
			between = "\n"
		}
	}
	b.WriteString("}\n")
}

func (t *typeScript) batchInterface(b *strings.Builder, name, text string, extended []string, methods []operation) {
	t.begin(b, batchName(name), text, extended)
	for _, o := range methods {
		if !o.plain.Has(model.NoBatch) {
			fmt.Fprintf(b, "%s  %s(%s): this;\n", t.batchMethodDoc(o, name), o.name, t.parameters(o, false))
		}
	}
	b.WriteString("}\n")
}

// begin writes the head of an interface.
func (t *typeScript) begin(b *strings.Builder, name, text string, extended []string) {
	extends := ""
	if len(extended) > 0 {
		extends = "\n  extends " + strings.Join(extended, ",\n    ")
	}
	fmt.Fprintf(b, "%sexport interface %s%s {\n", t.comment("", text), name, extends)
}

// batchMethodDoc returns the comment of a method of a batch, which refers to that of the
// interface of clients that has the command.
func (t *typeScript) batchMethodDoc(o operation, clients string) string {
	if o.plain.Has(model.BatchOnly) { // There is no method to refer to.
		return t.methodDoc(o)
	}
	text := "Adds {@link " + clients + "." + o.name + "}."
	if _, reason := cutDeprecation(o.plain.Doc.Text); reason != "" {
		text += "\n\n@deprecated " + reason
	}
	return t.comment("  ", text)
}

// result returns the type of a reply.
func (t *typeScript) result(o operation) string {
	result, err := resultType(t.api, o)
	if err != nil && t.err == nil {
		t.err = err
	}
	return result
}
