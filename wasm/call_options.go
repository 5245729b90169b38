package main

import (
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/wasm/internal/frame"
)

// readCallOptions reads the argument of with.
func readCallOptions(in *frame.Arguments) (o options.CallOptions) {
	in.Object("options", func(field string) bool {
		switch field {
		case "timeout":
			o.Timeout = in.Duration(field)
		case "idempotent":
			o.Idempotent = in.Bool(field)
		case "replica":
			o.Replica = in.Bool(field)
		default:
			return false
		}
		return true
	})
	return o
}

// readBatchOptions reads the options of exec.
func readBatchOptions(in *frame.Arguments) (o options.BatchOptions) {
	in.Object("options", func(field string) bool {
		switch field {
		case "timeout":
			o.Timeout = in.Duration(field)
		case "idempotent":
			o.Idempotent = in.Bool(field)
		default:
			return false
		}
		return true
	})
	return o
}
