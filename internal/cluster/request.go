package cluster

import (
	"context"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/retry"
)

// Request is a request with what is to be known to find its server and to try it
// again.
type Request struct {
	mux.Request
	// To says where the request goes.
	To Target
	// Reads says that the request only reads: a replica can execute it, and it can
	// be executed twice.
	Reads bool
	// Command, if set, is asked whether the request only reads where Reads is not set,
	// and only when it matters: after an attempt has failed. It does not lead to a
	// replica.
	Command interface{ ReadOnly() bool }
	// Idempotent says that executing it twice does no harm.
	Idempotent bool
	// Replica prefers a replica for a request that reads, whatever ReadFrom says. Where
	// none can be reached the request goes to the primary.
	Replica bool
	// ReplicaOnly has the request fail where no replica can be reached.
	ReplicaOnly bool
	// Transaction says that the replies are those to MULTI, to each command and to
	// EXEC.
	Transaction bool
	// OneReply says that the caller can take one reply only, of the command's own
	// shape, and not what each of several servers says.
	OneReply bool
	// Trace, if set, has each attempt noted.
	Trace *retry.Trace

	budget    retry.Budget // of all attempts together
	redirect  *member      // where a redirection points
	asking    bool         // ASKING precedes the next attempt
	avoid     *member      // a replica that was not ready
	redirects int
	answered  string // the address of the server that was asked last
	malformed error  // what a redirection that leads nowhere makes of the request
	fannedOut bool   // one of several servers, each of which answers for itself
}

// Target says where a request goes.
type Target struct {
	kind    targetKind
	slot    uint16
	address string
}

type targetKind uint8

const (
	anyPrimary targetKind = iota
	anyNode
	bySlot
	byAddress
)

// AnyPrimary is the target of requests that any primary can execute. It is what the
// zero Target says.
func AnyPrimary() Target { return Target{} }

// AnyNode is the target of requests that any server can execute.
func AnyNode() Target { return Target{kind: anyNode} }

// BySlot is the target of requests that concern a slot.
func BySlot(slot uint16) Target { return Target{kind: bySlot, slot: slot} }

// ByAddress is the target of requests for one server.
func ByAddress(address string) Target { return Target{kind: byAddress, address: address} }

// Do executes a request where its target is, follows redirections, and tries it
// again within its time where it is certain that it was not executed, or no harm in
// it. Errors are those of [node.Node.Do].
func (c *Cluster) Do(ctx context.Context, call *mux.Call, r Request) error {
	return c.retry(ctx, call, &r, 0, (*member).try)
}

// Send is Do for callers who want to know of the request afterwards, see
// [Request.Answered].
func (c *Cluster) Send(ctx context.Context, call *mux.Call, r *Request) error {
	return c.retry(ctx, call, r, 0, (*member).try)
}

// Answered returns the address of the server that answered the request, or was asked
// last; "" of one that was executed by several servers or in parts.
func (r *Request) Answered() string { return r.answered }

// retryDedicated executes a request on a connection that is not shared. It counts the time
// from now on: it takes some to get a connection, of which the call knows nothing.
func (c *Cluster) retryDedicated(ctx context.Context, call *mux.Call, r *Request, execute attempt) error {
	r.budget.Start(r.Timeout, 0)
	return c.retry(ctx, call, r, 0, execute)
}

func (m *member) try(ctx context.Context, call *mux.Call, request mux.Request) error {
	return m.Try(ctx, call, request)
}

func (m *member) tryDedicated(ctx context.Context, call *mux.Call, request mux.Request) error {
	return m.DoDedicated(ctx, call, request)
}

type attempt func(m *member, ctx context.Context, call *mux.Call, request mux.Request) error

func (c *Cluster) retry(ctx context.Context, call *mux.Call, r *Request, try int, execute attempt) error {
	for ; ; try++ {
		m := c.at(r)
		if m == nil || !m.Connected() {
			var err error
			if m, err = c.await(ctx, r); err != nil {
				return r.budget.Error(err)
			}
		}
		r.answered = m.address
		r.Trace.Attempt(m.address)
		err := execute(m, ctx, call, r.next())
		if err == nil && !isRefusal(call.Frames(), r) {
			return nil
		}
		decision := c.judge(m, call.Frames(), err, r)
		if decision == final {
			return r.outcome(err)
		}
		failed := failedTry{member: m, frames: call.Frames(), err: err, decision: decision, number: try, elapsed: call.Elapsed()}
		if !c.again(ctx, r, failed) {
			return r.outcome(err)
		}
	}
}

const asking = "*1\r\n$6\r\nASKING\r\n"

// next returns the request of the next try.
func (r *Request) next() mux.Request {
	request := r.Request
	if r.asking {
		request.Bytes = append([]byte(asking), r.Bytes...)
		request.Prelude = 1
	}
	r.redirect, r.asking = nil, false
	return request
}

// at returns the server for a request, or nil if there is none.
func (c *Cluster) at(r *Request) *member {
	if r.redirect != nil {
		return r.redirect
	}
	s := c.snapshot.Load()
	switch r.To.kind {
	case bySlot:
		if sh := s.shardOf(r.To.slot); sh != nil {
			return c.choose(sh, r)
		}
		return nil
	case byAddress:
		return s.byAddress(r.To.address)
	case anyNode:
		return c.anyOf(s, true)
	default:
		return c.anyOf(s, false)
	}
}

func (s *snapshot) byAddress(address string) *member {
	for _, sh := range s.shards {
		if sh.primary != nil && sh.primary.address == address {
			return sh.primary
		}
		for _, m := range sh.replicas {
			if m.address == address {
				return m
			}
		}
	}
	return nil
}

// anyOf returns a server whose turn it is, a connected one if there is any. Each of
// those is as likely as any other, however many replicas its shard has.
func (c *Cluster) anyOf(s *snapshot, replicasToo bool) *member {
	members := s.primaries
	if replicasToo {
		members = s.everyone
	}
	turn := c.turn.Add(1) - 1
	if m := nextInTurn(members, turn, nil, connected); m != nil {
		return m
	}
	return nextInTurn(members, turn, nil, anyone)
}

// await waits until there is a server for the request, and a connection to it.
func (c *Cluster) await(ctx context.Context, r *Request) (*member, error) {
	r.budget.Start(r.Timeout, 0)
	var expired <-chan time.Time
	if r.budget.Started() {
		timer := time.NewTimer(time.Until(r.budget.Deadline()))
		defer timer.Stop()
		expired = timer.C
	}
	var turn <-chan time.Time // to the primary, where no replica can be connected to
	if r.Replica && !r.ReplicaOnly {
		timer := time.NewTimer(r.replicaWait())
		defer timer.Stop()
		turn = timer.C
	}
	c.startWatching()
	c.waiting.Add(1)
	defer c.waiting.Add(-1)
	var failed error
	for tries := 0; ; tries++ {
		s := c.snapshot.Load()
		if s.closed {
			return nil, closingError(r.Name)
		}
		m := c.at(r)
		var connecting <-chan struct{}
		var again <-chan time.Time
		switch {
		case m == nil:
			if r.lacksReplica(s) {
				c.refreshSoon()
				return nil, r.noReplica()
			}
			c.refreshNow()
		case m.Connected():
			r.remaining()
			return m, nil
		default:
			if connecting = m.Connecting(); connecting == nil {
				continue
			}
			if err := m.Failed(); err != nil {
				failed = err
			}
			if r.redirect != nil {
				timer := time.NewTimer(refreshBackoff.Pause(tries))
				defer timer.Stop()
				again = timer.C
			}
		}
		select {
		case <-connecting:
			if m.Connected() {
				continue
			}
			failed = m.Failed()
			r.redirect, r.asking = nil, false
			c.refreshNow()
			if !retry.Sleep(ctx, c.life, refreshBackoff.Pause(tries)) {
				continue
			}
		case <-turn:
			r.Replica = false
		case <-again: // Where a redirection points there is nobody; the topology may say more.
			r.redirect, r.asking = nil, false
			c.refreshNow()
		case <-s.replaced:
		case <-expired:
			return nil, r.missing(s, failed)
		case <-c.life.Done():
			return nil, closingError(r.Name)
		case <-ctx.Done():
			if ctx.Err() == context.DeadlineExceeded {
				return nil, r.missing(s, failed)
			}
			return nil, &failure.CanceledError{Command: r.Name, Delivery: failure.NotSent, Cause: context.Cause(ctx)}
		}
	}
}

// longestReplicaWait bounds how long a replica is waited for that a request only
// prefers.
const longestReplicaWait = time.Second

// replicaWait is how long a request waits for a replica that it only prefers.
func (r *Request) replicaWait() time.Duration {
	if !r.budget.Started() {
		return longestReplicaWait
	}
	return min(time.Until(r.budget.Deadline())/2, longestReplicaWait)
}

// lacksReplica reports whether a request demands a replica of a shard that has none.
func (r *Request) lacksReplica(s *snapshot) bool {
	if !r.ReplicaOnly || r.To.kind != bySlot {
		return false
	}
	sh := s.shardOf(r.To.slot)
	return sh != nil && len(sh.replicas) == 0 && !sh.provisional
}

// noReplica is its error, which no waiting would spare it.
func (r *Request) noReplica() error {
	return &failure.ConnectionError{
		Command: r.Name, Delivery: failure.NotSent,
		Reason: "the shard that has the slot has no replica, and the option {CallOptions.Replica} demands one: leave it out, or read by {ClientConfiguration.ReadFrom} or a route with {SlotTypeReplica}",
	}
}

// missing is the error of a request that found no server in its time.
func (r *Request) missing(s *snapshot, failed error) error {
	var reason failure.Text = "no server of the cluster could be connected to"
	switch {
	case failed != nil:
	case len(s.shards) == 0:
		reason, failed = "the topology of the cluster is not known", s.reason
	case r.To.kind == bySlot && s.shardOf(r.To.slot) == nil:
		reason = "no server has the slot"
	case r.To.kind == bySlot && s.shardOf(r.To.slot).primary == nil && s.topology.problems() != nil:
		reason, failed = "the primary that has the slot cannot be reached", s.topology.problems()
	case r.To.kind == byAddress && s.byAddress(r.To.address) != nil:
		reason = "the server could not be connected to that has the address " + failure.Text(r.To.address)
	case r.To.kind == byAddress:
		reason = "no server of the cluster has the address " + failure.Text(r.To.address)
	case r.Replica:
		reason = "no replica is connected"
	}
	return &failure.TimeoutError{
		Command: r.Name, Delivery: failure.NotSent, After: r.budget.Original(), Reason: reason, Cause: failed,
	}
}

// remaining leaves an attempt the time that is left. It returns false if there is none.
func (r *Request) remaining() bool {
	if r.budget.Started() {
		r.Timeout = r.budget.Remaining()
	}
	return r.budget.Allows(0)
}

const maxRedirects = 16

// failedTry is an attempt at a request that another one follows, if there is time.
type failedTry struct {
	member   *member
	frames   []byte // the replies, unless err is set
	err      error
	decision verdict
	number   int // counted from 0
	elapsed  time.Duration
}

// again prepares the next attempt. It returns false if there is no time for it.
func (c *Cluster) again(ctx context.Context, r *Request, failed failedTry) bool {
	r.budget.Start(r.Timeout, failed.elapsed)
	if failed.decision == redirected {
		if r.redirects++; r.redirects <= maxRedirects {
			c.redirections.Add(1)
			c.notifyRetry(r, failed, 0)
			return r.remaining() && ctx.Err() == nil && !c.isClosed()
		}
		r.redirect, r.asking = nil, false // They go in circles; it takes a while to sort out.
	}
	pause := retry.Pause(failed.number)
	if !r.budget.Allows(pause) {
		return false
	}
	c.retries.Add(1)
	c.notifyRetry(r, failed, pause)
	return retry.Sleep(ctx, c.life, pause) && r.remaining()
}
