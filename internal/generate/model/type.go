package model

// Kind says what a Type is.
type Kind uint8

// The kinds of types that commands and their options are made of.
const (
	// Unsupported is a type that no emitter can carry over. Types that no
	// command reaches may have fields of it; see [Type.Name] for its source.
	Unsupported Kind = iota
	// String is Go's string.
	String
	// Bytes is []byte.
	Bytes
	// Bool is Go's bool.
	Bool
	// Int is a signed integer type, named by Name: int, int8 … int64.
	Int
	// Uint is an unsigned integer type, named by Name: uint, uint8 … uint64.
	Uint
	// Float is float64 or float32, named by Name.
	Float
	// Duration is time.Duration.
	Duration
	// Time is time.Time.
	Time
	// Any is the empty interface: whatever the server sent.
	Any
	// Slice is a slice of Elem.
	Slice
	// Map is a map from Key to Elem. It has no order.
	Map
	// Set is map[Elem]struct{}.
	Set
	// Optional is a pointer to Elem; nil means absent.
	Optional
	// Nullable is models.Result[Elem]: a reply that may be absent.
	Nullable
	// StructType, EnumType and UnionType are named by Package and Name, and
	// described by the API's entry of that name.
	StructType
	EnumType
	UnionType
	// Written is a type of a module's command, named by Name as it is written in the
	// module's package. It has meaning there only.
	Written
)

// Type is the type of a parameter, a field or a result.
type Type struct {
	Kind Kind
	// Package is "options" or "models" for named types, else empty.
	Package string
	// Name is the type's name without its package, for the named kinds and the
	// numeric ones; for Unsupported and Written it is the type as written.
	Name string
	// Key is the key of a Map.
	Key *Type
	// Elem is the element of a Slice, Map, Set, Optional or Nullable.
	Elem *Type
}

// String returns the type as Go source outside the package of its declaration:
// "[]models.KeyValue", "models.Result[string]".
func (t *Type) String() string {
	switch t.Kind {
	case String:
		return "string"
	case Bytes:
		return "[]byte"
	case Bool:
		return "bool"
	case Duration:
		return "time.Duration"
	case Time:
		return "time.Time"
	case Any:
		return "any"
	case Slice:
		return "[]" + t.Elem.String()
	case Map:
		return "map[" + t.Key.String() + "]" + t.Elem.String()
	case Set:
		return "map[" + t.Elem.String() + "]struct{}"
	case Optional:
		return "*" + t.Elem.String()
	case Nullable:
		return "models.Result[" + t.Elem.String() + "]"
	case StructType, EnumType, UnionType:
		return t.Package + "." + t.Name
	default:
		return t.Name
	}
}

// Walk calls visit for t and for every type that it is made of, outermost first.
// It does not enter the fields of named types.
func (t *Type) Walk(visit func(*Type)) {
	visit(t)
	if t.Key != nil {
		t.Key.Walk(visit)
	}
	if t.Elem != nil {
		t.Elem.Walk(visit)
	}
}
