package fields

import (
	"encoding"
	"fmt"
	"reflect"
	"strings"
	"sync"
)

// tag is the key of the struct tags that name fields.
const tag = "valkey"

// field is where a named field lies in a struct.
type field struct {
	name      string
	index     []int
	omitEmpty bool
}

var layouts sync.Map // reflect.Type to []field

var (
	marshaler   = reflect.TypeFor[encoding.TextMarshaler]()
	unmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// layoutOf returns the fields of a struct type, or of a pointer to one.
func layoutOf(t reflect.Type) ([]field, error) {
	if t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == nil || t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("fields: %v is no struct; give a struct or a pointer to one", t)
	}
	if cached, ok := layouts.Load(t); ok {
		return cached.([]field), nil
	}
	layout, err := collect(t, nil, make(map[string]bool))
	if err != nil {
		return nil, err
	}
	layouts.Store(t, layout)
	return layout, nil
}

// collect returns the fields of a struct type that lies at the index outer; seen are the
// names so far.
func collect(t reflect.Type, outer []int, seen map[string]bool) ([]field, error) {
	var layout []field
	for i := range t.NumField() {
		f := t.Field(i)
		name, settings, _ := strings.Cut(f.Tag.Get(tag), ",")
		index := append(append([]int(nil), outer...), i)
		embedded := f.Type
		if embedded.Kind() == reflect.Pointer {
			embedded = embedded.Elem()
		}
		switch {
		case name == "-":
			continue
		case f.Anonymous && name == "" && embedded.Kind() == reflect.Struct && !reflect.PointerTo(embedded).Implements(unmarshaler):
			if !f.IsExported() && f.Type.Kind() == reflect.Pointer {
				continue // reflection cannot make one
			}
			inner, err := collect(embedded, index, seen)
			if err != nil {
				return nil, err
			}
			layout = append(layout, inner...)
			continue
		case !f.IsExported():
			continue
		}
		if name == "" {
			name = f.Name
		}
		switch {
		case settings != "" && settings != "omitempty":
			return nil, fmt.Errorf("fields: %s.%s has the tag option %q; there is omitempty", t, f.Name, settings)
		case !isSupported(f.Type):
			return nil, fmt.Errorf("fields: %s.%s is a %s, which has no text form; give it MarshalText and UnmarshalText, or the tag `valkey:\"-\"`", t, f.Name, f.Type)
		case seen[name]:
			return nil, fmt.Errorf("fields: %s.%s is the second field named %q; give one of them another tag", t, f.Name, name)
		}
		seen[name] = true
		layout = append(layout, field{name: name, index: index, omitEmpty: settings == "omitempty"})
	}
	return layout, nil
}

func isSupported(t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Implements(marshaler) && reflect.PointerTo(t).Implements(unmarshaler) {
		return true
	}
	switch t.Kind() {
	case reflect.String, reflect.Bool, reflect.Float32, reflect.Float64,
		reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return true
	case reflect.Slice:
		return t.Elem().Kind() == reflect.Uint8
	default:
		return false
	}
}
