package glissadetest_test

import (
	"context"

	"github.com/glissade-io/glissade"
)

// getter is what tests need of a client to see a value.
type getter interface {
	Get(ctx context.Context, key string) (glissade.Result[string], error)
}
