package core

import (
	"context"
	"sync"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/internal/cluster"
	"github.com/glissade-io/glissade/internal/queue"
	"github.com/glissade-io/glissade/internal/submission"
	"github.com/glissade-io/glissade/options"
)

// clusterSubmitter is how package submission sees a client of a cluster.
type clusterSubmitter struct{ client *ClusterClient }

var clusterSubmitters sync.Once

// introduceClusterSubmitters is introduceSubmitters for a cluster.
func introduceClusterSubmitters() {
	clusterSubmitters.Do(func() {
		submission.OfCluster = func(client any) submission.ClusterClient { return clusterSubmitter{client.(*ClusterClient)} }
	})
}

// Submit sends a command without waiting.
func (s clusterSubmitter) Submit(ctx context.Context, args *command.Args, o options.CallOptions, completion func(frame []byte, err error)) {
	c := s.client
	if err := checkSubmitted(args, &o, c.cache); err != nil {
		completion(nil, err)
		return
	}
	completion, refused := guarded(c.breaker, args.Name(), completion, nil)
	if refused != nil {
		completion(nil, refused)
		return
	}
	if c.cache != nil {
		c.cache.submit(ctx, s, args, &o, completion)
		return
	}
	s.send(ctx, args, &o, nil, completion)
}

// send sends a command past the cache.
func (s clusterSubmitter) send(ctx context.Context, args *command.Args, o *options.CallOptions, f *fetch, completion func(frame []byte, err error)) {
	c := s.client
	args, completion, err := compressSubmitted(c.codec, args, completion)
	if err != nil {
		completion(nil, err)
		return
	}
	req := c.request(args, o)
	req.Idempotent, req.Context = req.Idempotent || args.ReadOnly(), lifeOf(ctx)
	if f != nil {
		f.apply(&req.Request)
	}
	c.cluster.SubmitCommand(args, req, o.Route, c.remembered(args, completion))
}

// SubmitOnNodes is to [RunOnNodes] what Submit is to a method of the client.
func (s clusterSubmitter) SubmitOnNodes(ctx context.Context, args *command.Args, o options.CallOptions, completion func(outcomes []cluster.Outcome, err error)) {
	c := s.client
	if err := checkSubmitted(args, &o, c.cache); err != nil {
		completion(nil, err)
		return
	}
	ended := c.cache.writing(args)
	args, err := compressedCopy(c.codec, args)
	if err != nil {
		completion(nil, err)
		return
	}
	name := args.Name()
	req := c.request(args, &o)
	req.Idempotent, req.Context = req.Idempotent || args.ReadOnly(), lifeOf(ctx)
	named := c.remembered(args, func([]byte, error) {})
	c.cluster.SubmitOnNodes(args, req, o.Route, func(outcomes []cluster.Outcome, err error) {
		if err == nil && len(outcomes) == 1 {
			named(outcomes[0].Frame, nil)
		}
		ended()
		decompressAll(c.codec, name, outcomes)
		completion(outcomes, err)
	})
}

// SubmitBatch sends a batch without waiting.
func (s clusterSubmitter) SubmitBatch(ctx context.Context, b *queue.Queue, o options.ClusterBatchOptions, completion func(outcomes []cluster.Outcome, err error)) {
	c := s.client
	if b == nil {
		completion(nil, errNilBatch)
		return
	}
	if err := c.checkClusterBatch(b, o); err != nil {
		completion(nil, err)
		return
	}
	completion, refused := guarded(c.breaker, "batch", completion, firstLost)
	if refused != nil {
		completion(nil, refused)
		return
	}
	if c.cache != nil {
		completion = droppingBatch(c.cache, b, completion)
	}
	if b.Atomic {
		s.submitTransaction(ctx, b, o, completion)
		return
	}
	c.cluster.Spawn("batch", func() {
		p := pipelines.Get().(*pipeline)
		defer p.release()
		if err := p.run(ctx, c, b, o); err != nil {
			completion(nil, err)
			return
		}
		outcomes := make([]cluster.Outcome, b.Len())
		for i, o := range p.outcomes() {
			outcomes[i] = o
		}
		decompressOutcomes(c.codec, b, outcomes)
		completion(outcomes, nil)
	}, func(err error) { completion(nil, err) })
}

func (s clusterSubmitter) submitTransaction(ctx context.Context, b *queue.Queue, o options.ClusterBatchOptions, completion func(outcomes []cluster.Outcome, err error)) {
	c := s.client
	req, err := c.transactionRequest(b, o, nil)
	if err != nil {
		completion(nil, err)
		return
	}
	req.Context = lifeOf(ctx)
	c.cluster.Submit(req, func(frames []byte, err error) {
		var replies [][]byte
		if err == nil {
			replies, err = split(frames, req.Replies)
		}
		if err == nil {
			replies, err = transactionReplies(len(replies), func(i int) []byte { return replies[i] })
		}
		if err == nil {
			replies, err = decompressReplies(c.codec, b, replies)
		}
		if err != nil || replies == nil {
			completion(nil, err)
			return
		}
		outcomes := make([]cluster.Outcome, len(replies))
		for i, reply := range replies {
			outcomes[i].Frame = reply
		}
		completion(outcomes, nil)
	})
}

// firstLost returns the first error of a connection among what became of the commands of a
// batch, or nil.
func firstLost(outcomes []cluster.Outcome) error {
	for i := range outcomes {
		if err := outcomes[i].Err; isConnectionError(err) {
			return err
		}
	}
	return nil
}
