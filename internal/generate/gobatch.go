package main

import (
	"fmt"
	"strings"

	"github.com/glissade-io/glissade/internal/catalog"
	"github.com/glissade-io/glissade/internal/generate/model"
)

const batchCommandsComment = `Commands are the methods that add a command to a batch, a chapter for each family of
them: the methods of the embedded types are those of Commands. Their parameters are
those of the client's methods of the same name, without the context. Each returns the
[Handle] of its command's result, which is known once the batch was executed.`

const batchFamilyComment = `Each method adds its command to a batch, and returns the [Handle] of its result.`

// batchCommands returns the emitter of batch.Commands with the methods that belong to
// no family.
func batchCommands(commands *catalog.Catalog) func(*model.API) ([]byte, error) {
	return func(api *model.API) ([]byte, error) {
		body, imports := batchMethods("Commands", api.CommandsOf(nil), commands)
		return goFile("batch", imports, commandsType(api, batchCommandsComment, "list", "*list")+body)
	}
}

// batchFamily returns the emitter of a family's type in batch, with its methods.
func batchFamily(commands *catalog.Catalog) func(*model.API, *model.Family) ([]byte, error) {
	return func(api *model.API, f *model.Family) ([]byte, error) {
		body, imports := batchMethods(f.Name, api.CommandsOf(f), commands)
		return goFile("batch", imports, familyType(f, batchFamilyComment, "list", "*list")+body)
	}
}

// batchMethods returns the methods of a type of batch with the imports that they need:
// each adds its command to the batch and returns the handle of its result.
func batchMethods(receiver string, list []model.Command, commands *catalog.Catalog) (body string, imports []string) {
	var b strings.Builder
	for _, c := range list {
		if c.Has(model.NoBatch) {
			continue
		}
		imports = append(imports, module+"core/command")
		imports = append(imports, typeImports(c)...)
		differs := ""
		if mayBlock(c, commands) {
			differs = " In a transaction it does not block."
		}
		fmt.Fprintf(&b, "%sfunc (c *%s) %s(%s) *Handle[%s] {\n\treturn add(c.list, command.%s(c.list.next()%s))\n}\n\n",
			docComment(queues(c, "command."+c.Name, differs)), receiver, c.Name, signature(c.Parameters), c.Result, c.Name, names(c.Parameters))
	}
	return b.String(), imports
}

// queues returns the comment of a method that adds a command to a batch. What the
// command does is said elsewhere, at link; differs is what is not so in a batch.
func queues(c model.Command, link, differs string) string {
	text := wrap(fmt.Sprintf("%s queues [%s]. Its handle holds %s.%s", c.Name, link, c.Doc.Reply, differs))
	if _, deprecation, found := strings.Cut(c.Doc.Text, "\n\nDeprecated: "); found {
		text += "\n\nDeprecated: " + strings.TrimSpace(deprecation)
	}
	return text
}

// mayBlock reports whether a command can be told to wait: it does not in a transaction.
func mayBlock(c model.Command, commands *catalog.Catalog) bool {
	known, _ := commands.Command(c.Wire)
	if !known.Has("blocking") || len(c.Parameters) == 0 {
		return false
	}
	for _, p := range c.Parameters {
		if p.Type.Kind == model.Duration || p.Type.Package == "options" {
			return true
		}
	}
	return false
}
