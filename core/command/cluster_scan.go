package command

import (
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// ClusterScan takes one step of a scan over the keys of a cluster, slot by slot,
// beginning at the cursor "0". The cursor that it returns belongs to the node that
// has the next slot, which need not be the one that answered.
//
// Reply: the next cursor and keys. Errors: ERR if the server is in no cluster or the
// cursor is none.
// Complexity: O(N) for N keys looked at. Since: 9.1.0.
// See https://valkey.io/commands/clusterscan/
//
//glissade:route argument 1: the cursor names the slot that it has come to
func ClusterScan(a *Args, cursor string) Reply[models.ScanResult] {
	a.Begin("CLUSTERSCAN")
	a.scanCursor(cursor)
	return scan
}

// ClusterScanWithOptions takes one step of a scan over keys of a cluster, those that
// opts choose, beginning at the cursor "0". The cursor that it returns belongs to the
// node that has the next slot, which need not be the one that answered.
//
// Reply: the next cursor and keys. Errors: ERR if the server is in no cluster or the
// cursor is none.
// Complexity: O(N) for N keys looked at. Since: 9.1.0.
// See https://valkey.io/commands/clusterscan/
func ClusterScanWithOptions(a *Args, cursor string, opts options.ClusterScanOptions) Reply[models.ScanResult] {
	a.Begin("CLUSTERSCAN")
	a.scanCursor(cursor)
	a.check(opts.Validate())
	a.scanFilter(opts.Match, opts.Count)
	if opts.Type != "" {
		a.Word("TYPE")
		a.String(string(opts.Type))
	}
	if opts.Slot != nil {
		a.Word("SLOT")
		a.Int(*opts.Slot)
	}
	return scan
}
