package command

import (
	"time"

	"github.com/glissade-io/glissade/options"
)

// expiry appends when a value expires, nothing where it never does.
func (a *Args) expiry(expiry options.Expiry) {
	switch e := expiry.(type) {
	case options.ExpireIn:
		a.expireIn(e)
	case options.ExpireAt:
		a.expireAt(e)
	case options.KeepTTL:
		a.Word("KEEPTTL")
	}
}

// expiryChange appends what becomes of an expiry, nothing where it stays as it is.
func (a *Args) expiryChange(change options.ExpiryChange) {
	switch c := change.(type) {
	case options.ExpireIn:
		a.expireIn(c)
	case options.ExpireAt:
		a.expireAt(c)
	case options.Persist:
		a.Word("PERSIST")
	}
}

func (a *Args) expireIn(expiry options.ExpireIn) {
	if expiry.Duration%time.Second == 0 {
		a.Word("EX")
		a.Int(int64(expiry.Duration / time.Second))
	} else {
		a.Word("PX")
		a.Int(milliseconds(expiry.Duration))
	}
}

func (a *Args) expireAt(expiry options.ExpireAt) {
	if expiry.Time.Nanosecond() == 0 {
		a.Word("EXAT")
		a.Int(expiry.Time.Unix())
	} else {
		a.Word("PXAT")
		a.Int(unixMilliseconds(expiry.Time))
	}
}
