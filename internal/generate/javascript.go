package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/glissade-io/glissade/internal/generate/model"
)

// operation is one JavaScript method.
type operation struct {
	// name is the method's name, number its place in the dispatch.
	name   string
	number int
	// plain is the command; extended the one that takes more behind the same
	// parameters, or nil. The method takes the parameters of the richer one.
	plain    model.Command
	extended *model.Command
	// flagged is the command that the method sends where its last argument, flag, is true,
	// or nil.
	flagged *model.Command
	flag    string
}

// parameters are those of the JavaScript method.
func (o operation) parameters() []model.Parameter {
	if o.extended != nil {
		return o.extended.Parameters
	}
	list := slices.Clone(o.plain.Parameters)
	if order := o.plain.JavaScriptOrder(); order != nil {
		slices.SortFunc(list, func(a, b model.Parameter) int {
			return slices.Index(order, a.Name) - slices.Index(order, b.Name)
		})
	}
	if o.flagged != nil {
		list = append(list, model.Parameter{Name: o.flag, Type: &model.Type{Kind: model.Bool, Name: "bool"}})
	}
	return list
}

// optional reports whether parameter i may be left out.
func (o operation) optional(i int) bool {
	if (o.extended != nil || o.flagged != nil) && i >= len(o.plain.Parameters) {
		return true
	}
	return i == len(o.parameters())-1 && o.hasOptions()
}

// hasOptions reports whether the last parameter is an object of options, into which
// the options of the call itself then go.
func (o operation) hasOptions() bool {
	parameters := o.parameters()
	if len(parameters) == 0 {
		return false
	}
	t := parameters[len(parameters)-1].Type
	return t.Kind == model.StructType && t.Package == "options"
}

// operations lists the methods in order of their numbers. A command and its variant
// that takes more make one method, and so do one and that with a flag.
func operations(api *model.API) []operation {
	byName := map[string]*model.Command{}
	for i, c := range api.Commands {
		byName[c.Name] = &api.Commands[i]
	}
	variants := map[string]*model.Command{}
	for i := range api.Commands {
		c := &api.Commands[i]
		if base := baseName(*c); base != "" && extends(byName[base], c) {
			variants[base] = c
		}
	}
	flagged := map[string]*model.Command{}
	for i, c := range api.Commands {
		if base, _ := flagOf(c); base != "" {
			flagged[base] = &api.Commands[i]
		}
	}
	first := int(api.Constant("boundary", "FirstCommand")) // those below are the boundary's own
	var list []operation
	for _, c := range api.Commands {
		if base := baseName(c); c.Has(model.NoJavaScript) || base != "" && variants[base] != nil && variants[base].Name == c.Name || c.Has(model.FlagOf) || api.Written[methodName(c)] {
			continue
		}
		o := operation{name: methodName(c), number: first + len(list), plain: c, extended: variants[c.Name], flagged: flagged[c.Name]}
		if o.flagged != nil {
			_, o.flag = flagOf(*o.flagged)
		}
		list = append(list, o)
	}
	return list
}

// extends reports whether extended takes what plain takes and then more.
func extends(plain, extended *model.Command) bool {
	if plain == nil || plain.Has(model.NoJavaScript) || len(extended.Parameters) <= len(plain.Parameters) {
		return false
	}
	for i, p := range plain.Parameters {
		if p.Type.String() != extended.Parameters[i].Type.String() {
			return false
		}
	}
	return true
}

// unionMembers returns the names of the structs that are one of several; in
// JavaScript they say which by their type.
func unionMembers(api *model.API) map[string]bool {
	member := map[string]bool{}
	for _, u := range api.Unions {
		for _, name := range u.Members {
			member[name] = true
		}
	}
	return member
}

// isPairs reports whether t is a list of pairs whose first half is text: what
// JavaScript also has records and arrays of two for.
func isPairs(api *model.API, t *model.Type) (*model.Struct, bool) {
	if t.Kind != model.Slice || t.Elem.Kind != model.StructType || t.Elem.Package != "models" {
		return nil, false
	}
	s, ok := api.Struct(t.Elem.Package, t.Elem.Name)
	return s, ok && len(s.Fields) == 2 && s.Fields[0].Type.Kind == model.String
}

// dispatch emits the Go side of the boundary: from the number of an operation and
// its arguments as JavaScript sent them to the encoded command.
func dispatch(api *model.API) ([]byte, error) {
	body, imports, err := dispatchBody(api)
	if err != nil {
		return nil, err
	}
	body = fmt.Sprintf("// fingerprint is the same in the JavaScript that belongs to this program.\nconst fingerprint = %q\n\n", fingerprint(api, body)) + body
	return goFile("main", imports, "//lint:file-ignore SA1019 JavaScript has the older commands too\n\n"+body)
}

// fingerprint returns what tells one version of the boundary from another.
func fingerprint(api *model.API, body string) string {
	sum := sha256.Sum256(fmt.Appendln([]byte(body), api.Constants))
	return hex.EncodeToString(sum[:8])
}

func dispatchBody(api *model.API) (body string, imports []string, err error) {
	d := dispatcher{api: api, imports: []string{module + "core/command", module + "wasm/internal/boundary"}}
	var methods, cases strings.Builder
	for _, o := range operations(api) {
		fmt.Fprintf(&methods, "\t%d: %q,\n", o.number, o.name)
		fmt.Fprintf(&cases, "\tcase %d:\n%s", o.number, d.operation(o))
	}
	if d.err != nil {
		return "", nil, d.err
	}
	return "// methods are the names of the operations in JavaScript.\nvar methods = [...]string{\n" + methods.String() + "}\n\n" +
		"// dispatch encodes the command of an operation into out. It returns the shape of the\n// reply, and false for an operation that does not exist.\n" +
		"func dispatch(operation uint16, in *boundary.Arguments, out *command.Args) (shape command.Shape, known bool) {\n\tswitch operation {\n" +
		cases.String() + "\tdefault:\n\t\treturn 0, false\n\t}\n\treturn shape, true\n}\n\n" + d.readers(), d.imports, nil
}

// dispatcher collects what the emitted file needs.
type dispatcher struct {
	api     *model.API
	imports []string
	err     error
}

// operation emits the body of a case.
func (d *dispatcher) operation(o operation) string {
	var b strings.Builder
	arguments := ""
	parameters := o.parameters()
	for i, p := range parameters {
		name := "p" + fmt.Sprint(i)
		read := d.call(p.Type, fmt.Sprintf("%q", parameterName(p)))
		switch {
		case o.extended != nil && i == len(o.plain.Parameters):
			fmt.Fprintf(&b, "\t\tif in.Absent() {\n\t\t\tshape = command.%s(out%s).Shape\n\t\t\tbreak\n\t\t}\n\t\t%s := %s\n", o.plain.Name, arguments, name, read)
		case o.optional(i):
			d.note(p.Type)
			fmt.Fprintf(&b, "\t\tvar %s %s\n\t\tif !in.Absent() {\n\t\t\t%s = %s\n\t\t}\n", name, p.Type, name, read)
		default:
			fmt.Fprintf(&b, "\t\t%s := %s\n", name, read)
		}
		arguments += ", " + name
	}
	if o.flagged != nil || o.plain.Has(model.JavaScriptOrder) {
		arguments = ""
		for _, p := range o.plain.Parameters {
			at := slices.IndexFunc(parameters, func(other model.Parameter) bool { return other.Name == p.Name })
			arguments += ", p" + fmt.Sprint(at)
		}
	}
	name := o.plain.Name
	if o.extended != nil {
		name = o.extended.Name
	}
	if o.flagged != nil {
		fmt.Fprintf(&b, "\t\tif in.Err() == nil && p%d {\n\t\t\tshape = command.%s(out%s).Shape\n\t\t\tbreak\n\t\t}\n", len(parameters)-1, o.flagged.Name, arguments)
	}
	// A command is not given what could not be read.
	fmt.Fprintf(&b, "\t\tif in.Err() == nil {\n\t\t\tshape = command.%s(out%s).Shape\n\t\t}\n", name, arguments)
	return b.String()
}

func (d *dispatcher) note(t *model.Type) {
	t.Walk(func(t *model.Type) {
		switch {
		case t.Package != "":
			d.imports = append(d.imports, module+t.Package)
		case t.Kind == model.Duration || t.Kind == model.Time:
			d.imports = append(d.imports, "time")
		}
	})
}

// call returns the expression that reads a value of type t.
func (d *dispatcher) call(t *model.Type, name string) string {
	switch t.Kind {
	case model.String, model.Bytes, model.Bool, model.Duration, model.Time:
		return fmt.Sprintf("in.%s(%s)", kindMethods[t.Kind], name)
	case model.Float:
		if t.Name == "float64" {
			return fmt.Sprintf("in.Float(%s)", name)
		}
	case model.Slice:
		if s, ok := isPairs(d.api, t); ok {
			second := s.Fields[1]
			return fmt.Sprintf("boundary.Pairs(in, %s, read%s, func(first string, in *boundary.Arguments, name string) %s {\n\t\t\treturn %s{%s: first, %s: %s}\n\t\t})",
				name, s.Name, t.Elem, t.Elem, s.Fields[0].Name, second.Name, d.call(second.Type, "name"))
		}
		return fmt.Sprintf("boundary.Slice(in, %s, %s)", name, d.reader(t.Elem))
	case model.Optional:
		return fmt.Sprintf("boundary.Pointer(in, %s, %s)", name, d.reader(t.Elem))
	case model.Int, model.Uint, model.StructType, model.EnumType, model.UnionType:
		return fmt.Sprintf("%s(in, %s)", d.reader(t), name)
	}
	if d.err == nil {
		d.err = fmt.Errorf("JavaScript has no way yet to pass a %s: teach the emitters, or mark the command //glissade:%s", t, model.NoJavaScript)
	}
	return ""
}

var kindMethods = map[model.Kind]string{
	model.String: "String", model.Bytes: "Bytes", model.Bool: "Bool", model.Float: "Float",
	model.Duration: "Duration", model.Time: "Time",
}

// reader returns a function value that reads a value of type t.
func (d *dispatcher) reader(t *model.Type) string {
	if method, ok := kindMethods[t.Kind]; ok {
		return "(*boundary.Arguments)." + method
	}
	switch t.Kind {
	case model.Int, model.Uint:
		return "boundary.Integer[" + t.Name + "]"
	case model.StructType, model.EnumType, model.UnionType:
		return "read" + t.Name
	default:
		d.note(t)
		return fmt.Sprintf("func(in *boundary.Arguments, name string) %s { return %s }", t, d.call(t, "name"))
	}
}

// readers emits a function for each named type of the parameters.
func (d *dispatcher) readers() string {
	var b strings.Builder
	member := unionMembers(d.api)
	for _, e := range d.api.Enums {
		if e.InParameters && !d.api.SpentTypes[e.Name] {
			typ := e.Package + "." + e.Name
			var spellings, values strings.Builder
			for _, v := range e.Values {
				fmt.Fprintf(&spellings, "%q, ", camel(v.Name))
				fmt.Fprintf(&values, "%s.%s, ", e.Package, v.Name)
			}
			d.imports = append(d.imports, module+e.Package)
			fmt.Fprintf(&b, "func read%s(in *boundary.Arguments, name string) %s {\n\treturn boundary.Enum(in, name,\n\t\t[]string{%s},\n\t\t[]%s{%s})\n}\n\n",
				e.Name, typ, strings.TrimSuffix(spellings.String(), ", "), typ, strings.TrimSuffix(values.String(), ", "))
		}
	}
	for i := range d.api.Structs {
		if s := &d.api.Structs[i]; s.InParameters && !d.api.SpentTypes[s.Name] {
			b.WriteString(d.structReader(s, member[s.Name]))
		}
	}
	for _, u := range d.api.Unions {
		if u.InParameters && !d.api.SpentTypes[u.Name] {
			d.imports = append(d.imports, module+u.Package)
			var variants, cases strings.Builder
			for _, m := range u.Members {
				fmt.Fprintf(&variants, ", %q", camel(m))
				fmt.Fprintf(&cases, "\tcase %q:\n\t\treturn read%s(in, name)\n", camel(m), m)
			}
			fmt.Fprintf(&b, "func read%s(in *boundary.Arguments, name string) %s.%s {\n\tswitch in.Variant(name%s) {\n%s\tdefault:\n\t\treturn nil\n\t}\n}\n\n",
				u.Name, u.Package, u.Name, variants.String(), cases.String())
		}
	}
	return b.String()
}

func (d *dispatcher) structReader(s *model.Struct, member bool) string {
	typ := s.Package + "." + s.Name
	d.imports = append(d.imports, module+s.Package)
	var cases strings.Builder
	if member {
		cases.WriteString("\t\tcase \"type\":\n\t\t\tin.Skip()\n")
	}
	for _, f := range s.Fields {
		fmt.Fprintf(&cases, "\t\tcase %q:\n\t\t\tv.%s = %s\n", fieldName(f), f.Name, d.call(f.Type, "field"))
	}
	if cases.Len() == 0 {
		return fmt.Sprintf("func read%s(in *boundary.Arguments, name string) (v %s) {\n\tin.Object(name, func(string) bool { return false })\n\treturn v\n}\n\n", s.Name, typ)
	}
	return fmt.Sprintf("func read%s(in *boundary.Arguments, name string) (v %s) {\n\tin.Object(name, func(field string) bool {\n\t\tswitch field {\n%s\t\tdefault:\n\t\t\treturn false\n\t\t}\n\t\treturn true\n\t})\n\treturn v\n}\n\n",
		s.Name, typ, cases.String())
}
