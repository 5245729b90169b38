package nodes

import (
	"bytes"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/stretchr/testify/require"
)

// record is what is logged, as text.
type record struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (r *record) Write(line []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.Write(line)
}

// logger returns one of all levels.
func (r *record) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(r, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

func (r *record) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.String()
}

// lines returns the lines with a message.
func (r *record) lines(message string) []string {
	var found []string
	for line := range strings.Lines(r.String()) {
		if strings.Contains(line, `msg="valkey: `+message+`"`) || strings.Contains(line, "msg=valkey: "+message+" ") {
			found = append(found, line)
		}
	}
	return found
}

// await waits until a message is logged.
func (r *record) await(s *environment, message string) {
	s.Helper()
	require.Eventually(s, func() bool { return len(r.lines(message)) > 0 }, patience, time.Millisecond, "%s", message)
}
