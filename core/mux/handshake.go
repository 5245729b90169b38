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
}

// Server is what a server says of itself in its reply to HELLO. Under RESP2 only
// Protocol is set.
type Server struct {
	// Name is "valkey" or "redis", Version for example "9.1.2".
	Name, Version string
	// Protocol is the version of RESP in use: 2 or 3.
	Protocol int
	// ConnectionID is what CLIENT ID returns.
	ConnectionID int64
	// Mode is "standalone", "sentinel" or "cluster"; Role "master" or "replica".
	Mode, Role string
	// AvailabilityZone is the server's availability-zone setting (since 8.1).
	AvailabilityZone string
}

// Connect performs the handshake on a stream and returns the connection. It takes
// one round trip, or two with a server that does not know HELLO. It owns the
// stream: where it fails, the stream is closed. ctx bounds the handshake alone.
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
	call, err := c.converse(ctx, append([]step{{hello, true}}, h.afterwards()...))
	if err == nil {
		return c.learn(call.Frame(0))
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
		steps = append(steps, step{[]string{"AUTH", h.Username, h.Password}, true})
	case h.Password != "":
		steps = append(steps, step{[]string{"AUTH", h.Password}, true})
	}
	if h.ClientName != "" {
		steps = append(steps, step{[]string{"CLIENT", "SETNAME", h.ClientName}, true})
	}
	steps = append(steps, h.afterwards()...)
	if len(steps) == 0 {
		// Whether the server is there and lets us in is to be known now.
		steps = []step{{[]string{"PING"}, true}}
	}
	c.server = Server{Protocol: 2}
	_, err := c.converse(ctx, steps)
	return err
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
		steps = append(steps, step{[]string{"SELECT", strconv.Itoa(h.DatabaseID)}, true})
	}
	if h.LibraryName != "" {
		steps = append(steps, step{[]string{"CLIENT", "SETINFO", "LIB-NAME", h.LibraryName}, false})
	}
	if h.LibraryVersion != "" {
		steps = append(steps, step{[]string{"CLIENT", "SETINFO", "LIB-VER", h.LibraryVersion}, false})
	}
	return steps
}

// step is a command of the handshake and whether its failure ends it.
type step struct {
	words    []string
	required bool
}

// name is what errors call the step; its arguments may be secrets.
func (s step) name() string {
	if s.words[0] == "CLIENT" {
		return "CLIENT " + s.words[1]
	}
	return s.words[0]
}

// converse sends the steps in one write and looks at their replies.
func (c *Conn) converse(ctx context.Context, steps []step) (*Call, error) {
	var request []byte
	for _, s := range steps {
		request = resp.AppendArrayHeader(request, len(s.words))
		for _, word := range s.words {
			request = resp.AppendBulk(request, word)
		}
	}
	call := new(Call)
	if err := c.Do(ctx, call, Request{Name: steps[0].name(), Bytes: request, Replies: len(steps)}); err != nil {
		return nil, err
	}
	for i, s := range steps {
		value, err := resp.Decode(call.Frame(i))
		if err != nil {
			return nil, &failure.ConnectionError{Address: c.config.Address, Command: s.name(), Reason: "handshake failed", Cause: err}
		}
		isError := value.Type == resp.TypeSimpleError || value.Type == resp.TypeBulkError
		if s.required && isError {
			return nil, &failure.ConnectionError{
				Address: c.config.Address, Command: s.name(), Delivery: failure.Answered,
				Reason: "the server refused the handshake", Cause: failure.ParseServerError(value.Text),
			}
		}
	}
	return call, nil
}

// learn takes in the reply to HELLO.
func (c *Conn) learn(frame []byte) error {
	value, err := resp.Decode(frame)
	if err != nil {
		return err
	}
	for i := 0; i+1 < len(value.Elems); i += 2 {
		key, v := value.Elems[i].Text, value.Elems[i+1]
		switch key {
		case "server":
			c.server.Name = v.Text
		case "version":
			c.server.Version = v.Text
		case "proto":
			c.server.Protocol = int(v.Int)
		case "id":
			c.server.ConnectionID = v.Int
		case "mode":
			c.server.Mode = v.Text
		case "role":
			c.server.Role = v.Text
		case "availability_zone":
			c.server.AvailabilityZone = v.Text
		}
	}
	if c.server.Protocol == 0 {
		return &failure.ConnectionError{
			Address: c.config.Address, Command: "HELLO", Delivery: failure.Answered,
			Reason: "the reply to HELLO names no protocol: is this a Valkey or Redis server?",
		}
	}
	return nil
}

// lacksRESP3 recognises servers that know no HELLO, or no version 3 of it.
func lacksRESP3(err *failure.ServerError) bool {
	return err.Code == "NOPROTO" ||
		(err.Code == "ERR" && strings.HasPrefix(strings.ToLower(err.Message), "unknown command"))
}
