package mux

import (
	"context"
	"time"

	"github.com/glissade-io/glissade/internal/restate"
)

// Request is a command, or several that are written together.
type Request struct {
	// Name is what errors call the request: "SET".
	Name string
	// Bytes is the encoded request. It is copied before Do or Submit returns.
	Bytes []byte
	// Replies is how many replies the server will send; 0 stands for 1.
	Replies int
	// Timeout bounds the whole request; 0 leaves it to the context alone.
	Timeout time.Duration
	// Context, if set, ends a request that is submitted as the context of [Conn.Do] ends one
	// that is waited for. One that has no connection yet hears of it when there is one. The
	// Call must not be used again.
	Context context.Context
	// Prelude is how many replies come before those and are dropped, as the one to
	// the ASKING that a request begins with.
	Prelude uint16
	// KeepPrelude has those replies kept all the same: see [Call.Prelude].
	KeepPrelude bool
	// Details, if set, is set to what the Call knows beside the replies: it is for who submits
	// the request, and has no Call to ask.
	Details *Details
	// Verify has the replies handed out only once it is proven that they are this
	// request's: for commands that are not known to be answered exactly once.
	Verify bool
	// Independent says that the replies are those of commands which have nothing to do
	// with each other: where one is beyond a limit the request does not fail, and
	// [Call.ReplyErr] tells of it.
	Independent bool
	// Each, for [Conn.SubmitCall] alone, has the replies handed on one by one as they
	// arrive, rather than together: with the reply's number, counted from 0, and the
	// reply, valid only during the call, or why there is none. The completion gets no
	// replies, and its error is that of all which [Call.Given] does not count. The Call
	// must not be used again.
	Each func(i int, frame []byte, err error)
}

// Life returns the context of a request that is submitted.
func (r *Request) Life() context.Context {
	if r.Context == nil {
		return context.Background()
	}
	return r.Context
}

// Details is what is known of a request beside its replies, valid during its completion.
type Details struct {
	// Prelude and Tracker are those of the Call.
	Prelude []byte
	Tracker Tracker
}

// Call is the state of one request. Its zero value is ready for [Conn.Do], and it
// may be used again, with what it has allocated, once Do has returned; it must not
// be used by two requests at a time.
type Call struct {
	// The order is that of who touches the fields, so that few cache lines go from one
	// processor to another: first what a caller reads who has been woken,
	stage           stage
	taken           bool
	contextDeadline bool // whether the deadline is the context's rather than the timeout's
	verify          bool
	independent     bool
	keepPrelude     bool
	purpose         purpose
	prelude         uint16 // replies that come first and are dropped
	replies         int
	data            []byte
	err             error         // written only if there is one
	done            chan struct{} // holds one token when the request has ended; nil with a completion

	// then what else is needed under the lock,
	ends        []int // of the replies in data
	completion  func(frames []byte, err error)
	size        int          // bytes of the request
	position    uint64       // in the write buffer, in the order of replies, or among the replies held; see stage
	writeBuffer *writeBuffer // that holds the request while it is pending
	deadline    int64        // 0 means none

	// and then what is the caller's, or seldom there.
	began          int64          // on the connection's clock, as deadline
	stopWatch      func()         // ends the watch of the context, if there is one
	limited        []limitedReply // replies beyond a limit, for which data has a placeholder
	name           string
	timeout        time.Duration
	elapsed        time.Duration
	conn           *Conn     // that took the last request
	waiting        time.Time // since when it is kept for a connection, of one that is submitted
	probeReply     []byte    // of a probe or a fence: the reply that it must have
	preludeReplies []byte    // the replies of the prelude, if they are kept
	details        *Details  // who wants to know of them
	each           func(i int, frame []byte, err error)
	given          int // replies that were handed to each
}

// purpose tells the connection's own requests from those of others.
type purpose uint8

const (
	ordinary       purpose = iota
	probing                // it is a probe of the order of replies
	fencing                // it ends with the reply to the PING behind its commands
	authenticating         // it is a fence behind AUTH
)

func (call *Call) isProbe() bool { return call.purpose == probing }

func (call *Call) isFence() bool { return call.purpose >= fencing }

// stage is guarded by the connection's lock.
type stage uint8

const (
	stagePending  stage = iota // in the buffer, not yet given to the stream
	stageInFlight              // given to the stream; waits for its replies
	stageHeld                  // has its replies, which are not proven to be its own yet
	stageEnded                 // its end was decided by someone who will finish it
)

// Frames returns the replies back to back, each as the RESP bytes that the server
// sent. The memory belongs to the Call and is overwritten by its next use.
func (call *Call) Frames() []byte { return call.data }

// Frame returns the i-th reply. The same holds for its memory.
func (call *Call) Frame(i int) []byte {
	if call.replies <= 1 {
		return call.data[:len(call.data):len(call.data)]
	}
	start := 0
	if i > 0 {
		start = call.ends[i-1]
	}
	return call.data[start:call.ends[i]:call.ends[i]]
}

// Prelude returns the replies of the prelude back to back, if they were to be kept, in memory
// of the Call's.
func (call *Call) Prelude() []byte { return call.preludeReplies }

// Tracker returns the Tracker of the connection that took the last request; nil if it has
// none. It is to be asked before Release.
func (call *Call) Tracker() Tracker {
	if call.conn == nil {
		return nil
	}
	return call.conn.tracker
}

// Detach gives the memory of the replies to the caller: what Frame has returned stays as
// it is. The Call holds no reply any more.
func (call *Call) Detach() { call.data, call.ends = nil, call.ends[:0] }

// Set has the Call hold a reply that was not received but made, until its next use:
// what appendReply appends to the memory that it is given.
func (call *Call) Set(appendReply func(dst []byte) ([]byte, error)) error {
	data, err := appendReply(call.data[:0])
	if err != nil {
		return err
	}
	call.data, call.ends = data, append(call.ends[:0], len(data))
	return nil
}

// Given returns how many replies of a request with Each were handed on, once it has ended.
func (call *Call) Given() int { return call.given }

// Replies returns how many replies have been received.
func (call *Call) Replies() int { return len(call.ends) }

// ReplyErr returns why the i-th reply of an Independent request was not taken, or nil.
// A null stands in its place. The error is a *failure.ConnectionError, with the
// *resp.ProtocolError that names the limit, for the command of the given name.
func (call *Call) ReplyErr(i int, command string) error {
	for _, b := range call.limited {
		if b.index == i {
			return restate.For(b.err, restate.Request{Command: command, Delivery: b.err.Delivery})
		}
	}
	return nil
}

// Taken reports whether the connection took the last request. One that it did not
// take, because it had ended already, may go to another with all of its time left.
func (call *Call) Taken() bool { return call.taken }

// Elapsed returns for how long the last request had been under way when it failed
// or was answered by an error or by several replies, so that it may be tried again
// within the time that is left. It is 0 for any other, and for one that never began.
func (call *Call) Elapsed() time.Duration { return call.elapsed }

// Wait notes that a request which is to be submitted waits for a connection from now on.
func (call *Call) Wait() { call.waiting = time.Now() }

// Running returns for how long a request has been under way that was submitted, its wait
// for a connection included. It is 0 for one that was not taken at once.
func (call *Call) Running() time.Duration {
	switch {
	case !call.waiting.IsZero():
		return time.Since(call.waiting)
	case call.conn != nil:
		return time.Duration(call.conn.now() - call.began)
	default:
		return 0
	}
}

// maxKeptBytes is the most that a Call keeps for its next use.
const maxKeptBytes = 64 << 10

// Release drops what a large reply has left behind, so that a pool of Calls does
// not hold on to it.
func (call *Call) Release() {
	call.conn, call.waiting = nil, time.Time{}
	if cap(call.data) > maxKeptBytes {
		call.data = nil
	}
	if cap(call.ends) > maxKeptBytes/8 {
		call.ends = nil
	}
	if cap(call.preludeReplies) > maxKeptBytes/8 {
		call.preludeReplies = nil
	}
}

func (call *Call) prepare(request Request, now int64) {
	call.name = request.Name
	call.timeout = request.Timeout
	call.began = now
	call.deadline = 0
	call.contextDeadline = false
	if request.Timeout > 0 {
		call.deadline = now + int64(request.Timeout)
	}
	call.replies = max(request.Replies, 1)
	call.prelude, call.keepPrelude = request.Prelude, request.KeepPrelude
	call.preludeReplies, call.details = call.preludeReplies[:0], request.Details
	call.verify = request.Verify
	call.independent = request.Independent
	call.each, call.given = request.Each, 0
	call.size = len(request.Bytes)
	call.stage, call.taken = stagePending, false
	call.data = call.data[:0]
	call.ends = call.ends[:0]
	if call.replies > 1 && cap(call.ends) < call.replies {
		call.ends = make([]int, 0, call.replies)
	}
	call.err, call.limited = nil, nil
}

// finish ends the request. The caller must have moved it to stageEnded, or must
// own it in another way, and must not hold the connection's lock.
func (call *Call) finish(err error) {
	if err != nil {
		call.err = err
	}
	call.setDetails()
	if call.completion != nil {
		if call.each != nil {
			call.finishEach(err)
			return
		}
		call.completion(call.data, err)
		return
	}
	call.done <- struct{}{}
}

// setDetails has who submitted the request know what the Call does.
func (call *Call) setDetails() {
	if call.details != nil {
		*call.details = Details{call.preludeReplies, call.Tracker()}
	}
}

func (call *Call) add(frame []byte) {
	call.data = append(call.data, frame...)
	call.ends = append(call.ends, len(call.data))
}
