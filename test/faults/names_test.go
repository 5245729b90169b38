package faults

import (
	"strconv"
	"strings"
	"sync"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/test/servers"
)

// changingName is a name that stands for one server after the other.
type changingName struct {
	mu     sync.Mutex
	server *servers.Server
}

func (n *changingName) set(server *servers.Server) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.server = server
}

func (n *changingName) resolve(string, int) (string, int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.server.Host(), n.server.Port()
}

// calls returns how often a server was told to execute a command, refusals included.
func (s *environment) calls(server *servers.Server, command string) int {
	s.Helper()
	count := 0
	for line := range strings.Lines(s.command(server, "INFO", "commandstats")) {
		statistics, found := strings.CutPrefix(line, "cmdstat_"+command+":")
		if !found {
			continue
		}
		for field := range strings.SplitSeq(strings.TrimSpace(statistics), ",") {
			name, value, _ := strings.Cut(field, "=")
			if name == "calls" || name == "rejected_calls" {
				number, err := strconv.Atoi(value)
				require.NoError(s, err)
				count += number
			}
		}
	}
	return count
}
