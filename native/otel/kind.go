package otel

import (
	"strconv"

	"go.opentelemetry.io/otel/attribute"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"

	"github.com/glissade-io/glissade/core"
)

// kindKey tells the operations apart whose spans begin alike.
type kindKey struct {
	name     string // of the command, or PIPELINE or MULTI
	uniform  string // the command of a batch that has no other
	system   string // "" if it is not known
	database int
	host     string
	port     int
}

// kind is what the spans of some operations have in common when they begin.
type kind struct {
	name          string
	system        attribute.KeyValue
	systemUnknown bool
	attributes    []attribute.KeyValue
	start         []trace.SpanStartOption
}

// kindOf returns the kind of an operation.
func (t *telemetry) kindOf(o *core.Operation) *kind {
	key := kindKey{system: t.config.SystemName, database: o.DatabaseID()}
	if key.system == "" {
		key.system = o.ServerName()
	}
	key.name, key.uniform = namesOf(o)
	key.host, key.port = serverOf(o.Addresses())
	return t.kinds.get(key, newKind)
}

// namesOf returns what an operation is called, and the command of a batch that has no other.
func namesOf(o *core.Operation) (name, uniform string) {
	if o.Kind() != core.PipelineOperation && o.Kind() != core.TransactionOperation {
		return o.Name(), ""
	}
	for c := range o.Commands() {
		switch {
		case uniform == "":
			uniform = c.Name()
		case uniform != c.Name():
			return o.Name(), ""
		}
	}
	if o.Len() == 1 {
		return uniform, "" // A batch of one is no batch.
	}
	return o.Name(), uniform
}

func newKind(key kindKey) *kind {
	k := &kind{name: key.name, systemUnknown: key.system == ""}
	if key.uniform != "" {
		k.name += " " + key.uniform
	}
	k.system = semconv.DBSystemNameRedis
	if !k.systemUnknown {
		k.system = semconv.DBSystemNameKey.String(key.system)
	}
	k.attributes = append(k.attributes, k.system, semconv.DBOperationName(k.name), semconv.DBNamespace(strconv.Itoa(key.database)))
	if key.host != "" {
		k.attributes = append(k.attributes, semconv.ServerAddress(key.host))
	}
	if key.port != 0 {
		k.attributes = append(k.attributes, semconv.ServerPort(key.port))
	}
	k.start = []trace.SpanStartOption{trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(k.attributes...)}
	return k
}
