package mux

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/resp"
	"github.com/glissade-io/glissade/core/stream"
)

// Protocol is the version of RESP that a connection speaks.
type Protocol uint8

const (
	// PreferRESP3 asks for RESP3 and takes RESP2 from a server that has no more.
	PreferRESP3 Protocol = iota
	// RESP2 asks for nothing else, and sends no HELLO.
	RESP2
	// RESP3 refuses a server that does not speak it.
	RESP3
)

// Handshake is what a connection introduces itself with. Its zero value asks for
// RESP3 and sets nothing.
type Handshake struct {
	// Protocol is the version to ask for.
	Protocol Protocol
	// Username and Password authenticate; an empty Username stands for "default".
	// With an empty Password nothing is authenticated.
	Username, Password string
	// ClientName is the connection's name in CLIENT LIST.
	ClientName string
	// DatabaseID is the database to select; 0 is where a connection begins.
	DatabaseID int
	// LibraryName and LibraryVersion are told to the server by CLIENT SETINFO, if
	// set. A server that does not know it (before 7.2) does no harm.
	LibraryName, LibraryVersion string
	// ReadOnly sends READONLY, so that a replica in a cluster serves reads. The
	// handshake fails with a server that refuses it, as one before Valkey 8.0 does
	// that is not in a cluster.
	ReadOnly bool
	// AskRole has Server.Role known under RESP2 as well, by ROLE. A user who may not
	// ask does no harm: the role is then unknown. RESP3 tells it anyway.
	AskRole bool
	// AskZone has Server.AvailabilityZone known where HELLO does not tell it (RESP2,
	// Valkey before 8.1), by INFO SERVER. A user who may not ask does no harm.
	AskZone bool
}

// Connect performs the handshake on a stream and returns the connection. It takes
// one round trip, or two with a server that does not know HELLO. It owns the
// stream: where it fails, the stream is closed. ctx bounds the handshake alone.
//
// The handshake ends with PING, because a server answers the rest of it while it is
// still loading its data. It then fails with LOADING as its cause, and may be tried
// again. What else a server has against PING does not matter: one that is kept busy
// by a script, say, must be reachable for SCRIPT KILL.
//
// Errors: *failure.ConnectionError, with the *failure.ServerError that refused the
// handshake as its cause if there was one; *failure.TimeoutError.
func Connect(ctx context.Context, s stream.Stream, config Config) (*Conn, error) {
	c := newConn(s, config)
	if err := c.greet(ctx); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

func (c *Conn) greet(ctx context.Context) error {
	h := c.config.Handshake
	if h.Protocol == RESP2 {
		return c.greetRESP2(ctx)
	}
	hello := []string{"HELLO", "3"}
	if h.Password != "" {
		hello = append(hello, "AUTH", h.username(), h.Password)
	}
	if h.ClientName != "" {
		hello = append(hello, "SETNAME", h.ClientName)
	}
	steps := append([]step{{hello, everyError}}, h.afterwards()...)
	err := c.converse(ctx, append(steps, ping))
	if err == nil && c.server.Protocol == 0 {
		return &failure.ConnectionError{
			Address: c.config.Address, Command: "HELLO", Delivery: failure.Answered,
			Reason: "the reply to HELLO names no protocol: is this a Valkey or Redis server?",
		}
	}
	var refused *failure.ServerError
	if !errors.As(err, &refused) || !lacksRESP3(refused) {
		return err
	}
	if h.Protocol == RESP3 {
		return &failure.ConnectionError{
			Address: c.config.Address, Command: "HELLO", Delivery: failure.Answered,
			Reason: "the server does not speak RESP3, which was demanded", Cause: refused,
		}
	}
	return c.greetRESP2(ctx)
}

func (c *Conn) greetRESP2(ctx context.Context) error {
	h := c.config.Handshake
	var steps []step
	switch {
	case h.Password != "" && h.Username != "":
		steps = append(steps, step{[]string{"AUTH", h.Username, h.Password}, everyError})
	case h.Password != "":
		steps = append(steps, step{[]string{"AUTH", h.Password}, everyError})
	}
	if h.ClientName != "" {
		steps = append(steps, step{[]string{"CLIENT", "SETNAME", h.ClientName}, notBusy})
	}
	steps = append(steps, h.afterwards()...)
	if h.AskRole {
		steps = append(steps, step{[]string{"ROLE"}, noError})
	}
	c.server = Server{Protocol: 2}
	return c.converse(ctx, append(steps, ping))
}

func (h *Handshake) username() string {
	if h.Username == "" {
		return "default"
	}
	return h.Username
}

// afterwards are the steps that follow in either protocol.
func (h *Handshake) afterwards() []step {
	var steps []step
	if h.DatabaseID != 0 {
		steps = append(steps, step{[]string{"SELECT", strconv.Itoa(h.DatabaseID)}, everyError})
	}
	if h.LibraryName != "" {
		steps = append(steps, step{[]string{"CLIENT", "SETINFO", "LIB-NAME", h.LibraryName}, noError})
	}
	if h.LibraryVersion != "" {
		steps = append(steps, step{[]string{"CLIENT", "SETINFO", "LIB-VER", h.LibraryVersion}, noError})
	}
	if h.ReadOnly {
		steps = append(steps, step{[]string{"READONLY"}, everyError})
	}
	if h.AskZone {
		steps = append(steps, step{[]string{"INFO", "SERVER"}, noError})
	}
	return steps
}

// ping is the last step.
var ping = step{[]string{"PING"}, notReady}

// step is a command of the handshake and which errors of it end the handshake.
type step struct {
	words []string
	fatal func(*failure.ServerError) bool
}

func everyError(*failure.ServerError) bool { return true }
func noError(*failure.ServerError) bool    { return false }

// notReady recognises a server that serves nobody yet, or not us.
func notReady(err *failure.ServerError) bool { return err.Code == "LOADING" || err.Code == "NOAUTH" }

// name is what errors call the step; its arguments may be secrets.
func (s step) name() string {
	if s.words[0] == "CLIENT" {
		return "CLIENT " + s.words[1]
	}
	return s.words[0]
}

// notBusy lets a server that a script keeps busy be reached for SCRIPT KILL, though it
// takes no name under RESP2.
func notBusy(err *failure.ServerError) bool { return err.Code != "BUSY" }

// converse sends the steps in one write, and takes in what their replies tell.
func (c *Conn) converse(ctx context.Context, steps []step) error {
	var request []byte
	for _, s := range steps {
		request = resp.AppendCommand(request, s.words...)
	}
	var call Call
	if err := c.Do(ctx, &call, Request{Name: steps[0].name(), Bytes: request, Replies: len(steps)}); err != nil {
		return err
	}
	for i, s := range steps {
		value, err := resp.Decode(call.Frame(i))
		if err != nil {
			return &failure.ConnectionError{Address: c.config.Address, Command: s.name(), Reason: "handshake failed", Cause: err}
		}
		if !value.Type.IsError() {
			c.server.learn(s.words[0], value)
			continue
		}
		if refusal := failure.ParseServerError(value.Text); s.fatal(refusal) {
			return &failure.ConnectionError{
				Address: c.config.Address, Command: s.name(), Delivery: failure.Answered,
				Reason: "the server refused the handshake", Cause: refusal,
			}
		}
	}
	return nil
}

// lacksRESP3 recognises servers that know no HELLO, or no version 3 of it.
func lacksRESP3(err *failure.ServerError) bool {
	return err.Code == "NOPROTO" ||
		(err.Code == "ERR" && strings.HasPrefix(strings.ToLower(err.Message), "unknown command"))
}
