package mux

import (
	"bytes"
	"context"
	"strconv"
	"strings"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/page"
	"github.com/glissade-io/glissade/internal/refusal"
	"github.com/glissade-io/glissade/models"
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

// Handshake holds the settings of the handshake. Its zero value asks for RESP3 and sets
// nothing.
type Handshake struct {
	// Protocol is the version to ask for.
	Protocol Protocol
	// Username and Password authenticate; an empty Username stands for "default".
	// With an empty Password nothing is authenticated unless Authenticate is set.
	Username, Password string
	// Authenticate sends an empty Password too.
	Authenticate bool
	// ClientName is the connection's name in CLIENT LIST. A server that does not let the
	// user give it, by its ACL, does no harm: the connection then has no name.
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
	// ask does no harm: the role is then unknown. RESP3 has it anyway.
	AskRole bool
	// AskZone has Server.AvailabilityZone known where HELLO does not have it (RESP2,
	// Valkey before 8.1), by INFO SERVER. A user who may not ask does no harm.
	AskZone bool
	// AskName has Server.Name known under RESP2 as well, by INFO SERVER. A user who may not ask
	// does no harm.
	AskName bool
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
// What the server says before it closes the connection is the error's cause, even
// where the handshake could not be written. Its replies are bounded, not by the Limits
// but by a quarter of a mebibyte each, and nothing is made of them but a [models.Server].
//
// Errors: *failure.ConnectionError, with the *failure.ServerError that refused the
// handshake as its cause if there was one; *failure.TimeoutError.
func Connect(ctx context.Context, s stream.Stream, config Config) (*Conn, error) {
	c := newConn(s, config)
	c.reading.frames.SetLimits(handshakeLimits)
	err := c.handshake(ctx)
	if err == nil {
		err = c.activate()
	}
	if err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// handshake performs the handshake in the protocol of the configuration, or in RESP2
// with a server that has no RESP3 where that is permitted.
func (c *Conn) handshake(ctx context.Context) error {
	h := c.config.Handshake
	if h.Protocol == RESP2 {
		return c.handshakeRESP2(ctx)
	}
	hello := []string{"HELLO", "3"}
	if h.authenticates() {
		hello = append(hello, "AUTH", h.username(), h.Password)
	}
	if h.ClientName != "" {
		hello = append(hello, "SETNAME", h.ClientName)
	}
	commands := append([]handshakeCommand{{hello, everyError}}, h.commonCommands()...)
	commands = append(commands, c.trackingCommands()...)
	err := c.pipeline(ctx, append(commands, ping))
	if err == nil {
		return c.checkProtocol()
	}
	refused, known := helloRefusal(err)
	switch {
	case !known:
		return err
	case !lacksRESP3(refused):
		if refused.Code == "NOPERM" {
			return c.helloError("the server refused HELLO; allow it, or set {ClientConfiguration.Protocol} to {ProtocolRESP2}, which does without it", refused)
		}
		return err
	case h.Protocol == RESP3, c.tracks():
		return c.helloError("the server does not speak RESP3, which was demanded; "+c.withoutRESP3(), refused)
	}
	err = c.handshakeRESP2(ctx)
	if again, ok := err.(*failure.ConnectionError); ok {
		again.Reason += ", as it had refused HELLO, which {ProtocolRESP2} does without"
	}
	return err
}

// checkProtocol checks what the reply to HELLO says.
func (c *Conn) checkProtocol() error {
	const orRESP2 = "is this a Valkey or Redis server? If it is one behind a proxy, set {ClientConfiguration.Protocol} to {ProtocolRESP2}"
	switch protocol := c.server.Protocol; {
	case protocol == 3, protocol == 2 && c.config.Handshake.Protocol == PreferRESP3 && !c.tracks():
		return nil
	case protocol == 0:
		return c.helloError("the reply to HELLO names no protocol: "+orRESP2, nil)
	case protocol == 2:
		return c.helloError("the server chose RESP2 although RESP3 was demanded; "+c.withoutRESP3(), nil)
	default:
		return c.helloError("the server chose protocol "+failure.Text(strconv.Itoa(protocol))+" instead of RESP3: "+orRESP2, nil)
	}
}

func (c *Conn) helloError(reason failure.Text, cause *failure.ServerError) error {
	err := &failure.ConnectionError{Address: c.config.Address, Command: "HELLO", Delivery: failure.Answered, Reason: reason}
	if cause != nil {
		err.Cause = cause
	}
	return err
}

// handshakeRESP2 performs the handshake without HELLO.
func (c *Conn) handshakeRESP2(ctx context.Context) error {
	h := c.config.Handshake
	var commands []handshakeCommand
	if h.authenticates() {
		commands = append(commands, handshakeCommand{h.auth(), everyError})
	}
	if h.ClientName != "" {
		commands = append(commands, handshakeCommand{[]string{"CLIENT", "SETNAME", h.ClientName}, isFatalForName})
	}
	commands = append(commands, h.commonCommands()...)
	if h.AskRole {
		commands = append(commands, handshakeCommand{[]string{"ROLE"}, noError})
	}
	if !page.Only && h.AskName && !h.AskZone {
		commands = append(commands, infoServer)
	}
	c.server = models.Server{Protocol: 2}
	return c.pipeline(ctx, append(commands, ping))
}

func (h *Handshake) authenticates() bool { return h.Password != "" || h.Authenticate }

func (h *Handshake) username() string {
	if h.Username == "" {
		return "default"
	}
	return h.Username
}

// commonCommands are the commands that follow in either protocol.
func (h *Handshake) commonCommands() []handshakeCommand {
	var commands []handshakeCommand
	if h.DatabaseID != 0 {
		commands = append(commands, handshakeCommand{[]string{"SELECT", strconv.Itoa(h.DatabaseID)}, everyError})
	}
	if h.LibraryName != "" {
		commands = append(commands, handshakeCommand{[]string{"CLIENT", "SETINFO", "LIB-NAME", h.LibraryName}, noError})
	}
	if h.LibraryVersion != "" {
		commands = append(commands, handshakeCommand{[]string{"CLIENT", "SETINFO", "LIB-VER", h.LibraryVersion}, noError})
	}
	if h.ReadOnly {
		commands = append(commands, handshakeCommand{[]string{"READONLY"}, everyError})
	}
	if h.AskZone {
		commands = append(commands, infoServer)
	}
	return commands
}

var infoServer = handshakeCommand{[]string{"INFO", "SERVER"}, noError}

// ping is the last command.
var ping = handshakeCommand{[]string{"PING"}, notReady}

// handshakeCommand is a command of the handshake and which errors of it end the handshake.
type handshakeCommand struct {
	args  []string
	fatal func(*failure.ServerError) bool
}

func everyError(*failure.ServerError) bool { return true }
func noError(*failure.ServerError) bool    { return false }

// notReady recognises a server that serves nobody yet, or not us.
func notReady(err *failure.ServerError) bool { return err.Code == "LOADING" || err.Code == "NOAUTH" }

// name is what errors call the command; its arguments may be secrets.
func (c handshakeCommand) name() string {
	if c.args[0] == "CLIENT" {
		return "CLIENT " + c.args[1]
	}
	return c.args[0]
}

// accepts reports whether a reply without an error can be the command's. Above all
// nothing but OK says that we are who AUTH says.
func (c handshakeCommand) accepts(reply []byte) bool {
	switch c.args[0] {
	case "AUTH", "SELECT", "CLIENT", "READONLY":
		return bytes.Equal(reply, ok)
	case "PING":
		return bytes.Equal(reply, pong) || bytes.Equal(reply, bulkPong)
	default:
		return true
	}
}

var (
	ok       = []byte("+OK\r\n")
	bulkPong = []byte("$4\r\nPONG\r\n")
)

// isFatalForName reports whether an error of CLIENT SETNAME ends the handshake: a name
// that cannot be one does. A server that a script keeps busy
// must be reachable for SCRIPT KILL, though it takes no name under RESP2, and a user who
// may not give one, or a proxy that knows none, can do without.
func isFatalForName(err *failure.ServerError) bool {
	return err.Code != "BUSY" && err.Code != "NOPERM" && !isUnknown(err)
}

// isUnknown recognises that a server, or a proxy before it, does not know a command.
func isUnknown(err *failure.ServerError) bool {
	text := strings.ToLower(err.Message)
	return strings.HasPrefix(text, "unknown ") || strings.HasPrefix(text, "unsupported ")
}

// pipeline sends the commands in one write, and parses their replies.
func (c *Conn) pipeline(ctx context.Context, commands []handshakeCommand) error {
	replies, err := c.exchange(ctx, commands)
	if err != nil {
		return err
	}
	for i, command := range commands {
		err := ErrorOf(replies[i])
		if err == nil {
			if !command.accepts(replies[i]) {
				return c.orderError("the reply to " + failure.Text(command.name()) + " in the handshake is none that it can have")
			}
			parseServer(&c.server, command.args[0], replies[i])
			c.tracking = c.tracking || command.isTracking()
			continue
		}
		if refusal, ok := err.(*failure.ServerError); ok && !command.fatal(refusal) {
			continue
		}
		failed := &failure.ConnectionError{
			Address: c.config.Address, Command: command.name(), Delivery: failure.Answered,
			Reason: "the server refused the handshake", Cause: withoutSecret(err, c.config.Handshake.Password),
		}
		if command.isTracking() {
			failed.Reason = "the server does not say which keys change; " + withoutTracking
		}
		return failed
	}
	return nil
}

// shortestSecret is the length of a password from which on a text that holds it does not
// do so by chance.
const shortestSecret = 4

// withoutSecret takes the arguments that a server repeats out of its refusal.
func withoutSecret(err error, password string) error {
	refusal, ok := err.(*failure.ServerError)
	if !ok {
		return err
	}
	message, _, _ := strings.Cut(refusal.Message, ", with args")
	if len(password) >= shortestSecret {
		message = strings.ReplaceAll(message, password, "***")
	}
	return &failure.ServerError{Code: refusal.Code, Message: message}
}

// helloRefusal returns the error by which a server has refused HELLO.
func helloRefusal(err error) (*failure.ServerError, bool) {
	connection, ok := err.(*failure.ConnectionError)
	if !ok || connection.Command != "HELLO" {
		return nil, false
	}
	refused, ok := connection.Cause.(*failure.ServerError)
	return refused, ok
}

// lacksRESP3 tells servers that know no HELLO, or no version 3 of it, in whatever words,
// from those that refuse us: for what we are, or for now.
func lacksRESP3(err *failure.ServerError) bool {
	switch err.Code {
	case "WRONGPASS", "NOPERM", "DENIED":
		return false
	}
	if refusal.OfError(err) != refusal.None {
		return false
	}
	text := strings.ToLower(err.Message)
	return !strings.Contains(text, "password") && !strings.Contains(text, "authenticat")
}
