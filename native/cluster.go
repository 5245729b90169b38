package native

import (
	"context"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/options"
)

// NewClusterClient finds a cluster by some of its servers and returns a client of it.
// The zero configuration begins with a server at localhost:6379.
//
//	client, err := native.NewClusterClient(ctx, options.ClusterClientConfiguration{
//		Addresses: []options.NodeAddress{{Host: "node1.example"}, {Host: "node2.example"}},
//	})
//
// Errors: *failure.ConfigurationError before anything is dialled;
// *failure.ConnectionError, whose cause may be the *failure.ServerError with which a
// server refused the handshake; *failure.TimeoutError.
func NewClusterClient(ctx context.Context, configuration options.ClusterClientConfiguration, settings ...Option) (*core.ClusterClient, error) {
	// Before the dialer, so that what is wrong with TLS is said in the field's own terms.
	if err := configuration.Validate(); err != nil {
		return nil, err
	}
	of := configuration.ClientConfiguration()
	s, err := collect(&of, settings)
	if err != nil {
		return nil, err
	}
	return core.NewClusterClient(ctx, s.dialer, configuration, s.settings...)
}
