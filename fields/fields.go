// Package fields moves values between structs and what commands take and return:
// the fields of a hash, the values of several keys.
//
//	type User struct {
//		Name    string    `valkey:"name"`
//		Born    int       `valkey:"born,omitempty"`
//		Seen    time.Time `valkey:"seen"`
//		Private string    `valkey:"-"`
//	}
//
//	_, err := client.HSet(ctx, "user:1", must(fields.Of(user)))
//
//	hash, err := client.HGetAll(ctx, "user:1")
//	err = fields.Into(&user, hash)
//
// Struct fields are named by their valkey tag, or by their Go name where they have
// none; unexported ones are left alone. An embedded struct's fields are taken as if
// they stood in its place. These types are supported: strings, []byte, booleans
// (written 1 and 0), integers, floating-point numbers, time.Duration ("1h30m") and
// other types with MarshalText and UnmarshalText, such as time.Time; and pointers to
// them, for what may be absent.
//
// It uses reflection, which the client itself does without: a program that does not
// import this package does not pay for it. It is no object mapper: it sends nothing,
// and knows no keys, indexes or relations.
package fields

import (
	"encoding"
	"fmt"
	"reflect"
	"strconv"
	"time"

	"github.com/glissade-io/glissade/models"
)

// Into sets the fields of the struct that destination points to from a hash, as
// HGETALL returns it. Fields of the struct that the hash does not have are left as
// they are, and so are fields of the hash that the struct does not have.
//
// The error names the field whose text cannot be converted, and its type.
func Into(destination any, hash map[string]string) error {
	return setEach(destination, func(name string) (string, bool) {
		text, present := hash[name]
		return text, present
	})
}

// IntoFrom is [Into] for the values of several keys or fields, as MGET and HMGET
// return them in the order of names; those that are absent are left as they are.
func IntoFrom(destination any, names []string, values []models.Result[string]) error {
	if len(names) != len(values) {
		return fmt.Errorf("fields: %d names for %d values; give the names that the values were asked for by", len(names), len(values))
	}
	byName := make(map[string]string, len(names))
	for i, name := range names {
		if text, present := values[i].Get(); present {
			byName[name] = text
		}
	}
	return Into(destination, byName)
}

// Names returns the names of the fields of a struct, or of a pointer to one, in their
// order: what to ask HMGET for.
func Names(source any) ([]string, error) {
	layout, err := layoutOf(reflect.TypeOf(source))
	if err != nil {
		return nil, err
	}
	names := make([]string, len(layout))
	for i, f := range layout {
		names[i] = f.name
	}
	return names, nil
}

// Of returns the fields of a struct, or of a pointer to one, with their values as
// text, in the order of the struct: what HSET takes. Nil pointers are left out, and
// with the tag option omitempty so are zero values.
func Of(source any) ([]models.FieldValue, error) {
	value := reflect.ValueOf(source)
	layout, err := layoutOf(reflect.TypeOf(source))
	if err != nil {
		return nil, err
	}
	if value.Kind() == reflect.Pointer {
		if value.IsNil() {
			return nil, fmt.Errorf("fields: the %T is nil", source)
		}
		value = value.Elem()
	}
	pairs := make([]models.FieldValue, 0, len(layout))
	for _, f := range layout {
		field, err := value.FieldByIndexErr(f.index)
		if err != nil || (f.omitEmpty && field.IsZero()) || (field.Kind() == reflect.Pointer && field.IsNil()) {
			continue // the first: within an embedded struct that is nil
		}
		text, err := format(field)
		if err != nil {
			return nil, fmt.Errorf("fields: %s: %w", f.name, err)
		}
		pairs = append(pairs, models.FieldValue{Field: f.name, Value: text})
	}
	return pairs, nil
}

// setEach sets the fields of the struct that destination points to, as far as lookup
// has a text for their names.
func setEach(destination any, lookup func(name string) (string, bool)) error {
	pointer := reflect.ValueOf(destination)
	if pointer.Kind() != reflect.Pointer || pointer.IsNil() || pointer.Elem().Kind() != reflect.Struct {
		return fmt.Errorf("fields: destination is a %T; give a pointer to a struct", destination)
	}
	layout, err := layoutOf(pointer.Type())
	if err != nil {
		return err
	}
	for _, f := range layout {
		text, present := lookup(f.name)
		if !present {
			continue
		}
		if err := parse(fieldByIndex(pointer.Elem(), f.index), text); err != nil {
			return fmt.Errorf("fields: %s: %w", f.name, err)
		}
	}
	return nil
}

// fieldByIndex returns the field at index, and allocates the embedded structs on the way.
func fieldByIndex(value reflect.Value, index []int) reflect.Value {
	for _, i := range index {
		if value.Kind() == reflect.Pointer {
			if value.IsNil() {
				value.Set(reflect.New(value.Type().Elem()))
			}
			value = value.Elem()
		}
		value = value.Field(i)
	}
	return value
}

var durationType = reflect.TypeFor[time.Duration]()

func format(value reflect.Value) (string, error) {
	if value.Kind() == reflect.Pointer {
		value = value.Elem()
	}
	if m, ok := value.Interface().(encoding.TextMarshaler); ok {
		text, err := m.MarshalText()
		return string(text), err
	}
	switch {
	case value.Type() == durationType:
		return time.Duration(value.Int()).String(), nil
	case value.Kind() == reflect.String:
		return value.String(), nil
	case value.Kind() == reflect.Bool:
		if value.Bool() {
			return "1", nil
		}
		return "0", nil
	case value.CanInt():
		return strconv.FormatInt(value.Int(), 10), nil
	case value.CanUint():
		return strconv.FormatUint(value.Uint(), 10), nil
	case value.CanFloat():
		return strconv.FormatFloat(value.Float(), 'g', -1, value.Type().Bits()), nil
	default: // the layout allows nothing else
		return string(value.Bytes()), nil
	}
}

func parse(value reflect.Value, text string) error {
	if value.Kind() == reflect.Pointer {
		element := reflect.New(value.Type().Elem())
		if err := parse(element.Elem(), text); err != nil {
			return err
		}
		value.Set(element)
		return nil
	}
	if m, ok := value.Addr().Interface().(encoding.TextUnmarshaler); ok {
		return m.UnmarshalText([]byte(text))
	}
	var err error
	bits := 0
	if value.CanInt() || value.CanUint() || value.CanFloat() {
		bits = value.Type().Bits()
	}
	switch {
	case value.Type() == durationType:
		var d time.Duration
		d, err = time.ParseDuration(text)
		value.SetInt(int64(d))
	case value.Kind() == reflect.String:
		value.SetString(text)
	case value.Kind() == reflect.Bool:
		var b bool
		b, err = strconv.ParseBool(text)
		value.SetBool(b)
	case value.CanInt():
		var n int64
		n, err = strconv.ParseInt(text, 10, bits)
		value.SetInt(n)
	case value.CanUint():
		var n uint64
		n, err = strconv.ParseUint(text, 10, bits)
		value.SetUint(n)
	case value.CanFloat():
		var f float64
		f, err = strconv.ParseFloat(text, bits)
		value.SetFloat(f)
	default:
		value.SetBytes([]byte(text))
	}
	if err != nil {
		return fmt.Errorf("the text is no %s", value.Type())
	}
	return nil
}
