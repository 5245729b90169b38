package main

import (
	"fmt"
	"strings"

	"github.com/glissade-io/glissade/internal/generate/model"
)

// typeScriptOptions emits the types of options that parameters reach.
func typeScriptOptions(api *model.API) ([]byte, error) {
	t := newTypeScript(api)
	var b strings.Builder
	member := unionMembers(t.api)
	for _, u := range t.api.Unions {
		if u.InParameters && !t.api.SpentTypes[u.Name] {
			fmt.Fprintf(&b, "\n%s%stype %s = %s;\n", t.comment("", u.Doc.Text), t.export(u.Name), u.Name, strings.Join(u.Members, " | "))
		}
	}
	for _, e := range t.api.Enums {
		if !e.InParameters || t.api.SpentTypes[e.Name] {
			continue
		}
		text, values := e.Doc.Text+"\n", []string{}
		for _, v := range e.Values {
			values = append(values, fmt.Sprintf("%q", camel(v.Name)))
			text += fmt.Sprintf("\n- `%q` %s", camel(v.Name), strings.TrimPrefix(strings.Join(strings.Fields(v.Doc.Text), " "), v.Name+" "))
		}
		fmt.Fprintf(&b, "\n%s%stype %s = %s;\n", t.comment("", text), t.export(e.Name), e.Name, strings.Join(values, " | "))
	}
	for i := range t.api.Structs {
		if s := &t.api.Structs[i]; s.InParameters && !t.api.SpentTypes[s.Name] {
			fmt.Fprintf(&b, "\n%s%sinterface %s {\n%s}\n", t.comment("", s.Doc.Text), t.export(s.Name), s.Name, t.fields(s, member[s.Name]))
		}
	}
	return t.file(strings.TrimPrefix(b.String(), "\n"), imported{"./types.js", ownTypes})
}

// export returns what a type begins with: one whose name a written type has is for the types
// of this file alone.
func (t *typeScript) export(name string) string {
	if t.api.WrittenTypes[name] {
		return ""
	}
	return "export "
}

func (t *typeScript) fields(s *model.Struct, member bool) string {
	var b strings.Builder
	if member {
		fmt.Fprintf(&b, "  type: %q;\n", camel(s.Name))
	}
	for _, f := range s.Fields {
		name := fieldName(f)
		text := f.Doc.Text
		if rest, ok := strings.CutPrefix(text, f.Name+" "); ok && !strings.HasPrefix(rest, "and ") {
			text = name + " " + rest
		}
		if holdsDuration(f.Type) {
			text += " In milliseconds."
		}
		// A lone field is what its alternative is about; others have useful zero values.
		if s.Package == "options" && !(member && len(s.Fields) == 1) {
			name += "?"
		}
		typ := t.of(f.Type)
		if f.Type.Kind == model.Optional || f.Type.Kind == model.UnionType {
			typ += " | null"
		}
		fmt.Fprintf(&b, "%s  %s: %s;\n", t.comment("  ", text), name, typ)
	}
	return b.String()
}
