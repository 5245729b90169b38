package ws

import (
	"context"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
)

// dialShared refuses: a page would download 20 KB for it, used or not.
func (d *Dialer) dialShared(context.Context, Destination) (stream.Stream, error) {
	return nil, &failure.ConfigurationError{Field: "Dialer.Multiplex", Message: "is not there in programs for GOOS=js; leave it false"}
}
