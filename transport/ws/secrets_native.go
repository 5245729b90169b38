//go:build !js

package ws

import (
	"maps"
	"slices"
	"strings"
)

// String returns the names of the headers, any of which may be a secret.
func (p Platform) String() string {
	return "{Header:" + strings.Join(slices.Sorted(maps.Keys(p.Header)), ",") + "}"
}
