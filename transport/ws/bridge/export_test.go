//go:build !js

package bridge

import "time"

// SetGrace replaces the time that a slow client is given beyond WriteTimeout.
func (b *Bridge) SetGrace(d time.Duration) { b.grace = d }

// HearAgain has what seeds announce believed for life, and seeds asked for unknown
// addresses once a pause.
func (b *Bridge) HearAgain(life, pause time.Duration) {
	for _, d := range b.targets.clusters {
		d.mu.Lock()
		d.life, d.pause = life, pause
		d.mu.Unlock()
	}
}
