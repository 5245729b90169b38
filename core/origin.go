package core

import (
	"sync/atomic"

	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/options"
)

// origin is what an [Operation] knows of the client that it is one of.
type origin struct {
	client   *clientOrigin
	database func() int // of a dedicated connection, which may have another than the client
}

// clientOrigin is what is the same of all operations of a client. It is complete before
// the client dials.
type clientOrigin struct {
	addresses []string
	session   *node.Session
	servers   servers
	// serverName caches what the first server that was connected to has said.
	serverName atomic.Pointer[string]
}

// complete adds what is known once the client is there.
func (o origin) complete(configuration *options.ClientConfiguration, session *node.Session, servers servers) {
	addresses := configuration.Addresses
	if configuration.Sentinel != nil {
		addresses = configuration.Sentinel.Addresses
	}
	for _, address := range addresses {
		o.client.addresses = append(o.client.addresses, address.String())
	}
	o.client.session, o.client.servers = session, servers
}

// name returns what a server has called itself, or "".
func (o *clientOrigin) name() string {
	if name := o.serverName.Load(); name != nil {
		return *name
	}
	var name string
	known := false
	o.servers.Each(func(n *node.Node) {
		if server := n.Server(); !known && server.Protocol != 0 {
			name, known = server.Name, true
		}
	})
	if known {
		o.serverName.Store(&name)
	}
	return name
}

// ServerName returns what the servers call themselves when they are connected to,
// "valkey" or "redis". It is "" until one was. Under RESP2 they do not say it by themselves:
// a client that is made with [WithMiddleware] asks for INFO SERVER when it connects, in the
// same round trip, and it is "" for other clients, and for users who may not ask.
func (o *Operation) ServerName() string {
	if o.origin.client == nil {
		return ""
	}
	return o.origin.client.name()
}

// DatabaseID returns the number of the database in which the operation is executed: that
// of the client's connections, or of the dedicated connection that it is for. Databases
// that a batch selects by itself do not count.
func (o *Operation) DatabaseID() int {
	switch {
	case o.origin.database != nil:
		return o.origin.database()
	case o.origin.client != nil:
		return o.origin.client.session.DatabaseID()
	default:
		return 0
	}
}

// Addresses returns the addresses by which the client was told to find its servers:
// "host:port", or "unix:" with a path; of sentinels, if it asks those. They are not to be
// changed.
func (o *Operation) Addresses() []string {
	if o.origin.client == nil {
		return nil
	}
	return o.origin.client.addresses
}
