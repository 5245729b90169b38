package goredis

import (
	"errors"
	"io"
	"strings"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/resp"
)

// errQuit is what reading ends with after QUIT.
var errQuit = io.EOF

// refusalOf returns the error reply that an error is, or else the error that reading is to end
// with: then go-redis gives the connection up, and its caller has the error as it is.
func refusalOf(err error) (reply []byte, ends error) {
	var (
		refused  *failure.ConfigurationError
		ofServer *failure.ServerError
		aborted  *failure.ExecAbortError
	)
	switch {
	case errors.As(err, &aborted):
		return errorReply("EXECABORT " + aborted.Message), nil
	case errors.As(err, &ofServer):
		return errorReply(strings.TrimPrefix(ofServer.Code+" "+ofServer.Message, " ")), nil
	case errors.As(err, &refused):
		return errorReply("ERR " + refused.Error()), nil
	default:
		return nil, err
	}
}

// errorReply returns an error reply of one line.
func errorReply(text string) []byte {
	return resp.AppendSimpleError(nil, strings.NewReplacer("\r", " ", "\n", " ").Replace(text))
}
