package command

import (
	"strings"
	"sync"
)

// Metadata is what the server says of a command, independent of any arguments. It comes
// from the newest server's answer to COMMAND, with a few corrections, and is
// compiled into the client as 14 KB of text, under 3 KB in a compressed WebAssembly
// program. Commands of modules are not in it. The zero Metadata is that of a command
// without properties.
// See https://valkey.io/commands/command/
type Metadata struct {
	name, since, group string
	keys               string // key specifications as in the table, see keySpec
	flags              metadataFlags
	request            RequestPolicy
	response           ResponsePolicy
}

type metadataFlags uint8

const (
	readOnly metadataFlags = 1 << iota
	write
	blocking
	admin
	pubSub
	noMulti
	// container: the command has subcommands. The table does not say it; they follow there.
	container
)

// flagLetters are the letters of the table's flags, in the order of their bits.
const flagLetters = "rwbapm"

// Lookup returns what is known of a command by its name, in capitals or not. A
// subcommand is named with its container ("CONFIG GET"); for one that is not known,
// and for any other second word, the first word decides.
func Lookup(name string) (Metadata, bool) {
	if info, ok := catalog()[name]; ok {
		return info, true
	}
	name = strings.ToUpper(name)
	if info, ok := catalog()[name]; ok {
		return info, true
	}
	first, _, _ := strings.Cut(name, " ")
	info, ok := catalog()[first]
	return info, ok
}

// LookupArguments is Lookup for a whole command, whose name is the first one or two
// of its arguments.
func LookupArguments(args []string) (Metadata, bool) {
	switch len(args) {
	case 0:
		return Metadata{}, false
	case 1:
		return Lookup(args[0])
	}
	info, ok := Lookup(args[0])
	if ok && info.flags&container != 0 {
		return Lookup(args[0] + " " + args[1])
	}
	return info, ok
}

// Name returns the name in capitals, a subcommand's with its container's.
func (m Metadata) Name() string { return m.name }

// Since returns the server version that first had the command, such as "6.2.0".
func (m Metadata) Since() string { return m.since }

// Group returns the server's name for the kind of command, such as "sorted-set".
func (m Metadata) Group() string { return m.group }

// ReadOnly reports whether the command only reads data, so that a replica can
// answer it. It is false for commands that do not concern data at all.
func (m Metadata) ReadOnly() bool { return m.flags&readOnly != 0 }

// Write reports whether the command may change data.
func (m Metadata) Write() bool { return m.flags&write != 0 }

// Blocking reports whether the server may hold back its reply. Whether it does can
// depend on the arguments, as for XREAD.
func (m Metadata) Blocking() bool { return m.flags&blocking != 0 }

// Admin reports whether the command administers the server.
func (m Metadata) Admin() bool { return m.flags&admin != 0 }

// PubSub reports whether the command belongs to publishing and subscribing.
func (m Metadata) PubSub() bool { return m.flags&pubSub != 0 }

// NoMulti reports whether the server refuses the command in a transaction.
func (m Metadata) NoMulti() bool { return m.flags&noMulti != 0 }

// RequestPolicy returns to which nodes of a cluster the command goes.
func (m Metadata) RequestPolicy() RequestPolicy { return m.request }

// ResponsePolicy returns how the replies of several nodes become one.
func (m Metadata) ResponsePolicy() ResponsePolicy { return m.response }

// catalog returns the table by name. It is made when first asked for, since many
// programs never ask.
var catalog = sync.OnceValue(func() map[string]Metadata {
	infos := make(map[string]Metadata, strings.Count(catalogTable, "\n"))
	for line := range strings.SplitSeq(strings.Trim(catalogTable, "\n"), "\n") {
		info := parseMetadata(line)
		infos[info.name] = info
		if parent, _, ok := strings.Cut(info.name, " "); ok {
			of := infos[parent]
			of.flags |= container
			infos[parent] = of
		}
	}
	return infos
})

// parseMetadata reads a line of the table: name, since, group, flags, request policy,
// response policy and key specifications, with semicolons between.
func parseMetadata(line string) Metadata {
	var columns [7]string
	for i := range columns {
		columns[i], line, _ = strings.Cut(line, ";")
	}
	info := Metadata{
		name: columns[0], since: columns[1], group: columns[2],
		request: parseRequestPolicy(columns[4]), response: parseResponsePolicy(columns[5]), keys: columns[6],
	}
	for bit, letter := range []byte(flagLetters) {
		if strings.IndexByte(columns[3], letter) >= 0 {
			info.flags |= 1 << bit
		}
	}
	return info
}
