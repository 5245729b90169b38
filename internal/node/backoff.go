package node

import (
	"math/rand/v2"
	"time"

	"github.com/glissade-io/glissade/options"
)

// maxBackoff keeps a strategy with large numbers from overflowing.
const maxBackoff = float64(time.Hour)

// Backoff returns how long to wait after failed attempt n, counted from 0, for a
// random number from 0 to 1. Unlike GLIDE's, the wait that is repeated in the end
// varies too, so that many clients do not come back at the same moment.
func Backoff(strategy options.BackoffStrategy, n int, random float64) time.Duration {
	wait, base := float64(strategy.Factor), float64(strategy.ExponentBase)
	for steps := min(n, strategy.NumberOfRetries-1); steps > 0 && base > 1 && wait < maxBackoff; steps-- {
		wait *= base
	}
	wait = min(wait, maxBackoff)
	if strategy.JitterPercent != nil {
		wait *= 1 + float64(*strategy.JitterPercent)/100*(2*random-1)
	}
	return time.Duration(wait)
}

func (n *Node) backoff(attempt int) time.Duration {
	return Backoff(n.config.Backoff, attempt, rand.Float64())
}
