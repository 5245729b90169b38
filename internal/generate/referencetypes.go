package main

import (
	"fmt"
	"strings"

	"github.com/glissade-io/glissade/internal/generate/model"
)

// referenceTypes writes the types that the commands take and return, with their
// fields, constants or members.
func referenceTypes(b *strings.Builder, api *model.API) {
	b.WriteString("\n## Types\n")
	for _, s := range api.Structs {
		if !s.InParameters && !s.InResults {
			continue
		}
		typeHeading(b, s.Package, s.Name, s.Doc)
		if len(s.Fields) == 0 {
			continue
		}
		b.WriteString("\n| Field | Type | What it is |\n| --- | --- | --- |\n")
		for _, f := range s.Fields {
			fmt.Fprintf(b, "| %s | `%s` | %s |\n", f.Name, f.Type, cell(oneLine(f.Doc.Text)))
		}
	}
	for _, e := range api.Enums {
		if !e.InParameters && !e.InResults {
			continue
		}
		typeHeading(b, e.Package, e.Name, e.Doc)
		b.WriteString("\n| Constant | On the wire | What it means |\n| --- | --- | --- |\n")
		for _, v := range e.Values {
			fmt.Fprintf(b, "| %s | `%s` | %s |\n", v.Name, v.Value, cell(oneLine(v.Doc.Text)))
		}
	}
	for _, u := range api.Unions {
		if !u.InParameters && !u.InResults {
			continue
		}
		typeHeading(b, u.Package, u.Name, u.Doc)
		b.WriteString("\nOne of:\n\n")
		for _, member := range u.Members {
			fmt.Fprintf(b, "- [%s.%s](#%s%s)\n", u.Package, member, u.Package, strings.ToLower(member))
		}
	}
}

func typeHeading(b *strings.Builder, pkg, name string, doc model.Doc) {
	fmt.Fprintf(b, "\n### %s.%s\n\n%s\n", pkg, name, doc.Text)
}

// oneLine joins the lines of text, as a cell of a table needs it.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
