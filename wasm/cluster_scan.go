package main

import (
	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/internal/submission"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/wasm/internal/boundary"
)

// clusterScan takes a step of a scan over the keys of a cluster. It is answered as by the
// server's SCAN: with the next cursor and keys.
func (d *dispatcher) clusterScan(client client, request boundary.Request, in *boundary.Arguments) {
	id := request.ID
	scanned, ok := client.(*core.ClusterClient)
	call := readCallOptions(in, false)
	cursor := in.String("cursor")
	o := readScanOptions(in)
	in.End()
	err := in.Err()
	if err == nil && !ok {
		err = &failure.ConfigurationError{Field: "scan", Message: "is of a client of a cluster"}
	}
	if err != nil {
		d.fail(id, err)
		return
	}
	ctx, over := d.life(request)
	go func() {
		next, keys, err := submission.OfCluster(scanned).Scan(ctx, cursor, o, call)
		over()
		if err != nil {
			d.fail(id, err)
			return
		}
		reply := resp.AppendBulk(resp.AppendArrayHeader(nil, 2), next)
		reply = resp.AppendArrayHeader(reply, len(keys))
		for _, key := range keys {
			reply = resp.AppendBulk(reply, key)
		}
		d.out.lock().Reply(id, reply)
		d.out.unlock()
	}()
}

func readScanOptions(in *boundary.Arguments) (o options.ClusterKeyspaceScanOptions) {
	in.Object("options", func(field string) bool {
		switch field {
		case "match":
			match := in.String(field)
			o.Match = &match
		case "count":
			o.Count = boundary.Integer[int64](in, field)
		case "type":
			o.Type = options.ObjectType(in.String(field))
		case "allowNonCoveredSlots":
			o.AllowNonCoveredSlots = in.Bool(field)
		default:
			return false
		}
		return true
	})
	return o
}
