package integration

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

// differs tells how a typed value differs from the reply that it was made of, or
// returns "". It takes the reply apart by the rules of the protocol and of package
// models alone, and knows nothing of the decoders. What it demands:
//
//   - each text, number and boolean is the one that stands in its place;
//   - a list has the elements of the reply in their order, a map and a set have all
//     of them and no other;
//   - the fields of a struct are the elements of an array in their order, or, for a
//     struct with a field Extra, the values of a record by their names (see record);
//   - what the reply does not hold is the zero value.
func differs(typed reflect.Value, raw resp.Value) string {
	if rule := rules[typed.Type()]; rule != nil {
		return rule(typed, raw)
	}
	if isNil := typed.MethodByName("IsNil"); isNil.IsValid() && typed.Kind() == reflect.Struct {
		if isNil.Call(nil)[0].Bool() || raw.Null {
			return unequal(isNil.Call(nil)[0].Bool(), raw.Null, typed, raw)
		}
		return differs(typed.MethodByName("Value").Call(nil)[0], raw)
	}
	switch typed.Kind() {
	case reflect.Interface:
		return differsAny(typed, raw)
	case reflect.String:
		return unequal(typed.String(), raw.Text, typed, raw, isText(raw))
	case reflect.Int64:
		if isText(raw) {
			return unequal(strconv.FormatInt(typed.Int(), 10), raw.Text, typed, raw)
		}
		return unequal(typed.Int(), raw.Int, typed, raw, raw.Type == resp.TypeInteger)
	case reflect.Float64:
		number, err := numberOf(raw)
		return unequal(typed.Float(), number, typed, raw, err == nil)
	case reflect.Bool:
		said := raw.Bool || raw.Int == 1
		return unequal(typed.Bool(), said, typed, raw, raw.Type == resp.TypeBoolean || raw.Type == resp.TypeInteger && raw.Int>>1 == 0)
	case reflect.Slice:
		return differsList(typed, raw)
	case reflect.Map:
		return differsMap(typed, raw)
	case reflect.Struct:
		return differsStruct(typed, raw)
	default:
		return "there is no rule to compare a " + typed.Type().String()
	}
}

// unequal returns a problem unless got is want and all of the conditions hold.
func unequal[T comparable](got, want T, typed reflect.Value, raw resp.Value, conditions ...bool) string {
	if got == want && !slices.Contains(conditions, false) {
		return ""
	}
	return fmt.Sprintf("%s is %#v, the server said %q", typed.Type(), typed, resp.AppendValue(nil, raw))
}

func isText(raw resp.Value) bool {
	return raw.Type == resp.TypeBulkString || raw.Type == resp.TypeSimpleString || raw.Type == resp.TypeVerbatimString
}

func isAggregate(raw resp.Value) bool {
	return raw.Type == resp.TypeArray || raw.Type == resp.TypeSet || raw.Type == resp.TypeMap
}

func numberOf(raw resp.Value) (float64, error) {
	switch raw.Type {
	case resp.TypeDouble:
		return raw.Float, nil
	case resp.TypeInteger:
		return float64(raw.Int), nil
	default:
		return strconv.ParseFloat(raw.Text, 64)
	}
}

// differsAny compares what a command without a type of its own returned.
func differsAny(typed reflect.Value, raw resp.Value) string {
	switch raw.Type {
	case resp.TypeNull:
		return unequal(typed.IsNil(), true, typed, raw)
	case resp.TypeSimpleError, resp.TypeBulkError:
		err, ok := typed.Interface().(*failure.ServerError)
		return unequal(ok && err.Error() == raw.Text, true, typed, raw)
	case resp.TypeBigNumber:
		return unequal(typed.Interface() == any(models.BigNumber(raw.Text)), true, typed, raw)
	}
	want := map[resp.Type]reflect.Type{
		resp.TypeSimpleString: reflect.TypeFor[string](), resp.TypeBulkString: reflect.TypeFor[string](), resp.TypeVerbatimString: reflect.TypeFor[string](),
		resp.TypeInteger: reflect.TypeFor[int64](), resp.TypeDouble: reflect.TypeFor[float64](), resp.TypeBoolean: reflect.TypeFor[bool](),
		resp.TypeArray: reflect.TypeFor[[]any](), resp.TypeSet: reflect.TypeFor[models.Set](), resp.TypeMap: reflect.TypeFor[models.Map](),
	}[raw.Type]
	if typed.IsNil() || typed.Elem().Type() != want {
		return unequal(false, true, typed, raw)
	}
	return differs(typed.Elem(), raw)
}

// differsList compares a list with an array or set of its elements. Elements of two
// parts may also come as a map, or as a flat array of their parts. No list, null, is
// an empty one.
func differsList(typed reflect.Value, raw resp.Value) string {
	elements := raw.Elems
	if of := typed.Type().Elem(); raw.Type == resp.TypeMap || of.Kind() == reflect.Struct && isPair(of) && len(elements) > 0 && !isAggregate(elements[0]) {
		elements = nil
		for _, p := range pairsOf(raw) {
			elements = append(elements, resp.Value{Type: resp.TypeArray, Elems: p[:]})
		}
	}
	if problem := unequal(typed.Len(), len(elements), typed, raw, isAggregate(raw) || raw.Null); problem != "" {
		return problem
	}
	for i, element := range elements {
		if problem := differs(typed.Index(i), element); problem != "" {
			return fmt.Sprintf("[%d]: %s", i, problem)
		}
	}
	return ""
}

// isPair reports whether a struct stands for two values that follow each other: two
// fields, or a record with its name before it.
func isPair(of reflect.Type) bool {
	return of.NumField() == 2 && of.Field(0).IsExported() || isNamed[of]
}

// pairsOf returns the entries of a map, or those of an array or set that holds keys
// and values in turn.
func pairsOf(raw resp.Value) [][2]resp.Value {
	var pairs [][2]resp.Value
	for pair := range slices.Chunk(raw.Elems, 2) {
		pairs = append(pairs, [2]resp.Value(append(pair, resp.Value{})))
	}
	return pairs
}

// differsMap compares a map with pairs, and a set with elements.
func differsMap(typed reflect.Value, raw resp.Value) string {
	var pairs [][2]resp.Value
	isSet := typed.Type().Elem() == reflect.TypeFor[struct{}]()
	if isSet {
		for _, element := range raw.Elems {
			pairs = append(pairs, [2]resp.Value{element})
		}
	} else {
		pairs = pairsOf(raw)
	}
	if problem := unequal(typed.Len(), len(pairs), typed, raw, isAggregate(raw)); problem != "" {
		return problem
	}
	for _, p := range pairs {
		value := typed.MapIndex(reflect.ValueOf(p[0].Text))
		if !value.IsValid() {
			return unequal(false, true, typed, raw)
		}
		if isSet {
			continue
		}
		if problem := differs(value, p[1]); problem != "" {
			return fmt.Sprintf("[%q]: %s", p[0].Text, problem)
		}
	}
	return ""
}

// differsStruct compares a struct with an array of its fields or, if it has a field
// Extra, with a record. The name of a record may stand before it.
func differsStruct(typed reflect.Value, raw resp.Value) string {
	if _, isRecord := typed.Type().FieldByName("Extra"); !isRecord {
		return differsPlaces(typed, raw.Elems, fieldsOf(typed.Type()), isAggregate(raw))
	}
	leading := leadingFields[typed.Type()]
	if len(leading) == 0 {
		return differsRecord(typed, pairsOf(raw), nil)
	}
	if len(raw.Elems) < len(leading) {
		return unequal(false, true, typed, raw)
	}
	for i, name := range leading {
		if problem := differsField(typed, name, raw.Elems[i]); problem != "" {
			return problem
		}
	}
	var record resp.Value
	if len(raw.Elems) > len(leading) {
		record = raw.Elems[len(leading)]
	}
	return differsRecord(typed, pairsOf(record), leading)
}

func fieldsOf(of reflect.Type) []string {
	var names []string
	for i := range of.NumField() {
		names = append(names, of.Field(i).Name)
	}
	return names
}

// differsPlaces compares the fields of those names with values, in their order. Fields
// without a value, and all others, must be zero.
func differsPlaces(typed reflect.Value, values []resp.Value, names []string, conditions ...bool) string {
	if len(values) > len(names) || slices.Contains(conditions, false) {
		return unequal(false, true, typed, resp.Value{Type: resp.TypeArray, Elems: values})
	}
	for i, value := range values {
		if problem := differsField(typed, names[i], value); problem != "" {
			return problem
		}
	}
	return isSetBesides(typed, names[:len(values)])
}

// isSetBesides names a field that is not zero and not among names.
func isSetBesides(typed reflect.Value, names []string) string {
	for i := range typed.NumField() {
		name := typed.Type().Field(i).Name
		empty := typed.Field(i).IsZero() || typed.Field(i).Kind() == reflect.Slice && typed.Field(i).Len() == 0
		if !empty && !slices.Contains(names, name) {
			return fmt.Sprintf("%s.%s is %#v, of which the server said nothing", typed.Type(), name, typed.Field(i))
		}
	}
	return ""
}

// differsField compares a field, whose numbers may be times.
func differsField(typed reflect.Value, name string, raw resp.Value) string {
	full := typed.Type().Name() + "." + name
	var problem string
	if field := typed.FieldByName(name); isTime(field.Type()) {
		problem = differsTime(field, raw, units[full])
	} else if rule := fieldRules[full]; rule != nil {
		problem = rule(field, raw)
	} else {
		problem = differs(field, raw)
	}
	if problem != "" {
		return full + ": " + problem
	}
	return ""
}

func isTime(of reflect.Type) bool {
	switch of {
	case reflect.TypeFor[time.Time](), reflect.TypeFor[time.Duration](),
		reflect.TypeFor[models.Result[time.Time]](), reflect.TypeFor[models.Result[time.Duration]]():
		return true
	default:
		return false
	}
}

// differsTime compares a time or a duration with its number, which is in that unit.
// A negative number says that there is no time.
func differsTime(typed reflect.Value, raw resp.Value, unit time.Duration) string {
	number, err := numberOf(raw)
	if err != nil || unit == 0 {
		return unequal(false, true, typed, raw)
	}
	want := time.Duration(number * float64(unit)).Round(time.Millisecond)
	if number == float64(int64(number)) {
		want = time.Duration(number) * unit
	}
	got := typed.Interface()
	if optional, ok := got.(models.Result[time.Time]); ok {
		if number < 0 {
			return unequal(optional.IsNil(), true, typed, raw)
		}
		got = optional.Value()
	}
	if optional, ok := got.(models.Result[time.Duration]); ok {
		if number < 0 {
			return unequal(optional.IsNil(), true, typed, raw)
		}
		got = optional.Value()
	}
	if at, ok := got.(time.Time); ok {
		return unequal(at.UnixNano(), int64(want), typed, raw)
	}
	return unequal(got.(time.Duration), want, typed, raw)
}
