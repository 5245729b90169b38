package mux

import "github.com/glissade-io/glissade/core/failure"

// matchPart takes a reply to a request whose replies are handed on one by one. If one of
// them is held, those behind it are kept too, so that they stay in order. The lock is held.
func (c *Conn) matchPart(d *delivery, call *Call, last bool) {
	if !c.order.holding && len(call.ends) == 0 {
		d.call, d.kind, d.index = call, part, int32(call.given)
		call.given++
		if last {
			call.stage, d.kind = stageEnded, lastPart
		}
		return
	}
	if d.frame == nil {
		c.addPlaceholder(call)
	} else {
		call.add(d.frame)
	}
	switch {
	case !last:
	case c.order.holding:
		c.hold(call)
	default:
		call.stage = stageEnded
		d.call = call
	}
}

// completePart hands a reply on, without the lock.
func (c *Conn) completePart(d *delivery, orderErr error) {
	call := d.call
	switch {
	case orderErr != nil:
		call.each(int(d.index), nil, endedError(c.readError(orderErr), c.config.Address, call.name, failure.MaybeExecuted))
	case d.frame == nil:
		call.each(int(d.index), nil, c.limitError(call.name))
	default:
		call.each(int(d.index), d.frame, nil)
	}
	if d.kind == lastPart {
		call.completion(nil, nil)
	}
}

// finishEach ends a request whose replies are handed on one by one, after those that were
// held.
func (call *Call) finishEach(err error) {
	if err == nil {
		for i := range call.ends {
			if limited := call.ReplyErr(i, call.name); limited != nil {
				call.each(call.given, nil, limited)
			} else {
				call.each(call.given, call.Frame(i), nil)
			}
			call.given++
		}
	}
	call.completion(nil, err)
}
