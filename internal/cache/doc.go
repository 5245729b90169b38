// Package cache stores what servers replied to commands that read, in the memory of the
// client, and drops it when it is not to be believed any more.
//
//	c := cache.New(cache.Config{MaxBytes: 64 << 20, Tracked: true})
//	switch entry, found := c.Lookup(key, nil, 0); found {
//	case cache.Hit:
//		return entry.Text
//	case cache.Lead: // Nobody has it: fetch it, for all who ask meanwhile.
//		frame, origin, err := fetch(key)
//		if err != nil {
//			c.Abandon(entry, err)
//			return err
//		}
//		c.Complete(entry, cache.Value{Frame: frame, Origin: origin.Current()})
//	case cache.Wait: // Another caller fetches it.
//		<-entry.Done()
//	}
//
// # What is in it
//
// An [Entry] is the reply to one command about one key: the text of a string, or the
// frame that came, which is decoded anew for each who asks. It never changes. Entries are
// found by key and command, and by the key alone when that is invalidated. They lie in
// shards by the hash of the key, each with a lock of its own, which a hit does not take.
// The memory is bounded for all shards together; what was not used for longest (or least,
// see [Config.LFU]) leaves first, by and large: a hit is counted, and moves nothing.
//
// # When an entry is believed
//
// An entry is believed while all of this holds, which each lookup checks by a few loads
// from memory:
//
//   - neither its own time nor that of who asks is over;
//   - the connection that it was fetched over is up, and the server has not said on it that
//     everything may have changed. That connection's [Origin] is where the server says that
//     a key has changed: nobody else can say so;
//   - the slot of the key is where it was when it was fetched ([Cache.MoveSlot]);
//   - nobody has dropped everything since ([Cache.Flush]), as after SELECT or when another
//     server has become the primary.
//
// The same has to hold from before a fetch is sent until its reply is stored. Whatever
// invalidates a key while it is fetched detaches the fetch: those who wait for it get the
// reply, which is as old as their call, but it is not stored, and who asks later fetches
// anew. So it does not matter in which order a reply and an invalidation are handed on, by
// different goroutines: what is stored was never invalidated.
package cache
