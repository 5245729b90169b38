package model

import (
	"go/ast"
	"go/token"
)

// loadReplies finds the variables of the package that commands return as their replies.
// One that a function with a [Reply] directive has made is of the shape that the
// directive names.
func (l *loader) loadReplies(sources []source) {
	makers := l.replyMakers(sources)
	l.made, l.api.TypeScriptTypes = map[string]string{}, map[string]string{}
	for _, s := range sources {
		for _, declaration := range s.tree.Decls {
			variables, ok := declaration.(*ast.GenDecl)
			if !ok || variables.Tok != token.VAR {
				continue
			}
			for _, spec := range variables.Specs {
				spec := spec.(*ast.ValueSpec)
				if !variables.Lparen.IsValid() {
					spec.Doc = variables.Doc
				}
				l.addReplies(spec, makers)
			}
		}
	}
}

func (l *loader) addReplies(spec *ast.ValueSpec, makers map[string]string) {
	for _, d := range l.directives(spec.Doc, aReply) {
		l.api.TypeScriptTypes[spec.Names[0].Name] = d.Value
	}
	for i, value := range spec.Values {
		if call, ok := value.(*ast.CallExpr); ok && makers[text(call.Fun)] != "" && i < len(spec.Names) {
			l.made[spec.Names[i].Name] = makers[text(call.Fun)]
		}
	}
}

// replyMakers returns the functions that make replies of one shape, each with the reply
// that has the shape's name.
func (l *loader) replyMakers(sources []source) map[string]string {
	makers := map[string]string{}
	for _, s := range sources {
		for _, declaration := range s.tree.Decls {
			function, ok := declaration.(*ast.FuncDecl)
			if !ok || takesArgs(function) {
				continue
			}
			for _, d := range l.directives(function.Doc, aReplyMaker) {
				makers[function.Name.Name] = d.Value
			}
		}
	}
	return makers
}
