package main

import (
	"fmt"
	"strings"

	"github.com/glissade-io/glissade/internal/generate/model"
)

// batchMethods emits the methods of batch.Commands: each adds its command to the
// batch and returns the handle of its result.
func batchMethods(api *model.API) ([]byte, error) {
	var body strings.Builder
	var imports []string
	for _, c := range api.Commands {
		if c.Has(model.NoBatch) {
			continue
		}
		imports = append(imports, module+"core/command")
		imports = append(imports, typeImports(c)...)
		fmt.Fprintf(&body, "%sfunc (c *Commands) %s(%s) *Handle[%s] {\n\treturn add(c, command.%s(c.next()%s))\n}\n\n",
			docComment(c.Doc.Text), c.Name, signature(c.Parameters), c.Result, c.Name, names(c.Parameters))
	}
	return goFile("batch", imports, body.String())
}
