package core

import (
	"bytes"
	"context"
	"sync"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/options"
)

// submittedMany is an MGET on its way through the cache. Each key is a GET: what nobody has
// is fetched by itself, though in one write, since the code to do otherwise is a tenth of what
// pages download for the cache.
type submittedMany struct {
	completion func(frame []byte, err error)

	mu     sync.Mutex
	left   int      // of the keys
	frames [][]byte // of each key
	err    error    // why there is no reply
}

// submitMany has an MGET answered from the cache as far as that has the values.
func (c *clientCache) submitMany(ctx context.Context, s sender, args *command.Args, o *options.CallOptions, completion func(frame []byte, err error)) {
	m := &submittedMany{completion: completion, frames: make([][]byte, args.Len()-1)}
	m.left = len(m.frames)
	if m.left == 0 {
		s.send(ctx, args, o, nil, completion)
		return
	}
	var get command.Args
	for i := range m.frames {
		get.Begin("GET")
		get.Key(borrowed(args.Arg(i + 1)))
		c.submitRead(ctx, s, &get, nil, o, func(frame []byte, err error) { m.take(i, frame, err) })
	}
}

// take takes the value of a key. The last one completes the whole.
func (m *submittedMany) take(i int, frame []byte, err error) {
	if bytes.HasPrefix(frame, []byte("-WRONGTYPE")) { // for which MGET has null
		frame = []byte("_\r\n")
	}
	m.mu.Lock()
	m.left--
	over := m.left == 0
	m.frames[i] = bytes.Clone(frame)
	if err != nil {
		m.err = err
	}
	m.mu.Unlock()
	if over {
		m.complete()
	}
}

func (m *submittedMany) complete() {
	if m.err != nil {
		m.completion(nil, m.err)
		return
	}
	reply := resp.AppendArrayHeader(nil, len(m.frames))
	for _, frame := range m.frames {
		if isError(frame) {
			m.completion(frame, nil)
			return
		}
		reply = append(reply, frame...)
	}
	m.completion(reply, nil)
}
