package native

import (
	"context"
	"log/slog"

	"github.com/glissade-io/glissade/core"
)

// WithLogger has the client log what happens to its connections: that one was made
// or that another server is the primary as information, that one was lost or could
// not be made as a warning. Attributes are "address", and "error", "attempt" and
// "wait" where there are such. It takes the place of core.WithConnectionEvents; to
// have both, call [LogConnectionEvent] in a listener of your own.
func WithLogger(logger *slog.Logger) Setting {
	return With(core.WithConnectionEvents(func(e core.ConnectionEvent) { LogConnectionEvent(logger, e) }))
}

// LogConnectionEvent logs one event, as [WithLogger] has it done.
func LogConnectionEvent(logger *slog.Logger, e core.ConnectionEvent) {
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
