// Package boundarytest writes what JavaScript writes, for tests of what reads it.
//
//	batch := boundarytest.Request(nil, 1, 1, 52, "key", int64(5), boundarytest.Object{{"count", true}})
package boundarytest

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/wasm/internal/boundary"
)

// Object is a JavaScript object, its fields in order.
type Object []Field

// Field is a field of an [Object].
type Field struct {
	Name  string
	Value any
}

// Array is a JavaScript array.
type Array []any

// Raw is bytes that stand in a request as they are, without a tag.
type Raw []byte

// Command is what a request of a command ends with: its words in RESP.
func Command(words ...string) Raw { return resp.AppendCommand(nil, words...) }

// Request appends a request to batch.
func Request(batch []byte, id, client uint32, operation uint16, arguments ...any) []byte {
	start := len(batch)
	batch = append(batch, 0, 0, 0, 0)
	batch = binary.LittleEndian.AppendUint32(batch, id)
	batch = binary.LittleEndian.AppendUint32(batch, client)
	batch = binary.LittleEndian.AppendUint16(batch, operation)
	batch = append(batch, Values(arguments...)...)
	binary.LittleEndian.PutUint32(batch[start:], uint32(len(batch)-start-4))
	return batch
}

// Values returns values as the arguments of a request: nil, bool, int, int64,
// float64, string, []byte, [Array] and [Object].
func Values(values ...any) []byte {
	var out []byte
	for _, value := range values {
		out = appendValue(out, value)
	}
	return out
}

func appendValue(out []byte, value any) []byte {
	counted := func(tag boundary.Tag, n int) []byte {
		return binary.LittleEndian.AppendUint32(append(out, byte(tag)), uint32(n))
	}
	switch value := value.(type) {
	case Raw:
		return append(out, value...)
	case nil:
		return append(out, byte(boundary.TagAbsent))
	case bool:
		if value {
			return append(out, byte(boundary.TagTrue))
		}
		return append(out, byte(boundary.TagFalse))
	case int:
		return appendValue(out, int64(value))
	case int64:
		return binary.LittleEndian.AppendUint64(append(out, byte(boundary.TagInt)), uint64(value))
	case float64:
		return binary.LittleEndian.AppendUint64(append(out, byte(boundary.TagFloat)), math.Float64bits(value))
	case string:
		return append(counted(boundary.TagString, len(value)), value...)
	case []byte:
		return append(counted(boundary.TagBytes, len(value)), value...)
	case Array:
		out = counted(boundary.TagArray, len(value))
		for _, element := range value {
			out = appendValue(out, element)
		}
		return out
	case Object:
		out = counted(boundary.TagObject, len(value))
		for _, field := range value {
			out = binary.LittleEndian.AppendUint32(out, uint32(len(field.Name)))
			out = append(out, field.Name...)
			out = appendValue(out, field.Value)
		}
		return out
	default:
		panic(fmt.Sprintf("boundarytest: JavaScript has no %T", value))
	}
}

// Record is one record of a delivery.
type Record struct {
	ID     uint32
	Status boundary.Status
	Body   []byte
}

// Records takes a delivery apart. It panics if that is malformed.
func Records(delivery []byte) []Record {
	var records []Record
	for len(delivery) > 0 {
		n := 4 + binary.LittleEndian.Uint32(delivery)
		records = append(records, Record{
			ID:     binary.LittleEndian.Uint32(delivery[4:]),
			Status: boundary.Status(delivery[8]),
			Body:   delivery[9:n:n],
		})
		delivery = delivery[n:]
	}
	return records
}

// Failure is what a record with [boundary.StatusFailure] says.
type Failure struct {
	Class                  boundary.Class
	Delivery               byte
	Code, Message, Address string
}

// Failure returns what the record says.
func (r Record) Failure() Failure {
	code, rest := text(r.Body[2:])
	message, rest := text(rest)
	address, _ := text(rest)
	return Failure{boundary.Class(r.Body[0]), r.Body[1], code, message, address}
}

func text(b []byte) (string, []byte) {
	n := 4 + binary.LittleEndian.Uint32(b)
	return string(b[4:n]), b[n:]
}

// Entry is what a record with [boundary.StatusMessages] has: the texts of a message, or
// what stands in the place of one.
type Entry struct {
	Kind    boundary.Entry
	Failure Failure
	Texts   []string
	Count   uint32
}

// Entries takes a record of messages apart. It panics if that is malformed.
func (r Record) Entries() []Entry {
	var entries []Entry
	for body := r.Body; len(body) > 0; {
		e := Entry{Kind: boundary.Entry(body[0])}
		body = body[1:]
		texts := map[boundary.Entry]uint32{boundary.EntryMessage: 2, boundary.EntryPatternMessage: 3, boundary.EntryKeyEvent: 2}[e.Kind]
		if texts == 0 {
			e.Failure.Class, e.Failure.Delivery, body = boundary.Class(body[0]), body[1], body[2:]
			e.Failure.Code, body = text(body)
			e.Failure.Message, body = text(body)
			e.Failure.Address, body = text(body)
		}
		switch e.Kind {
		case boundary.EntryDropped, boundary.EntryKeyEvent:
			e.Count, body = binary.LittleEndian.Uint32(body), body[4:]
		case boundary.EntryGap, boundary.EntryRefused:
			texts, body = binary.LittleEndian.Uint32(body), body[4:]
		}
		for range texts {
			var s string
			s, body = text(body)
			e.Texts = append(e.Texts, s)
		}
		entries = append(entries, e)
	}
	return entries
}
