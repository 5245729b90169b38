package main

import (
	"fmt"
	"strings"

	"github.com/glissade-io/glissade/internal/catalog"
	"github.com/glissade-io/glissade/internal/generate/model"
)

// familyFiles makes the files of which there is one for each family of commands: with
// its methods of clients, and its methods of batches.
func familyFiles(api *model.API, commands *catalog.Catalog) ([]file, error) {
	var files []file
	for _, e := range []struct {
		path string // with the name of the family's file in place of *
		emit func(*model.API, *model.Family) ([]byte, error)
	}{
		{"core/*_gen.go", clientFamily},
		{"batch/*_gen.go", batchFamily(commands)},
	} {
		for i := range api.Families {
			f := &api.Families[i]
			path := strings.Replace(e.path, "*", f.File, 1)
			content, err := e.emit(api, f)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", path, err)
			}
			files = append(files, file{path, content})
		}
	}
	return files, nil
}

// commandsType returns the type Commands, which embeds that of each family, with the
// function that makes one of what they all have: a field of that name and type.
func commandsType(api *model.API, comment, field, typ string) string {
	var fields, values strings.Builder
	for _, f := range api.Families {
		fmt.Fprintf(&fields, "\t%s\n", f.Name)
		fmt.Fprintf(&values, "\t\t%s: %s{%s},\n", f.Name, f.Name, field)
	}
	return fmt.Sprintf("%stype Commands struct {\n\t_ [0]func() // disallow ==, whose code would be long\n\n%s\n\t%s %s\n}\n\n// commandsOf returns the methods of all families with what they have in common.\nfunc commandsOf(%s %s) Commands {\n\treturn Commands{\n%s\t\t%s: %s,\n\t}\n}\n\n",
		docComment(comment), fields.String(), field, typ, field, typ, values.String(), field, field)
}

// familyType returns the type of a family. What holds for all families stands behind
// what its comment says.
func familyType(f *model.Family, more, field, typ string) string {
	return fmt.Sprintf("%stype %s struct{ %s %s }\n\n", docComment(f.Doc.Text+"\n\n"+more), f.Name, field, typ)
}
