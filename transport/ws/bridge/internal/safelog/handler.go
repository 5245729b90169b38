//go:build !js

// Package safelog stands between what strangers cause to be logged and the handler
// that a program logs with. It bounds how many lines of one message are written,
// escapes and shortens what others wrote, and keeps a panic of the handler from
// ending anything but the line.
package safelog

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

const (
	// window is the time for which lines are counted.
	window = 10 * time.Second
	// perWindow is how many lines with the same message are written in that time.
	perWindow = 50
)

// Handler is a slog.Handler in front of another. Its messages must be few and fixed:
// they are what lines are counted by.
type Handler struct {
	next  slog.Handler
	count *count
}

// New returns a handler that writes to next.
func New(next slog.Handler) *Handler {
	return &Handler{next: next, count: &count{next: next, messages: map[string]*message{}}}
}

// count is what handlers made from one another share.
type count struct {
	next slog.Handler // without attributes, for the summaries

	mu       sync.Mutex
	closed   bool
	messages map[string]*message
}

// message is how often something was logged in the current window.
type message struct {
	began               time.Time
	written, suppressed int
	level               slog.Level // the highest of those suppressed
	summary             *time.Timer
}

// Close writes the summaries that are due. Later lines are still written, but those
// that are too many are not counted any more.
func (h *Handler) Close() {
	h.count.mu.Lock()
	h.count.closed = true
	var due []string
	for text, m := range h.count.messages {
		if m.summary != nil {
			m.summary.Stop()
			due = append(due, text)
		}
	}
	h.count.mu.Unlock()
	for _, text := range due {
		h.count.summarize(text)
	}
}

// allows counts a line and tells whether it is written.
func (c *count) allows(text string, level slog.Level) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	m := c.messages[text]
	if m == nil {
		m = &message{}
		c.messages[text] = m
	}
	if m.summary == nil && time.Since(m.began) >= window {
		*m = message{began: time.Now()}
	}
	if m.written < perWindow {
		m.written++
		return true
	}
	if m.suppressed++; m.suppressed == 1 || level > m.level {
		m.level = level
	}
	if m.summary == nil && !c.closed {
		m.summary = time.AfterFunc(window-time.Since(m.began), func() { c.summarize(text) })
	}
	return false
}

// summarize writes how many lines were left out, and begins a new window.
func (c *count) summarize(text string) {
	c.mu.Lock()
	m := c.messages[text]
	left, level, began := m.suppressed, m.level, m.began
	*m = message{began: time.Now()}
	c.mu.Unlock()
	if left == 0 {
		return
	}
	line := slog.NewRecord(time.Now(), level, "lines suppressed", 0)
	line.AddAttrs(slog.String("message", text), slog.Int("count", left), slog.Duration("during", time.Since(began).Round(time.Millisecond)))
	write(context.Background(), c.next, line)
}

// write hands a line to a handler, of which nothing is known: if it panics the line is
// lost, and the connection that it is about goes on.
func write(ctx context.Context, to slog.Handler, line slog.Record) {
	defer func() { _ = recover() }()
	_ = to.Handle(ctx, line)
}

// Enabled asks the handler behind. One that panics is taken to want nothing.
func (h *Handler) Enabled(ctx context.Context, level slog.Level) (enabled bool) {
	defer func() {
		if recover() != nil {
			enabled = false
		}
	}()
	return h.next.Enabled(ctx, level)
}

// Handle writes the line unless there were too many like it. It returns no error.
func (h *Handler) Handle(ctx context.Context, line slog.Record) error {
	if !h.count.allows(line.Message, line.Level) {
		return nil
	}
	defer func() { _ = recover() }() // of an error's Error method
	clean := slog.NewRecord(line.Time, line.Level, line.Message, line.PC)
	line.Attrs(func(attr slog.Attr) bool {
		clean.AddAttrs(cleaned(attr))
		return true
	})
	write(ctx, h.next, clean)
	return nil
}

// WithAttrs returns a handler that adds attrs to every line.
func (h *Handler) WithAttrs(attrs []slog.Attr) (with slog.Handler) {
	defer func() {
		if recover() != nil {
			with = h // the attributes are lost
		}
	}()
	clean := make([]slog.Attr, len(attrs))
	for i, attr := range attrs {
		clean[i] = cleaned(attr)
	}
	return &Handler{next: h.next.WithAttrs(clean), count: h.count}
}

// WithGroup returns a handler that puts later attributes into a group.
func (h *Handler) WithGroup(name string) (with slog.Handler) {
	defer func() {
		if recover() != nil {
			with = h
		}
	}()
	return &Handler{next: h.next.WithGroup(name), count: h.count}
}

// cleaned returns attr with texts that are safe to show.
func cleaned(attr slog.Attr) slog.Attr {
	value := attr.Value.Resolve()
	switch value.Kind() {
	case slog.KindString:
		return slog.String(attr.Key, Text(value.String(), MaxText))
	case slog.KindAny:
		switch v := value.Any().(type) {
		case error:
			return slog.String(attr.Key, Text(v.Error(), MaxText))
		case Long:
			return slog.String(attr.Key, Text(string(v), 8*MaxText))
		}
	}
	return attr
}
