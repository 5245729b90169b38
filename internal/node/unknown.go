package node

import (
	"slices"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/errtype"
)

// mostCodes bounds how many codes of servers are told until the topology is known again.
const mostCodes = 8

// UnknownTopology is what a listener has been told of why a topology is not known. Its zero
// value is that of one that is known.
type UnknownTopology struct {
	told  bool
	codes []string // of the servers' errors
}

// IsNews reports whether a reason is to be told: the first one, which may be no more than a
// lost connection, and errors of servers with a code that was not told yet, since those say
// why it stays unknown. It is told from then on.
func (u *UnknownTopology) IsNews(reason error) bool {
	isNews := !u.told
	u.told = true
	refused, isRefused := errtype.As[*failure.ServerError](reason)
	if !isRefused || len(u.codes) == mostCodes || slices.Contains(u.codes, refused.Code) {
		return isNews
	}
	u.codes = append(u.codes, refused.Code)
	return true
}
