package command

import (
	"strconv"
	"time"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// ClientList returns the connections of all clients.
//
// Reply: the connections, in no order to rely on.
// Complexity: O(N) for N connections. Since: 2.4.0.
// See https://valkey.io/commands/client-list/
//
//glissade:connection unchanged: it only asks
func ClientList(a *Args) Reply[[]models.ClientInfo] {
	a.Begin("CLIENT LIST")
	return clientInfos
}

// ClientListWithOptions returns the connections that filter picks. Before 8.1.0
// servers know the filters Is.Type and Is.IDs only, and one of them at a time.
//
// Reply: the connections, in no order to rely on.
// Complexity: O(N) for N connections. Since: 5.0.0; Is.IDs: 6.2.0; several filters,
// Is.Username, Is.Address, Is.LocalAddress, SkipMe and MaxAge: 8.1.0; all others: 9.0.0.
// See https://valkey.io/commands/client-list/
func ClientListWithOptions(a *Args, filter options.ClientFilter) Reply[[]models.ClientInfo] {
	a.Begin("CLIENT LIST")
	a.clientFilter(filter)
	return clientInfos
}

// ClientKill closes the connections that filter picks. Unless SkipMe is set to false
// the connection that asks is spared. A connection that is in the middle of a command
// is closed after its reply.
//
// Reply: how many connections were closed.
// Complexity: O(N) for N connections. Since: 2.8.12; more than one ID: 8.1.0; the
// filters: as ClientFilter and ClientProperties say.
// See https://valkey.io/commands/client-kill/
//
//glissade:route all_nodes: a client may be connected to any node
//glissade:response agg_sum: each node counts those that it has closed
//glissade:connection unchanged: it is about other connections
func ClientKill(a *Args, filter options.ClientFilter) Reply[int64] {
	a.Begin("CLIENT KILL")
	words := a.Len()
	a.clientFilter(filter)
	if a.Len() == words {
		a.refuse("filter", "is empty, which picks every connection; if that is meant, set {ClientFilter.SkipMe}")
	}
	return integer
}

// ClientKillSimple closes the connection whose peer has the given address, the
// connection that asks included.
//
// Reply: OK. Errors: ERR if there is no such connection.
// Complexity: O(N) for N connections. Since: 2.4.0.
// See https://valkey.io/commands/client-kill/
func ClientKillSimple(a *Args, address string) Reply[string] {
	a.Begin("CLIENT KILL")
	a.String(address)
	return ok
}

// ClientPause holds back the commands of all clients for timeout, to the millisecond,
// rounded up. It cannot be ended early, since ClientUnpause is held back as well.
//
// Reply: OK, at once.
// Complexity: O(1). Since: 3.0.0.
// See https://valkey.io/commands/client-pause/
//
//glissade:route all_shards: it concerns the whole data set, of which a shard has a part
//glissade:response all_succeeded: it is done when every shard has done it
//glissade:connection unchanged: it is about the server
func ClientPause(a *Args, timeout time.Duration) Reply[string] {
	a.Begin("CLIENT PAUSE")
	a.pause(timeout)
	return ok
}

// ClientPauseWithMode holds back all commands, or only those that write, of all
// clients for timeout, to the millisecond, rounded up. A command that is held back
// holds back the later ones of its connection too, so that ClientUnpause must come
// from another client than the one that waits.
//
// Reply: OK, at once.
// Complexity: O(1). Since: 6.2.0.
// See https://valkey.io/commands/client-pause/
//
//glissade:javascript clientPause
func ClientPauseWithMode(a *Args, timeout time.Duration, mode options.ClientPauseMode) Reply[string] {
	a.Begin("CLIENT PAUSE")
	a.pause(timeout)
	a.check(mode.Validate())
	a.Word(string(mode))
	return ok
}

// ClientUnpause lets the commands go on that ClientPauseWithMode holds back under
// PauseWrite.
//
// Reply: OK.
// Complexity: O(N) for N connections that wait. Since: 6.2.0.
// See https://valkey.io/commands/client-unpause/
//
//glissade:route all_shards: it concerns the whole data set, of which a shard has a part
//glissade:response all_succeeded: it is done when every shard has done it
//glissade:connection unchanged: it is about the server
func ClientUnpause(a *Args) Reply[string] {
	a.Begin("CLIENT UNPAUSE")
	return ok
}

// ClientUnblock ends a blocking command, such as BLPOP, of another connection as if
// its time were up. The connection is named by its number, see ClientID.
//
// Reply: true if it was ended, false if the connection does not exist or does not block.
// Complexity: O(log N) for N connections. Since: 5.0.0.
// See https://valkey.io/commands/client-unblock/
//
//glissade:route explicit one_node: the ID of a connection is that of another on each node
//glissade:connection unchanged: it is about another connection
func ClientUnblock(a *Args, clientID int64) Reply[bool] {
	a.Begin("CLIENT UNBLOCK")
	a.Int(clientID)
	return boolean
}

// ClientUnblockWithMode ends a blocking command of another connection as mode says.
// See ClientUnblock.
//
// Reply: true if it was ended, false if the connection does not exist or does not block.
// Complexity: O(log N) for N connections. Since: 5.0.0.
// See https://valkey.io/commands/client-unblock/
//
//glissade:javascript clientUnblock
func ClientUnblockWithMode(a *Args, clientID int64, mode options.ClientUnblockMode) Reply[bool] {
	a.Begin("CLIENT UNBLOCK")
	a.Int(clientID)
	a.check(mode.Validate())
	a.Word(string(mode))
	return boolean
}

func (a *Args) pause(timeout time.Duration) {
	if timeout < 0 {
		a.refuse("timeout", "is negative; give a positive duration, or call {Client.ClientUnpause}")
	}
	a.Int(milliseconds(timeout))
}

func (a *Args) clientFilter(filter options.ClientFilter) {
	a.check(filter.Validate())
	a.clientProperties("", filter.Is)
	a.clientProperties("NOT-", filter.IsNot)
	if filter.MaxAge > 0 {
		a.Word("MAXAGE")
		a.Int(seconds(filter.MaxAge))
	}
	if filter.Idle > 0 {
		a.Word("IDLE")
		a.Int(seconds(filter.Idle))
	}
	if filter.SkipMe != nil {
		a.Word("SKIPME")
		if *filter.SkipMe {
			a.Word("YES")
		} else {
			a.Word("NO")
		}
	}
}

// clientProperties appends each property under its keyword behind prefix.
func (a *Args) clientProperties(prefix string, properties options.ClientProperties) {
	property := func(keyword, value string) {
		if value != "" {
			a.Word(prefix + keyword)
			a.String(value)
		}
	}
	property("TYPE", string(properties.Type))
	if len(properties.IDs) > 0 {
		a.Word(prefix + "ID")
		for _, id := range properties.IDs {
			a.Int(id)
		}
	}
	property("USER", properties.Username)
	property("ADDR", properties.Address)
	property("LADDR", properties.LocalAddress)
	property("IP", properties.IP)
	property("NAME", properties.Name)
	property("FLAGS", properties.Flags)
	property("LIB-NAME", properties.LibraryName)
	property("LIB-VER", properties.LibraryVersion)
	property("CAPA", properties.Capabilities)
	if properties.Database != nil {
		property("DB", strconv.FormatInt(*properties.Database, 10))
	}
}
