package main

import "github.com/glissade-io/glissade/internal/generate/model"

// spentTypes returns the types of parameters that no method takes any more which is made from
// the commands.
func spentTypes(api *model.API) map[string]bool {
	needed := map[string]bool{}
	var need func(t *model.Type)
	need = func(t *model.Type) {
		if t.Elem != nil {
			need(t.Elem)
		}
		if t.Package == "" || needed[t.Name] {
			return
		}
		needed[t.Name] = true
		if s, ok := api.Struct(t.Package, t.Name); ok {
			for _, field := range s.Fields {
				need(field.Type)
			}
		}
		if u, ok := api.Union(t.Package, t.Name); ok {
			for _, member := range u.Members {
				need(&model.Type{Kind: model.StructType, Package: u.Package, Name: member})
			}
		}
	}
	for _, o := range operations(api) {
		for _, c := range []*model.Command{&o.plain, o.extended, o.flagged} {
			if c != nil {
				for _, parameter := range c.Parameters {
					need(parameter.Type)
				}
			}
		}
	}
	spent := map[string]bool{}
	for _, s := range api.Structs {
		spent[s.Name] = !needed[s.Name]
	}
	for _, e := range api.Enums {
		spent[e.Name] = !needed[e.Name]
	}
	for _, u := range api.Unions {
		spent[u.Name] = !needed[u.Name]
	}
	return spent
}
