package main

import (
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/wasm/internal/boundary"
)

// readCallOptions reads the options of a call. Clients of a cluster take a route too; of the
// others JavaScript says itself that a command is for the primary and all replicas. It is not
// inlined, since pages download each copy.
//
//go:noinline
func readCallOptions(in *boundary.Arguments, inCluster bool) (o options.CallOptions) {
	in.Object("options", func(field string) bool {
		switch {
		case field == "timeout":
			o.Timeout = in.Duration(field)
		case field == "idempotent":
			o.Idempotent = in.Bool(field)
		case field == "replica":
			o.Replica = in.Bool(field)
		case field == "cache":
			if o.Cache = options.BypassCache; in.Bool(field) {
				o.Cache = options.UseCache
			}
		case field == "cacheTtlMs":
			o.CacheTTL = in.Duration(field)
			refuseZero(in, field, o.CacheTTL == 0)
		case field == "route" && inCluster:
			o.Route = readRoute(in, field)
		case field == "everyServer" && !inCluster && in.Bool(field):
			o.Route = options.AllNodes{}
		default:
			return false
		}
		return true
	})
	return o
}

// readBatchOptions reads the options of exec. Clients of a cluster take more of them.
func readBatchOptions(in *boundary.Arguments, inCluster bool) (o options.ClusterBatchOptions) {
	in.Object("options", func(field string) bool {
		switch {
		case field == "timeout":
			o.Timeout = in.Duration(field)
		case field == "idempotent":
			o.Idempotent = in.Bool(field)
		case field == "route" && inCluster:
			o.Route = readRoute(in, field)
		case field == "retryStrategy" && inCluster:
			readRetryStrategy(in, &o.RetryStrategy)
		default:
			return false
		}
		return true
	})
	return o
}

func readRetryStrategy(in *boundary.Arguments, s *options.RetryStrategy) {
	in.Object("retryStrategy", func(field string) bool {
		switch field {
		case "retryServerError":
			s.RetryServerError = in.Bool(field)
		case "retryConnectionError":
			s.RetryConnectionError = in.Bool(field)
		default:
			return false
		}
		return true
	})
}
