// Package core is the client, written against an abstract stream of bytes: it
// knows the protocol, every command, batches and scripts, and nothing of networks.
// Programs that talk TCP or TLS get one from package native, pages in a browser
// through the JavaScript package; [NewClient] serves any other transport.
//
//	client, err := core.NewClient(ctx, dialer, options.ClientConfiguration{})
//	if err != nil {
//		return err
//	}
//	defer client.Close()
//	value, err := client.Get(ctx, "key")
//
// A client is safe for use by any number of goroutines, and meant to be shared by
// them: their commands travel together over one connection. Commands that block on
// the server, such as BLPOP, get connections of their own.
//
// It is not a pool, and holds no state of a caller: a transaction is a batch, not a
// series of calls.
package core
