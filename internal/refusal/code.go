package refusal

import (
	"bytes"

	"github.com/glissade-io/glissade/internal/resp"
)

// Code returns the code of the first error among replies, back to back, such as "MOVED",
// or "" if none of them is one. What follows the code is for nobody but the caller: a
// script may have put anything there.
func Code(frames []byte) string {
	for len(frames) > 0 && (frames[0] == byte(resp.TypeSimpleError) || frames[0] == byte(resp.TypeSimpleString)) {
		line, rest, whole := bytes.Cut(frames, lineBreak)
		if !whole {
			return ""
		}
		if frames[0] == byte(resp.TypeSimpleError) {
			code, _, _ := bytes.Cut(bytes.TrimPrefix(line[1:], []byte(discarded)), []byte(" "))
			return knownCode(code)
		}
		frames = rest
	}
	return ""
}

// knownCode returns a code if it says something of a server.
func knownCode(code []byte) string {
	switch text := string(code); text {
	case "LOADING", "MASTERDOWN", "BUSY", "NOAUTH", "READONLY", "UNBLOCKED", "MOVED", "ASK", "TRYAGAIN", "CLUSTERDOWN":
		return text
	default:
		return ""
	}
}
