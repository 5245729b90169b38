package node

import (
	"sync"
	"sync/atomic"
	"testing"

	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/internal/resp"
)

// fakeServer answers handshakes and echoes the last word of anything else, unless told
// otherwise.
type fakeServer struct {
	*fakeserver.Server
	silent atomic.Bool // answers handshakes only
	wakes  atomic.Bool // answers anything else as to a command that blocks on what becomes a replica

	mu   sync.Mutex
	used string // the database of the connection that was used last
}

func newServer(t *testing.T) *fakeServer {
	f := new(fakeServer)
	f.Server = fakeserver.New(t, f.answer)
	return f
}

func (f *fakeServer) answer(c *fakeserver.Conn, command []string) string {
	last := command[len(command)-1]
	switch {
	case command[0] == "PING":
		return fakeserver.Reply(command)
	case f.silent.Load():
		return ""
	case f.wakes.Load():
		return "-UNBLOCKED force unblock from blocking operation\r\n"
	case command[0] == "SELECT":
		c.State = last
		return fakeserver.Reply(command)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.used = "0"
	if database, selected := c.State.(string); selected {
		f.used = database
	}
	return string(resp.AppendBulk(nil, last))
}
