package main

import (
	"context"
	"time"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/wasm/internal/boundary"
)

// subscription is one that JavaScript has made beside the client's own.
type subscription struct {
	messages *core.Subscription // nil where it has key events
	source   source
	close    func()
	client   uint32
	life     context.Context // ends with it
	cancel   context.CancelFunc
}

// newSubscription makes what is known by an id that JavaScript chose.
func (d *dispatcher) newSubscription(client, id uint32) *subscription {
	s := &subscription{client: client, close: func() {}}
	s.life, s.cancel = context.WithCancel(context.Background())
	d.mu.Lock()
	d.subscriptions[id] = s
	d.mu.Unlock()
	return s
}

// The names of methods by mode, for errors.
var (
	subscribeNames   = [...]string{"subscribe", "psubscribe", "ssubscribe"}
	unsubscribeNames = [...]string{"unsubscribe", "punsubscribe", "sunsubscribe"}
)

// openSubscription makes a subscription by the id that JavaScript chose.
func (d *dispatcher) openSubscription(client client, request boundary.Request, in *boundary.Arguments) {
	id := boundary.Integer[uint32](in, "id")
	var names [len(subscribeNames)][]string
	var queue options.SubscriptionQueue
	var timeout time.Duration
	in.Object("options", func(field string) bool {
		switch field {
		case "channels":
			names[models.Exact] = readNames(in, field)
		case "patterns":
			names[models.Pattern] = readNames(in, field)
		case "shardedChannels":
			names[models.Sharded] = readNames(in, field)
		case "timeoutMs":
			timeout = readTimeout(in)
		default:
			return readQueue(in, field, &queue)
		}
		return true
	})
	in.End()
	err := in.Err()
	var made *core.Subscription
	if err == nil {
		made, err = client.NewSubscription(queue)
	}
	if err != nil {
		d.fail(request.ID, err)
		return
	}
	s := d.newSubscription(request.Client, id)
	s.messages, s.source, s.close = made, messageSource{made}, made.Close
	go func() {
		ctx, cancel := withTimeout(s.life, timeout)
		defer cancel()
		for mode, names := range names {
			if names == nil {
				continue
			}
			if err := subscribe(ctx, made, models.PubSubMode(mode), names); err != nil {
				d.closeSubscription(id)
				d.fail(request.ID, err)
				return
			}
		}
		d.succeed(request.ID)
	}()
}

// closeSubscription ends a subscription that JavaScript has made.
func (d *dispatcher) closeSubscription(id uint32) {
	d.mu.Lock()
	s := d.subscriptions[id]
	delete(d.subscriptions, id)
	d.mu.Unlock()
	if s != nil {
		s.cancel()
		s.close()
	}
}

// useSubscription serves a request that is about the subscription of that id. The
// client's own has none.
func (d *dispatcher) useSubscription(client client, request boundary.Request, in *boundary.Arguments) {
	id := boundary.Integer[uint32](in, "id")
	waits := false
	if request.Operation == boundary.OperationReceive {
		waits = in.Bool("waits")
	}
	if err := in.Err(); err != nil {
		d.fail(request.ID, err)
		return
	}
	if request.Operation == boundary.OperationCloseSubscription {
		d.closeSubscription(id)
		d.succeed(request.ID)
		return
	}
	s, err := d.subscription(client, id)
	switch {
	case err != nil:
		d.fail(request.ID, err)
	case request.Operation == boundary.OperationReceive:
		d.receive(s.source, request.ID, waits)
	default:
		d.changeSubscription(s, request, in)
	}
}

// subscription returns the subscription of that id, or the client's own.
func (d *dispatcher) subscription(client client, id uint32) (*subscription, error) {
	if id == 0 {
		s, err := client.GetQueue()
		return &subscription{messages: s, source: messageSource{s}, life: context.Background()}, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if s := d.subscriptions[id]; s != nil {
		return s, nil
	}
	return nil, errSubscriptionClosed
}

var errSubscriptionClosed = &failure.ClosingError{Reason: "the subscription is closed", Delivery: failure.NotSent}

// changeSubscription has a subscription subscribe or unsubscribe names.
func (d *dispatcher) changeSubscription(s *subscription, request boundary.Request, in *boundary.Arguments) {
	execute, lazily, methods := subscribe, (*core.Subscription).SubscribeLazy, &subscribeNames
	if request.Operation == boundary.OperationUnsubscribe {
		execute, lazily, methods = unsubscribe, (*core.Subscription).UnsubscribeLazy, &unsubscribeNames
	}
	mode := boundary.Integer[int](in, "mode")
	if s.messages == nil {
		in.Refuse("id", "is of key events, whose names do not change")
	}
	if mode >= 0 && mode < len(methods) {
		in.Continue(methods[mode])
	} else {
		in.Refuse("mode", "is unknown")
	}
	var names []string
	if request.Operation == boundary.OperationSubscribe || !in.Absent() {
		names = readNames(in, "channels")
	}
	waits := in.Bool("waits")
	timeout := readTimeout(in)
	in.End()
	if err := in.Err(); err != nil {
		d.fail(request.ID, err)
		return
	}
	change := func() {
		ctx, cancel := withTimeout(s.life, timeout)
		defer cancel()
		d.finish(request.ID, execute(ctx, s.messages, models.PubSubMode(mode), names))
	}
	if waits {
		go change()
	} else {
		d.finish(request.ID, lazily(s.messages, models.PubSubMode(mode), names))
	}
}

// finish ends a request that has no reply.
func (d *dispatcher) finish(id uint32, err error) {
	if err != nil {
		d.fail(id, err)
	} else {
		d.succeed(id)
	}
}

func subscribe(ctx context.Context, s *core.Subscription, mode models.PubSubMode, names []string) error {
	switch mode {
	case models.Exact:
		return s.Subscribe(ctx, names)
	case models.Pattern:
		return s.PSubscribe(ctx, names)
	default:
		return s.SSubscribe(ctx, names)
	}
}

func unsubscribe(ctx context.Context, s *core.Subscription, mode models.PubSubMode, names []string) error {
	switch mode {
	case models.Exact:
		return s.Unsubscribe(ctx, names)
	case models.Pattern:
		return s.PUnsubscribe(ctx, names)
	default:
		return s.SUnsubscribe(ctx, names)
	}
}

func (d *dispatcher) getSubscriptions(client client, id uint32) {
	state := client.GetSubscriptions()
	records := d.out.lock()
	records.Subscriptions(id, byMode(state.DesiredSubscriptions), byMode(state.ActualSubscriptions))
	d.out.unlock()
}

// byMode returns the names of each mode that there is, in order.
func byMode(names map[models.PubSubMode][]string) [][]string {
	list := make([][]string, len(names))
	for mode := range list {
		list[mode] = names[models.PubSubMode(mode)]
	}
	return list
}

// withTimeout returns a context that ends after the timeout, unless that is 0.
func withTimeout(ctx context.Context, timeout time.Duration) (context.Context, context.CancelFunc) {
	if timeout == 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, timeout)
}
