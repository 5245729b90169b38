// Package mux runs many requests at once over one connection to one server.
//
// A [Conn] takes encoded commands from any number of goroutines, writes them
// together, and hands each reply to the request it answers, in the order in which
// the server sends them. [Connect] performs the handshake; [Conn.Do] submits and
// waits; [Conn.Submit] submits and calls back; [Conn.Begin] submits and leaves the waiting
// to [Conn.Await], for who has several connections to write to first.
//
//	conn, err := mux.Connect(ctx, stream, mux.Config{Address: "localhost:6379"})
//	var call mux.Call
//	err = conn.Do(ctx, &call, mux.Request{Name: "PING", Bytes: []byte("*1\r\n$4\r\nPING\r\n")})
//	fmt.Printf("%q\n", call.Frame(0)) // "+PONG\r\n"
//
// # How it is fast
//
// Requests are appended to one buffer under a short lock. A caller that finds no
// writer at work becomes the writer: it yields once when others are in flight, so
// that they can add theirs, and writes all that is pending in one call. There is
// no timer in the way of a lone caller. In the same way a lone caller reads its
// own reply, which spares two switches between goroutines; as soon as there is
// company a goroutine in the background takes over the reading, and it leaves
// again when it has seen only lone callers for a while. What a caller has begun and
// does not await yet is left unread, for ten milliseconds or until there is company.
//
// # What it promises
//
// Every request is answered exactly once: with its reply, or with an error that
// says whether the server may have executed it. A caller whose context ends or
// whose time is up returns at once; a request that was not yet written is then
// withdrawn, and the late reply of one that was is dropped. A stalled server costs
// no goroutine per waiting request.
//
// A peer that has vanished is noticed: an idle connection sends a PING now and then,
// unless its stream keeps itself alive, and one that stays silent while replies are
// due ends, unless somebody still waits for the oldest of them.
//
// It does not reconnect, retry, route or decode: the layers above do.
package mux
