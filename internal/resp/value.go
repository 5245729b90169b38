package resp

import (
	"slices"
	"strconv"
	"strings"
)

// Value is a whole reply as a tree. The zero Value is encoded as a null.
type Value struct {
	// Type is the value's type. Streamed strings and aggregates have the type of
	// those that are not, and every null is TypeNull.
	Type Type
	// Null is true for a null.
	Null bool
	// Bool is the value of a boolean.
	Bool bool
	// Int is the value of an integer.
	Int int64
	// Float is the value of a double.
	Float float64
	// Text is the text of a string, error or big number, and of a verbatim string
	// without its format.
	Text string
	// Format is the format of a verbatim string, "txt" or "mkd".
	Format string
	// Elems are the elements of an array, set or push; those of a map are its keys
	// and values in turn, in the server's order.
	Elems []Value
	// Attributes are the keys and values, in turn, of the attributes before it.
	Attributes []Value
}

// Decode returns the reply in frame as a tree that shares no memory with it. The
// error is a *ProtocolError if frame is not one whole reply and nothing else.
// Memory is in proportion to the frame's length, whatever its headers say: 35 times
// that where the values are small. So a frame of more than MaximumTree values, about 100
// MiB of tree, is refused; a [Decoder] walks such a one.
func Decode(frame []byte) (Value, error) {
	t := tree{decoder: NewDecoder(frame)}
	t.decoder.Attributes = true
	var v Value
	if err := t.value(&v, 0); err != nil {
		return Value{}, err
	}
	if err := t.decoder.finish(); err != nil {
		return Value{}, err
	}
	return v, nil
}

// tree builds the tree of one reply.
type tree struct {
	decoder Decoder
	// texts holds short texts together: one allocation for many of them, and
	// little is kept alive by a text that outlives the others.
	texts strings.Builder
	// values is how many there are so far.
	values int
}

// MaximumTree is the most values that [Decode] makes a tree of: 1,048,576.
const MaximumTree = 1 << 20

const (
	textBlockSize = 4 << 10 // the size of a block of short texts
	maxSharedText = 256     // what goes into one
)

func (t *tree) value(v *Value, depth int) error {
	var token Token
	for {
		start := t.decoder.pos
		if err := t.decoder.next(&token); err != nil {
			return err
		}
		if token.Type.aggregate() && depth >= MaximumDepth {
			return frameLimits.depthExcess().at(int64(start), token.Type)
		}
		if token.Type != TypeAttribute {
			break
		}
		if err := t.elements(&v.Attributes, 2*token.Len, depth); err != nil {
			return err
		}
	}
	v.Type, v.Null, v.Bool, v.Int, v.Float = token.Type, token.Null, token.Bool, token.Int, token.Float
	v.Text = t.text(token.Text)
	switch token.Type {
	case TypeVerbatimString:
		v.Format = t.text(token.Format)
	case TypeMap:
		return t.elements(&v.Elems, 2*token.Len, depth)
	case TypeArray, TypeSet, TypePush:
		return t.elements(&v.Elems, token.Len, depth)
	}
	return nil
}

// elements appends n values to list. The Decoder has seen to it that n is in
// proportion to the frame.
func (t *tree) elements(list *[]Value, n, depth int) error {
	if t.values += n; t.values > MaximumTree {
		return t.decoder.fail(t.decoder.pos, 0, "more than "+strconv.Itoa(MaximumTree)+" values for a tree; walk it with a Decoder")
	}
	start := len(*list)
	*list = slices.Grow(*list, n)[:start+n]
	for i := range n {
		if err := t.value(&(*list)[start+i], depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (t *tree) text(text []byte) string {
	if len(text) > maxSharedText {
		return string(text)
	}
	if t.texts.Cap()-t.texts.Len() < len(text) {
		t.texts.Reset()
		t.texts.Grow(min(textBlockSize, len(text)+len(t.decoder.frame)-t.decoder.pos))
	}
	start := t.texts.Len()
	t.texts.Write(text)
	return t.texts.String()[start:]
}

// AppendValue appends v, with its attributes, in the one form that each value has:
// lengths instead of streams, "_" for null, the shortest text for a double. A key
// of a map that has no value gets a null, and a type that is none becomes a null.
func AppendValue(dst []byte, v Value) []byte {
	if len(v.Attributes) > 0 {
		dst = appendPairs(AppendAttributeHeader(dst, (len(v.Attributes)+1)/2), v.Attributes)
	}
	if v.Null {
		return AppendNull(dst)
	}
	switch v.Type {
	case TypeSimpleString:
		return AppendSimpleString(dst, v.Text)
	case TypeSimpleError:
		return AppendSimpleError(dst, v.Text)
	case TypeInteger:
		return AppendInteger(dst, v.Int)
	case TypeBulkString:
		return AppendBulk(dst, v.Text)
	case TypeBoolean:
		return AppendBoolean(dst, v.Bool)
	case TypeDouble:
		return AppendDouble(dst, v.Float)
	case TypeBigNumber:
		return AppendBigNumber(dst, v.Text)
	case TypeBulkError:
		return AppendBulkError(dst, v.Text)
	case TypeVerbatimString:
		return AppendVerbatim(dst, v.Format, v.Text)
	case TypeArray, TypeSet, TypePush:
		return appendValues(appendHeader(dst, v.Type, len(v.Elems)), v.Elems)
	case TypeMap:
		return appendPairs(AppendMapHeader(dst, (len(v.Elems)+1)/2), v.Elems)
	default:
		return AppendNull(dst)
	}
}

func appendValues(dst []byte, values []Value) []byte {
	for i := range values {
		dst = AppendValue(dst, values[i])
	}
	return dst
}

func appendPairs(dst []byte, values []Value) []byte {
	dst = appendValues(dst, values)
	if len(values)%2 != 0 {
		dst = AppendNull(dst)
	}
	return dst
}
