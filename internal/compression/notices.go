package compression

import (
	"sync/atomic"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/page"
	"github.com/glissade-io/glissade/models"
)

// reason is why a value is sent as it is, or cannot be read.
type reason int

const (
	noGain reason = iota
	alreadyMarked
	damaged
	tooLong
	otherVersion
	unknownBackend
	unlinkedBackend
	reasons
)

// reasonTexts are what events call them.
var reasonTexts = [reasons]string{
	noGain:          "would not become shorter",
	alreadyMarked:   "already compressed",
	damaged:         "damaged",
	tooLong:         "longer than MaxDecompressedSize",
	otherVersion:    "version not known",
	unknownBackend:  "backend not known",
	unlinkedBackend: "backend not linked",
}

// noticePause is how long nothing is told of a reason once it was, so that many values make
// few events.
const noticePause = time.Minute

// notices tells what became of values.
type notices struct {
	notify func(models.ClientEvent)
	since  time.Time
	of     [reasons]notice
}

// notice is what is to be told of values of one reason.
type notice struct {
	values atomic.Int64 // since the last event
	next   atomic.Int64 // from when on there may be another, in nanoseconds since notices.since
}

// reportTo has notify, if it is not nil, called with what becomes of values.
func (n *notices) reportTo(notify func(models.ClientEvent)) {
	if page.Only || notify == nil {
		return
	}
	n.notify, n.since = notify, time.Now()
}

// skip tells that a value of a command is sent as it is.
func (c *codec) skip(why reason, command string) {
	c.notices.emit(why, models.ClientEvent{Kind: models.CompressionSkipped, Command: command})
}

// fail tells that a value could not be read.
func (c *codec) fail(why reason, err *failure.CompressionError) {
	c.notices.emit(why, models.ClientEvent{Kind: models.DecompressionFailed, Command: err.Command, Err: err})
}

// emit tells of a value, or counts it until somebody tells of the next.
func (n *notices) emit(why reason, e models.ClientEvent) {
	if page.Only || n.notify == nil {
		return
	}
	of := &n.of[why]
	of.values.Add(1)
	now, next := int64(time.Since(n.since)), of.next.Load()
	if now < next || !of.next.CompareAndSwap(next, now+int64(noticePause)) {
		return
	}
	e.Reason, e.Values = reasonTexts[why], int(of.values.Swap(0))
	n.notify(e)
}
