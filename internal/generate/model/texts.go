package model

import (
	"go/ast"
	"go/token"
	"strconv"
	"strings"
)

// textFolders hold the code that a page runs, as far as it makes errors.
var textFolders = []string{
	"batch", "core", "core/command", "core/failure", "internal/cluster", "internal/mux", "internal/node", "internal/queue", "internal/resp",
	"internal/retry", "internal/standalone", "internal/submission", "models", "options", "transport/ws", "wasm", "wasm/internal/boundary",
}

// Text is a string of several words in the code that a page runs, which errors may say.
type Text struct {
	Value, Position string
}

// loadTexts adds the texts of errors to the API, and what they can name beside options:
// the exported functions and methods of core.
func (l *loader) loadTexts() {
	for _, folder := range textFolders {
		for _, s := range l.parse(folder) {
			ast.Inspect(s.tree, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.ImportSpec:
					return false
				case *ast.Field:
					n.Tag = nil
				case *ast.BasicLit:
					if value, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING && strings.Contains(value, " ") {
						l.api.Texts = append(l.api.Texts, Text{value, l.position(n.Pos())})
					}
				}
				return true
			})
		}
	}
	for _, s := range l.parse("core") {
		for _, decl := range s.tree.Decls {
			if function, ok := decl.(*ast.FuncDecl); ok && function.Name.IsExported() {
				name := function.Name.Name
				if receiver := receiverName(function); receiver != "" {
					name = receiver + "." + name
				}
				l.api.Functions = append(l.api.Functions, name)
			}
		}
	}
}
