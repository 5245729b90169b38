package model

import (
	"go/ast"
	"go/types"
)

// text returns an expression as source.
func text(expr ast.Expr) string { return types.ExprString(expr) }

var scalars = map[string]Kind{
	"string": String, "bool": Bool, "any": Any, "byte": Uint,
	"int": Int, "int8": Int, "int16": Int, "int32": Int, "int64": Int,
	"uint": Uint, "uint8": Uint, "uint16": Uint, "uint32": Uint, "uint64": Uint,
	"float32": Float, "float64": Float,
}

// resolve turns the source of a type, as it stands in package pkg, into a Type.
// What it does not know becomes Unsupported with the source as its name.
func resolve(pkg string, known declared, expr ast.Expr) *Type {
	unsupported := &Type{Kind: Unsupported, Name: text(expr)}
	within := func(wrapper Kind, elem ast.Expr) *Type {
		inner := resolve(pkg, known, elem)
		if inner.Kind == Unsupported {
			return unsupported
		}
		return &Type{Kind: wrapper, Elem: inner}
	}
	switch expr := expr.(type) {
	case *ast.Ident:
		if kind, ok := scalars[expr.Name]; ok {
			switch kind {
			case Int, Uint, Float:
				return &Type{Kind: kind, Name: expr.Name}
			default:
				return &Type{Kind: kind}
			}
		}
		if kind := known.kind(expr.Name); kind != Unsupported {
			return &Type{Kind: kind, Package: pkg, Name: expr.Name}
		}
		if list, ok := known.types[expr.Name].(*ast.ArrayType); ok {
			return resolve(pkg, known, list) // a list by another name, such as models.Map
		}
	case *ast.SelectorExpr:
		switch text(expr) {
		case "time.Duration":
			return &Type{Kind: Duration}
		case "time.Time":
			return &Type{Kind: Time}
		}
		if from, ok := expr.X.(*ast.Ident); ok && (from.Name == optionsFolder || from.Name == modelsFolder) {
			// Which kind it is shows when every package is loaded.
			return &Type{Kind: StructType, Package: from.Name, Name: expr.Sel.Name}
		}
	case *ast.ArrayType:
		if expr.Len != nil {
			return unsupported
		}
		if text(expr.Elt) == "byte" {
			return &Type{Kind: Bytes}
		}
		return within(Slice, expr.Elt)
	case *ast.MapType:
		key := resolve(pkg, known, expr.Key)
		if key.Kind != String {
			return unsupported
		}
		if text(expr.Value) == "struct{}" {
			return &Type{Kind: Set, Elem: key}
		}
		value := within(Map, expr.Value)
		if value.Kind == Map {
			value.Key = key
		}
		return value
	case *ast.StarExpr:
		return within(Optional, expr.X)
	case *ast.IndexExpr:
		if owner := text(expr.X); owner == "models.Result" || owner == "Result" && pkg == modelsFolder {
			return within(Nullable, expr.Index)
		}
	case *ast.InterfaceType:
		if len(expr.Methods.List) == 0 {
			return &Type{Kind: Any}
		}
	}
	return unsupported
}

// kind returns what a name declared in the package is, as a Type's kind.
func (d declared) kind(name string) Kind {
	switch typ := d.types[name].(type) {
	case *ast.StructType:
		return StructType
	case *ast.InterfaceType:
		if sealingMethod(typ) != "" {
			return UnionType
		}
	case *ast.Ident:
		if typ.Name == "string" && len(d.values[name]) > 0 {
			return EnumType
		}
	}
	return Unsupported
}
