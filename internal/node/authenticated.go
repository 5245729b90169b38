package node

import (
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
)

// Authenticated is a stream whose dialer knows what its connection is to authenticate with, in
// place of the session's. What a server refuses is dialled once more at once, since the dialer
// may know better by then.
type Authenticated interface {
	stream.Stream
	Credentials() (username, password string)
}

var errWrongPassword = &failure.ServerError{Code: "WRONGPASS"}
