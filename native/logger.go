package native

import (
	"context"
	"fmt"
	"log/slog"
	"os"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/callback"
)

// WithLogger has the client log what happens to its connections: that one was made
// or that another server is the primary as information, that one was lost or could
// not be made as a warning. Attributes are "address", and "error", "attempt" and
// "wait" where there are such. A panic in a function of the program's that the client
// outlives, see core.WithPanicHandler, is logged as an error, with its "stack"; without
// this setting it goes to slog.Default.
//
// It takes the place of core.WithConnectionEvents and core.WithPanicHandler; to have
// both, call [LogConnectionEvent] in a listener of your own. If the logger's handler
// panics the client goes on, and the panic is written to standard error.
func WithLogger(logger *slog.Logger) Option {
	return func(c *clientOptions) {
		c.need("WithLogger", logger == nil, "give a logger, or leave the setting out")
		With(
			core.WithConnectionEvents(func(e core.ConnectionEvent) { LogConnectionEvent(logger, e) }),
			core.WithPanicHandler(func(e *failure.PanicError) { logPanic(logger, e) }),
		)(c)
	}
}

// LogConnectionEvent logs one event, as [WithLogger] has it done. Without a logger it
// does nothing.
func LogConnectionEvent(logger *slog.Logger, e core.ConnectionEvent) {
	if logger == nil {
		return
	}
	level := slog.LevelInfo
	attributes := []slog.Attr{slog.String("address", e.Address)}
	if e.Err != nil {
		level = slog.LevelWarn
		attributes = append(attributes, slog.Any("error", e.Err))
	}
	if e.Attempt > 0 {
		attributes = append(attributes, slog.Int("attempt", e.Attempt), slog.Duration("wait", e.Wait))
	}
	logger.LogAttrs(context.Background(), level, "valkey: "+string(e.Kind), attributes...)
}

// logPanic logs a panic. It may be the logger that has panicked.
func logPanic(logger *slog.Logger, e *failure.PanicError) {
	err := callback.Call("the logger", func() {
		logger.Error("valkey: a function of the program panicked", "error", e, "stack", string(e.Stack))
	})
	if err != nil {
		fmt.Fprintf(os.Stderr, "valkey: %v\n%s\nvalkey: %v\n", e, e.Stack, err)
	}
}
