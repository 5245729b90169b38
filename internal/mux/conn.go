package mux

import (
	"cmp"
	"context"
	"io"
	"sync"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

// Config describes a connection. Only Address has no useful zero value, and even
// that is needed for messages alone.
type Config struct {
	// Address names the server in errors.
	Address string
	// Handshake holds the settings of the handshake.
	Handshake Handshake
	// InFlightLimit bounds the replies that may be outstanding; further requests
	// wait, unsent, within their own time. 0 stands for 1000, as in GLIDE.
	InFlightLimit int
	// Limits bound what a server may send.
	Limits resp.Limits
	// Window holds small writes back while one is unanswered. Its zero value leaves
	// it to the stream: one that is a stream.Framed says what suits it, any other
	// is written to at once.
	Window Window
	// IdlePing is after how long without anything received on an idle connection a
	// PING is sent, so that a server that has vanished is missed. 0 stands for 10
	// seconds on a stream that does not find that out by itself (see
	// stream.KeptAlive), or while somebody listens, and else for never; negative is never.
	IdlePing time.Duration
	// Silence is for how long nothing at all may be received while the oldest request
	// in flight is one that was canceled or timed out, or the PING. The connection then
	// ends. A request that is still waited for may take as long as it likes. 0 stands
	// for 5 seconds; negative is for ever.
	Silence time.Duration
	// Unrequested is called with each reply that comes while no request awaits one, as
	// a server sends them after MONITOR, in order, on the goroutine that reads. It must
	// not block, and the frame is valid only during the call. Such a connection is
	// for nothing else: a reply that comes while a request is under way is taken for
	// the request's. Without Unrequested, one that nobody awaits ends the connection.
	Unrequested func(frame []byte)
	// Subscriber says that the connection is for subscriptions alone, under RESP2: the
	// arrays that messages and confirmations are there count as push messages.
	Subscriber bool
	// Tracking, if set, has the server say which keys change, unless Exclusive is set too.
	Tracking *Tracking
	// Exclusive says that one caller has the connection, and ends it when a request in
	// flight is canceled. No probes of the order of replies are sent, which would get
	// in between MULTI and EXEC.
	Exclusive bool
	// Closed is called once, when the connection has ended, with the reason.
	Closed func(reason error)
}

const defaultInFlightLimit = 1000

// Conn is a connection that many requests share. Its methods may be called from
// any number of goroutines.
type Conn struct {
	config  Config
	stream  stream.Stream
	server  models.Server
	epoch   time.Time
	limit   int
	arrived io.Reader          // reads what has arrived without waiting; nil if the stream cannot
	peer    stream.PeerWatcher // nil if the stream is none
	reading struct {           // owned by whoever holds the reading role
		frames   *resp.Reader
		batch    []delivery
		limitErr *resp.ProtocolError // of the last in batch, if it is beyond a limit
		listener Listener            // for the push messages that were read with batch
	}
	readInterrupter  stream.ReadInterrupter  // nil if the stream is none
	writeInterrupter stream.WriteInterrupter // nil if the stream is none
	bubbled          bool                    // no channel is kept in a Call

	mu    sync.Mutex
	ended error // why no request is taken any more
	// failing is why the connection is about to end, set a moment before it does.
	failing error
	closing bool // an orderly close waits for what is outstanding
	drained chan struct{}

	pending         writeQueue
	inFlight        replyQueue
	replies         int   // outstanding in inFlight, without those that are not counted any more
	canceledReplies int   // those of them whose requests were canceled since the last reply
	idleSince       int64 // when the last reply that was due had come

	writing          bool          // someone writes or is about to
	toWrite          chan struct{} // holds a token when the goroutine is to write that writes always; see startWriting
	writer           *Call         // the caller that writes on its own goroutine
	writeInterrupted bool          // writes are interrupted

	reader          role
	readCaller      *Call // the caller that reads on its own goroutine
	readInterrupted bool  // reads are interrupted
	alwaysReads     bool  // something reads at all times
	loneReplies     int   // lone replies in a row, seen by the background reader
	deferredUntil   int64 // by when somebody must read; 0 while there is somebody, or nothing to read

	unanswered   bool        // a write went out since the last reply (window)
	writeDelayed bool        // a write is held back, and delayTimer set
	delayTimer   *time.Timer // ends the delay

	live  liveness
	order order

	timer          *time.Timer // fires at tickAt
	tickAt         int64       // 0 if the timer is not set
	requestsAtTick uint64      // requests taken when the timer last fired

	stats models.Statistics

	// What is only for push messages comes last, so that what each request touches lies in
	// as few cache lines as without it.
	listener Listener // nil if nobody listens
	tracker  Tracker  // nil if the server does not say which keys change
	tracking bool     // the server has agreed to say it
	fences   uint64   // so far
	pushed   pushed   // owned by whoever holds the reading role
}

// role says who reads from the stream.
type role uint8

const (
	noReader role = iota
	callerReader
	backgroundReader
)

func newConn(s stream.Stream, config Config) *Conn {
	c := &Conn{config: config, stream: s, epoch: time.Now(), limit: config.InFlightLimit}
	if c.limit <= 0 {
		c.limit = defaultInFlightLimit
	}
	c.live.configure(config, s)
	c.alwaysReads = config.Unrequested != nil || c.tracks()
	c.reading.frames = resp.NewReader(guard{s}, config.Limits)
	c.order.unprovable = !canProbe(config)
	c.peer, _ = s.(stream.PeerWatcher)
	if arrivals, ok := s.(stream.ArrivalReader); ok {
		c.arrived = arrivedReader{arrivals}
	}
	c.readInterrupter, _ = s.(stream.ReadInterrupter)
	c.writeInterrupter, _ = s.(stream.WriteInterrupter)
	if bubbled, ok := s.(stream.Bubbled); ok {
		c.bubbled = bubbled.InBubble()
	}
	if framed, ok := s.(stream.Framed); ok && c.config.Window == (Window{}) {
		c.config.Window.Delay, c.config.Window.Bytes = framed.WriteWindow()
	}
	return c
}

// Do submits a request and waits for its replies, which are then in call. It
// returns nil even if a reply is an error of the server: replies are not looked
// at. Errors: *failure.ConnectionError, *failure.TimeoutError,
// *failure.CanceledError, *failure.ClosingError.
func (c *Conn) Do(ctx context.Context, call *Call, request Request) error {
	reads, err := c.start(ctx, call, request, false)
	if err != nil {
		return err
	}
	return c.await(ctx, call, reads)
}

// start submits a request. It returns true if the caller must read, which one that
// defers its read does not: it has more to start before it awaits the first.
func (c *Conn) start(ctx context.Context, call *Call, request Request, deferred bool) (reads bool, err error) {
	call.taken, call.elapsed = false, 0
	if ctx.Err() != nil {
		return false, contextError(ctx, c.config.Address, request.Name, failure.NotSent)
	}
	now := c.now()
	call.prepare(request, now)
	if deadline, ok := ctx.Deadline(); ok {
		at := int64(deadline.Sub(c.epoch))
		if at <= now { // the context may not know it yet
			return false, c.timeoutError(&Call{name: request.Name, contextDeadline: true}, failure.NotSent, deadlinePassed)
		}
		if call.deadline == 0 || at < call.deadline {
			call.deadline, call.contextDeadline = at, true
			call.timeout = time.Duration(at - now)
		}
	}
	cancellable := ctx.Done() != nil

	c.mu.Lock()
	if c.reader == noReader {
		c.checkIdle(now)
	}
	if err := c.refusal(request.Name); err != nil {
		c.mu.Unlock()
		return false, err
	}
	if call.done == nil || c.bubbled {
		call.done = make(chan struct{}, 1)
	}
	c.enqueue(call, request.Bytes, now)
	var writes bool
	tickBy := call.deadline
	if deferred {
		tickBy = c.deferRead(call)
		writes = c.claimWriting(call, len(request.Bytes) > backgroundWriteSize)
	} else {
		reads = c.claimReading(call)
		writes = c.claimWriting(call, cancellable && !reads)
	}
	c.scheduleTick(now, tickBy)
	c.mu.Unlock()

	if cancellable && (reads || writes) {
		call.stopWatch = c.watch(ctx, call)
	}
	if writes {
		c.write(call)
	}
	return reads, nil
}

// await waits for the end of a request that was started.
func (c *Conn) await(ctx context.Context, call *Call, reads bool) error {
	watched := call.stopWatch != nil
	switch {
	case reads:
		c.readFor(call)
	case watched, ctx.Done() == nil:
		<-call.done
	default:
		select {
		case <-call.done:
		case <-ctx.Done():
			c.cancelByContext(ctx, call)
			<-call.done
		}
	}
	if watched {
		call.stopWatch()
		call.stopWatch = nil
	}
	if c.bubbled {
		call.done = nil
	}
	return c.outcome(call)
}

// outcome is what Do returns. The clock is read only where somebody may want to try
// again.
func (c *Conn) outcome(call *Call) error {
	if call.err != nil || call.replies > 1 || len(call.data) > 0 && call.data[0] == byte(resp.TypeSimpleError) {
		call.elapsed = time.Duration(c.now() - call.began)
	}
	return call.err
}

// Submit submits a request and returns. The completion is called exactly once,
// on some other goroutine or before Submit returns: with the replies back to back
// as the server sent them, valid only during the call, or with one of the errors
// of [Conn.Do]. It must not block. cancel ends the request; it may be called at any
// time, and does nothing once the request has ended.
func (c *Conn) Submit(request Request, completion func(frames []byte, err error)) (cancel func(cause error)) {
	call := new(Call)
	c.SubmitCall(call, request, completion)
	return func(cause error) {
		c.cancel(call, func(delivery failure.Delivery) error {
			return &failure.CanceledError{Command: call.name, Delivery: delivery, Cause: cause}
		})
	}
}

// SubmitCall is Submit for who has the Call, which may be used again, for requests that are
// submitted, once the completion has returned.
func (c *Conn) SubmitCall(call *Call, request Request, completion func(frames []byte, err error)) {
	life := request.Life()
	if life.Err() != nil {
		completion(nil, contextError(life, c.config.Address, request.Name, failure.NotSent))
		return
	}
	now := c.now()
	call.completion = completion
	call.prepare(request, now)
	c.mu.Lock()
	if c.reader == noReader {
		c.checkIdle(now)
	}
	if err := c.refusal(request.Name); err != nil {
		c.mu.Unlock()
		completion(nil, err)
		return
	}
	c.enqueue(call, request.Bytes, now)
	if life.Done() != nil {
		c.endWith(life, call)
	}
	if c.reader == noReader {
		c.startBackgroundRead()
	}
	c.claimWriting(nil, true)
	c.scheduleTick(now, call.deadline)
	c.mu.Unlock()
}

// endWith has a request that was submitted end with its context.
//
//go:noinline
func (c *Conn) endWith(life context.Context, call *Call) {
	completion := call.completion
	stop := context.AfterFunc(life, func() { c.cancelByContext(life, call) })
	call.completion = func(frames []byte, err error) {
		stop()
		completion(frames, err)
	}
}

// Stats returns the counts so far.
func (c *Conn) Stats() models.Statistics {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.stats
}

// Outstanding returns how many requests wait to be written or answered.
func (c *Conn) Outstanding() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.outstanding()
}

// outstanding counts the requests under way; pings and probes are none. The lock is
// held.
func (c *Conn) outstanding() int {
	n := c.pending.count + c.inFlight.count + len(c.order.held) - c.order.probes
	if c.live.ping != nil && !c.live.ping.isProbe() {
		n--
	}
	return n
}

// Server returns what the server said of itself in the handshake.
func (c *Conn) Server() models.Server { return c.server }

// now is the connection's clock: nanoseconds since it was made.
func (c *Conn) now() int64 { return int64(time.Since(c.epoch)) }

// idle reports whether no request is under way. The lock is held.
func (c *Conn) idle() bool { return c.pending.count == 0 && c.inFlight.count == 0 }

// refusal says why no request is taken, or nil. The lock is held.
func (c *Conn) refusal(command string) error {
	if c.ended == nil && c.failing == nil && !c.closing {
		return nil
	}
	return c.refusalError(command)
}

func (c *Conn) refusalError(command string) error {
	if reason := cmp.Or(c.ended, c.failing); reason != nil {
		return endedError(reason, c.config.Address, command, failure.NotSent)
	}
	return &failure.ClosingError{Command: command, Delivery: failure.NotSent}
}

// enqueue adds the request to the write queue. The lock is held.
func (c *Conn) enqueue(call *Call, request []byte, now int64) {
	if c.idle() {
		c.live.busySince = now
	}
	c.live.keepalive = false
	if now-c.order.probed >= probeInterval || c.order.refused {
		c.probeBusy(now)
	}
	c.pending.add(call, request)
	call.taken, call.conn = true, c
	c.stats.Requests++
	if call.each != nil {
		c.stats.Requests += uint64(call.replies - 1) // They have nothing to do with each other.
	}
	if call.verify {
		c.probe(now)
	}
}

const deadlinePassed = "the context's deadline passed"

func contextError(ctx context.Context, address, command string, delivery failure.Delivery) error {
	cause := context.Cause(ctx)
	if ctx.Err() == context.DeadlineExceeded {
		return &failure.TimeoutError{
			Address: address, Command: command, Delivery: delivery,
			Reason: deadlinePassed, Cause: cause,
		}
	}
	return &failure.CanceledError{Command: command, Delivery: delivery, Cause: cause}
}
