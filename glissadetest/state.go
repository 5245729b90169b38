package glissadetest

import (
	"strconv"
	"strings"
)

// version is the one that the server says that it has: what it knows is roughly what
// servers of that version do.
const version = "7.2.0"

// executeState executes what is about connections and the server itself, which the engine
// does not have or does as no server would. It returns whether it has answered.
func (s *Server) executeState(c *conn, name string, command []string) bool {
	if s.cluster != nil && s.cluster.execute(c, name, command) {
		return true
	}
	if s.engine == nil {
		return false
	}
	if name == "HELLO" {
		s.hello(c, command)
		return true
	}
	answer := s.stateReply(c, name, command)
	switch {
	case answer == nil:
		return false
	case s.setting.password != "" && !c.authenticated && name != "RESET":
		c.reply(Error("NOAUTH Authentication required."))
	case c.queue.open:
		c.queue.add(c, command, answer)
	default:
		c.reply(answer())
	}
	return true
}

// stateReply returns what makes the reply to a command, or nil.
func (s *Server) stateReply(c *conn, name string, command []string) func() Reply {
	subcommand := ""
	if len(command) > 1 {
		subcommand = strings.ToUpper(command[1])
	}
	switch name {
	case "CLIENT":
		switch subcommand {
		case "ID":
			return func() Reply { return Integer(c.id) }
		case "SETINFO", "NO-EVICT", "NO-TOUCH":
			return OK
		}
	case "ROLE":
		return role
	case "INFO":
		return func() Reply { return s.info(command[1:]) }
	case "RESET":
		return func() Reply { return s.resetState(c) }
	}
	return nil
}

func (s *Server) hello(c *conn, command []string) {
	if s.setting.noRESP3 {
		c.reply(Error("ERR unknown command 'HELLO'"))
		return
	}
	if len(command) > 1 {
		reply := s.engine.ask(c, command...)
		if strings.HasPrefix(reply, "-") {
			c.write([]byte(reply))
			return
		}
		c.resp3.Store(command[1] == "3")
		for i := 2; i < len(command)-1; i++ {
			switch strings.ToUpper(command[i]) {
			case "AUTH":
				c.authenticated = true
				i++
			case "SETNAME":
				c.peer.ClientName = command[i+1]
			}
		}
	}
	if s.setting.password != "" && !c.authenticated {
		c.reply(Error("NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH <user> <pass> option can be used to authenticate the client and select the RESP protocol version at the same time"))
		return
	}
	c.reply(s.introduction(c))
}

// introduction is the reply to HELLO.
func (s *Server) introduction(c *conn) Reply {
	protocol, mode := int64(2), "standalone"
	if c.resp3.Load() {
		protocol = 3
	}
	if s.cluster != nil {
		mode = "cluster"
	}
	return Map(
		Text("server"), Text("valkey"), Text("version"), Text(version), Text("proto"), Integer(protocol), Text("id"), Integer(c.id),
		Text("mode"), Text(mode), Text("role"), Text("master"), Text("modules"), Array(),
	)
}

func role() Reply { return Array(Text("master"), Integer(0), Array()) }

// info is the reply to INFO: the sections that a client may ask of a server like this.
func (s *Server) info(sections []string) Reply {
	mode := "standalone"
	if s.cluster != nil {
		mode = "cluster"
	}
	all := []struct{ name, text string }{
		{"server", "# Server\r\nredis_version:" + version + "\r\nserver_name:valkey\r\nvalkey_version:" + version + "\r\nserver_mode:" + mode + "\r\n"},
		{"clients", "# Clients\r\nconnected_clients:" + strconv.Itoa(s.Connections()) + "\r\n"},
		{"replication", "# Replication\r\nrole:master\r\nconnected_slaves:0\r\nmaster_repl_offset:0\r\n"},
	}
	var parts []string
	for _, section := range all {
		wanted := len(sections) == 0
		for _, name := range sections {
			switch strings.ToLower(name) {
			case section.name, "all", "default", "everything":
				wanted = true
			}
		}
		if wanted {
			parts = append(parts, section.text)
		}
	}
	return Verbatim("txt", strings.Join(parts, "\r\n"))
}

// resetState makes a connection as a new one is.
func (s *Server) resetState(c *conn) Reply {
	s.pubsub.forget(c)
	c.peer.Ctx, c.peer.Resp3, c.peer.ClientName = nil, false, ""
	c.authenticated = false
	c.queue.end()
	c.resp3.Store(false)
	return Simple("RESET")
}
