package logger

import (
	"context"
	"log/slog"
	"slices"
)

// follower is a handler that hands records to the one that is set up at the moment.
type follower struct {
	// changes are the attributes and groups that a logger made of this one has.
	changes []func(slog.Handler) slog.Handler
}

func (f follower) Enabled(ctx context.Context, level slog.Level) bool {
	return current().Enabled(ctx, level)
}

func (f follower) Handle(ctx context.Context, record slog.Record) error {
	handler := current()
	for _, change := range f.changes {
		handler = change(handler)
	}
	return handler.Handle(ctx, record)
}

func (f follower) WithAttrs(attributes []slog.Attr) slog.Handler {
	return f.with(func(h slog.Handler) slog.Handler { return h.WithAttrs(attributes) })
}

func (f follower) WithGroup(name string) slog.Handler {
	return f.with(func(h slog.Handler) slog.Handler { return h.WithGroup(name) })
}

func (f follower) with(change func(slog.Handler) slog.Handler) follower {
	return follower{append(slices.Clip(f.changes), change)}
}
