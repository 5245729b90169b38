package core

import (
	"time"

	"github.com/glissade-io/glissade/internal/cache"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/options"
)

// fetch is how a command is sent for the cache. What stands before it is sent in the same
// write:
//
//	CLIENT CACHING YES    the server remembers that this connection has the key
//	PTTL key              how long the key has left
//	CLIENT CACHING YES
//	GET key
//
// The first has the server say so if the key changes between PTTL and GET. Servers that
// speak of all keys with a prefix need no CLIENT CACHING, and where time alone counts the
// command is sent as it is.
type fetch struct {
	bytes   []byte
	prelude uint16
	timeout time.Duration // in place of the client's, if it is not 0
	how     options.CacheInvalidation
	details *mux.Details // of a request that is submitted
}

const clientCaching = "*3\r\n$6\r\nCLIENT\r\n$7\r\nCACHING\r\n$3\r\nYES\r\n"

// prepare has the encoded command be sent, of which these are the keys. What is sent is
// appended to dst, which is returned, where it is more than the command.
func (f *fetch) prepare(c *clientCache, dst, encoded []byte, keys ...[]byte) []byte {
	f.how, f.timeout, f.prelude = c.configuration.Invalidation, 0, 0
	if f.how == options.InvalidateByTime {
		f.bytes = encoded
		return dst
	}
	f.prelude = uint16(len(keys))
	caching := ""
	if f.how == options.InvalidateByKey {
		f.prelude += f.prelude + 1
		caching = clientCaching
	}
	for _, key := range keys {
		dst = resp.AppendCommand(append(dst, caching...), "PTTL", borrowed(key))
	}
	f.bytes = append(append(dst, caching...), encoded...)
	return f.bytes
}

// apply has a request be sent like that.
func (f *fetch) apply(req *mux.Request) {
	req.Bytes, req.Prelude, req.KeepPrelude, req.Details = f.bytes, f.prelude, f.prelude > 0, f.details
	if f.timeout > 0 {
		req.Timeout = f.timeout
	}
}

// What PTTL says of a key that does not exist.
const (
	missingKey  = -2
	unknownLeft = -3 // of ours: it was not asked for, or not answered
)

// prepareToSubmit prepares a fetch that is submitted.
func (f *fetch) prepareToSubmit(c *clientCache, encoded []byte, keys ...[]byte) {
	f.details = new(mux.Details)
	f.prepare(c, nil, encoded, keys...)
}

// learned is parse for a fetch that was submitted, during its completion.
func (f *fetch) learned(left []int64, v *cache.Value) {
	f.parse(f.details.Prelude, f.details.Tracker, left, v)
}

// parse has a value hold where the reply came from, and left what each key has left, by the
// replies to the prelude. One that was refused, be it in part, has nothing stored: the server
// may have remembered nothing.
func (f *fetch) parse(prelude []byte, tracker mux.Tracker, left []int64, v *cache.Value) {
	for i := range left {
		left[i] = unknownLeft
	}
	if f.how == options.InvalidateByTime {
		return
	}
	if origin, is := tracker.(*cache.Origin); is {
		v.Origin = origin.Current()
	}
	answered := 0
	for range f.prelude {
		d := resp.NewDecoder(prelude)
		token, err := d.Next()
		switch {
		case err != nil || token.Type.IsError():
			v.Unstored = true
			return
		case token.Type == resp.TypeInteger && answered < len(left): // of PTTL
			left[answered] = token.Int
			answered++
		}
		prelude = prelude[d.Offset():]
	}
	v.Unstored = v.Unstored || answered < len(left)
}

// believe has a value believed as long as its key has left.
func believe(v *cache.Value, left int64) {
	switch {
	case left == missingKey:
		v.Absent = true
	case left == 0:
		v.Unstored = true
	case left > 0:
		v.TTL = time.Duration(left) * time.Millisecond
	}
}
