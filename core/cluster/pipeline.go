package cluster

import (
	"bytes"
	"context"
	"sync"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/mux"
	"github.com/glissade-io/glissade/core/resp"
)

// Item is one command of a pipeline.
type Item struct {
	// Name is what errors call the command.
	Name string
	// Bytes is the command as it is sent.
	Bytes []byte
	// To says where it goes.
	To Target
	// Reads, Idempotent and Replica are as in [Request].
	Reads, Idempotent, Replica bool
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

// Patience tells which outcomes of an item have it sent again, beside redirections,
// which always have.
type Patience struct {
	// Refused has an item repeated that a server refused because it is not ready.
	Refused bool
	// Lost has one repeated whose connection was lost, although it may have been
	// executed. Those that were not sent, that only read or that are idempotent are
	// repeated anyway.
	Lost bool
}

// Pipeline executes many commands at once: those for one server in one write, the
// servers at the same time. The outcomes are in the order of the items. Those that
// are redirected or repeated are executed after the others.
func (c *Cluster) Pipeline(ctx context.Context, items []Item, timeout time.Duration, patience Patience) []Outcome {
	p := &pipeline{
		cluster: c, items: items, outcomes: make([]Outcome, len(items)), patience: patience, timeout: timeout,
	}
	if timeout > 0 {
		p.deadline = time.Now().Add(timeout)
	}
	open := make([]int, len(items))
	for i := range items {
		open[i] = i
	}
	for try := 0; len(open) > 0; try++ {
		open = p.round(ctx, open)
		if len(open) == 0 || !p.goesOn(ctx, try) {
			break
		}
	}
	return p.outcomes
}

type pipeline struct {
	cluster  *Cluster
	items    []Item
	outcomes []Outcome
	again    map[int]*Request // of items that are redirected or repeated
	patience Patience
	timeout  time.Duration
	deadline time.Time
	hurried  bool // the next round has redirections only
}

// group is what goes to one server in one write.
type group struct {
	member *member
	items  []int
	asked  int // how many items are preceded by ASKING
	size   int // in bytes
	call   mux.Call
	err    error
}

// request returns the state of an item: its own if it is not sent for the first time.
func (p *pipeline) request(i int, fresh *Request) *Request {
	if r := p.again[i]; r != nil {
		return r
	}
	item := &p.items[i]
	*fresh = Request{
		Request: mux.Request{Name: item.Name, Timeout: p.timeout},
		To:      item.To, Reads: item.Reads, Idempotent: item.Idempotent || p.patience.Lost, Replica: item.Replica,
	}
	return fresh
}

// round sends the open items, and returns those that are still open then.
func (p *pipeline) round(ctx context.Context, open []int) (left []int) {
	groups := p.divide(ctx, open)
	var all sync.WaitGroup
	for _, g := range groups[min(1, len(groups)):] {
		all.Go(func() { p.send(ctx, g) })
	}
	if len(groups) > 0 {
		p.send(ctx, groups[0]) // on the caller's goroutine, which is all that one server needs
	}
	all.Wait()
	p.hurried = true
	var fresh Request
	for _, g := range groups {
		frame := 0
		for _, i := range g.items {
			r := p.request(i, &fresh)
			if r.asking {
				frame++
			}
			r.redirect, r.asking = nil, false
			outcome := Outcome{Err: g.err, Address: g.member.address}
			if g.err == nil {
				outcome.Frame = g.call.Frame(frame)
				frame++
			}
			p.outcomes[i] = outcome
			if what := p.judge(g.member, &outcome, r); what != final {
				p.hurried = p.hurried && what == redirected
				left = append(left, i)
				p.keep(i, r)
			}
		}
	}
	return left
}

func (p *pipeline) keep(i int, r *Request) {
	if p.again[i] == r {
		return
	}
	if p.again == nil {
		p.again = map[int]*Request{}
	}
	own := *r
	p.again[i] = &own
}

// divide groups the items by server. Those for which there is none in time have
// their error as an outcome.
func (p *pipeline) divide(ctx context.Context, open []int) []*group {
	var groups []*group
	var last *group
	var fresh Request
	for _, i := range open {
		r := p.request(i, &fresh)
		m := p.cluster.at(r)
		if m == nil || !m.Connected() {
			p.remaining(r)
			var err error
			if m, err = p.cluster.await(ctx, r); err != nil {
				p.outcomes[i] = Outcome{Err: r.asAsked(err)}
				continue
			}
		}
		if last == nil || last.member != m {
			last = nil
			for _, g := range groups {
				if g.member == m {
					last = g
				}
			}
			if last == nil {
				last = &group{member: m, items: make([]int, 0, len(open))}
				groups = append(groups, last)
			}
		}
		last.items = append(last.items, i)
		last.size += len(p.items[i].Bytes)
		if r.asking {
			last.asked++
		}
	}
	return groups
}

// remaining has the time of an item that has to wait end with the pipeline's.
func (p *pipeline) remaining(r *Request) {
	if !p.deadline.IsZero() {
		r.whole, r.deadline = p.timeout, p.deadline
		r.remaining()
	}
}

// send executes a group.
func (p *pipeline) send(ctx context.Context, g *group) {
	request := mux.Request{
		Name: "batch", Replies: len(g.items) + g.asked,
		Bytes: make([]byte, 0, g.size+g.asked*len(asking)),
	}
	if len(g.items) == 1 {
		request.Name = p.items[g.items[0]].Name
	}
	for _, i := range g.items {
		if r := p.again[i]; r != nil && r.asking {
			request.Bytes = append(request.Bytes, asking...)
		}
		request.Bytes = append(request.Bytes, p.items[i].Bytes...)
	}
	if !p.deadline.IsZero() {
		request.Timeout = max(time.Until(p.deadline), time.Millisecond)
	}
	g.err = g.member.Try(ctx, &g.call, request)
	if timeout, ok := g.err.(*failure.TimeoutError); ok {
		timeout.After = p.timeout
	}
}

// judge tells what is to be done about the outcome of an item.
func (p *pipeline) judge(m *member, o *Outcome, r *Request) verdict {
	if o.Err != nil {
		return p.cluster.judgeError(m, o.Err, r)
	}
	if o.Frame[0] != byte(resp.TypeSimpleError) {
		return final
	}
	line := firstLine(o.Frame)
	what := p.cluster.judgeReply(m, line, r)
	if what == repeated && !p.patience.Refused && !isElsewhere(line) {
		return final
	}
	return what
}

// isElsewhere recognises refusals of servers that are not the right one, which say
// nothing of the command: it is sent to another without being asked.
func isElsewhere(line []byte) bool {
	for _, code := range []string{"MOVED ", "ASK ", "READONLY "} {
		if bytes.HasPrefix(line, []byte(code)) {
			return true
		}
	}
	return false
}

// goesOn waits before the next round. It returns false if there is no time for it.
func (p *pipeline) goesOn(ctx context.Context, try int) bool {
	if !p.deadline.IsZero() && time.Until(p.deadline) <= 0 {
		return false
	}
	if p.hurried && try < maxRedirects {
		return ctx.Err() == nil && !p.cluster.isClosed()
	}
	wait := min(firstWait<<min(try, 10), longestWait)
	if !p.deadline.IsZero() && time.Until(p.deadline) <= wait {
		return false
	}
	return sleep(ctx, p.cluster.life, wait)
}
