package main

import "github.com/glissade-io/glissade/internal/resp"

// statistics answers with what JavaScript cannot count: how often the client's subscriptions
// were not those that it is to have, and when they were last, in milliseconds since 1970 or 0.
func (d *dispatcher) statistics(client client, id uint32) {
	counted := client.Statistics().PubSub
	lastSync := int64(0)
	if !counted.LastSync.IsZero() {
		lastSync = counted.LastSync.UnixMilli()
	}
	reply := resp.AppendArrayHeader(nil, 2)
	reply = resp.AppendInteger(reply, int64(counted.OutOfSync))
	reply = resp.AppendInteger(reply, lastSync)
	d.out.lock().Reply(id, reply)
	d.out.unlock()
}
