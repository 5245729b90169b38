package model

import (
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"
)

// loadTypes adds the exported types of the package in folder to the API.
func (l *loader) loadTypes(folder string) {
	sources := l.parse(folder)
	pkg := folder
	known := declarations(sources)
	for _, s := range sources {
		for _, decl := range s.tree.Decls {
			general, ok := decl.(*ast.GenDecl)
			if !ok || general.Tok != token.TYPE {
				continue
			}
			for _, spec := range general.Specs {
				spec := spec.(*ast.TypeSpec)
				if spec.Name.IsExported() && spec.TypeParams == nil {
					l.addType(pkg, known, spec, comment(spec.Doc, general.Doc))
				}
			}
		}
	}
	l.checkStrayDirectives(sources)
	order := func(a, b string) int { return strings.Compare(a, b) }
	slices.SortStableFunc(l.api.Structs, func(a, b Struct) int { return order(a.Package+"."+a.Name, b.Package+"."+b.Name) })
	slices.SortStableFunc(l.api.Enums, func(a, b Enum) int { return order(a.Package+"."+a.Name, b.Package+"."+b.Name) })
	slices.SortStableFunc(l.api.Unions, func(a, b Union) int { return order(a.Package+"."+a.Name, b.Package+"."+b.Name) })
}

// declared is what a package declares, by name.
type declared struct {
	types   map[string]ast.Expr
	order   []string            // names of types in order of declaration
	methods map[string][]string // method name to receiver types
	values  map[string][]EnumValue
}

func declarations(sources []source) declared {
	known := declared{map[string]ast.Expr{}, nil, map[string][]string{}, map[string][]EnumValue{}}
	for _, s := range sources {
		for _, decl := range s.tree.Decls {
			switch decl := decl.(type) {
			case *ast.FuncDecl:
				if receiver := receiverName(decl); receiver != "" {
					known.methods[decl.Name.Name] = append(known.methods[decl.Name.Name], receiver)
				}
			case *ast.GenDecl:
				for _, spec := range decl.Specs {
					switch spec := spec.(type) {
					case *ast.TypeSpec:
						known.types[spec.Name.Name] = spec.Type
						known.order = append(known.order, spec.Name.Name)
					case *ast.ValueSpec:
						known.addConstants(decl, spec)
					}
				}
			}
		}
	}
	return known
}

// addConstants notes the exported string constants of a named type.
func (d declared) addConstants(decl *ast.GenDecl, spec *ast.ValueSpec) {
	typ, ok := spec.Type.(*ast.Ident)
	if !ok || decl.Tok != token.CONST || len(spec.Values) != len(spec.Names) {
		return
	}
	for i, name := range spec.Names {
		literal, ok := spec.Values[i].(*ast.BasicLit)
		if !ok || literal.Kind != token.STRING || !name.IsExported() {
			continue
		}
		value, err := strconv.Unquote(literal.Value)
		if err != nil {
			continue // The parser accepts no such literal.
		}
		doc := comment(spec.Doc, spec.Comment)
		if doc == "" && !decl.Lparen.IsValid() {
			doc = comment(decl.Doc)
		}
		d.values[typ.Name] = append(d.values[typ.Name], EnumValue{name.Name, value, parseDoc(doc)})
	}
}

func (l *loader) addType(pkg string, known declared, spec *ast.TypeSpec, text string) {
	name, position, doc := spec.Name.Name, l.position(spec.Pos()), parseDoc(text)
	switch typ := spec.Type.(type) {
	case *ast.StructType:
		s := Struct{Package: pkg, Name: name, Doc: doc, Position: position}
		for _, field := range typ.Fields.List {
			s.Fields = append(s.Fields, l.fields(pkg, known, field)...)
		}
		l.api.Structs = append(l.api.Structs, s)
	case *ast.Ident:
		if typ.Name == "string" && len(known.values[name]) > 0 {
			l.api.Enums = append(l.api.Enums, Enum{
				Package: pkg, Name: name, Doc: doc, Values: known.values[name], Position: position,
			})
		}
	case *ast.InterfaceType:
		seal := sealingMethod(typ)
		if seal == "" {
			return
		}
		u := Union{Package: pkg, Name: name, Doc: doc, Position: position}
		for _, member := range known.order {
			if _, isStruct := known.types[member].(*ast.StructType); isStruct && slices.Contains(known.methods[seal], member) {
				u.Members = append(u.Members, member)
			}
		}
		l.api.Unions = append(l.api.Unions, u)
	}
}

func (l *loader) fields(pkg string, known declared, field *ast.Field) []Field {
	if len(field.Names) == 0 {
		return []Field{{
			Name: "(embedded)", Type: &Type{Kind: Unsupported, Name: "embedded " + text(field.Type)},
			Position: l.position(field.Pos()),
		}}
	}
	javaScript := ""
	for _, d := range l.directives(field.Doc, aField) {
		javaScript = d.Value
	}
	var fields []Field
	for _, name := range field.Names {
		if name.IsExported() {
			fields = append(fields, Field{
				Name: name.Name, Type: resolve(pkg, known, field.Type),
				Doc:        parseDoc(comment(field.Doc, field.Comment)),
				JavaScript: javaScript, Position: l.position(name.Pos()),
			})
		}
	}
	return fields
}

// sealingMethod returns the unexported method of an interface, or "".
func sealingMethod(typ *ast.InterfaceType) string {
	for _, method := range typ.Methods.List {
		for _, name := range method.Names {
			if !name.IsExported() {
				return name.Name
			}
		}
	}
	return ""
}

// receiverName returns the type that a method belongs to, or "" for a function.
func receiverName(decl *ast.FuncDecl) string {
	if decl.Recv == nil || len(decl.Recv.List) == 0 {
		return ""
	}
	typ := decl.Recv.List[0].Type
	if star, ok := typ.(*ast.StarExpr); ok {
		typ = star.X
	}
	if name, ok := typ.(*ast.Ident); ok {
		return name.Name
	}
	return ""
}

// comment returns the text of the first of the groups that there is.
func comment(groups ...*ast.CommentGroup) string {
	for _, group := range groups {
		if group != nil {
			return strings.TrimSpace(group.Text())
		}
	}
	return ""
}
