// Package mux runs many requests at once over one connection to one server.
//
// A [Conn] takes encoded commands from any number of goroutines, writes them
// together, and hands each reply to the request it answers, in the order in which
// the server sends them. [Connect] performs the handshake; [Conn.Do] submits and
// waits; [Conn.Submit] submits and calls back; [Conn.Start] submits and leaves the waiting
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
// again when it has seen only lone callers for a while. The read of what a caller has
// started and does not await yet is deferred, for ten milliseconds or until there is
// company.
//
// # What it promises
//
// Every request is answered exactly once: with its reply, or with an error that
// says whether the server may have executed it. A caller whose context ends or
// whose time is up returns at once; a request that was not yet written is then
// removed, and the late reply of one that was is dropped. A stalled server costs
// no goroutine per waiting request.
//
// A peer that has vanished is noticed: an idle connection sends a PING now and then,
// unless its stream keeps itself alive; one that answers nothing while replies are
// due ends, unless somebody still waits for the oldest of them, and so does one whose
// stream says that the peer is gone.
//
// # Whose reply it is
//
// Replies bear no name: the first belongs to the first request, and so on. A server
// that leaves one out, or sends one too many, would have every later caller get
// another's reply. So a reply that no request awaits ends the connection; what has
// arrived at an idle connection is looked at before a request is written to it; and
// where there is doubt, which of the requests a reply belongs to is proven before it
// is handed out, by a PING with an argument of its own. There is doubt when a request
// in flight was canceled, when it asks for it (Request.Verify), and when a reply
// cannot be its request's (Call.Distrust). A connection on which something is under way
// all the time is proven every half second without a doubt.
//
// What is not noticed at once: a reply of the right type that is left out or too many
// without any of these signs, until the next proof; two that are interchanged.
// Nothing can be proven on a connection that is exclusive, or to a server that does
// not permit PING.
//
// # What nobody asked for
//
// Push messages are handed to a [Listener], if there is one; [Conn.Listen] says who it is,
// and has the connection read at all times from then on. Commands that are answered by
// push messages, as SUBSCRIBE is, or by an error, are for [Conn.SubmitFenced]: a PING
// behind them shows when all of their errors have come.
//
// A reply beyond a limit fails its request alone, at once, and a push message beyond one
// is dropped; what is left of them is stepped over as it arrives. Bytes that are no RESP
// end the connection. The time that a reply takes to decode, on the goroutine of its
// caller, is in proportion to its size, which the limits bound; it is not interrupted.
//
// It does not reconnect, retry, route or decode: the layers above do.
package mux
