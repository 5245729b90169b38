package main

import (
	"fmt"
	"strings"

	"github.com/glissade-io/glissade/internal/generate/model"
)

// clientMethods emits the methods of core.Commands: each builds its command in a
// pooled request, waits for the reply and decodes it.
func clientMethods(api *model.API) ([]byte, error) {
	var body strings.Builder
	var imports []string
	for _, c := range api.Commands {
		if c.Has(model.BatchOnly) {
			continue
		}
		imports = append(imports, "context", module+"core/command")
		imports = append(imports, typeImports(c)...)
		parameters := signature(c.Parameters)
		if parameters != "" {
			parameters = ", " + parameters
		}
		fmt.Fprintf(&body, "%sfunc (c Commands) %s(ctx context.Context%s) (%s, error) {\n\tr := newRequest()\n\treturn run(ctx, c.executor, r, command.%s(&r.args%s))\n}\n\n",
			docComment(c.Doc.Text), c.Name, parameters, c.Result, c.Name, names(c.Parameters))
	}
	return goFile("core", imports, body.String())
}
