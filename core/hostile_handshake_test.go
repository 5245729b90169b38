package core

import (
	"bytes"
	"slices"
	"strconv"
)

// handshakePlan is how a server answers the handshake.
type handshakePlan struct {
	name  string
	class class
	// answer returns what is sent for a request. Nil answers as an honest server.
	answer func(r *hostileRequest) greeting
}

// greeting is the answer to one command of the handshake. Its zero value is none.
type greeting struct {
	honest bool // what an honest server sends
	parts  []part
	closes bool
}

const (
	hello3    = "%3\r\n$6\r\nserver\r\n$6\r\nvalkey\r\n$7\r\nversion\r\n$5\r\n9.1.0\r\n$5\r\nproto\r\n:3\r\n"
	tooMany   = "-ERR max number of clients reached\r\n"
	someReply = "+OK\r\n"
	pongFrame = "+PONG\r\n"
)

var handshakePlans = slices.Concat([]handshakePlan{
	{name: "honest"},
	{"HELLO refused with NOPROTO", harmless, on("HELLO", "-NOPROTO unsupported protocol version\r\n")},
	{"HELLO unknown", harmless, on("HELLO", "-ERR unknown command 'HELLO'\r\n")},
	{"HELLO refused in other words", harmless, on("HELLO", "-ERR no such thing here\r\n")},
	{"HELLO without proto", odd, on("HELLO", "%1\r\n+server\r\n+valkey\r\n")},
	{"HELLO says RESP2", odd, on("HELLO", "%1\r\n+proto\r\n:2\r\n")},
	{"HELLO with proto as text", odd, on("HELLO", "%1\r\n+proto\r\n$1\r\n3\r\n")},
	{"HELLO nested", odd, on("HELLO", "%2\r\n*1\r\n%1\r\n+proto\r\n:3\r\n:1\r\n+proto\r\n*1\r\n:3\r\n")},
	{"HELLO as a flat array", odd, on("HELLO", "*4\r\n+proto\r\n:3\r\n+id\r\n:7\r\n")},
	{"HELLO with an odd array", odd, on("HELLO", "*3\r\n+proto\r\n:3\r\n+id\r\n")},
	{"HELLO with proto twice", odd, on("HELLO", "%2\r\n+proto\r\n:3\r\n+proto\r\n:3\r\n")},
	{"HELLO answered with null", odd, on("HELLO", "_\r\n")},
	{"HELLO with attributes", harmless, on("HELLO", "|1\r\n+ttl\r\n:1\r\n"+hello3)},
	{"a push before HELLO's reply", harmless, beside("HELLO", ">2\r\n+invalidate\r\n_\r\n", hello3, "")},
	{"PING answered OK", atOnce, on("PING", someReply)},
	{"PING refused with LOADING", odd, on("PING", "-LOADING dataset\r\n")},
	{"PING refused with NOAUTH", odd, on("PING", "-NOAUTH who are you\r\n")},
	{"a surplus reply before PING's", atOnce, beside("PING", someReply, pongFrame, "")},
	{"a surplus reply after PING's", atOnce, beside("PING", "", pongFrame, someReply)},
	{"a surplus PONG", atOnce, beside("PING", "", pongFrame, pongFrame)},
	{"a reply to CLIENT is missing", atOnce, forLibraryName(greeting{})},
	{"a reply to CLIENT comes twice", atOnce, forLibraryName(greeting{parts: []part{{[]byte(someReply), -1}, {[]byte(someReply), -1}}})},
	{"closed at once", atOnce, closing("")},
	{"closed with last words", atOnce, closing(tooMany)},
	{"no RESP", atOnce, func(*hostileRequest) greeting {
		return greeting{parts: []part{{[]byte("HTTP/1.1 400 Bad Request\r\n\r\n"), -1}}}
	}},
	{"no answer", odd, func(*hostileRequest) greeting { return greeting{} }},
	{"AUTH refused", odd, func(r *hostileRequest) greeting {
		if slices.Contains(r.words, "AUTH") {
			return greeting{parts: []part{{[]byte("-WRONGPASS invalid username-password pair\r\n"), r.index}}}
		}
		return greeting{honest: true}
	}},
}, cutHandshakes())

// cutHandshakes are those that are closed within the reply to HELLO.
func cutHandshakes() []handshakePlan {
	var plans []handshakePlan
	for n := 1; n < len(hello3); n += 5 {
		plans = append(plans, handshakePlan{"closed after byte " + strconv.Itoa(n), atOnce, closing(hello3[:n])})
	}
	return plans
}

// planOf returns the number of a plan.
func planOf(name string) byte {
	return byte(slices.IndexFunc(handshakePlans, func(p handshakePlan) bool { return p.name == name }))
}

// on answers one command otherwise.
func on(name, answer string) func(*hostileRequest) greeting { return beside(name, "", answer, "") }

// beside sends something before and after the reply to one command.
func beside(name, before, answer, after string) func(*hostileRequest) greeting {
	return func(r *hostileRequest) greeting {
		if r.name != name {
			return greeting{honest: true}
		}
		return greeting{parts: []part{{[]byte(before), -1}, {[]byte(answer), r.index}, {[]byte(after), -1}}}
	}
}

// forLibraryName answers CLIENT SETINFO LIB-NAME otherwise.
func forLibraryName(g greeting) func(*hostileRequest) greeting {
	return func(r *hostileRequest) greeting {
		if slices.Contains(r.words, "LIB-NAME") {
			return g
		}
		return greeting{honest: true}
	}
}

// closing sends something for the first command, and closes.
func closing(words string) func(*hostileRequest) greeting {
	return func(*hostileRequest) greeting {
		return greeting{parts: []part{{[]byte(words), -1}}, closes: true}
	}
}

// greet answers a request of the handshake.
func (c *hostileConn) greet(r *hostileRequest) {
	c.server.mu.Lock()
	g := greeting{honest: true}
	if c.plan.answer != nil {
		g = c.plan.answer(r)
	}
	if g.honest {
		g.parts = []part{{r.truth, r.index}}
	}
	if c.plan.class != harmless {
		c.blame(c.plan.name)
	}
	switch r.name {
	case "HELLO":
		refused := len(g.parts) > 1 && bytes.HasPrefix(g.parts[1].bytes, []byte("-"))
		c.refused, c.resp2 = refused, refused
	case "PING":
		c.greeting, c.refused = c.refused || len(g.parts) == 0, false
	}
	c.server.mu.Unlock()
	c.transmit(0, g.parts)
	if g.closes {
		c.close()
	}
}
