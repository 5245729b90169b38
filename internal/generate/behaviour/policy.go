package behaviour

import (
	"slices"
	"strings"

	"github.com/glissade-io/glissade/internal/catalog"
	"github.com/glissade-io/glissade/internal/generate/model"
)

var (
	// serverRoutes are the routes that the server has a request policy for, of the
	// same name.
	serverRoutes = []string{"all_nodes", "all_shards", "multi_shard"}
	// serverResponses are the response policies of the server, by ours.
	serverResponses = map[string]string{
		"one_succeeded": "one_succeeded", "all_succeeded": "all_succeeded",
		"agg_logical_and": "agg_logical_and", "agg_logical_or": "agg_logical_or",
		"agg_min": "agg_min", "agg_max": "agg_max", "agg_sum": "agg_sum",
		"by_node": "", "concatenated": "", "distinct": "",
		"counts_by_name": "special", "drawn_by_keys": "special",
	}
)

// policies decides about the route and the response, and has the catalog say of them
// what it has words for.
func (c *collector) policies(b *Command, entry *catalog.Command, s *statements, known bool) {
	b.Route = catalogRoute(entry, known)
	if d, ok := s.directives[model.Route]; ok {
		if d.Value == b.Route {
			c.repeats(d, entry.Name)
		}
		b.Route = d.Value
		switch {
		case slices.Contains(serverRoutes, b.Route):
			entry.SetRequestPolicy(b.Route)
		case b.Route == "keys": // One node replies.
			entry.SetRequestPolicy("")
			entry.SetResponsePolicy("")
		}
	}
	b.Response = catalogResponse(entry, b.Route)
	if d, ok := s.directives[model.Response]; ok {
		if d.Value == b.Response {
			c.repeats(d, entry.Name)
		}
		b.Response = d.Value
		entry.SetResponsePolicy(serverResponses[b.Response])
	}
	if !known { // The client has no table of what the catalog does not have.
		_, byRoute := s.directives[model.Route]
		_, byResponse := s.directives[model.Response]
		b.Corrected = byRoute || byResponse
		return
	}
	route := catalogRoute(entry, known)
	b.Corrected = route != b.Route || catalogResponse(entry, route) != b.Response
}

// catalogRoute returns the route that the client takes by the catalog alone. It is
// what internal/cluster's catalogPolicy does.
func catalogRoute(entry *catalog.Command, known bool) string {
	switch policy := entry.RequestPolicy(); {
	case slices.Contains(serverRoutes, policy):
		return policy
	case policy == "special":
		return "keys"
	case !known && strings.HasPrefix(entry.Name, "FT."):
		return "any"
	case !known:
		return "argument 1"
	}
	route := "any"
	for _, k := range entry.Keys {
		switch {
		case k.Begin == "keyword": // It shows only with the arguments whether there is any.
		case slices.Contains(k.Flags, "not_key"):
			return "argument 1"
		default:
			route = "keys"
		}
	}
	return route
}

// catalogResponse returns how the client makes one of the replies, by the catalog alone,
// of a command with that route.
func catalogResponse(entry *catalog.Command, route string) string {
	switch policy := entry.ResponsePolicy(); {
	case policy == "special":
		return "by_node"
	case policy != "":
		return policy
	case slices.Contains(serverRoutes, route):
		return "concatenated"
	default:
		return "by_node"
	}
}
