// Package command defines every command once: a function that appends the command's
// arguments to an [Args] and returns the [Reply] that decodes its answer.
//
//	var args command.Args
//	reply := command.Get(&args, "key")
//	send(args.Encoded())
//	value, err := reply.Decode(receive())
//
// The methods of clients and batches and the command reference are generated from these
// functions, by reading their source: comment, parameters and calls on a. So are the tables
// of how commands behave, from the directives in their comments, which begin with
// "glissade:".
//
// Replies have named shapes (see [Shape]), few of them and the same under RESP2 and
// RESP3: a map is a map whether it came as one or as a flat array. JavaScript
// reads replies of the same shapes; testdata/shapes.json holds both to the same answers.
//
// The package neither sends nor waits: connections and retries belong to its callers.
package command
