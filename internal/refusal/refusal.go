// Package refusal tells error replies of a command apart from those that say something of
// the server: that it is not ready, not the right one, or not the primary any more. The
// command was then not executed, and may be elsewhere or later. What is done about it is
// for the layers above to decide, which know where else there is.
//
//	switch kind, detail := refusal.OfReply(frame); kind {
//	case refusal.Moved: // detail is "3999 127.0.0.1:6381"
//	case refusal.None:  // an answer like any other
//	}
//
// See https://valkey.io/topics/cluster-spec/#redirection-and-resharding and
// https://valkey.io/topics/protocol/#simple-errors.
package refusal

import (
	"bytes"
	"strings"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/resp"
)

// Kind is what a reply says of its server.
type Kind uint8

const (
	// None is any other reply: the command's own.
	None Kind = iota
	// NotReady servers load their data, or wait for their primary (LOADING, MASTERDOWN).
	NotReady
	// Busy servers run a script (BUSY).
	Busy
	// Unauthenticated connections are not logged in (NOAUTH).
	Unauthenticated
	// NotPrimary servers take no writes (READONLY), or have just become replicas while a
	// command blocked on them (UNBLOCKED).
	NotPrimary
	// Moved slots are at another server for good (MOVED).
	Moved
	// Asked slots are on their way to another server, which has the key already (ASK).
	Asked
	// Split slots are on their way, and so are some of several keys (TRYAGAIN).
	Split
	// Unserved slots have no server for the moment (CLUSTERDOWN).
	Unserved
)

// kindOf returns what a code says that message follows.
func kindOf[T string | []byte](code, message T) Kind {
	switch string(code) {
	case "LOADING", "MASTERDOWN":
		return NotReady
	case "BUSY":
		return Busy
	case "NOAUTH":
		return Unauthenticated
	case "READONLY":
		return NotPrimary
	case "UNBLOCKED":
		if strings.HasPrefix(string(message), byServer) {
			return NotPrimary
		}
		return None
	case "MOVED":
		return Moved
	case "ASK":
		return Asked
	case "TRYAGAIN":
		return Split
	case "CLUSTERDOWN":
		return Unserved
	default:
		return None
	}
}

// byServer is how UNBLOCKED goes on where the server has become a replica; after CLIENT
// UNBLOCK it goes on in other words.
const byServer = "force unblock"

// IsOfOtherServer reports whether another server is the right one, which can be asked
// without asking the caller: the refusal says nothing of the command.
func (k Kind) IsOfOtherServer() bool { return k == Moved || k == Asked || k == NotPrimary }

// IsOfCluster reports whether only servers of a cluster refuse so.
func (k Kind) IsOfCluster() bool { return k >= Moved }

// IsOfEveryCommand reports whether the server refuses so whatever it is asked.
func (k Kind) IsOfEveryCommand() bool { return k >= NotReady && k <= Unauthenticated }

// Of tells what the text of an error reply says, and what follows its code.
func Of(text []byte) (kind Kind, detail []byte) {
	code, detail, _ := bytes.Cut(text, []byte(" "))
	return kindOf(code, detail), detail
}

// OfError tells what an error of the server says.
func OfError(err *failure.ServerError) Kind { return kindOf(err.Code, err.Message) }

// OfReply tells what a reply says.
func OfReply(frame []byte) (kind Kind, detail []byte) {
	line, isError := errorLine(frame)
	if !isError {
		return None, nil
	}
	return Of(line)
}

// OfAll tells what all of several replies say, back to back; it is None if one of them
// says something else, so that some of the commands were executed.
func OfAll(frames []byte) Kind {
	first, _ := OfReply(frames)
	for kind := first; kind != None; kind, _ = OfReply(frames) {
		if kind != first {
			return None
		}
		if _, frames, _ = bytes.Cut(frames, lineBreak); len(frames) == 0 {
			return first
		}
	}
	return None
}

// OfTransaction tells what the replies to MULTI, to each command and to EXEC say: of a
// transaction that was not executed because EXEC was refused, or a command before it.
func OfTransaction(frames []byte) (kind Kind, detail []byte) {
	for len(frames) > 0 {
		line, rest, whole := bytes.Cut(frames, lineBreak)
		isError := whole && frames[0] == byte(resp.TypeSimpleError)
		switch {
		case !whole, !isError && frames[0] != byte(resp.TypeSimpleString):
			return None, nil // EXEC has replies, or none since a watched key was changed.
		case isError && kind == None:
			kind, detail = Of(bytes.TrimPrefix(line[1:], []byte(discarded)))
		}
		if frames = rest; len(frames) == 0 && !isError {
			return None, nil
		}
	}
	return kind, detail
}

// discarded is how the reply to an EXEC begins that was refused itself, for a reason that
// follows.
const discarded = "EXECABORT Transaction discarded because of: "

var lineBreak = []byte("\r\n")

// errorLine returns the text of a reply that is a simple error.
func errorLine(frame []byte) (text []byte, isError bool) {
	if len(frame) == 0 || frame[0] != byte(resp.TypeSimpleError) {
		return nil, false
	}
	line, _, whole := bytes.Cut(frame, lineBreak)
	return line[1:], whole
}
