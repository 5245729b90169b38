package cluster

import (
	"context"
	"time"

	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/page"
	"github.com/glissade-io/glissade/internal/refusal"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/internal/retry"
)

// Item is one command of a pipeline.
type Item struct {
	// Name is what errors call the command.
	Name string
	// Bytes is the command as it is sent.
	Bytes []byte
	// To says where it goes.
	To Target
	// Reads, Idempotent, Replica, ReplicaOnly and Verify are as in [Request].
	Reads, Idempotent, Replica, ReplicaOnly, Verify bool
}

// Outcome is what became of an item: the reply, which may be an error reply, or an
// error of the connection.
type Outcome struct {
	// Frame is the reply, nil if there is none.
	Frame []byte
	// Err is why there is none.
	Err error
	// Address is that of the server that gave it, or was asked last.
	Address string
}

// RetryPolicy says after which outcomes an item is sent again. Redirected items always are,
// and so are those whose connection was lost if they were not sent, only read or are
// idempotent.
type RetryPolicy struct {
	// Refused repeats items that a server refused because it is not ready.
	Refused bool
	// Lost repeats items whose connection was lost, although they may have been executed.
	Lost bool
}

// Pipeline is many commands that are executed at once. Its zero value is ready; after
// Reset it may be used again, with the memory that it has. It is for one goroutine.
type Pipeline struct {
	// Items are the commands.
	Items []Item
	// Outcomes are what became of them, in their order. The frames are valid until
	// Reset.
	Outcomes []Outcome
	// Trace, if set, has each attempt noted: what goes to one server in one write is one.
	Trace *retry.Trace

	cluster        *Cluster
	groups         []*group // of which the first used ones are in use
	used           int
	open           []int            // items that are to be sent
	again          map[int]*Request // of items that are redirected or repeated
	retryPolicy    RetryPolicy
	timeout        time.Duration
	budget         retry.Budget // of all items together
	onlyRedirected bool         // the next round has redirections only
	repeated       failedTry    // the first attempt of a round that is repeated without a redirection
}

// keptItems and keptBytes are the most that a pipeline keeps for its next use.
const (
	keptItems = 1 << 12
	keptBytes = 64 << 10
)

// Reset empties the pipeline.
func (p *Pipeline) Reset() {
	if cap(p.Items) > keptItems {
		*p = Pipeline{}
		return
	}
	clear(p.Items)
	clear(p.Outcomes)
	for _, g := range p.groups[:p.used] {
		g.reset()
	}
	*p = Pipeline{Items: p.Items[:0], Outcomes: p.Outcomes[:0], groups: p.groups, open: p.open[:0]}
}

// Pipeline executes the items: those for one server in one write, the servers at the
// same time. Those that are redirected or repeated are executed after the others.
func (c *Cluster) Pipeline(ctx context.Context, p *Pipeline, timeout time.Duration, retryPolicy RetryPolicy) {
	c.StartPipeline(p, timeout, retryPolicy)
	p.Execute(ctx, 0, len(p.Items))
}

// StartPipeline is Pipeline for callers who execute the items by [Pipeline.Execute], within
// the timeout together.
func (c *Cluster) StartPipeline(p *Pipeline, timeout time.Duration, retryPolicy RetryPolicy) {
	p.cluster, p.timeout, p.retryPolicy = c, timeout, retryPolicy
	p.budget.Start(timeout, 0)
	p.Outcomes = append(p.Outcomes[:0], make([]Outcome, len(p.Items))...)
}

// Remaining returns what is left of the timeout, 0 if there is none.
func (p *Pipeline) Remaining() time.Duration {
	if !p.budget.Started() {
		return 0
	}
	return p.budget.Remaining()
}

// Execute executes some of the items, and waits for their outcomes.
func (p *Pipeline) Execute(ctx context.Context, from, to int) {
	p.open = p.open[:0]
	for i := from; i < to; i++ {
		p.open = append(p.open, i)
	}
	for try := 0; len(p.open) > 0; try++ {
		p.round(ctx)
		if len(p.open) == 0 || !p.nextRound(ctx, try) {
			return
		}
	}
}

// Prove waits until it is proven that replies came in order, after one came that its
// item cannot have: see [mux.Call.Prove].
func (p *Pipeline) Prove(ctx context.Context, timeout time.Duration) error {
	for _, g := range p.groups[:p.used] {
		if err := g.call.Prove(ctx, timeout); err != nil {
			return err
		}
	}
	return nil
}

// group is what goes to one server in one write.
type group struct {
	member *member
	items  []int
	asked  int // how many items are preceded by ASKING
	buffer []byte
	call   mux.Call
	conn   *mux.Conn // on which the replies come
	err    error
}

func (g *group) reset() {
	if cap(g.buffer) > keptBytes {
		g.buffer = nil
	}
	g.call.Release()
	g.member, g.conn, g.items, g.asked, g.err = nil, nil, g.items[:0], 0, nil
}

// next returns a group that is not in use.
func (p *Pipeline) next(m *member) *group {
	if p.used == len(p.groups) {
		p.groups = append(p.groups, new(group))
	}
	g := p.groups[p.used]
	p.used++
	g.member = m
	return g
}

// request returns the state of an item: its own if it is not sent for the first time.
func (p *Pipeline) request(i int, fresh *Request) *Request {
	if r := p.again[i]; r != nil {
		return r
	}
	item := &p.Items[i]
	*fresh = Request{
		Request: mux.Request{Name: item.Name, Timeout: p.timeout, Verify: item.Verify},
		To:      item.To, Reads: item.Reads, Idempotent: item.Idempotent || p.retryPolicy.Lost,
		Replica: item.Replica, ReplicaOnly: item.ReplicaOnly,
	}
	return fresh
}

// round sends the open items. Those that are still open then are left in p.open.
func (p *Pipeline) round(ctx context.Context) {
	groups := p.divide(ctx)
	for _, g := range groups {
		p.Trace.Attempt(g.member.address)
		p.send(ctx, g)
	}
	for _, g := range groups {
		p.receive(ctx, g)
	}
	p.onlyRedirected, p.repeated = true, failedTry{}
	p.open = p.open[:0]
	for _, g := range groups {
		frame := 0
		for _, i := range g.items {
			o := &p.Outcomes[i]
			*o = Outcome{Err: g.err, Address: g.member.address}
			if g.err == nil {
				if r := p.again[i]; r != nil && r.asking {
					frame++ // of ASKING
				}
				o.Frame, o.Err = g.call.Frame(frame), g.call.ReplyErr(frame, p.Items[i].Name)
				frame++
				if o.Err != nil {
					o.Frame = nil
					continue
				}
				if o.Frame[0] != byte(resp.TypeSimpleError) {
					continue
				}
			}
			p.retryItem(g.member, i)
		}
	}
}

// retryItem leaves an item open that is to be sent again.
func (p *Pipeline) retryItem(m *member, i int) {
	var fresh Request
	r := p.request(i, &fresh)
	r.redirect, r.asking = nil, false
	decision := p.judge(m, &p.Outcomes[i], r)
	if decision == final {
		if r.malformed != nil {
			p.Outcomes[i] = Outcome{Err: r.malformed, Address: m.address}
		}
		return
	}
	if decision == redirected {
		p.cluster.redirections.Add(1)
	} else {
		p.cluster.retries.Add(1)
	}
	if !page.Only && p.cluster.config.Notify != nil {
		p.notifyItem(m, i, r, decision)
	}
	p.onlyRedirected = p.onlyRedirected && decision == redirected
	p.open = append(p.open, i)
	p.keepRequest(i, r)
}

func (p *Pipeline) keepRequest(i int, r *Request) {
	if p.again[i] == r {
		return
	}
	if p.again == nil {
		p.again = map[int]*Request{}
	}
	copied := *r
	p.again[i] = &copied
}

// divide groups the open items by server. Those for which there is none in time have
// their error as an outcome.
func (p *Pipeline) divide(ctx context.Context) []*group {
	first := p.used
	var last *group
	var fresh Request
	for _, i := range p.open {
		r := p.request(i, &fresh)
		m := p.cluster.at(r)
		if m == nil || !m.Connected() {
			p.remaining(r)
			var err error
			if m, err = p.cluster.await(ctx, r); err != nil {
				p.Outcomes[i] = Outcome{Err: r.budget.Error(err)}
				continue
			}
		}
		if last == nil || last.member != m {
			last = p.groupOf(m, first)
		}
		last.items = append(last.items, i)
		if r.asking {
			last.asked++
		}
	}
	return p.groups[first:p.used]
}

// groupOf returns the group of a server among those from first on, a new one if there
// is none.
func (p *Pipeline) groupOf(m *member, first int) *group {
	for _, g := range p.groups[first:p.used] {
		if g.member == m {
			return g
		}
	}
	return p.next(m)
}

// remaining has the time of an item that has to wait end with the pipeline's.
func (p *Pipeline) remaining(r *Request) {
	r.budget = p.budget
	r.remaining()
}

// send sends a group.
func (p *Pipeline) send(ctx context.Context, g *group) {
	request := mux.Request{Name: "batch", Replies: len(g.items) + g.asked, Independent: true}
	if len(g.items) == 1 {
		request.Name = p.Items[g.items[0]].Name
	}
	g.buffer = g.buffer[:0]
	for _, i := range g.items {
		if g.asked > 0 && p.again[i] != nil && p.again[i].asking {
			g.buffer = append(g.buffer, asking...)
		}
		g.buffer = append(g.buffer, p.Items[i].Bytes...)
		request.Verify = request.Verify || p.Items[i].Verify
	}
	request.Bytes = g.buffer
	if p.budget.Started() {
		request.Timeout = p.budget.Remaining()
	}
	g.conn, g.err = g.member.TryStart(ctx, &g.call, request)
}

// receive waits for the replies to a group.
func (p *Pipeline) receive(ctx context.Context, g *group) {
	if g.err == nil {
		g.err = g.conn.Await(ctx, &g.call)
	}
	g.err = p.budget.Error(g.err)
}

// judge tells what is to be done about the outcome of an item.
func (p *Pipeline) judge(m *member, o *Outcome, r *Request) verdict {
	if o.Err != nil {
		return p.cluster.judgeError(m, o.Err, r)
	}
	if o.Frame[0] != byte(resp.TypeSimpleError) {
		return final
	}
	kind, detail := refusal.OfReply(o.Frame)
	decision := p.cluster.judgeReply(m, kind, detail, r)
	if decision == repeated && !p.retryPolicy.Refused && !kind.IsOfOtherServer() {
		return final
	}
	return decision
}

// nextRound waits before the next round. It returns false if there is no time for it.
func (p *Pipeline) nextRound(ctx context.Context, try int) bool {
	if !p.budget.Allows(0) {
		return false
	}
	if p.onlyRedirected && try < maxRedirects {
		return ctx.Err() == nil && !p.cluster.isClosed()
	}
	pause := retry.Pause(try)
	if !p.budget.Allows(pause) {
		return false
	}
	p.notifyRound(try, pause)
	return retry.Sleep(ctx, p.cluster.life, pause)
}
