package options

import "time"

// Defaults of a BackoffStrategy.
const (
	defaultRetries       = 5
	defaultFactor        = 100 * time.Millisecond
	defaultExponentBase  = 2
	defaultJitterPercent = 20
)

// BackoffStrategy sets how long to wait between attempts to connect again: after
// failed attempt n, counted from 0, Factor * ExponentBase^n, more or less
// JitterPercent of that at random. The wait of the last of NumberOfRetries attempts
// is repeated from then on; a client never gives up. The zero value waits 100, 200,
// 400 and 800 ms, and then 1.6 s each time, 20 percent more or less.
type BackoffStrategy struct {
	// NumberOfRetries is the number of attempts after which the wait grows no more. 0 means 5.
	NumberOfRetries int
	// Factor is the first wait. 0 means 100 ms.
	Factor time.Duration
	// ExponentBase is what the wait is multiplied by from one attempt to the next. 0 means 2.
	ExponentBase int
	// JitterPercent is how far the wait may vary at random, from 0 to 100 percent,
	// so that many clients do not come back at the same moment. Nil means 20.
	JitterPercent *int
}

// Validate returns a *failure.ConfigurationError about the first field that cannot
// work, or nil.
func (b BackoffStrategy) Validate() error {
	switch {
	case b.NumberOfRetries < 0:
		return invalid("ReconnectStrategy.NumberOfRetries", "is negative; give a positive number, or 0 for 5")
	case b.Factor < 0:
		return invalid("ReconnectStrategy.Factor", "is negative; give a positive duration, or 0 for 100 ms")
	case b.ExponentBase < 0:
		return invalid("ReconnectStrategy.ExponentBase", "is negative; give a positive number, or 0 for 2")
	case b.JitterPercent != nil && (*b.JitterPercent < 0 || *b.JitterPercent > 100):
		return invalid("ReconnectStrategy.JitterPercent", "is out of range; give 0 to 100, or {nil} for 20")
	}
	return nil
}

func (b BackoffStrategy) withDefaults() BackoffStrategy {
	if b.NumberOfRetries == 0 {
		b.NumberOfRetries = defaultRetries
	}
	if b.Factor == 0 {
		b.Factor = defaultFactor
	}
	if b.ExponentBase == 0 {
		b.ExponentBase = defaultExponentBase
	}
	if b.JitterPercent == nil {
		jitter := defaultJitterPercent
		b.JitterPercent = &jitter
	}
	return b
}
