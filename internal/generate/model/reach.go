package model

// named gives every named type within t its true kind, now that all packages are
// loaded. A name that neither package declares becomes Unsupported.
func (l *loader) named(t *Type) *Type {
	if t.Kind == StructType {
		switch {
		case has(l.api.Struct(t.Package, t.Name)):
		case has(l.api.Enum(t.Package, t.Name)):
			t.Kind = EnumType
		case has(l.api.Union(t.Package, t.Name)):
			t.Kind = UnionType
		default:
			return &Type{Kind: Unsupported, Name: t.Package + "." + t.Name}
		}
	}
	if t.Elem != nil {
		if t.Elem = l.named(t.Elem); t.Elem.Kind == Unsupported {
			return t.Elem
		}
	}
	return t
}

func has[T any](_ *T, ok bool) bool { return ok }

// markReachable sets InParameters and InResults of every type that commands use,
// and reports the fields of those types that cannot be generated from.
func (l *loader) markReachable() {
	for i := range l.api.Structs {
		for j := range l.api.Structs[i].Fields {
			field := &l.api.Structs[i].Fields[j]
			field.Type = l.named(field.Type)
		}
	}
	parameters, results := reach{l, map[string]bool{}, true}, reach{l, map[string]bool{}, false}
	for _, command := range l.api.Commands {
		for _, parameter := range command.Parameters {
			parameters.mark(parameter.Type)
		}
		results.mark(command.Result)
	}
}

// reach walks from the types of commands to the types that those are made of.
type reach struct {
	*loader
	seen       map[string]bool
	parameters bool
}

func (r reach) mark(t *Type) {
	if t.Elem != nil {
		r.mark(t.Elem)
	}
	if t.Package == "" || r.seen[t.String()] {
		return
	}
	r.seen[t.String()] = true
	switch t.Kind {
	case StructType:
		s, _ := r.api.Struct(t.Package, t.Name)
		r.set(&s.InParameters, &s.InResults)
		for _, field := range s.Fields {
			if field.Type.Kind == Unsupported {
				r.problem(field.Position, "%s.%s has type %s, which cannot be generated from: use a scalar, time.Duration, time.Time, a slice, a pointer for what may be absent, a string enum, or a type of options or models",
					s.Name, field.Name, field.Type.Name)
				continue
			}
			r.mark(field.Type)
		}
	case EnumType:
		e, _ := r.api.Enum(t.Package, t.Name)
		r.set(&e.InParameters, &e.InResults)
	case UnionType:
		u, _ := r.api.Union(t.Package, t.Name)
		r.set(&u.InParameters, &u.InResults)
		if len(u.Members) == 0 {
			r.problem(u.Position, "no struct of package %s implements %s: declare one with its unexported method", u.Package, u.Name)
		}
		for _, member := range u.Members {
			r.mark(&Type{Kind: StructType, Package: u.Package, Name: member})
		}
	}
}

func (r reach) set(inParameters, inResults *bool) {
	if r.parameters {
		*inParameters = true
	} else {
		*inResults = true
	}
}
