package cluster

import (
	"bytes"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/resp"
)

// reply is what became of a command on one node: a frame, which may be the server's
// error, or an error without one.
type reply struct {
	address string
	frame   []byte
	err     error
	keys    int64 // that the node has, for drawn
}

// response says how the replies of several nodes become one.
type response uint8

const (
	// byNode makes a map of the nodes' addresses to their replies.
	byNode response = iota
	// allSucceeded is the last reply.
	allSucceeded
	// oneSucceeded is the first reply that is no error.
	oneSucceeded
	// sum, smallest, largest, logicalAnd and logicalOr calculate with integers, or
	// with each of the integers in arrays.
	sum
	smallest
	largest
	logicalAnd
	logicalOr
	// concatenated puts the elements of arrays after each other.
	concatenated
	// distinct does so too and leaves out those that were there before.
	distinct
	// countsByName adds up integers that have the same name.
	countsByName
	// drawn is one of the replies that are no null, if there are any: that of each node
	// with the probability that its share of the keys is.
	drawn
)

var responseNames = [...]string{
	"by node", "all succeeded", "one succeeded", "sum", "smallest", "largest", "and", "or",
	"concatenated", "distinct", "counts by name", "drawn by keys",
}

// String returns the response in words, for the list of all of them.
func (r response) String() string { return responseNames[r] }

// PartialFailure is the error of a command that some nodes have executed and others
// have not. It comes together with the replies of the former.
type PartialFailure struct {
	// Errors tells by address why there is no reply. What a server answered is not
	// among them, even if it is an error: that is a reply.
	Errors map[string]error
	// Nodes are the addresses that Errors has, in the order of the nodes.
	Nodes []string
}

// Error returns why each of the nodes has failed.
func (e *PartialFailure) Error() string { return e.Spelled(nil) }

// Spelled returns the same in another language's spelling, see [failure.Spelled].
func (e *PartialFailure) Spelled(spelling failure.Spelling) string {
	text := "some nodes did not answer"
	separator := ": "
	for _, address := range e.Nodes {
		text += separator + failure.Spelled(e.Errors[address], spelling)
		separator = "; "
	}
	return text
}

// Unwrap returns the errors.
func (e *PartialFailure) Unwrap() []error {
	list := make([]error, len(e.Nodes))
	for i, address := range e.Nodes {
		list[i] = e.Errors[address]
	}
	return list
}

// RequestDelivery returns MaybeExecuted: some nodes have executed the command.
func (e *PartialFailure) RequestDelivery() failure.Delivery { return failure.MaybeExecuted }

// combine makes one frame of the replies. Where all must succeed, the first that has
// not decides: an error of the server comes back as a *failure.ServerError with the
// node's address.
//
// byNode keeps what there is: errors of servers are in the map, and where nodes did
// not answer at all there are both a frame and a *PartialFailure. If no node succeeded,
// the first of their errors comes back as above.
func combine(r response, replies []reply) (frame []byte, err error) {
	if len(replies) == 0 {
		return nil, errNoNode
	}
	switch r {
	case byNode:
		return mapByNode(replies)
	case oneSucceeded:
		return firstSuccess(replies)
	case drawn:
		return draw(replies)
	case sum:
		if frame := confirmation(replies); frame != nil {
			return frame, nil
		}
	}
	for _, reply := range replies {
		if err := reply.failed(); err != nil {
			return nil, err
		}
	}
	switch r {
	case concatenated:
		return concatenate(replies, false)
	case distinct:
		return concatenate(replies, true)
	case countsByName:
		return addCounts(replies)
	case allSucceeded:
		return replies[len(replies)-1].frame, nil
	default:
		return calculate(r, replies)
	}
}

var errNoNode = &failure.ConnectionError{Delivery: failure.NotSent, Reason: "there is no node in the cluster to execute the command"}

// failed returns the error of a reply that is one, or nil.
func (r reply) failed() error {
	if r.err != nil || !r.isError() {
		return r.err
	}
	return serverError(r.frame, r.address)
}

// serverError returns the error that a reply is, or nil.
func serverError(frame []byte, address string) error {
	d := resp.NewDecoder(frame)
	token, err := d.Next()
	if err != nil || !token.Type.IsError() {
		return err
	}
	refused := failure.ParseServerError(string(token.Text))
	refused.Address = address
	return refused
}

// isError reports whether the server answered with an error.
func (r reply) isError() bool { return isError(r.frame) }

func isError(frame []byte) bool {
	if len(frame) == 0 {
		return false
	}
	typ := resp.Type(frame[0])
	if typ == resp.TypeAttribute {
		d := resp.NewDecoder(frame)
		typ = d.Peek()
	}
	return typ.IsError()
}

func (r reply) succeeded() bool { return r.err == nil && !r.isError() }

func mapByNode(replies []reply) ([]byte, error) {
	var failure PartialFailure
	size, succeeded := 16, false
	for _, reply := range replies {
		size += len(reply.address) + len(reply.frame) + 16
		succeeded = succeeded || reply.succeeded()
		if reply.err != nil {
			if failure.Errors == nil {
				failure.Errors = make(map[string]error)
			}
			failure.Errors[reply.address] = reply.err
			failure.Nodes = append(failure.Nodes, reply.address)
		}
	}
	if !succeeded {
		return nil, replies[0].failed()
	}
	frame := resp.AppendMapHeader(make([]byte, 0, size), len(replies)-len(failure.Nodes))
	for _, reply := range replies {
		if reply.err == nil {
			frame = append(resp.AppendBulk(frame, reply.address), reply.frame...)
		}
	}
	if failure.Errors != nil {
		return frame, &failure
	}
	return frame, nil
}

// firstSuccess returns the first reply that is no error. If all are errors, it prefers
// one that does not say NOTBUSY, which is what nodes without a script to kill say.
func firstSuccess(replies []reply) ([]byte, error) {
	telling := -1
	for i, reply := range replies {
		if reply.succeeded() {
			return reply.frame, nil
		}
		if telling < 0 && !bytes.HasPrefix(reply.frame, []byte("-NOTBUSY")) {
			telling = i
		}
	}
	return nil, replies[max(telling, 0)].failed()
}

// confirmation returns the first reply that is an OK instead of a number. CLIENT KILL
// with an address alone is confirmed by the one node that had the connection, and an
// error on all others.
func confirmation(replies []reply) []byte {
	for _, reply := range replies {
		d := resp.NewDecoder(reply.frame)
		if reply.err == nil && d.Peek() == resp.TypeSimpleString {
			return reply.frame
		}
	}
	return nil
}
