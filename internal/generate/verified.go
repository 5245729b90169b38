package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/glissade-io/glissade/internal/catalog"
	"github.com/glissade-io/glissade/internal/generate/model"
)

// verifiedMethods returns the emitter of the client that the integration tests use: each
// method hands the typed reply on to be compared with what the server said. Behind
// the methods stand all commands, with what their arguments can say.
func verifiedMethods(commands *catalog.Catalog) func(*model.API) ([]byte, error) {
	return func(api *model.API) ([]byte, error) {
		imports := []string{"context", module + "core/command"}
		var methods, table strings.Builder
		for _, c := range api.Commands {
			if c.Has(model.BatchOnly) {
				continue
			}
			imports = append(imports, typeImports(c)...)
			parameters := signature(c.Parameters)
			if parameters != "" {
				parameters = ", " + parameters
			}
			arguments := strings.TrimPrefix(names(c.Parameters), ", ")
			fmt.Fprintf(&methods, "func (c *verifiedClient) %s(ctx context.Context%s) (%s, error) {\n"+
				"\treturn compared(c, %q, []any{%s}, func(a *command.Args) command.Reply[%s] { return command.%s(a%s) },\n"+
				"\t\tfunc() (%s, error) { return c.Client.%s(ctx%s) })\n}\n\n",
				c.Name, parameters, c.Result, c.Name, arguments, c.Result, c.Name, names(c.Parameters), c.Result, c.Name, names(c.Parameters))
			wire, _ := commands.Command(c.Wire)
			since, _, _ := strings.Cut(c.Doc.Since, " ")
			fmt.Fprintf(&table, "\t{name: %q, since: %q, repeatable: %t", c.Name, strings.TrimRight(since, ",;("), repeatable(wire))
			if list := choices(api, c); len(list) > 0 {
				fmt.Fprintf(&table, ", choices: []string{\n\t\t%s,\n\t}", strings.Join(list, ",\n\t\t"))
			}
			table.WriteString("},\n")
		}
		return goFile("integration", imports, "//lint:file-ignore SA1019 The older commands are compared like all others.\n\n"+methods.String()+
			"// allCommands is every command with what its arguments can say.\nvar allCommands = []commandChoices{\n"+table.String()+"}\n")
	}
}

// repeatable reports whether a command that is sent twice is answered the same twice.
func repeatable(c catalog.Command) bool {
	return c.Has("readonly") && !c.Has("blocking") && !slices.ContainsFunc(c.Tips, func(tip string) bool {
		return strings.HasPrefix(tip, "nondeterministic_output") // or only its order
	})
}

// choices returns, as Go strings, what the arguments of a command can say beyond plain values: each
// field of a struct as "options.SetOptions.Expiry", each constant of an enum as
// "options.FlushMode SYNC" and each member of a union as "options.KeepTTL".
func choices(api *model.API, c model.Command) []string {
	var found []string
	seen := map[string]bool{}
	var note func(t *model.Type)
	note = func(t *model.Type) {
		name := t.String()
		if t.Package == "" || seen[name] {
			return
		}
		seen[name] = true
		switch t.Kind {
		case model.StructType:
			s, _ := api.Struct(t.Package, t.Name)
			for _, field := range s.Fields {
				found = append(found, strconv.Quote(name+"."+field.Name))
				field.Type.Walk(note)
			}
		case model.EnumType:
			e, _ := api.Enum(t.Package, t.Name)
			for _, value := range e.Values {
				found = append(found, strconv.Quote(name+" "+value.Value))
			}
		case model.UnionType:
			u, _ := api.Union(t.Package, t.Name)
			for _, member := range u.Members {
				found = append(found, strconv.Quote(u.Package+"."+member))
				note(&model.Type{Kind: model.StructType, Package: u.Package, Name: member})
			}
		}
	}
	for _, p := range c.Parameters {
		p.Type.Walk(note)
	}
	return found
}
