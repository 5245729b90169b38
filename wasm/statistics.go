package main

import "github.com/glissade-io/glissade/internal/resp"

// statistics answers with what JavaScript cannot count: how often the client's subscriptions
// were not those that it is to have, when they were last, in milliseconds since 1970 or 0,
// what became of values that it compresses, and what its cache has done and has.
func (d *dispatcher) statistics(client client, id uint32) {
	all := client.Statistics()
	counted, values, cached := all.PubSub, all.Compression, all.Cache
	lastSync := int64(0)
	if !counted.LastSync.IsZero() {
		lastSync = counted.LastSync.UnixMilli()
	}
	numbers := []int64{
		int64(counted.OutOfSync), lastSync,
		int64(values.ValuesCompressed), int64(values.ValuesDecompressed), int64(values.OriginalBytes),
		int64(values.CompressedBytes), int64(values.DecompressedBytes), int64(values.Skipped),
		int64(cached.Hits), int64(cached.Misses), int64(cached.Shared), int64(cached.Evictions), int64(cached.Expirations),
		int64(cached.Invalidations), int64(cached.Entries), int64(cached.Bytes),
	}
	reply := resp.AppendArrayHeader(nil, len(numbers))
	for _, n := range numbers {
		reply = resp.AppendInteger(reply, n)
	}
	d.out.lock().Reply(id, reply)
	d.out.unlock()
}
