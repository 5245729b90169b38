package ws

import (
	"time"

	"github.com/glissade-io/glissade/core/stream"
)

// What a frame may be held back for while another is unanswered. Browsers move a
// few thousand frames a second, whatever is in them: with many callers this is
// worth 5 to 16 times the throughput, and a lone one never waits.
const (
	windowDelay = time.Millisecond
	windowBytes = 16 << 10
)

var _ stream.Framed = (*socket)(nil)

// WriteWindow has the client collect commands while a frame is unanswered.
func (s *socket) WriteWindow() (delay time.Duration, bytes int) {
	return windowDelay, windowBytes
}
