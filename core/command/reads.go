package command

// ReadOnly reports whether the command only reads keys, so that a replica can execute
// it, and executing it twice does no harm. Of commands that are not known, such as
// those of modules, and of commands without keys, such as PING, it says no.
func (a *Args) ReadOnly() bool { return IsReadOnly(a.name) }

// IsReadOnly is [Args.ReadOnly] for a command of that name.
func IsReadOnly(name string) bool {
	metadata, known := Lookup(name)
	return known && metadata.ReadOnly()
}

// MayWrite reports whether a command of that name may change something on the server
// that its replicas would have to follow: it writes, it runs a script or function
// that may write, or it is not known. PUBLISH is none of these.
func MayWrite(name string) bool {
	metadata, known := Lookup(name)
	switch name {
	case "EVAL", "EVALSHA", "FCALL":
		return true
	}
	return !known || metadata.Write()
}
