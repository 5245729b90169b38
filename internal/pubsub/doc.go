// Package pubsub keeps a client subscribed to what its program wants, on whichever
// servers there are, and hands on what is published.
//
//	subscriptions := pubsub.New(3 * time.Second)
//	subscriptions.Follow(group)
//	defer subscriptions.Close()
//	subscriber := subscriptions.NewSubscriber(options.SubscriptionQueue{})
//	pending, err := subscriber.Add(models.Exact, []string{"news"})
//	if err == nil {
//		err = pending.Wait(ctx)
//	}
//	message, err := subscriber.Next(ctx)
//
// # Desired and actual
//
// What subscribers want is kept in routes, one for each name, whoever wants it. What
// servers have confirmed is kept in the places of a route: the servers where it is
// subscribed. One goroutine compares the two whenever something has changed, and now and
// then without a reason, and has what is missing subscribed and what is too much
// unsubscribed. On each server one request is under way at a time: so a late unsubscribe
// cannot undo a newer subscribe.
//
// A name has one home, a server that messages are taken from; in a cluster the one that
// has the name's slot. A channel that is sharded follows its slot. Others, which every
// server of a cluster has the messages of, stay where they are as long as that server is
// there. A subscriber may also want a pattern on all primaries, as notifications of keys
// demand, which each server sends for its own keys.
//
// # What is missed
//
// When a place is lost, its connection with it or not, each subscriber that had it is
// told so by a *failure.GapError once the name is confirmed again: behind the last
// message from before, and before the first that comes then. The channels that one server
// confirms again together make one such error.
//
// # Who holds up whom
//
// The goroutine that reads a connection puts messages into the subscribers' queues and
// goes on; a full queue drops. It knows nothing of commands: package core makes this part
// of a client.
package pubsub
