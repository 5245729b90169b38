// Package glissadetest has servers for the tests of programs that use Glissade. They are in
// the process of the test: no port, no container, nothing to wait for and nothing left
// behind.
//
// [NewServer] makes one that executes commands, in memory:
//
//	func TestVisits(t *testing.T) {
//		server := glissadetest.NewServer(t)
//		client := server.Client(t) // a *glissade.Client, as the program's own
//
//		visits := shop.NewVisits(client)
//		if n, err := visits.Count(t.Context(), "home"); err != nil || n != 1 {
//			t.Errorf("%d visits, %v", n, err)
//		}
//		server.FastForward(time.Hour) // and keys have expired
//	}
//
// [NewScripted] makes one that executes nothing: each command is expected and answered by
// the test, and one that is not fails it, with the line that sent it.
//
//	server := glissadetest.NewScripted(t)
//	server.Expect("GET", "user:1").Reply(glissadetest.Text("Ada"))
//	server.Expect("SET", "user:1", glissadetest.Any).LoseReply() // a *ConnectionError, MaybeExecuted
//
// Expectations work on both kinds. On one that executes commands they stand in for single
// ones, so that a server that works otherwise has the fault that a test is about:
//
//	server.Expect("INCR", "visits").Reply(glissadetest.Loading())
//
// # What it is
//
// Commands are executed by github.com/alicebob/miniredis, an imitation: most commands on
// strings, hashes, lists, sets, sorted sets, streams, locations and HyperLogLogs,
// transactions, blocking commands and scripts in Lua. Handshakes, both protocols,
// subscriptions of all kinds and the state of connections are this package's. A command
// that it does not have is answered with an error that says so, never with something else.
// docs/testing.md lists those, and where its replies are not a server's; what a program
// makes of those is to be tested with a real server.
//
// # Time
//
// Keys expire by the clock, as at a server, and by [Server.FastForward]. All waiting is
// durable in the sense of testing/synctest: in a bubble a minute passes in no time, and
// what is left behind is found.
package glissadetest
