// Package bloom is for Bloom filters, the commands BF.* of the module valkey-bloom,
// which a server must have loaded. A filter tells whether an item was added to it: it
// may take an item for a member that is none, at a rate that is chosen beforehand,
// but never the other way round, and keeps no items.
//
//	filters := bloom.On(client)
//	if _, err := filters.Reserve(ctx, "seen", 0.001, 10_000); err != nil {
//		return err
//	}
//	isNew, err := filters.Add(ctx, "seen", "visitor:42")
//
// [On] takes a client, [In] a batch. The functions of the package are the definitions
// of the commands that the methods of both are made from; core.Run and batch.Add
// execute them too.
//
// The same commands of other servers' modules differ in some options and fields. See
// https://valkey.io/topics/bloomfilters/
package bloom
