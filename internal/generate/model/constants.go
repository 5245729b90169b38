package model

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"path"
)

// constantFolders hold the numbers that both halves of the JavaScript package need.
var constantFolders = []string{"wasm/internal/boundary", "core/failure", "internal/printable"}

// Constant is an exported whole number.
type Constant struct {
	// Package is the name of its package, Type that of its own type, or of one of Go's.
	Package, Type, Name string
	Value               int64
}

// Constant returns the constant of that name, or 0.
func (a *API) Constant(pkg, name string) int64 {
	for _, c := range a.Constants {
		if c.Package == pkg && c.Name == name {
			return c.Value
		}
	}
	return 0
}

// loadConstants adds the constants to the API, in the order of their declarations.
func (l *loader) loadConstants() {
	for _, folder := range constantFolders {
		var trees []*ast.File
		for _, s := range l.parse(folder) {
			trees = append(trees, s.tree)
		}
		defined := map[*ast.Ident]types.Object{}
		// What is imported plays no part in these constants, and may be missing.
		checker := types.Config{Error: func(error) {}, FakeImportC: true}
		_, _ = checker.Check(folder, l.files, trees, &types.Info{Defs: defined})
		for _, tree := range trees {
			for _, decl := range tree.Decls {
				if general, ok := decl.(*ast.GenDecl); ok && general.Tok == token.CONST {
					l.addNumbers(path.Base(folder), general, defined)
				}
			}
		}
	}
}

func (l *loader) addNumbers(pkg string, decl *ast.GenDecl, defined map[*ast.Ident]types.Object) {
	for _, spec := range decl.Specs {
		spec := spec.(*ast.ValueSpec)
		for _, name := range spec.Names {
			object, ok := defined[name].(*types.Const)
			if !ok || !name.IsExported() || object.Val().Kind() != constant.Int {
				continue
			}
			value, _ := constant.Int64Val(object.Val())
			typ := object.Type().String()
			if named, ok := object.Type().(*types.Named); ok {
				typ = named.Obj().Name()
			}
			l.api.Constants = append(l.api.Constants, Constant{pkg, typ, name.Name, value})
		}
	}
}
