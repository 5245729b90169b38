package nodes

import (
	"net"
	"slices"
	"sync"

	"github.com/stretchr/testify/assert"

	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/test/servers"
)

// proxy hands commands on to a server, as Envoy does: it refuses those that concern
// connections and servers.
type proxy struct {
	s       *environment
	address string
	served  *fakeserver.Server

	mu     sync.Mutex
	target *servers.Server
	seen   []string
}

var unsupported = []string{"HELLO", "ROLE", "INFO", "CLIENT", "CONFIG"}

func (s *environment) proxy(target *servers.Server) *proxy {
	p := &proxy{s: s, target: target}
	p.served = fakeserver.New(s.T, p.answer)
	p.address = p.served.Listen(s.T)
	return p
}

// lead has connections that are made later lead to another server.
func (p *proxy) lead(target *servers.Server) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.target = target
}

// forget forgets which commands have come.
func (p *proxy) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.seen = nil
}

// asked returns the names of the commands that have come.
func (p *proxy) asked() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.seen)
}

// upstream is the connection to the server that a client's leads to.
type upstream struct {
	net.Conn
	replies *resp.Reader
}

func (p *proxy) answer(c *fakeserver.Conn, command []string) string {
	p.mu.Lock()
	p.seen = append(p.seen, command[0])
	target := p.target
	p.mu.Unlock()
	if slices.Contains(unsupported, command[0]) {
		return "-ERR unsupported command '" + command[0] + "'\r\n"
	}
	to, connected := c.State.(*upstream)
	if !connected {
		connection, err := net.Dial("tcp", target.Addr())
		if !assert.NoError(p.s, err) {
			return ""
		}
		p.s.Cleanup(func() { connection.Close() })
		to = &upstream{connection, resp.NewReader(connection, resp.Limits{})}
		c.State = to
	}
	if _, err := to.Write(resp.AppendCommand(nil, command...)); err != nil {
		c.Reset()
		return ""
	}
	reply, err := to.replies.Next()
	if err != nil {
		c.Reset()
		return ""
	}
	return string(reply)
}
