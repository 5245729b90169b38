package options

import "sync"

// Script is a Lua script. It is sent to a server once and from then on called by
// its hash. Make it once and use it often; it may be used by many goroutines.
type Script struct {
	source string
	once   sync.Once
	hash   string
}

// NewScript returns a script with the given source code.
func NewScript(code string) *Script { return &Script{source: code} }

// Source returns the script's source code.
func (s *Script) Source() string { return s.source }

// Hash returns the SHA-1 of the source in 40 lowercase hexadecimal digits, by which
// servers know the script.
func (s *Script) Hash() string {
	s.once.Do(func() { s.hash = sha1Hex(s.source) })
	return s.hash
}

// ScriptOptions are what a script is called with.
type ScriptOptions struct {
	// Keys are the keys that the script uses, KEYS in Lua. In a cluster they must
	// all belong to one slot.
	Keys []string
	// Args are its other arguments, ARGV in Lua.
	Args []string
}
