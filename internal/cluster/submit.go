package cluster

import (
	"github.com/glissade-io/glissade/internal/mux"
)

// Submit is to [Cluster.Do] what [mux.Conn.Submit] is to Do: it returns at once, and
// the completion is called exactly once. Only what cannot be answered at the first
// try costs a goroutine.
func (c *Cluster) Submit(r Request, completion func(frames []byte, err error)) {
	r.Bytes = append([]byte(nil), r.Bytes...) // the caller's after we return
	m := c.at(&r)
	if m == nil || !m.Connected() {
		c.spawnRetry(&r, (*member).try, completion)
		return
	}
	request := r.next()
	call := new(mux.Call)
	m.TrySubmit(call, request, func(frames []byte, err error) {
		if err == nil && !isRefusal(frames, &r) {
			completion(frames, nil)
			return
		}
		decision := c.judge(m, frames, err, &r)
		if decision == final {
			if r.malformed != nil {
				frames, err = nil, r.malformed
			}
			completion(frames, err)
			return
		}
		kept, elapsed := append([]byte(nil), frames...), call.Running()
		c.Spawn(r.Name, func() {
			life := r.Life()
			failed := failedTry{member: m, frames: kept, err: err, decision: decision, elapsed: elapsed}
			if !c.again(life, &r, failed) {
				completion(kept, r.budget.Error(err))
				return
			}
			var call mux.Call
			err := c.retry(life, &call, &r, 1, (*member).try)
			completion(call.Frames(), err)
		}, func(err error) { completion(nil, err) })
	})
}

// SubmitDedicated is Submit on a connection that is not shared.
func (c *Cluster) SubmitDedicated(r Request, completion func(frames []byte, err error)) {
	r.Bytes = append([]byte(nil), r.Bytes...)
	c.spawnRetry(&r, (*member).tryDedicated, completion)
}

func (c *Cluster) spawnRetry(r *Request, execute attempt, completion func(frames []byte, err error)) {
	r.budget.Start(r.Timeout, 0)
	c.Spawn(r.Name, func() {
		var call mux.Call
		err := c.retry(r.Life(), &call, r, 0, execute)
		completion(call.Frames(), err)
	}, func(err error) { completion(nil, err) })
}

// Spawn runs do, of the request of that name, on a goroutine that Close waits for. If
// it is too late it calls instead, with the error to fail with.
func (c *Cluster) Spawn(name string, do func(), instead func(error)) {
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		instead(closingError(name))
		return
	}
	c.stopped.Go(do)
	c.mu.Unlock()
}
