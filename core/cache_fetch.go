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
	learnt  *mux.Learnt // of a request that is submitted
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
	for _, key := range keys {
		dst = resp.AppendCommand(f.addCaching(dst), "PTTL", borrowed(key))
		f.prelude++
	}
	f.bytes = append(f.addCaching(dst), encoded...)
	return f.bytes
}

func (f *fetch) addCaching(dst []byte) []byte {
	if f.how != options.InvalidateByKey {
		return dst
	}
	f.prelude++
	return append(dst, clientCaching...)
}

// apply has a request be sent like that.
func (f *fetch) apply(req *mux.Request) {
	req.Bytes, req.Prelude, req.KeepPrelude, req.Learnt = f.bytes, f.prelude, f.prelude > 0, f.learnt
	if f.timeout > 0 {
		req.Timeout = f.timeout
	}
}

// What PTTL says of a key that does not exist.
const (
	missingKey  = -2
	unknownLeft = -3 // of ours: it was not asked for, or not answered
)

// learn prepares a fetch that is submitted.
func (f *fetch) learn(c *clientCache, encoded []byte, keys ...[]byte) {
	f.learnt = new(mux.Learnt)
	f.prepare(c, nil, encoded, keys...)
}

// learned is parse for a fetch that was submitted, during its completion.
func (f *fetch) learned(left []int64, v *cache.Value) {
	f.parse(f.learnt.Prelude, f.learnt.Tracker, left, v)
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
	next := func() resp.Token {
		d := resp.NewDecoder(prelude)
		token, err := d.Next()
		if err != nil || token.Type.IsError() {
			v.Unstored = true
			prelude = nil
			return resp.Token{}
		}
		prelude = prelude[d.Offset():]
		return token
	}
	for i := range left {
		if f.how == options.InvalidateByKey {
			next()
		}
		if token := next(); token.Type == resp.TypeInteger {
			left[i] = token.Int
		} else {
			v.Unstored = true
		}
	}
	if f.how == options.InvalidateByKey {
		next()
	}
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
