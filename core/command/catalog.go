package command

import "strings"

// Metadata is what the server says of a command, independent of any arguments. It
// comes from the newest server's answer to COMMAND, with a few corrections. Commands
// of modules are not in it. The zero Metadata is that of a command without properties.
// See https://valkey.io/commands/command/
//
// The table behind it is compiled into the client as 14 KB of text, which is searched
// as it is: it takes 7 KB of a WebAssembly program compressed with brotli, code
// included, no time at start-up and no memory.
type Metadata struct {
	// line is the command's line of catalogTable, without its end: name, since, group,
	// flags, request policy, response policy and key specifications, with semicolons
	// between; those at the end may be missing.
	line string
}

// The columns of a line.
const (
	nameColumn = iota
	sinceColumn
	groupColumn
	flagsColumn
	requestColumn
	responseColumn
	keysColumn
)

// longestSubcommand bounds what LookupArguments takes for a subcommand, so that it
// never copies a large key to look it up.
const longestSubcommand = 32

// Lookup returns what is known of a command by its name, in capitals or not. A
// subcommand is named with its container ("CONFIG GET"); for one that is not known,
// and for any other second word, the first word decides. It takes less
// than half a microsecond and allocates nothing.
func Lookup(name string) (Metadata, bool) {
	if m, ok := search(name); ok {
		return m, true
	}
	first, _, _ := strings.Cut(name, " ")
	return search(first)
}

// LookupArguments is Lookup for a whole command, whose name is the first one or two
// of its arguments.
func LookupArguments(args []string) (Metadata, bool) {
	if len(args) == 0 {
		return Metadata{}, false
	}
	if len(args) > 1 && len(args[1]) <= longestSubcommand {
		if m, ok := search(args[0] + " " + args[1]); ok {
			return m, true
		}
	}
	return search(args[0])
}

// search finds a name in catalogTable, whose lines are in order of their names, by
// halving. The table begins with a line break, as every line ends with one.
func search(name string) (Metadata, bool) {
	low, high := 1, len(catalogTable) // both where a line begins, or the end
	for low < high {
		middle := low + (high-low)/2
		start := strings.LastIndexByte(catalogTable[:middle], '\n') + 1
		end := middle + strings.IndexByte(catalogTable[middle:], '\n')
		m := Metadata{catalogTable[start:end]}
		switch order := compareFold(name, m.Name()); {
		case order == 0:
			return m, true
		case order < 0:
			high = start
		default:
			low = end + 1
		}
	}
	return Metadata{}, false
}

// compareFold compares name, with small letters taken for capitals, with a word in
// capitals. The names of commands are ASCII, so Unicode's tables are not needed.
func compareFold(name, capitals string) int {
	for i := range min(len(name), len(capitals)) {
		c := name[i]
		if 'a' <= c && c <= 'z' {
			c -= 'a' - 'A'
		}
		if c != capitals[i] {
			return int(c) - int(capitals[i])
		}
	}
	return len(name) - len(capitals)
}

func (m Metadata) column(n int) string {
	column, rest, _ := strings.Cut(m.line, ";")
	for ; n > 0; n-- {
		column, rest, _ = strings.Cut(rest, ";")
	}
	return column
}

func (m Metadata) flag(letter byte) bool {
	return strings.IndexByte(m.column(flagsColumn), letter) >= 0
}

// Name returns the name in capitals, a subcommand's with its container's.
func (m Metadata) Name() string { return m.column(nameColumn) }

// Since returns the server version that first had the command, such as "6.2.0".
func (m Metadata) Since() string { return m.column(sinceColumn) }

// Group returns the server's name for the kind of command, such as "sorted-set".
func (m Metadata) Group() string { return m.column(groupColumn) }

// ReadOnly reports whether the command only reads data, so that a replica can
// answer it. It is false for commands that do not concern data at all.
func (m Metadata) ReadOnly() bool { return m.flag('r') }

// Write reports whether the command may change data.
func (m Metadata) Write() bool { return m.flag('w') }

// Blocking reports whether the server may hold back its reply. Whether it does can
// depend on the arguments, as for XREAD.
func (m Metadata) Blocking() bool { return m.flag('b') }

// Admin reports whether the command administers the server.
func (m Metadata) Admin() bool { return m.flag('a') }

// PubSub reports whether the command belongs to publishing and subscribing.
func (m Metadata) PubSub() bool { return m.flag('p') }

// NoMulti reports whether the server refuses the command in a transaction.
func (m Metadata) NoMulti() bool { return m.flag('m') }

// RequestPolicy returns to which nodes of a cluster the command goes.
func (m Metadata) RequestPolicy() RequestPolicy {
	return RequestPolicy(indexOf(requestPolicies[:], m.column(requestColumn)))
}

// ResponsePolicy returns how the replies of several nodes become one.
func (m Metadata) ResponsePolicy() ResponsePolicy {
	return ResponsePolicy(indexOf(responsePolicies[:], m.column(responseColumn)))
}
