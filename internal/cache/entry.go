package cache

import (
	"sync/atomic"

	"github.com/glissade-io/glissade/models"
)

// Entry is the reply to a command, or the place of one that is being fetched. Text, Frame
// and Err are set before it is a hit or before Done is closed, and never change again.
type Entry struct {
	// Text is the reply to a command whose reply is a string or null.
	Text models.Result[string]
	// Frame is the reply to any other command. It must not be changed.
	Frame []byte
	// Err is why the fetch has failed.
	Err error

	key, command string // command is "" of GET
	hash         uint64 // by which it lies in the table of its shard
	shard        *shard
	next         atomic.Pointer[Entry] // in the same place of the table
	// older and newer are the entries beside it in the order of use, sibling and
	// elder those of the same key; only one that is stored is in the order of use,
	// and GET is no sibling, since its hash is the key's.
	older, newer   *Entry
	sibling, elder *Entry

	done     chan struct{} // made by who waits first
	waiting  *[]func()     // those who are called in place of that
	state    atomic.Uint32 // what is read of one that is stored is set before
	uses     atomic.Uint32 // since its turn to leave last came, see evict.go
	ended    bool          // the fetch
	slot     uint16
	size     int
	fetched  int64 // on the cache's clock: when the fetch began
	expires  int64 // 0: never
	epoch    uint64
	drops    uint64
	slotTurn uint32
	origin   *Generation // nil: it needs no server to be believed
}

// The states of an entry.
const (
	fetching = iota // it is in the table, and nobody has it yet
	stored          // it is in the table, and has its reply
	detached        // it is not in the table any more
)

// overhead is what an entry takes beside its texts, in bytes: the entry, its place in the
// table, and what the allocator rounds up.
const overhead = 250

// Done is closed when the fetch has ended. It is for who was told to [Wait].
func (e *Entry) Done() <-chan struct{} { return e.done }

// isExpired reports whether the entry's own time is over.
func (e *Entry) isExpired(now int64) bool { return e.expires != 0 && now >= e.expires }

func (e *Entry) cost() int {
	size := overhead + len(e.key) + len(e.command) + len(e.Text.Value()) + len(e.Frame)
	if e.command != "" {
		size += siblingOverhead
	}
	return size
}

// siblingOverhead is what the index by key takes.
const siblingOverhead = 64
