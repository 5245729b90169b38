package core

import (
	"cmp"
	"context"
	"iter"

	"github.com/glissade-io/glissade/internal/cluster"
	"github.com/glissade-io/glissade/internal/page"
	"github.com/glissade-io/glissade/options"
)

// ClusterScanCursor is how far a scan over the keys of a cluster has come. The zero
// value is the beginning. It does not change: a step returns another one, and an old
// one can be gone on from again, as after an error. It holds nothing but memory, some
// kilobytes, and belongs to the cluster whose client made it.
type ClusterScanCursor struct{ position *cluster.ScanPosition }

// NewClusterScanCursor returns the beginning, as in GLIDE.
func NewClusterScanCursor() ClusterScanCursor { return ClusterScanCursor{} }

// IsFinished reports whether the scan is over. Until then call again with the cursor.
func (c ClusterScanCursor) IsFinished() bool { return c.position != nil && c.position.IsFinished() }

// ClusterScanResult is one step of a scan over the keys of a cluster. A step may hold
// no keys although the scan is not over.
type ClusterScanResult struct {
	// Cursor is where the next step goes on.
	Cursor ClusterScanCursor
	Keys   []string
}

// Scan returns some keys of the cluster, and the cursor to go on with until it is
// finished. It takes the place of [KeyCommands.Scan], which knows one server only: where
// the keys of one are wanted, that is client.With(options.CallOptions{Route: …}).Commands.Scan.
//
//	for cursor := (core.ClusterScanCursor{}); !cursor.IsFinished(); {
//		step, err := client.Scan(ctx, cursor)
//		if err != nil {
//			return err
//		}
//		use(step.Keys)
//		cursor = step.Cursor
//	}
//
// A key that exists from the first step to the last is returned at least once, even
// if slots are moved and replicas take over meanwhile; it may be returned more than
// once. Nothing is promised of keys that come or go, or that a failover loses.
// Primaries are scanned, wherever the client reads else: replicas may lag behind.
//
// A step is tried again until the client's timeout for requests or ctx ends. Where it
// should outlast a failover that has to be as long as one takes; or go on with the
// cursor that the step was taken from.
//
// Errors: those of any command; a *failure.TimeoutError that names the slot if no
// server owns one. The user needs leave to execute SCAN, CLUSTERSCAN (of Valkey 9.1,
// where it is used), CLUSTER NODES, CLUSTER GETKEYSINSLOT, CLUSTER COUNTKEYSINSLOT,
// INFO, MULTI and EXEC.
// Complexity: O(1) for a step, O(N) for all N keys; of a slot that was moved while it
// was scanned all keys come in one step. See https://valkey.io/commands/scan/
func (c *ClusterClient) Scan(ctx context.Context, cursor ClusterScanCursor) (ClusterScanResult, error) {
	return c.ScanWithOptions(ctx, cursor, options.ClusterKeyspaceScanOptions{})
}

// ScanWithOptions is [ClusterClient.Scan] for the keys that opts choose, which must be
// the same in all steps. It takes the place of [KeyCommands.ScanWithOptions].
//
// Errors: *failure.ConfigurationError about the options; those of Scan.
func (c *ClusterClient) ScanWithOptions(ctx context.Context, cursor ClusterScanCursor, opts options.ClusterKeyspaceScanOptions) (ClusterScanResult, error) {
	if err := cmp.Or(c.call.forPrimary("Scan"), opts.Validate()); err != nil {
		return ClusterScanResult{Cursor: cursor}, err
	}
	if cursor.IsFinished() {
		return ClusterScanResult{Cursor: cursor}, nil
	}
	if page.Only || c.around.handle == nil {
		return c.scan(ctx, cursor, opts)
	}
	var result ClusterScanResult
	err := c.around.do(ctx, &Operation{name: "SCAN"}, func(ctx context.Context, _ *Operation) (err error) {
		result, err = c.scan(ctx, cursor, opts)
		return err
	})
	if err != nil {
		return ClusterScanResult{Cursor: cursor}, err
	}
	return result, nil
}

func (c *ClusterClient) scan(ctx context.Context, cursor ClusterScanCursor, opts options.ClusterKeyspaceScanOptions) (ClusterScanResult, error) {
	position, keys, err := c.cluster.Scan(ctx, cursor.position, cluster.ScanOptions{
		Match: opts.Match, Count: opts.Count, Type: string(opts.Type),
		SkipUncovered: opts.AllowNonCoveredSlots, Timeout: c.timeout,
	})
	return ClusterScanResult{Cursor: ClusterScanCursor{position}, Keys: keys}, err
}

// ScanAll iterates over the keys of the cluster, as [ClusterClient.ScanWithOptions]
// returns them step by step: it takes the next step when its keys are asked for, ends
// when the loop is left, and when a step fails yields its error, once and last. It
// takes the place of [KeyCommands.ScanAll].
//
//	users := "user:*"
//	for key, err := range client.ScanAll(ctx, options.ClusterKeyspaceScanOptions{Match: &users}) {
//		if err != nil {
//			return err
//		}
//		use(key)
//	}
func (c *ClusterClient) ScanAll(ctx context.Context, opts options.ClusterKeyspaceScanOptions) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for cursor := (ClusterScanCursor{}); !cursor.IsFinished(); {
			step, err := c.ScanWithOptions(ctx, cursor, opts)
			if err != nil {
				yield("", err)
				return
			}
			for _, key := range step.Keys {
				if !yield(key, nil) {
					return
				}
			}
			cursor = step.Cursor
		}
	}
}
