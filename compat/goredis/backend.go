package goredis

import (
	"context"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/internal/cluster"
	"github.com/glissade-io/glissade/internal/queue"
	"github.com/glissade-io/glissade/internal/submission"
	"github.com/glissade-io/glissade/options"
)

// backend is a client as connections use it. Completions are those of package submission.
type backend interface {
	// mode is what HELLO says of the server.
	mode() string
	// run executes a command, and waits.
	run(ctx context.Context, build func(*command.Args) command.Reply[struct{}]) error
	submit(ctx context.Context, args *command.Args, completion func(frame []byte, err error))
	// submitEach sends commands together, or returns false where that cannot be.
	submitEach(encoded []byte, count int, commands submission.Commands) bool
	submitBatch(ctx context.Context, b *queue.Queue, completion func(replies [][]byte, err error))
	watch(ctx context.Context, keys []string) (submission.Dedicated, error)
	dedicated(ctx context.Context) (submission.Dedicated, error)
	subscription() (*core.Subscription, error)
	// scan takes a step of a scan over all keys, if that is the client's to do.
	scan(ctx context.Context, args []string) (reply []byte, isScan bool, err error)
}

func newBackend(client any) backend {
	if inCluster, ok := client.(*core.ClusterClient); ok {
		return &nodes{submission.OfCluster(inCluster), inCluster, new(cursors)}
	}
	one := client.(*core.Client)
	return &server{submission.Of(one), one}
}

// messageQueue bounds what waits for a go-redis connection that reads slowly, as for any subscription.
var messageQueue = options.SubscriptionQueue{}

// server is the backend of a client of one server.
type server struct {
	submission.Client
	client *core.Client
}

func (*server) mode() string { return "standalone" }

func (s *server) run(ctx context.Context, build func(*command.Args) command.Reply[struct{}]) error {
	_, err := core.Run(ctx, s.client, build)
	return err
}

func (s *server) submit(ctx context.Context, args *command.Args, completion func(frame []byte, err error)) {
	s.Submit(ctx, args, options.CallOptions{}, completion)
}

func (s *server) submitEach(encoded []byte, count int, commands submission.Commands) bool {
	return s.SubmitEach(encoded, count, commands)
}

func (s *server) submitBatch(ctx context.Context, b *queue.Queue, completion func(replies [][]byte, err error)) {
	s.SubmitBatch(ctx, b, options.BatchOptions{}, completion)
}

func (s *server) watch(ctx context.Context, keys []string) (submission.Dedicated, error) {
	return s.Watch(ctx, keys)
}

func (s *server) dedicated(ctx context.Context) (submission.Dedicated, error) {
	return s.Dedicated(ctx, nil)
}

func (s *server) subscription() (*core.Subscription, error) {
	return s.client.NewSubscription(messageQueue)
}

func (*server) scan(context.Context, []string) ([]byte, bool, error) { return nil, false, nil }

// nodes is the backend of a client of a cluster.
type nodes struct {
	submission.ClusterClient
	client  *core.ClusterClient
	cursors *cursors
}

func (*nodes) mode() string { return "cluster" }

func (n *nodes) run(ctx context.Context, build func(*command.Args) command.Reply[struct{}]) error {
	_, err := core.Run(ctx, n.client, build)
	return err
}

func (n *nodes) submit(ctx context.Context, args *command.Args, completion func(frame []byte, err error)) {
	n.Submit(ctx, args, options.CallOptions{}, completion)
}

func (*nodes) submitEach([]byte, int, submission.Commands) bool { return false }

func (n *nodes) submitBatch(ctx context.Context, b *queue.Queue, completion func(replies [][]byte, err error)) {
	n.SubmitBatch(ctx, b, options.ClusterBatchOptions{}, func(outcomes []cluster.Outcome, err error) {
		var replies [][]byte
		if outcomes != nil {
			replies = make([][]byte, len(outcomes))
		}
		for i, o := range outcomes {
			if replies[i] = o.Frame; o.Err != nil && err == nil {
				err = o.Err
			}
		}
		completion(replies, err)
	})
}

func (n *nodes) watch(ctx context.Context, keys []string) (submission.Dedicated, error) {
	return n.Watch(ctx, keys)
}

func (n *nodes) dedicated(ctx context.Context) (submission.Dedicated, error) {
	return n.Dedicated(ctx, nil)
}

func (n *nodes) subscription() (*core.Subscription, error) {
	return n.client.NewSubscription(messageQueue)
}
