package model

import (
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"
)

// reserved are parameter names that generated code uses itself.
var reserved = []string{"a", "c", "r", "ctx", "command"}

// loadCommands adds the command functions of the package in folder to the API:
// the exported functions whose first parameter is an *Args.
func (l *loader) loadCommands(folder string) {
	sources := l.parse(folder)
	for _, s := range sources {
		l.addFamily(s)
	}
	for _, s := range sources {
		for _, decl := range s.tree.Decls {
			function, ok := decl.(*ast.FuncDecl)
			if ok && function.Recv == nil && function.Name.IsExported() && takesArgs(function) {
				l.addCommand(strings.TrimSuffix(s.name, ".go"), function)
			}
		}
	}
	l.checkStrayDirectives(sources)
}

func takesArgs(function *ast.FuncDecl) bool { return firstParameter(function) == "*Args" }

// firstParameter returns the type of a function's first parameter, or "".
func firstParameter(function *ast.FuncDecl) string {
	if parameters := function.Type.Params.List; len(parameters) > 0 {
		return text(parameters[0].Type)
	}
	return ""
}

func (l *loader) addCommand(group string, function *ast.FuncDecl) {
	name, position := function.Name.Name, l.position(function.Pos())
	command := Command{Name: name, Group: group, Doc: parseDoc(comment(function.Doc)), Position: position}
	command.Directives = l.directives(function.Doc, aCommand)
	l.checkDoc(command)
	l.checkFamily(command)
	if names := function.Type.Params.List[0].Names; len(names) != 1 || names[0].Name != "a" {
		l.problem(position, "%s: call the first parameter a: func %s(a *Args, …)", name, name)
		return
	}
	for _, list := range function.Type.Params.List[1:] {
		for _, parameter := range list.Names {
			l.addParameter(&command, parameter, list.Type)
		}
	}
	result, ok := replyResult(function, "Reply")
	if !ok {
		l.problem(position, "%s returns no Reply[T]: return the reply that decodes its answer", name)
		return
	}
	command.Result = l.named(resolve("command", declared{}, result))
	if command.Result.Kind == Unsupported {
		l.problem(position, "%s returns Reply[%s], a type that cannot be generated from: use one of models or a plain Go type", name, command.Result.Name)
	}
	wire, ok := beginName(function)
	if !ok && !command.Has(AnyCommand) {
		l.problem(position, "%s does not begin with a.Begin(\"NAME\"): make that call, with a literal name, its first statement (or mark it //glissade:%s)", name, AnyCommand)
	}
	if !command.Has(AnyCommand) {
		command.Wire = wire
	}
	l.api.Commands = append(l.api.Commands, command)
}

func (l *loader) checkDoc(command Command) {
	switch doc := command.Doc; {
	case doc.Text == "":
		l.problem(command.Position, "%s has no doc comment: say what it does, then Reply, Errors, Complexity and Since", command.Name)
	case !strings.HasPrefix(doc.Text, command.Name+" "):
		l.problem(command.Position, "the doc comment of %s begins with another word: begin it with %q", command.Name, command.Name+" ")
	case doc.Reply == "":
		l.problem(command.Position, "the doc comment of %s does not say what it replies: add a sentence \"Reply: …\"", command.Name)
	case doc.Since == "" && !command.Has(AnyCommand):
		l.problem(command.Position, "the doc comment of %s does not say since which version the server has it: add \"Since: 6.2.0.\"", command.Name)
	}
}

func (l *loader) addParameter(command *Command, name *ast.Ident, expr ast.Expr) {
	position := l.position(name.Pos())
	if slices.Contains(reserved, name.Name) || name.Name == "_" {
		l.problem(position, "%s: the parameter name %q is taken by generated code: choose another", command.Name, name.Name)
	}
	if _, variadic := expr.(*ast.Ellipsis); variadic {
		l.problem(position, "%s: parameter %s is variadic: take a slice", command.Name, name.Name)
		return
	}
	typ := l.named(resolve("command", declared{}, expr))
	if typ.Kind == Unsupported {
		l.problem(position, "%s: parameter %s has type %s, which cannot be generated from: use a scalar, time.Duration, time.Time, a slice, or a type of options or models",
			command.Name, name.Name, typ.Name)
	}
	command.Parameters = append(command.Parameters, Parameter{name.Name, typ})
}

// replyResult returns the T of a function that returns one reply[T].
func replyResult(function *ast.FuncDecl, reply string) (ast.Expr, bool) {
	results := function.Type.Results
	if results == nil || len(results.List) != 1 {
		return nil, false
	}
	index, ok := results.List[0].Type.(*ast.IndexExpr)
	if !ok || text(index.X) != reply {
		return nil, false
	}
	return index.Index, true
}

// beginName returns the name that the first statement of a function passes to a.Begin.
func beginName(function *ast.FuncDecl) (string, bool) {
	if function.Body == nil || len(function.Body.List) == 0 {
		return "", false
	}
	statement, ok := function.Body.List[0].(*ast.ExprStmt)
	if !ok {
		return "", false
	}
	call, ok := statement.X.(*ast.CallExpr)
	if !ok || text(call.Fun) != "a.Begin" || len(call.Args) != 1 {
		return "", false
	}
	literal, ok := call.Args[0].(*ast.BasicLit)
	if !ok || literal.Kind != token.STRING {
		return "", false
	}
	name, err := strconv.Unquote(literal.Value)
	return name, err == nil && name != ""
}
