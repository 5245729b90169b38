package cluster

import (
	"cmp"
	"context"
	"strconv"
	"sync"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/restate"
	"github.com/glissade-io/glissade/internal/slot"
	"github.com/glissade-io/glissade/options"
)

// Execute executes a command where its route says or, without one, where its keys are or
// the command's policy says: on one server, on each of several, or in parts. Of
// several replies it makes one, which is then in call. r is used up.
// Errors: those of [Cluster.Do]; *failure.ConfigurationError if the keys lie in several
// slots and the command cannot be divided, or if it needs a route.
func (c *Cluster) Execute(ctx context.Context, call *mux.Call, a *command.Args, r *Request, route options.Route) error {
	p, err := planOf(a, r, route, true)
	if err != nil {
		return err
	}
	return c.execute(ctx, call, p, r)
}

// ExecuteBeside executes a command of a pipeline that is no item of it: one whose keys lie
// in several slots or, without keys, one that [IsFannedOut]. Otherwise it is Execute.
func (c *Cluster) ExecuteBeside(ctx context.Context, call *mux.Call, r *Request, hasKeys bool) error {
	p := planByPolicy(plan{}, policyOf(r.Name), true)
	if hasKeys {
		var err error
		if p, err = planParts(plan{}, r.Name, r.Bytes); err != nil {
			return err
		}
	}
	return c.execute(ctx, call, p, r)
}

// ExecuteDedicated executes a request where its target is on a connection that is not shared,
// as one must be that blocks.
func (c *Cluster) ExecuteDedicated(ctx context.Context, call *mux.Call, r *Request) error {
	return c.execute(ctx, call, plan{kind: dedicated}, r)
}

func (c *Cluster) execute(ctx context.Context, call *mux.Call, p plan, r *Request) error {
	switch p.kind {
	case single:
		return c.retry(ctx, call, r, 0, (*member).try)
	case dedicated:
		return c.retryDedicated(ctx, call, r, (*member).tryDedicated)
	case divided:
		return c.divide(ctx, call, p.parts, r)
	default:
		if p.response == drawn {
			return c.draw(ctx, call, r, p.replicas)
		}
		outcomes, err := c.FanOut(ctx, *r, p.replicas)
		if err != nil {
			return err
		}
		replies := make([]reply, len(outcomes))
		for i, o := range outcomes {
			replies[i] = reply{address: o.Address, frame: o.Frame, err: o.Err}
		}
		return call.Set(func(dst []byte) ([]byte, error) {
			frame, err := combine(p.response, replies)
			return append(dst, frame...), err
		})
	}
}

// SubmitCommand is to [Cluster.Execute] what Submit is to Do.
func (c *Cluster) SubmitCommand(a *command.Args, r Request, route options.Route, completion func(frame []byte, err error)) {
	p, err := planOf(a, &r, route, true)
	if err != nil {
		completion(nil, err)
		return
	}
	c.submit(p, r, completion)
}

func (c *Cluster) submit(p plan, r Request, completion func(frame []byte, err error)) {
	switch p.kind {
	case single:
		c.Submit(r, completion)
	case dedicated:
		c.SubmitDedicated(r, completion)
	default:
		c.spawn(r, func(r *Request) {
			var call mux.Call
			err := c.execute(r.Life(), &call, p, r)
			completion(call.Frames(), err)
		}, func(err error) { completion(nil, err) })
	}
}

// spawn is Spawn for a request whose caller does not wait.
func (c *Cluster) spawn(r Request, do func(r *Request), instead func(error)) {
	r.Bytes = append([]byte(nil), r.Bytes...) // the caller's after we return
	r.Command = nil
	c.Spawn(r.Name, func() { do(&r) }, instead)
}

// SubmitOnNodes is SubmitCommand for callers who take the replies of several servers each
// by itself, where they would not become one: an outcome without an address is the only
// one. An error means that no server has succeeded.
func (c *Cluster) SubmitOnNodes(a *command.Args, r Request, route options.Route, completion func(outcomes []Outcome, err error)) {
	p, err := planOf(a, &r, route, true)
	switch {
	case err != nil:
		completion(nil, err)
	case p.kind != fannedOut || p.response != byNode:
		c.submit(p, r, func(frame []byte, err error) {
			if err != nil {
				completion(nil, err)
				return
			}
			completion([]Outcome{{Frame: frame}}, nil)
		})
	default:
		c.spawn(r, func(r *Request) {
			outcomes, err := c.FanOut(r.Life(), *r, p.replicas)
			if err == nil {
				err = noneSucceeded(outcomes)
			}
			completion(outcomes, err)
		}, func(err error) { completion(nil, err) })
	}
}

// noneSucceeded returns why the first server has no answer, if none has one.
func noneSucceeded(outcomes []Outcome) error {
	var first error
	for i := range outcomes {
		o := &outcomes[i]
		err := reply{address: o.Address, frame: o.Frame, err: o.Err}.failed()
		if err == nil {
			return nil
		}
		if first == nil {
			first = err
		}
	}
	return cmp.Or(first, error(errNoNode))
}

// ExecuteOnNodes executes a command on each of the servers that a route names, without
// making one reply of theirs. isSeveral tells whether the route may name more than one.
func (c *Cluster) ExecuteOnNodes(ctx context.Context, a *command.Args, r Request, route options.Route) (outcomes []Outcome, isSeveral bool, err error) {
	p, err := planOf(a, &r, route, false)
	if err != nil {
		return nil, false, err
	}
	if p.kind == fannedOut {
		outcomes, err = c.FanOut(ctx, r, p.replicas)
		return outcomes, true, err
	}
	var call mux.Call
	if err := c.execute(ctx, &call, p, &r); err != nil {
		return nil, false, err
	}
	return []Outcome{{Frame: call.Frame(0)}}, false, nil
}

// pipelines are for commands in parts.
var pipelines = sync.Pool{New: func() any { return new(Pipeline) }}

// divide executes a command in parts, by slot, and makes one reply of theirs.
func (c *Cluster) divide(ctx context.Context, call *mux.Call, parts *splitting, r *Request) error {
	p := pipelines.Get().(*Pipeline)
	defer pipelines.Put(p)
	defer p.Reset()
	p.Trace = r.Trace
	idempotent := r.Idempotent || r.onlyReads()
	for i := range parts.parts {
		part := &parts.parts[i]
		p.Items = append(p.Items, Item{
			Name: r.Name, Bytes: part.request, To: BySlot(part.slot), Reads: r.Reads, Idempotent: idempotent,
			Replica: r.Replica, ReplicaOnly: r.ReplicaOnly,
		})
	}
	c.Pipeline(ctx, p, r.Timeout, RetryPolicy{Refused: true})
	if err := ofWhole(p.Outcomes); err != nil {
		return err
	}
	return call.Set(func(dst []byte) ([]byte, error) { return parts.join(dst, p.Outcomes) })
}

// ofWhole returns the first error of a command's parts as the error of the command. It
// says NotSent only if no part was sent.
func ofWhole(parts []Outcome) error {
	var first error
	unsent := true
	for i := range parts {
		err := parts[i].Err
		if first == nil {
			first = err
		}
		unsent = unsent && err != nil && failure.DeliveryOf(err) == failure.NotSent
	}
	if first == nil || unsent || failure.DeliveryOf(first) != failure.NotSent {
		return first
	}
	return restate.For(first, restate.Request{Delivery: failure.MaybeExecuted})
}

// plan is how a command is executed.
type plan struct {
	kind     planKind
	parts    *splitting
	replicas bool
	response response
}

type planKind uint8

const (
	single    planKind = iota // on one server
	dedicated                 // on one server, on a connection that is not shared
	divided                   // in parts, by slot
	fannedOut                 // on several servers
)

// planOf decides, and sets the request's target. It is quick for what is frequent: a
// command whose keys are in one slot. With asOne, a command for several servers whose
// replies would not become one goes to one of them.
func planOf(a *command.Args, r *Request, route options.Route, asOne bool) (plan, error) {
	p := plan{kind: single}
	if _, blocks := a.Blocking(); blocks {
		p.kind = dedicated
	}
	if route != nil {
		return planRoute(p, a, r, route, asOne)
	}
	number, hasKeys, same := sameSlot(a)
	switch {
	case !hasKeys:
		return planWithoutKeys(p, a, r, asOne)
	case same:
		r.To = BySlot(number)
		return p, nil
	}
	return planParts(p, a.Name(), a.Encoded())
}

// planParts is the plan of a command whose keys lie in several slots.
func planParts(p plan, name string, encoded []byte) (plan, error) {
	if p.parts = split(name, encoded); p.parts == nil {
		return p, crossed(name)
	}
	p.kind = divided
	return p, nil
}

// planRoute is the plan of a command with a route.
func planRoute(p plan, a *command.Args, r *Request, route options.Route, asOne bool) (plan, error) {
	switch route.(type) {
	case options.AllNodes, options.AllPrimaries:
		return planFanOut(p, a, r, route, asOne)
	}
	var err error
	r.To, r.Replica, err = TargetOf(route)
	r.Reads = r.Replica // Otherwise the route alone decides.
	if r.To == AnyNode() && command.MayWrite(a.Name()) {
		r.To = AnyPrimary()
	}
	return p, err
}

// planFanOut is the plan of a command with a route to several servers. What they reply
// has to be of use for the caller, which is found out before anything is executed.
func planFanOut(p plan, a *command.Args, r *Request, route options.Route, asOne bool) (plan, error) {
	how := policyOf(a.Name())
	_, blocks := a.Blocking()
	switch {
	case blocks:
		return p, refusedRoute(a, "blocks, and would hold up what shares its connections; give a route to one server, or none")
	case !asOne: // Each reply counts by itself.
	case how.destination == toEachKey:
		return p, refusedRoute(a, "has keys, each of which one server has; leave the route out, or use {RunOnNodes} for the reply of each")
	case r.OneReply && how.response == byNode:
		return p, refusedRoute(a, "has one reply, which those of several do not become; use {RunOnNodes} for the reply of each, or a route to one")
	}
	_, p.replicas = route.(options.AllNodes)
	p.kind, p.response = fannedOut, how.response
	return p, nil
}

func refusedRoute(a *command.Args, message failure.Text) error {
	return &failure.ConfigurationError{
		Field: "CallOptions.Route", Message: "names several servers for " + failure.Text(a.Name()) + ", which " + message,
	}
}

// TargetOf returns the target that a route to one server names, and whether it demands
// a replica.
func TargetOf(route options.Route) (to Target, replica bool, err error) {
	if err := route.Validate(); err != nil {
		return to, false, err
	}
	switch r := route.(type) {
	case options.SlotIDRoute:
		return BySlot(uint16(r.SlotID)), r.SlotType == options.SlotTypeReplica, nil
	case options.SlotKeyRoute:
		return BySlot(slot.OfString(r.Key)), r.SlotType == options.SlotTypeReplica, nil
	case options.ByAddressRoute:
		return ByAddress(r.Address()), false, nil
	default:
		return AnyNode(), false, nil
	}
}

// TargetOfKeys returns where a command with keys goes.
// Errors: *failure.ConfigurationError if they lie in several slots.
func TargetOfKeys(a *command.Args) (Target, error) {
	if err := a.Err(); err != nil {
		return Target{}, err
	}
	number, _, same := sameSlot(a)
	if !same {
		return Target{}, crossed(a.Name())
	}
	return BySlot(number), nil
}

func crossed(name string) error {
	return &failure.ConfigurationError{
		Field:   name + " keys",
		Message: "lie in different slots of the cluster (CrossSlot), and the command cannot be divided; give keys with the same {hash tag}",
	}
}

// IsFannedOut reports whether a command without keys goes to several servers.
func IsFannedOut(name string) bool {
	to := policyOf(name).destination
	return to == toAllNodes || to == toAllPrimaries
}

// planByPolicy is the plan of a command that has no keys and goes to several servers.
func planByPolicy(p plan, how policy, asOne bool) plan {
	if !asOne || how.response != byNode {
		p.kind, p.replicas, p.response = fannedOut, how.destination == toAllNodes, how.response
	}
	return p
}

// planWithoutKeys is the plan of a command without keys.
func planWithoutKeys(p plan, a *command.Args, r *Request, asOne bool) (plan, error) {
	how := policyOf(a.Name())
	switch how.destination {
	case toAllNodes, toAllPrimaries:
		return planByPolicy(p, how, asOne), nil
	case toSlot:
		n, err := strconv.ParseUint(string(a.Arg(how.argument)), 10, 16)
		if err != nil || n >= slot.Count {
			return p, &failure.ConfigurationError{Field: a.Name() + " slot", Message: "is no slot; give one from 0 to 16383"}
		}
		r.To = BySlot(uint16(n))
	case toArgument:
		if how.argument < a.Len() {
			r.To = BySlot(slot.Of(a.Arg(how.argument)))
		}
	case toNowhere:
		return p, &failure.ConfigurationError{Field: a.Name(), Message: how.reason}
	default: // of keys it has none
		r.To = AnyNode()
		if command.MayWrite(a.Name()) {
			r.To = AnyPrimary()
		}
	}
	return p, nil
}
