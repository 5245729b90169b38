// ConnectionCommands are the commands about connections to a server: what it knows of
// them, their names and flags, and how it ends, holds up or wakes others. A client has
// several connections, which come and go: what a command sets for the one that it was
// sent by is best set in the client's configuration, or on a connection of one's own.
// See https://valkey.io/commands/#connection
//
//glissade:family Connections

package command

import (
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// Ping asks the server for a sign of life.
//
// Reply: PONG.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/ping/
func Ping(a *Args) Reply[string] {
	a.Begin("PING")
	return text
}

// PingWithOptions asks the server to answer with the message in opts.
//
// Reply: the message, or PONG if there is none.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/ping/
func PingWithOptions(a *Args, opts options.PingOptions) Reply[string] {
	a.Begin("PING")
	if opts.Message != nil {
		a.String(*opts.Message)
	}
	return text
}

// Select changes the database for the commands that follow in the batch. The batch is
// executed on a connection of its own, so that nobody else is affected: the client's
// Select changes the database of a client. In a cluster a batch cannot have it.
//
// Reply: OK. Errors: ERR if there is no such database; what follows is then executed in
// the one before.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/select/
//
//glissade:batch-only clients and dedicated connections have a Select that changes all of theirs
//glissade:route all_nodes: the connections to all nodes are to be in the same state
//glissade:response all_succeeded: it is done when every node has done it
//glissade:connection changed: the database is that of the commands that follow
func Select(a *Args, databaseID int64) Reply[string] {
	a.Begin("SELECT")
	a.Int(databaseID)
	a.ownConnection = true
	return ok
}

// Echo asks the server to answer with message.
//
// Reply: message.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/echo/
func Echo(a *Args, message string) Reply[string] {
	a.Begin("ECHO")
	a.String(message)
	return text
}

// ClientID returns the number by which the server knows the connection. It is never
// given to another connection, and a later connection has a greater one.
//
// Reply: the number, 1 or more.
// Complexity: O(1). Since: 5.0.0.
// See https://valkey.io/commands/client-id/
//
//glissade:connection unchanged: it only asks
func ClientID(a *Args) Reply[int64] {
	a.Begin("CLIENT ID")
	return integer
}

// ClientInfo returns what the server knows about the connection.
//
// Reply: the connection as ClientList describes it.
// Complexity: O(1). Since: 6.2.0.
// See https://valkey.io/commands/client-info/
//
//glissade:connection unchanged: it only asks
func ClientInfo(a *Args) Reply[models.ClientInfo] {
	a.Begin("CLIENT INFO")
	return clientInfo
}

// ClientGetName returns the name of the connection.
//
// Reply: the name, or nil if it has none.
// Complexity: O(1). Since: 2.6.9.
// See https://valkey.io/commands/client-getname/
//
//glissade:connection unchanged: it only asks
func ClientGetName(a *Args) Reply[models.Result[string]] {
	a.Begin("CLIENT GETNAME")
	return nullableText
}

// ClientSetName names the connection, as ClientList and the server's logs show it. The
// name lasts as long as the connection; give ClientConfiguration.ClientName instead,
// and every connection of the client has it from its beginning.
//
// Reply: OK. Errors: ERR if connectionName holds spaces, line breaks or other special characters.
// Complexity: O(1). Since: 2.6.9.
// See https://valkey.io/commands/client-setname/
//
//glissade:connection named: connections that are made later are to bear the name as well
func ClientSetName(a *Args, connectionName string) Reply[string] {
	a.Begin("CLIENT SETNAME")
	a.String(connectionName)
	return ok
}

// ClientSetInfo tells the server about the library that the connection is used
// through, as ClientList shows it. The client does so by itself when it connects; a
// library on top of it can put its own name instead. It lasts as long as the connection.
//
// Reply: OK. Errors: ERR if value holds spaces, line breaks or other special characters.
// Complexity: O(1). Since: 7.2.0.
// See https://valkey.io/commands/client-setinfo/
func ClientSetInfo(a *Args, attribute options.ClientAttribute, value string) Reply[string] {
	a.Begin("CLIENT SETINFO")
	a.check(attribute.Validate())
	a.Word(string(attribute))
	a.String(value)
	return ok
}

// ClientCapa declares what the connection is able to handle. It cannot be taken back,
// and lasts as long as the connection. Capabilities that the server does not know are ignored.
//
// Reply: OK.
// Complexity: O(1). Since: 8.0.0.
// See https://valkey.io/commands/client-capa/
//
//glissade:route all_nodes: it sets how the server treats the client's connections, as CLIENT SETNAME does
//glissade:response all_succeeded: it is done when every node has done it
func ClientCapa(a *Args, capabilities []options.ClientCapability) Reply[string] {
	a.Begin("CLIENT CAPA")
	a.atLeastOne("capabilities", len(capabilities))
	for _, capability := range capabilities {
		a.Word(string(capability))
	}
	return ok
}

// ClientGetRedir returns which connection the invalidation messages of client-side
// caching are sent to instead of this one.
//
// Reply: the number of that connection as ClientID tells it, 0 if they are not
// redirected, -1 if client-side caching is not in use.
// Complexity: O(1). Since: 6.0.0.
// See https://valkey.io/commands/client-getredir/
//
//glissade:connection unchanged: it only asks
func ClientGetRedir(a *Args) Reply[int64] {
	a.Begin("CLIENT GETREDIR")
	return integer
}

// ClientTrackingInfo returns how the server tracks keys for client-side caching on
// the connection.
//
// Reply: flags, redirection and prefixes.
// Complexity: O(1). Since: 6.2.0.
// See https://valkey.io/commands/client-trackinginfo/
//
//glissade:connection unchanged: it only asks
func ClientTrackingInfo(a *Args) Reply[models.ClientTrackingInfo] {
	a.Begin("CLIENT TRACKINGINFO")
	return clientTrackingInfo
}

// ClientNoEvict sets whether the connection is spared when the server closes
// connections because they use more memory than maxmemory-clients allows. It holds
// for everyone who shares the connection, and as long as that lasts.
//
// Reply: OK.
// Complexity: O(1). Since: 7.0.0.
// See https://valkey.io/commands/client-no-evict/
//
//glissade:route all_nodes: it sets how the server treats the client's connections, as CLIENT SETNAME does
//glissade:response all_succeeded: it is done when every node has done it
func ClientNoEvict(a *Args, enabled bool) Reply[string] {
	a.Begin("CLIENT NO-EVICT")
	a.onOff(enabled)
	return ok
}

// ClientNoTouch sets whether commands of the connection leave alone the time and
// frequency of last use by which the server evicts keys. It holds for everyone who
// shares the connection, and as long as that lasts.
//
// Reply: OK.
// Complexity: O(1). Since: 7.2.0.
// See https://valkey.io/commands/client-no-touch/
//
//glissade:route all_nodes: it sets how the server treats the client's connections, as CLIENT SETNAME does
//glissade:response all_succeeded: it is done when every node has done it
func ClientNoTouch(a *Args, enabled bool) Reply[string] {
	a.Begin("CLIENT NO-TOUCH")
	a.onOff(enabled)
	return ok
}

// ClientImportSource marks the connection as one that imports data into a server in
// import mode, which then lets it see keys that have expired. It holds for everyone
// who shares the connection, and as long as that lasts.
//
// Reply: OK. Errors: ERR if the server is not in import mode (CONFIG SET import-mode yes).
// Complexity: O(1). Since: 8.1.0.
// See https://valkey.io/commands/client-import-source/
//
//glissade:route all_nodes: it sets how the server treats the client's connections, as CLIENT SETNAME does
//glissade:response all_succeeded: it is done when every node has done it
func ClientImportSource(a *Args, enabled bool) Reply[string] {
	a.Begin("CLIENT IMPORT-SOURCE")
	a.onOff(enabled)
	return ok
}

func (a *Args) onOff(enabled bool) {
	if enabled {
		a.Word("ON")
	} else {
		a.Word("OFF")
	}
}
