//go:build !linux

package servers

import (
	"context"
	"errors"
)

// install cannot help outside Linux: the servers come from Debian's packages.
func install(context.Context, Version, string) error {
	return errors.New("it is installed by itself on Debian only")
}
