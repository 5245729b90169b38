package command

import (
	"strings"
	"sync"
)

// ReadOnly reports whether the command only reads keys, so that a replica can execute
// it, and executing it twice does no harm. Of commands that are not known, such as
// those of modules, and of commands without keys, such as PING, it says no.
func (a *Args) ReadOnly() bool { return IsReadOnly(a.name) }

// IsReadOnly is [Args.ReadOnly] for a command of that name, in capitals.
func IsReadOnly(name string) bool { return readOnlyNames()[name] }

// readOnlyNames are asked for with every command where replicas are read from, which
// is too often for a search.
var readOnlyNames = sync.OnceValue(func() map[string]bool {
	names := map[string]bool{}
	for line := range strings.Lines(catalogTable) {
		if m := (Metadata{strings.TrimSuffix(line, "\n")}); m.ReadOnly() {
			names[m.Name()] = true
		}
	}
	return names
})

// MayWrite reports whether a command of that name may change something on the server
// that its replicas would have to follow: it writes, it runs a script or function
// that may write, or it is not known. PUBLISH is none of these.
func MayWrite(name string) bool {
	switch {
	case IsReadOnly(name): // for which there is no search
		return false
	case writesUnseen(name):
		return true
	}
	metadata, known := Lookup(name)
	return !known || metadata.Write()
}
