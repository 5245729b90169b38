package boundary

import (
	"encoding/binary"
	"strconv"
)

// Request is one request of a batch. Its arguments alias the batch.
type Request struct {
	ID, Client uint32
	Operation  uint16
	// Cancelable is whether OperationCancel may give it up, which the operation does not say
	// any more.
	Cancelable bool
	Arguments  []byte
}

// requestHeader is the size of id, client and operation.
const requestHeader = 4 + 4 + 2

// Requests walks the requests of a batch.
type Requests struct {
	batch []byte
	at    int
	err   error
}

// NewRequests returns the requests of batch.
func NewRequests(batch []byte) Requests { return Requests{batch: batch} }

// Next returns the next request, and whether there is one. It is false at the end
// of the batch and from the first request that cannot be read; see Err.
func (r *Requests) Next() (Request, bool) {
	left := r.batch[r.at:]
	if len(left) == 0 || r.err != nil {
		return Request{}, false
	}
	if len(left) < 4 {
		r.err = &Error{Offset: r.at, Message: "the batch ends within the length of a request"}
		return Request{}, false
	}
	length := int64(binary.LittleEndian.Uint32(left))
	if length < requestHeader || length > int64(len(left)-4) {
		r.err = &Error{Offset: r.at, Message: "a request claims " + strconv.FormatInt(length, 10) + " bytes"}
		return Request{}, false
	}
	body := left[4 : 4+length : 4+length]
	r.at += 4 + len(body)
	operation := binary.LittleEndian.Uint16(body[8:])
	return Request{
		ID:        binary.LittleEndian.Uint32(body),
		Client:    binary.LittleEndian.Uint32(body[4:]),
		Operation: operation &^ Cancelable, Cancelable: operation&Cancelable != 0,
		Arguments: body[requestHeader:],
	}, true
}

// Err returns why the rest of the batch could not be read, an *[Error], or nil.
func (r *Requests) Err() error { return r.err }

// Error reports bytes that the other half cannot have meant. It is a defect of the
// package, not of the program that uses it.
type Error struct {
	// Offset is where in the batch, or in the arguments of a request, it was found.
	Offset int
	// Message says what was found there.
	Message string
}

// Error returns the message and the offset.
func (e *Error) Error() string {
	return "malformed message at byte " + strconv.Itoa(e.Offset) + ": " + e.Message
}
