//go:build !js

package bridge

import "time"

// SetGrace replaces the time that a slow client is given beyond WriteTimeout.
func (b *Bridge) SetGrace(d time.Duration) { b.grace = d }
