package core

import (
	"context"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/cluster"
	"github.com/glissade-io/glissade/internal/submission"
	"github.com/glissade-io/glissade/options"
)

// Scan takes a step of a scan whose cursors are text.
func (s clusterSubmitter) Scan(ctx context.Context, cursor string, o options.ClusterKeyspaceScanOptions, call options.CallOptions) (next string, keys []string, err error) {
	var from ClusterScanCursor
	switch cursor {
	case "":
	case submission.Finished:
		return cursor, nil, nil
	default:
		position, valid := cluster.ParseScanPosition(cursor)
		if !valid {
			return "", nil, &failure.ConfigurationError{Field: "cursor", Message: "is none that a scan of a cluster has returned"}
		}
		from.position = position
	}
	step, err := s.client.With(call).ScanWithOptions(ctx, from, o)
	if err != nil {
		return "", nil, err
	}
	if step.Cursor.IsFinished() {
		return submission.Finished, step.Keys, nil
	}
	return step.Cursor.position.Text(), step.Keys, nil
}
