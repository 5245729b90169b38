package mux

import (
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/resp"
)

// ErrorOf returns the error that a reply is: a *failure.ServerError, or a
// *resp.ProtocolError if it is no reply at all. For any other it returns nil.
func ErrorOf(frame []byte) error {
	decoder := resp.NewDecoder(frame)
	token, err := decoder.Next()
	if err == nil && token.Type.IsError() {
		err = failure.ParseServerError(string(token.Text))
	}
	return err
}
