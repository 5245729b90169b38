//go:build !js

package bridge

import (
	"time"

	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/transport/ws"
)

const (
	// quietTime is how long nothing flows before a draining session is closed.
	quietTime = 20 * time.Millisecond
	// watchEvery is how often a session looks whether the server's machine is still there.
	watchEvery = time.Second
)

// watch waits for the end of the session: that of either direction, or one that it finds
// itself. All that is to be watched is on one goroutine, since sessions are many.
func (s *session) watch() ending {
	look := time.NewTicker(watchEvery)
	defer look.Stop()
	peer, knows := s.upstream.(stream.PeerWatcher)
	if !knows {
		look.Stop()
	}
	draining, retired := s.bridge.draining, s.retired
	var drained ending
	var timeout, quiet <-chan time.Time
	drain := func(reason ending) {
		draining, retired, drained = nil, nil, reason
		timeout = time.After(s.config().DrainTimeout)
		quiet = time.Tick(quietTime / 2)
	}
	for {
		select {
		case end := <-s.ends:
			return end
		case <-s.bridge.dead.Done():
			return ending{label: "killed"}
		case <-draining:
			drain(ending{ws.CloseGoingAway, "drain", "the bridge is shutting down; connect again"})
		case <-retired:
			drain(ending{ws.CloseGoingAway, "lifetime", "the connection has lasted for " + s.config().MaxLifetime.String() + "; connect again"})
		case <-timeout:
			return drained
		case <-quiet:
			if s.isQuiet() {
				return drained
			}
		case <-look.C:
			// A server that is busy is there: its machine acknowledges what it is sent.
			if err := peer.PeerGone(); err != nil {
				return lost(err)
			}
		}
	}
}

// isQuiet tells whether the server had the last word, some time ago: most likely
// nobody waits for a reply then.
func (s *session) isQuiet() bool {
	in, out := s.lastIn.Load(), s.lastOut.Load()
	return out >= in && time.Since(time.Unix(0, out)) > quietTime
}
