//go:build !js

package bridge

import (
	"log"
	"strings"

	"github.com/glissade-io/glissade/transport/ws/bridge/internal/safelog"
)

// ErrorLog returns a logger for the ErrorLog field of the http.Server in front of the
// bridge. What that reports, which clients can cause as often as they like, then goes
// to Config.Logger, with the bounds and the escaping of the bridge's own lines.
func (b *Bridge) ErrorLog() *log.Logger { return log.New(errorLines{b}, "", 0) }

type errorLines struct{ b *Bridge }

// Write logs one line of the server.
func (l errorLines) Write(line []byte) (int, error) {
	l.b.log.Warn("http server", "error", safelog.Long(strings.TrimSuffix(string(line), "\n")))
	return len(line), nil
}
