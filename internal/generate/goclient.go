package main

import (
	"fmt"
	"strings"

	"github.com/glissade-io/glissade/internal/generate/model"
)

const clientCommandsComment = `Commands are the methods that execute one command each, a chapter for each family of
them: the methods of the embedded types are those of Commands. They wait for the reply
and return it as a Go value, the same under RESP2 and RESP3.

Every method takes a context, which bounds and cancels it in addition to the
client's request timeout, and returns the errors of package failure. A method
that was cancelled returns at once; whether the server executed the command can
be told by failure.DeliveryOf.`

const clientFamilyComment = `What holds for every method, of its context, timeout and errors, is said at [Commands].`

// clientCommands emits core.Commands with the methods that belong to no family.
func clientCommands(api *model.API) ([]byte, error) {
	body, imports := clientMethods("Commands", api.CommandsOf(nil))
	return goFile("core", imports, commandsType(api, clientCommandsComment, "executor", "executor")+body)
}

// clientFamily emits a family's type in core, with its methods.
func clientFamily(api *model.API, f *model.Family) ([]byte, error) {
	body, imports := clientMethods(f.Name, api.CommandsOf(f))
	return goFile("core", imports, familyType(f, clientFamilyComment, "executor", "executor")+body)
}

// clientMethods returns the methods of a type of core with the imports that they need:
// each builds its command in a pooled request, waits for the reply and decodes it.
func clientMethods(receiver string, commands []model.Command) (body string, imports []string) {
	var b strings.Builder
	for _, c := range commands {
		if c.Has(model.BatchOnly) {
			continue
		}
		imports = append(imports, "context", module+"core/command")
		imports = append(imports, typeImports(c)...)
		parameters := signature(c.Parameters)
		if parameters != "" {
			parameters = ", " + parameters
		}
		fmt.Fprintf(&b, "%sfunc (c *%s) %s(ctx context.Context%s) (%s, error) {\n\tr := newRequest()\n\treturn run(ctx, c.executor, r, command.%s(&r.args%s))\n}\n\n",
			docComment(c.Doc.Text), receiver, c.Name, parameters, c.Result, c.Name, names(c.Parameters))
	}
	return b.String(), imports
}
