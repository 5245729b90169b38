package cluster

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/errtype"
	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/internal/refusal"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/internal/slot"
)

// verdict is what is to be done about an outcome.
type verdict uint8

const (
	// final outcomes are the caller's.
	final verdict = iota
	// redirected requests go where the redirection points, at once.
	redirected
	// repeated requests are sent again after a while.
	repeated
)

// isRefusal reports whether replies may be a reason to try again: cheaply, since it is
// asked about each reply.
func isRefusal(frames []byte, r *Request) bool {
	return len(frames) > 0 && (frames[0] == byte(resp.TypeSimpleError) || r.Transaction)
}

// judge tells what is to be done about an outcome, and takes in what it says of the
// cluster.
func (c *Cluster) judge(m *member, frames []byte, err error, r *Request) verdict {
	if err != nil {
		return c.judgeError(m, err, r)
	}
	kind, detail := refusalIn(frames, r.Transaction)
	return c.judgeReply(m, kind, detail, r)
}

// refusalIn tells what replies say of their server: those of a transaction are the ones to
// MULTI, to each command and to EXEC.
func refusalIn(frames []byte, transaction bool) (kind refusal.Kind, detail []byte) {
	if transaction {
		return refusal.OfTransaction(frames)
	}
	return refusal.OfReply(frames)
}

func (c *Cluster) judgeError(m *member, err error, r *Request) verdict {
	if closing, is := errtype.As[*failure.ClosingError](err); is && !c.isClosed() && closing.Delivery == failure.NotSent {
		return repeated // The server has left the cluster.
	}
	connection, isConnection := err.(*failure.ConnectionError)
	if !isConnection {
		return final
	}
	if connection.Delivery == failure.Answered {
		return final // The reply could not be taken, and would end the next connection too.
	}
	c.refreshNow()
	if connection.Delivery == failure.NotSent || r.Idempotent || r.onlyReads() {
		return repeated
	}
	return final
}

func (r *Request) onlyReads() bool { return r.Reads || r.Command != nil && r.Command.ReadOnly() }

// judgeReply takes in what a reply says of its server.
func (c *Cluster) judgeReply(m *member, kind refusal.Kind, detail []byte, r *Request) verdict {
	switch kind {
	case refusal.Moved:
		if r.fannedOut {
			return final // Who has the slot is asked too, and would execute it once more.
		}
		return c.followMoved(m, string(detail), r)
	case refusal.Asked:
		return c.followAsk(m, string(detail), r)
	case refusal.Split:
		return repeated
	case refusal.Unserved:
		c.refreshNow()
		return repeated
	case refusal.NotPrimary:
		if m.replica {
			return final // It was sent there by choice.
		}
		c.refreshNow()
		return repeated
	case refusal.NotReady:
		if m.replica {
			r.avoid = m
		}
		return repeated
	default:
		return final
	}
}

// followMoved takes in that a slot is elsewhere for good.
func (c *Cluster) followMoved(m *member, where string, r *Request) verdict {
	number, address, err := c.parseRedirect(where, m.address)
	if err != nil {
		return r.malformedRedirect(m, "MOVED", err)
	}
	if address == m.address && !m.replica {
		// It points at itself: the connection may lead elsewhere than the address.
		c.refreshNow()
		go m.Reconnect(drainTimeout) // It tells of itself, which must not hold this up.
		return repeated
	}
	c.patch(number, address)
	if to := c.snapshot.Load().byAddress(address); to != nil && !to.replica {
		c.refreshSoon()
		r.redirect = to
		return redirected
	}
	c.refreshNow()
	r.redirect = c.member(identity{address, false})
	return redirected
}

// followAsk follows a redirection of a slot that is on its way. ASKING counts for the next
// command alone, and before MULTI for the whole transaction.
func (c *Cluster) followAsk(m *member, where string, r *Request) verdict {
	if r.KeepPrelude {
		return final // Its prelude and ASKING would cancel each other.
	}
	_, address, err := c.parseRedirect(where, m.address)
	if err != nil {
		return r.malformedRedirect(m, "ASK", err)
	}
	r.redirect, r.asking = c.askedMember(address), true
	return redirected
}

// askedMember returns the server that a slot is on its way to. It may have no slots yet.
func (c *Cluster) askedMember(address string) *member {
	m := c.snapshot.Load().byAddress(address)
	if m == nil || m.replica {
		m = c.member(identity{address, false})
		m.asked.Store(time.Now().Unix())
	}
	return m
}

// malformedRedirect notes that a redirection leads nowhere, which is the outcome of the request.
func (r *Request) malformedRedirect(m *member, code string, err error) verdict {
	r.malformed = &failure.ConnectionError{
		Address: m.address, Command: r.Name, Delivery: failure.Answered,
		Reason: "the server answered " + failure.Text(code) + " with what is no slot and address", Cause: err,
	}
	return final
}

// outcome is the error of a request whose last try ended with err.
func (r *Request) outcome(err error) error {
	if r.malformed != nil {
		return r.malformed
	}
	return r.budget.Error(err)
}

var errNoSlot = errors.New("it names no slot from 0 to 16383")

// parseRedirect takes "3999 127.0.0.1:6381" apart. Without a host it is that of the
// server which redirects, and so it is with "?" unless one server alone is known to have
// the port.
func (c *Cluster) parseRedirect(where, from string) (number uint16, address string, err error) {
	digits, address, _ := strings.Cut(where, " ")
	n, err := strconv.ParseUint(digits, 10, 16)
	if err != nil || n >= slot.Count {
		return 0, "", errNoSlot
	}
	if port, unknown := strings.CutPrefix(address, unknownHost+":"); unknown {
		if address = c.snapshot.Load().byPort(port); address != "" {
			return uint16(n), address, nil
		}
		address = ":" + port
	}
	address, err = node.ParseAnnouncedAddress(address, hostOf(from))
	return uint16(n), address, err
}

// byPort returns the address of the one server that has a port, or "" if there is none
// or more than one.
func (s *snapshot) byPort(port string) (address string) {
	for _, sh := range s.shards {
		for _, m := range append([]*member{sh.primary}, sh.replicas...) {
			if m == nil || !strings.HasSuffix(m.address, ":"+port) {
				continue
			}
			if address != "" {
				return ""
			}
			address = m.address
		}
	}
	return address
}

// firstLine returns what an error reply says.
func firstLine(frames []byte) []byte {
	line, _, _ := bytes.Cut(frames, []byte("\r\n"))
	if len(line) == 0 || line[0] != byte(resp.TypeSimpleError) {
		return nil
	}
	return line[1:]
}
