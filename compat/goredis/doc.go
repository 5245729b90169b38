// Package goredis makes a go-redis client whose commands go out by a client of Glissade's: for
// programs and libraries that take a [redis.UniversalClient], of which nobody else can make one.
//
//	client, err := glissade.Connect(ctx, "valkey://localhost:6379")
//	if err != nil {
//		return err
//	}
//	defer client.Close()
//	rdb := goredis.NewClient(client)
//	defer rdb.Close()
//	rdb.Set(ctx, "greeting", "hello", 0)
//
// What it returns is a *redis.Client like any other. Its connections are none of the network:
// each ends in this package, which reads the commands and hands them to the Glissade client. So
// they share that client's multiplexed connections, follow its failovers, and reach a whole
// cluster if it is one's. To them belong a pool, deadlines and hooks as go-redis has them.
//
// # What is different
//
//   - Requests have the timeout of the Glissade client, 250 ms unless it is told otherwise, beside
//     the deadline of their context. Those that fail are sent again by the Glissade client alone,
//     which knows what may be: MaxRetries is off.
//   - Errors of connections are those of Glissade, such as *glissade.TimeoutError, so that
//     glissade.DeliveryOf says whether a command may have been executed. Error replies are
//     go-redis's, as ever.
//   - SELECT of another database than the Glissade client's takes a dedicated connection for the
//     go-redis connection that asks for it, as does WATCH. With many connections make a Glissade
//     client for each database.
//   - Where messages of a subscription may be missing, a go-redis connection would have been lost,
//     and made anew: Receive returns another *redis.Subscription of the channel there.
//   - In a cluster the keys of a transaction, and of a script, lie in one slot. Other commands with
//     several keys may have them anywhere; a pipeline keeps the order within a slot.
//
// What cannot work is refused by an error reply that says what to use instead: AUTH, MONITOR,
// CLIENT TRACKING and CLIENT REPLY.
//
// It is no way to Glissade's API for new code: that is package glissade, which does more and costs
// less.
package goredis
