//go:build !linux

package main

import "time"

// Other systems do not tell how long threads wait that are ready to run; what
// goroutines notice of it has to do.
type runDelay map[string]time.Duration

func (runDelay) measure() time.Duration { return 0 }
