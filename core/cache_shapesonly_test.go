//go:build shapesonly

package core

import (
	"testing"

	"github.com/glissade-io/glissade/options"
)

func TestAPageHasNoCache(t *testing.T) {
	_, err := NewClient(t.Context(), &script{}, options.ClientConfiguration{Cache: &options.CacheConfiguration{}})
	requireField(t, "Cache", err)
	_, err = NewClusterClient(t.Context(), &script{}, options.ClusterClientConfiguration{Cache: &options.CacheConfiguration{}})
	requireField(t, "Cache", err)
}
