package core

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/glissade-io/glissade/options"
)

// A program is what a fuzzer makes up: two bytes that say what the connections are
// like and how the first handshake goes, and two bytes for each step, an operation and
// its argument. Every program can be run.
const (
	settingBytes = 2
	stepBytes    = 2
	mostSteps    = 256
	mostCalls    = 8 // at a time
)

// hostileSetting is what the connections of a program are like.
type hostileSetting struct {
	stream   streamKind
	resp2    bool
	lazy     bool
	reads    int // bytes that the client reads at a time; 0: any number
	inFlight int // the limit; 0: the default
	password bool
	plan     byte // of the first handshake
}

type streamKind byte

const (
	plainStream  streamKind = iota // the client reads and writes on the caller's goroutine
	bareStream                     // it cannot, as with TLS
	framedStream                   // it holds writes back, as with a WebSocket
	streamKinds
)

const (
	settingRESP2 = 1 << (iota + 2)
	settingLazy
	settingReads
	settingInFlight
	settingPassword
)

func readSetting(program []byte) hostileSetting {
	var b [settingBytes]byte
	copy(b[:], program)
	s := hostileSetting{
		stream: streamKind(b[0]&3) % streamKinds, resp2: b[0]&settingRESP2 != 0, lazy: b[0]&settingLazy != 0,
		password: b[0]&settingPassword != 0, plan: b[1],
	}
	if b[0]&settingReads != 0 {
		s.reads = 3
	}
	if b[0]&settingInFlight != 0 {
		s.inFlight = 3
	}
	return s
}

func (s hostileSetting) configuration() options.ClientConfiguration {
	jitter := 0
	c := options.ClientConfiguration{
		LazyConnect: s.lazy, InflightRequestsLimit: s.inFlight,
		ReconnectStrategy: options.BackoffStrategy{JitterPercent: &jitter},
	}
	if s.resp2 {
		c.Protocol = options.ProtocolRESP2
	}
	if s.password {
		c.Credentials = &options.ServerCredentials{Password: "secret"}
	}
	return c
}

// hostileRun is a program that runs.
type hostileRun struct {
	server     *hostileServer
	client     *Client
	calls      []*hostileCall
	number     int // of the last value asked for
	closedStep int // in which the client is closed
}

// runHostile runs a program until every call has ended and the client is closed, which
// takes no time: it must be called in a bubble.
func runHostile(t *testing.T, program []byte) *hostileRun {
	setting := readSetting(program)
	run := &hostileRun{server: newHostileServer(setting)}
	var err error
	run.client, err = NewClient(t.Context(), run.server, setting.configuration())
	if err == nil {
		steps := program[min(len(program), settingBytes):]
		for i := 0; i+stepBytes <= min(len(steps), mostSteps*stepBytes); i += stepBytes {
			run.do(operations[int(steps[i])%len(operations)], steps[i+1])
		}
		run.server.stall(false)
		time.Sleep(longestCall)
		run.close()
	}
	time.Sleep(time.Minute)
	synctest.Wait()
	return run
}

// betweenSteps is how much time passes from one step to the next: enough for the client
// to look at an idle connection before the next request; see [looksAfter].
const betweenSteps = time.Millisecond

// do runs one step once the client has done all it can about the one before.
func (run *hostileRun) do(o operation, arg byte) {
	if !o.atOnce {
		time.Sleep(betweenSteps)
		synctest.Wait()
	}
	s := run.server
	s.mu.Lock()
	s.step++
	s.log(o.name + " " + strconv.Itoa(int(arg)))
	s.mu.Unlock()
	o.do(run, arg)
	if !o.atOnce {
		synctest.Wait()
	}
}

func (run *hostileRun) close() {
	run.server.advance()
	run.noteClosing()
	run.client.Close()
}

// noteClosing notes that the client is closed from now on.
func (run *hostileRun) noteClosing() {
	run.server.mu.Lock()
	defer run.server.mu.Unlock()
	if run.closedStep == 0 {
		run.closedStep = run.server.step
	}
}

// call has another caller ask for something.
func (run *hostileRun) call(arg byte) {
	s := run.server
	s.mu.Lock()
	defer s.mu.Unlock()
	running := 0
	for _, call := range run.calls {
		if !call.ended {
			running++
		}
	}
	if running >= mostCalls {
		return
	}
	call := &hostileCall{run: run, kind: callKinds[int(arg&^background)%len(callKinds)], began: s.now()}
	for range call.kind.values {
		run.number++
		call.numbers = append(call.numbers, run.number)
	}
	run.calls = append(run.calls, call)
	s.log("call " + strconv.Itoa(call.numbers[0]) + " is " + call.kind.name)
	ctx := context.Background()
	call.cancel = func() {}
	if arg&background == 0 {
		ctx, call.cancel = context.WithCancel(ctx)
	}
	go func() {
		call.kind.do(ctx, run.client, call)
		call.cancel()
		s.mu.Lock()
		defer s.mu.Unlock()
		call.ended, call.took = true, s.now()-call.began
	}()
}

// background in the argument of a call has it made with a context that never ends.
const background = 0x80

// cancel ends the context of a call under way.
func (run *hostileRun) cancel(arg byte) {
	s := run.server
	s.mu.Lock()
	var under []*hostileCall
	for _, call := range run.calls {
		if !call.ended && !call.canceled {
			under = append(under, call)
		}
	}
	s.mu.Unlock()
	if len(under) > 0 {
		call := under[int(arg)%len(under)]
		call.canceled = true
		call.cancel()
	}
}

// target returns the connection that an operation is about: that of the request which
// has waited longest, or the newest, or the one that the argument names.
func (run *hostileRun) target(arg byte) *hostileConn {
	s := run.server
	s.mu.Lock()
	defer s.mu.Unlock()
	var open []*hostileConn
	var target *hostileConn
	for _, c := range s.connections {
		if c.closed || c.ended || c.greeting {
			continue
		}
		open = append(open, c)
		if len(c.waiting) > 0 && (target == nil || c.requests[c.waiting[0]].step < target.requests[target.waiting[0]].step) {
			target = c
		}
	}
	switch named := int(arg >> 4); {
	case len(open) == 0:
		return nil
	case named > 0:
		return open[(named-1)%len(open)]
	case target != nil:
		return target
	default:
		return open[len(open)-1]
	}
}

// findings are the rules that the client has broken in a run, each as often as it has.
func (run *hostileRun) findings() []string {
	var findings []string
	for _, call := range run.calls {
		decision := "call " + strconv.Itoa(call.numbers[0]) + " (" + call.kind.name + "): "
		if !call.ended {
			findings = append(findings, decision+"has not ended")
			continue
		}
		if call.took > longestCall {
			findings = append(findings, decision+"took "+call.took.String())
		}
		for i := range call.results {
			r := &call.results[i]
			if r.isRight() {
				continue
			}
			if v := run.judge(r); v.excuse == noExcuse {
				findings = append(findings, decision+"got "+r.describe()+": "+v.broken)
			}
		}
	}
	for _, c := range run.server.connections {
		if !c.ended {
			findings = append(findings, "connection "+strconv.Itoa(c.number)+": not closed with the client")
		}
		findings = append(findings, run.judgeHonest(c)...)
	}
	return findings
}

// excuses are why callers got wrong values that were nobody's fault but the server's.
func (run *hostileRun) excuses() []excuse {
	var excuses []excuse
	for _, call := range run.calls {
		for i := range call.results {
			if r := &call.results[i]; !r.isRight() {
				excuses = append(excuses, run.judge(r).excuse)
			}
		}
	}
	slices.Sort(excuses)
	return slices.Compact(excuses)
}

// story is what happened, for who has to find out why.
func (run *hostileRun) story() string { return strings.Join(run.server.trace, "\n") }

func (s *hostileServer) stall(stalled bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stalled = stalled
	s.resumed.Broadcast()
	for _, c := range s.connections {
		c.slow = c.slow || stalled && !c.ended
	}
}
