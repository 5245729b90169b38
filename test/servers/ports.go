package servers

import (
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
	"sync"
)

// Ports are picked below those that Linux (32768), macOS and Windows (49152) give
// to outgoing connections: such a connection could take the port of a server that
// is down for a moment, which then could not come back to it.
const firstPort, endOfPorts = 10000, 32768

// picked are the ports that this process has picked. None is picked again: servers that
// start at once would take it from each other, and one that is down would lose it.
var picked sync.Map

// FreePort returns a port of the loopback interface that nobody listens on and that no
// outgoing connection takes, so a listener can leave it and come back. It returns no
// port twice.
func FreePort() (int, error) {
	var err error
	for range portAttempts {
		port := firstPort + rand.IntN(endOfPorts-firstPort)
		if _, before := picked.LoadOrStore(port, true); before {
			continue
		}
		var listener net.Listener
		if listener, err = net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port))); err == nil {
			return port, listener.Close()
		}
	}
	return 0, fmt.Errorf("no free port found: %v", err)
}

// freePorts returns the ports for a member: the clients' and, where it has one, the
// cluster bus's.
func (m *member) freePorts() (port, busPort int, err error) {
	if port, err = FreePort(); err != nil || !m.bus {
		return port, 0, err
	}
	busPort, err = FreePort()
	return port, busPort, err
}
