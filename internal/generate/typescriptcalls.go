package main

import (
	"fmt"
	"strings"

	"github.com/glissade-io/glissade/internal/generate/model"
)

// javaScriptCalls emits calls of every method with every option, for the tests of the
// JavaScript package: the type checker holds them against the declarations, and Node
// runs them against the wasm file. Where something is one of several, there is a call
// with each.
func javaScriptCalls(api *model.API) ([]byte, error) {
	s := sampler{api: api, member: unionMembers(api)}
	var clients, batches strings.Builder
	for _, o := range operations(api) {
		var fewest []string
		for i, p := range o.parameters() {
			if !o.optional(i) {
				fewest = append(fewest, s.of(p.Type, 0))
			}
		}
		calls := []string{strings.Join(fewest, ", ")}
		for choice := range s.choices(o.parameters()) {
			var all []string
			for _, p := range o.parameters() {
				all = append(all, s.of(p.Type, choice))
			}
			if call := strings.Join(all, ", "); call != calls[0] {
				calls = append(calls, call)
			}
		}
		if !o.plain.Has(model.BatchOnly) {
			fmt.Fprintf(&clients, "  %s: (client) => [%s],\n", o.name, each("client", o.name, calls))
		}
		if !o.plain.Has(model.NoBatch) {
			fmt.Fprintf(&batches, "  %s: (batch) => [%s],\n", o.name, each("batch", o.name, calls))
		}
	}
	if s.err != nil {
		return nil, s.err
	}
	return []byte(header +
		"import type { BatchCommands, Commands } from \"../../src/declarations.js\";\n\n" +
		"const bytes = new Uint8Array(1);\nconst date = new Date(1_700_000_000_000);\n\n" +
		"/** Of each method of a client, calls of it. */\n" +
		"export const clientCalls: Record<keyof Commands, (client: Commands) => Promise<unknown>[]> = {\n" + clients.String() + "};\n\n" +
		"/** Of each method of a batch, calls of it. */\n" +
		"export const batchCalls: Record<keyof BatchCommands, (batch: BatchCommands) => BatchCommands[]> = {\n" + batches.String() + "};\n"), nil
}

// each returns the calls of a method, with commas between them.
func each(receiver, method string, arguments []string) string {
	var calls []string
	for _, a := range arguments {
		calls = append(calls, receiver+"."+method+"("+a+")")
	}
	return strings.Join(calls, ", ")
}

// sampler makes values of the types of parameters.
type sampler struct {
	api    *model.API
	member map[string]bool
	err    error
}

// of returns a value of type t in JavaScript. Of several possible ones, choice counts
// through them.
func (s *sampler) of(t *model.Type, choice int) string {
	switch t.Kind {
	case model.String:
		return `"text"`
	case model.Bytes:
		return "bytes"
	case model.Bool:
		return "true"
	case model.Int, model.Uint:
		return "1"
	case model.Float:
		return "1.5"
	case model.Duration:
		return "1000"
	case model.Time:
		return "date"
	case model.Optional:
		return s.of(t.Elem, choice)
	case model.Slice:
		return "[" + s.of(t.Elem, choice) + "]"
	case model.EnumType:
		e, _ := s.api.Enum(t.Package, t.Name)
		return fmt.Sprintf("%q", camel(e.Values[choice%len(e.Values)].Name))
	case model.UnionType:
		u, _ := s.api.Union(t.Package, t.Name)
		return s.of(&model.Type{Kind: model.StructType, Package: u.Package, Name: u.Members[choice%len(u.Members)]}, choice)
	case model.StructType:
		v, _ := s.api.Struct(t.Package, t.Name)
		var fields []string
		if s.member[v.Name] {
			fields = append(fields, fmt.Sprintf("type: %q", camel(v.Name)))
		}
		for _, f := range v.Fields {
			fields = append(fields, fieldName(f)+": "+s.of(f.Type, choice))
		}
		return "{ " + strings.Join(fields, ", ") + " }"
	default:
		s.err = fmt.Errorf("there is no example yet of a value of type %s", t)
		return ""
	}
}

// choices returns how many calls it takes to see each of the alternatives once.
func (s *sampler) choices(parameters []model.Parameter) int {
	most := 1
	seen := map[string]bool{}
	var visit func(t *model.Type)
	visit = func(t *model.Type) {
		if t.Elem != nil {
			visit(t.Elem)
		}
		if t.Package == "" || seen[t.String()] {
			return
		}
		seen[t.String()] = true
		switch t.Kind {
		case model.EnumType:
			e, _ := s.api.Enum(t.Package, t.Name)
			most = max(most, len(e.Values))
		case model.UnionType:
			u, _ := s.api.Union(t.Package, t.Name)
			most = max(most, len(u.Members))
			for _, name := range u.Members {
				visit(&model.Type{Kind: model.StructType, Package: u.Package, Name: name})
			}
		case model.StructType:
			v, _ := s.api.Struct(t.Package, t.Name)
			for _, f := range v.Fields {
				visit(f.Type)
			}
		}
	}
	for _, p := range parameters {
		visit(p.Type)
	}
	return most
}
