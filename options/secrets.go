package options

import (
	"reflect"
	"strconv"
	"time"

	"github.com/glissade-io/glissade/internal/printable"
)

// What holds a secret prints itself without it, by every verb of package fmt that asks
// for a text, as JSON and in logs; and so does what holds it in an exported field. The
// settings stay plain fields all the same. Those that only hold such a type have a
// String of their own because fmt, where %s does not fit a pointer, prints what it
// points to without asking anybody.

// String returns the configuration without secrets.
func (c ClientConfiguration) String() string { return textOf(reflect.ValueOf(c)) }

// String returns the configuration without secrets.
func (c ClusterClientConfiguration) String() string { return textOf(reflect.ValueOf(c)) }

// String returns the configuration without secrets.
func (s SentinelConfiguration) String() string { return textOf(reflect.ValueOf(s)) }

// String returns the configuration without secrets.
func (a AdvancedClientConfiguration) String() string { return textOf(reflect.ValueOf(a)) }

// String returns the credentials without the password.
func (c ServerCredentials) String() string { return textOf(reflect.ValueOf(c)) }

// GoString returns what String does, with the type.
func (c ServerCredentials) GoString() string { return "options.ServerCredentials" + c.String() }

// MarshalText returns what String does, for logs. It cannot be read back.
func (c ServerCredentials) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// String returns the settings without the key, and certificates by their size.
func (t TLSConfiguration) String() string { return textOf(reflect.ValueOf(t)) }

// GoString returns what String does, with the type.
func (t TLSConfiguration) GoString() string { return "options.TLSConfiguration" + t.String() }

// MarshalText returns what String does, for logs. It cannot be read back.
func (t TLSConfiguration) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// String returns the configuration without the context, which is the program's.
func (s SubscriptionConfiguration) String() string { return textOf(reflect.ValueOf(s)) }

// GoString returns what String does, with the type.
func (s SubscriptionConfiguration) GoString() string {
	return "options.SubscriptionConfiguration" + s.String()
}

// String returns the options without the password.
func (o MigrateOptions) String() string { return textOf(reflect.ValueOf(o)) }

// GoString returns what String does, with the type.
func (o MigrateOptions) GoString() string { return "options.MigrateOptions" + o.String() }

// MarshalText returns what String does, for logs. It cannot be read back.
func (o MigrateOptions) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// isSecret recognises the fields that are not shown.
func isSecret(field string) bool { return field == "Password" || field == "ClientKey" }

// textOf returns settings as %+v of package fmt does, but for secrets, and for
// certificates, of which it tells the size.
func textOf(v reflect.Value) string {
	switch value := v.Interface().(type) {
	case time.Duration:
		return value.String()
	case NodeAddress:
		return value.String()
	case []byte:
		if value == nil {
			return "<nil>"
		}
		return "(" + strconv.Itoa(len(value)) + " bytes)"
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return "<nil>"
		}
		return textOf(v.Elem())
	case reflect.Struct:
		text := "{"
		for i := range v.NumField() {
			if i > 0 {
				text += " "
			}
			name := v.Type().Field(i).Name
			text += name + ":"
			if isSecret(name) {
				text += printable.Secret(v.Field(i).Len() > 0)
			} else {
				text += textOf(v.Field(i))
			}
		}
		return text + "}"
	case reflect.Slice:
		text := "["
		for i := range v.Len() {
			if i > 0 {
				text += " "
			}
			text += textOf(v.Index(i))
		}
		return text + "]"
	case reflect.Map:
		return "(" + strconv.Itoa(v.Len()) + " entries)"
	case reflect.Func, reflect.Interface:
		if v.IsNil() {
			return "<nil>"
		}
		return "(set)"
	case reflect.Bool:
		return strconv.FormatBool(v.Bool())
	case reflect.Int, reflect.Int64:
		return strconv.FormatInt(v.Int(), 10)
	default:
		return v.String()
	}
}
