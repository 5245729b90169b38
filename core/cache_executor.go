//go:build !shapesonly

package core

import (
	"context"
	"time"
)

// executor returns what has the commands of a client go through the cache, as far as its
// settings say, and drops what they write.
func (c *clientCache) executor(client executor, call *callSettings, timeout time.Duration) executor {
	if c == nil {
		return client
	}
	o := &call.options
	return &caching{
		executor: client, cache: c, timeout: timeout, maxAge: o.CacheTTL,
		reads: call.err == nil && c.reads(o),
	}
}

// writes returns what drops what the commands of a client write, and has none go through the
// cache.
func (c *clientCache) writes(client executor) executor {
	if c == nil {
		return client
	}
	return &caching{executor: client, cache: c}
}

// caching executes commands with the cache around them.
type caching struct {
	executor
	cache   *clientCache
	reads   bool // commands that read go through the cache
	maxAge  time.Duration
	timeout time.Duration // of requests
}

func (x *caching) execute(ctx context.Context, r *request) error {
	r.cached.forgetAnswer()
	name := r.args.Name()
	if x.reads && !r.args.Custom() {
		switch {
		case name == "GET":
			return x.read(ctx, r, nil)
		case name == "MGET":
			return x.readMany(ctx, r)
		case isCached(name):
			return x.read(ctx, r, r.args.Encoded())
		}
	}
	err := x.executor.execute(ctx, r)
	x.cache.wrote(&r.args)
	return err
}
