//go:build !js

package bridge

import (
	"context"
	"time"

	"golang.org/x/time/rate"

	"github.com/glissade-io/glissade/transport/ws"
)

// minBytesPerSecond is the least that a connection may be limited to: less would let no
// request through in time.
const minBytesPerSecond = 1 << 10

// maxRated is of how many addresses the rate is known at most.
const maxRated = 10_000

// rates limit how many connections are made in a second, in bursts of as many.
type rates struct {
	total *rate.Limiter
	byIP  map[string]*rate.Limiter
}

// allow tells whether one more may be made now.
func (r *rates) allow(address string, allowed Config) *refusal {
	if limit := allowed.MaxConnectsPerSecondPerIP; limit > 0 {
		if r.byIP == nil {
			r.byIP = map[string]*rate.Limiter{}
		}
		limiter := r.byIP[address]
		if limiter == nil && len(r.byIP) >= maxRated {
			r.forget()
		}
		if !allowIn(&limiter, limit) {
			return refuse(ws.CloseLimit, "limit_rate", "too many new connections from this address; wait a second, and keep connections open")
		}
		r.byIP[address] = limiter
	}
	if limit := allowed.MaxConnectsPerSecond; limit > 0 && !allowIn(&r.total, limit) {
		return refuse(ws.CloseLimit, "limit_rate", "the bridge has too many new connections; try again in a second")
	}
	return nil
}

func allowIn(limiter **rate.Limiter, perSecond int) bool {
	if *limiter == nil || (*limiter).Burst() != perSecond { // another configuration
		*limiter = rate.NewLimiter(rate.Limit(perSecond), perSecond)
	}
	return (*limiter).Allow()
}

// forget drops the addresses that have made no connection for a second: nothing is known
// of them that a new one would not have. Where there are none, all of them.
func (r *rates) forget() {
	for address, limiter := range r.byIP {
		if limiter.Tokens() >= float64(limiter.Burst()) {
			delete(r.byIP, address)
		}
	}
	if len(r.byIP) >= maxRated {
		clear(r.byIP)
	}
}

// throttle is how many bytes may pass in one direction; nil is as many as there are.
type throttle struct{ *rate.Limiter }

func newThrottle(bytesPerSecond int64) throttle {
	if bytesPerSecond <= 0 {
		return throttle{}
	}
	bytesPerSecond = min(bytesPerSecond, 1<<30)
	return throttle{rate.NewLimiter(rate.Limit(bytesPerSecond), int(bytesPerSecond))}
}

// piece returns how many bytes to take at once, of so many.
func (t throttle) piece(size int) int {
	if t.Limiter == nil {
		return size
	}
	return min(size, t.Burst())
}

// wait waits until n more bytes may pass, a second at most, or until ctx ends.
func (t throttle) wait(ctx context.Context, n int) {
	if t.Limiter != nil {
		_ = t.WaitN(ctx, n)
	}
}

// watchIdle ends the session when nothing has flowed for limit. The function that it
// returns stops that.
func (s *session) watchIdle(limit time.Duration) (stop func() bool) {
	begun := time.Now()
	var timer *time.Timer
	ready := make(chan struct{})
	timer = time.AfterFunc(limit, func() {
		<-ready
		last := max(begun.UnixNano(), s.lastIn.Load(), s.lastOut.Load())
		if idle := time.Since(time.Unix(0, last)); idle < limit {
			timer.Reset(limit - idle)
			return
		}
		s.stop(ending{ws.CloseGoingAway, "idle", "nothing was sent for " + limit.String() + "; connect again when there is something to ask"})
	})
	close(ready)
	return timer.Stop
}
