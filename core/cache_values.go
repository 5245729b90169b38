package core

import (
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

// errNotFetched is the error of a fetch that has not come to an end.
var errNotFetched = &failure.CanceledError{Command: "a fetch for the cache", Delivery: failure.MaybeExecuted}

func appendText(dst []byte, text models.Result[string]) []byte {
	if text.IsNil() {
		return resp.AppendNull(dst)
	}
	return resp.AppendBulk(dst, text.Value())
}

func isTextType(t resp.Type) bool {
	return t == resp.TypeBulkString || t == resp.TypeSimpleString || t == resp.TypeVerbatimString
}

// isEmpty reports whether a reply is null or has no elements, as for a key that does not
// exist.
func isEmpty(frame []byte) bool {
	d := resp.NewDecoder(frame)
	token, err := d.Next()
	if err != nil || token.Null {
		return true
	}
	switch token.Type {
	case resp.TypeArray, resp.TypeSet, resp.TypeMap:
		return token.Len == 0
	}
	return false
}
