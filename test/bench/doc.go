// Command bench measures this client against the other Go clients of Valkey and
// Redis: one real server, the same work for all, in one run.
//
//	go tool mage bench                               # everything, about a quarter of an hour
//	go run ./test/bench -quick                       # everything, in a couple of minutes
//	go run ./test/bench -scenarios '^get/64B/g64$' -clients 'glissade|valkey' -rounds 9
//	go run ./test/bench -list                        # names of scenarios and clients
//	go run ./test/bench -cluster                     # clients of a cluster, a few minutes
//	go run ./test/bench -pubsub                      # clients that receive messages, a few minutes
//
// A cell is one client in one scenario: a fresh client is connected, warmed up, and
// then used by the scenario's goroutines for -duration. A round runs every cell once,
// all clients of a scenario one after the other; their order rotates from round to
// round. Figures are medians over the rounds; ratios are taken within a round first, so
// that a slow minute of the machine does not count for one client and against another.
//
// The loop is closed: a goroutine sends its next command once it has the reply to the
// last one. A stall therefore holds back the commands that would have met it, and the
// percentiles are those of the commands that were sent, not of arrivals at a steady
// rate (coordinated omission). Compare latencies between clients at one concurrency;
// do not read them as what a service under an external load would see.
//
// CPU and allocations are those of this process, so they include the harness, which
// is the same for all clients: per operation one call through an interface, one reading of the
// clock, one increment of a histogram and the check of the reply. The harness allocates
// nothing per operation. The server is another process, with a column of its own.
//
// Every reply is checked: its length, its first and its last byte, which differ from
// key to key. After a scenario of SETs the server's keys are read back and checked
// over another connection. A wrong reply or an error ends the run; what was complete
// by then is shown.
//
// With -cluster the same is done to clients of clusters, on three primaries without
// replicas, with keys of all slots: GET and SET, MGET of a hundred keys, batches of
// fifty SET and fifty GET. A command of a batch and a key of an MGET count as one
// operation. Where a client has no MGET over slots, it does what its users would do
// instead: go-redis sends a pipeline of GETs.
//
// With -pubsub clients receive messages that the server publishes to itself in bursts, and
// execute commands while messages come. Each message is checked, and must be the next one.
//
// It is not a test of load on a server, nor of TLS or networks, nor of failovers:
// servers and clients share one machine. docs/benchmarks.md explains how to read the output.
package main
