//go:build !shapesonly

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
	keys    int
}

const clientCaching = "*3\r\n$6\r\nCLIENT\r\n$7\r\nCACHING\r\n$3\r\nYES\r\n"

// fetchOf returns how the command in the request is sent, of which these are the keys.
func (r *request) fetchOf(c *clientCache, keys ...[]byte) *fetch {
	f := &r.cached.fetching
	f.how, f.keys, f.timeout, f.prelude = c.configuration.Invalidation, len(keys), 0, 0
	if f.how == options.InvalidateByTime {
		f.bytes = r.args.Encoded()
		return f
	}
	r.encoded = r.encoded[:0]
	for _, key := range keys {
		r.addCaching(f)
		r.encoded = resp.AppendArrayHeader(r.encoded, 2)
		r.encoded = resp.AppendBulk(r.encoded, "PTTL")
		r.encoded = resp.AppendBulkBytes(r.encoded, key)
		f.prelude++
	}
	r.addCaching(f)
	r.encoded = append(r.encoded, r.args.Encoded()...)
	f.bytes = r.encoded
	return f
}

func (r *request) addCaching(f *fetch) {
	if f.how == options.InvalidateByKey {
		r.encoded = append(r.encoded, clientCaching...)
		f.prelude++
	}
}

// plain returns how the command in the request is sent as it is, within the timeout.
func (r *request) plain(timeout time.Duration) *fetch {
	f := &r.cached.fetching
	*f = fetch{bytes: r.args.Encoded(), timeout: timeout, how: options.InvalidateByTime}
	return f
}

// apply has a request be sent like that.
func (f *fetch) apply(req *mux.Request) {
	req.Bytes, req.Prelude, req.KeepPrelude = f.bytes, f.prelude, f.prelude > 0
	if f.timeout > 0 {
		req.Timeout = f.timeout
	}
}

// What PTTL says of a key that does not exist.
const (
	missingKey  = -2
	unknownLeft = -3 // of ours: it was not asked for, or not answered
)

// parseOnePrelude has a value for the cache hold what was learnt beside the reply of one key.
func (r *request) parseOnePrelude(v *cache.Value) {
	var left [1]int64
	r.parsePrelude(left[:], v)
	believe(v, left[0])
}

// parsePrelude has a value hold where the reply came from, and left what each key has left. A
// prelude that was refused, be it in part, has nothing stored: the server may have
// remembered nothing.
func (r *request) parsePrelude(left []int64, v *cache.Value) {
	for i := range left {
		left[i] = unknownLeft
	}
	f := &r.cached.fetching
	if f.how == options.InvalidateByTime {
		return
	}
	if origin, is := r.call.Tracker().(*cache.Origin); is {
		v.Origin = origin.Current()
	}
	d := resp.NewDecoder(nil)
	rest := r.call.Prelude()
	next := func() resp.Token {
		d = resp.NewDecoder(rest)
		token, err := d.Next()
		if err != nil || token.Type.IsError() {
			v.Unstored = true
			rest = nil
			return resp.Token{}
		}
		rest = rest[d.Offset():]
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
