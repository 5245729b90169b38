package mux

import (
	"bytes"
	"context"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/refusal"
	"github.com/glissade-io/glissade/internal/resp"
)

// Authenticate has the connection be that of a user from now on: AUTH is written behind
// the requests under way, which are answered as the user's before, and in front of those
// to come. A refusal leaves the connection as it was.
//
// Valkey 8.1 leaves a refusal unanswered where other replies are due. So a PING with an
// argument of its own goes behind AUTH: where its reply comes first, AUTH was refused.
//
// Errors: *failure.ServerError if the server refuses, which is [ErrRefusedInSilence] where
// it does not say why; *failure.ConnectionError, *failure.ClosingError; and
// *failure.TimeoutError or *failure.CanceledError when ctx ends, after which the server may
// still take the user.
func (c *Conn) Authenticate(ctx context.Context, username, password string) error {
	h := Handshake{Username: username, Password: password}
	request := Request{Name: "AUTH", Bytes: resp.AppendCommand(nil, h.auth()...)}
	outcome := make(chan error, 1)
	call := &Call{purpose: authenticating}
	call.completion = func(frames []byte, err error) {
		switch {
		case err != nil:
		case call.replies < 2:
			err = ErrRefusedInSilence
		default:
			err = withoutSecret(ErrorOf(frames[:call.ends[0]]), password)
		}
		outcome <- err
	}
	c.submitFence(call, request, 1)
	select {
	case err := <-outcome:
		return err
	case <-ctx.Done():
		return contextError(ctx, c.config.Address, request.Name, failure.MaybeExecuted)
	}
}

// ErrRefusedInSilence is the error of a user whom a server has refused without a word.
var ErrRefusedInSilence error = &failure.ServerError{Code: "WRONGPASS", Message: "the server has refused the user without a word"}

// auth returns the command that authenticates: for a user without password the form with
// one word is an error, and servers before 6.0 know no other.
func (h *Handshake) auth() []string {
	if h.Username == "" && h.Password != "" {
		return []string{"AUTH", h.Password}
	}
	return []string{"AUTH", h.username(), h.Password}
}

// endsAuthentication reports whether a reply is the one to the PING behind AUTH rather than
// to AUTH, which servers take though a script keeps them busy.
func (e *expectedReplies) endsAuthentication(frame []byte) bool {
	if answersFence(e.call.probeReply, frame) {
		return true
	}
	kind, _ := refusal.OfReply(frame)
	isAnswered := e.replies == 1
	return kind == refusal.Busy || isAnswered && (kind.IsOfEveryCommand() || refusesPing(frame))
}

// isAuthReply reports whether a reply can be one to AUTH.
func isAuthReply(frame []byte) bool {
	return bytes.Equal(frame, ok) || len(frame) > 0 && resp.Type(frame[0]).IsError()
}
