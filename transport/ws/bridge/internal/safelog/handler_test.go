//go:build !js

package safelog

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// buffer is a writer that timers may write to.
type buffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

// lines returns what was written since the last call.
func (b *buffer) lines(t *testing.T) (lines []map[string]any) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for line := range strings.Lines(b.text.String()) {
		var fields map[string]any
		require.NoError(t, json.Unmarshal([]byte(line), &fields), line)
		lines = append(lines, fields)
	}
	b.text.Reset()
	return lines
}

func TestLinesOfOneMessageAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out buffer
		h := New(slog.NewJSONHandler(&out, nil))
		log := slog.New(h)
		for range 1000 {
			log.With("client", "192.0.2.1:1").Info("refused")
			log.Info("other")
		}
		lines := out.lines(t)
		require.Len(t, lines, 2*perWindow)
		require.Equal(t, "192.0.2.1:1", lines[0]["client"])

		log.Error("refused")
		time.Sleep(window)
		synctest.Wait()
		counts := map[any]any{}
		for _, line := range out.lines(t) {
			require.Equal(t, "lines suppressed", line["msg"])
			counts[line["message"]] = line["count"]
			if line["message"] == "refused" {
				require.Equal(t, "ERROR", line["level"], "the highest")
			}
		}
		require.Equal(t, map[any]any{"refused": 951.0, "other": 950.0}, counts)

		for range perWindow + 3 {
			log.Info("refused")
		}
		require.Len(t, out.lines(t), perWindow, "a new window")
		h.Close()
		require.Equal(t, 3.0, out.lines(t)[0]["count"], "closing does not lose the count")
		log.Info("third")
		require.Len(t, out.lines(t), 1)
	})
}

func TestFewLinesAreNotCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out buffer
		h := New(slog.NewJSONHandler(&out, nil))
		for range 10 * perWindow {
			slog.New(h).Info("now and then")
			time.Sleep(window / perWindow)
		}
		require.Len(t, out.lines(t), 10*perWindow)
		h.Close()
		require.Empty(t, out.lines(t))
	})
}

// faulty is a handler that panics where it is told to.
type faulty struct {
	where   string
	reached *int
}

func (f faulty) at(where string) {
	*f.reached++
	if f.where == where {
		panic("the handler's own fault")
	}
}

func (f faulty) Enabled(context.Context, slog.Level) bool {
	f.at("Enabled")
	return true
}

func (f faulty) Handle(context.Context, slog.Record) error {
	f.at("Handle")
	return errors.New("full")
}

func (f faulty) WithAttrs([]slog.Attr) slog.Handler {
	f.at("WithAttrs")
	return f
}

func (f faulty) WithGroup(string) slog.Handler {
	f.at("WithGroup")
	return f
}

type badError struct{}

func (badError) Error() string { panic("the error's own fault") }

func TestPanicsOfTheHandlerLoseALineAlone(t *testing.T) {
	for _, where := range []string{"Enabled", "Handle", "WithAttrs", "WithGroup", "nowhere"} {
		synctest.Test(t, func(t *testing.T) {
			reached := 0
			h := New(faulty{where, &reached})
			log := slog.New(h).With("a", 1).WithGroup("g")
			require.NotPanics(t, func() {
				for range perWindow + 1 {
					log.Info("text", "error", badError{})
				}
			})
			time.Sleep(window) // the summary is written by a goroutine of its own
			synctest.Wait()
			h.Close()
			require.Positive(t, reached)
		})
	}
}

func TestTextsOfOthersAreMadeSafe(t *testing.T) {
	var out buffer
	log := slog.New(New(slog.NewJSONHandler(&out, nil)))
	log.With("with", "a\x1b[2Jb").Info("text", "error", errors.New("-ERR "+strings.Repeat("x", 1<<20)), "origin", "http://u:p@h/\n?q=1", "n", 7, "trace", Long(strings.Repeat("y", 1<<20)))
	line := out.lines(t)[0]
	require.Equal(t, `a\x1b[2Jb`, line["with"])
	require.Len(t, line["error"], MaxText+len("…"))
	require.Equal(t, `http://h/\n?q=1`, line["origin"], "the line break ends the URL")
	require.Equal(t, 7.0, line["n"])
	require.Len(t, line["trace"], 8*MaxText+len("…"))
}
