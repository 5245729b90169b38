package mux

import (
	"strings"

	"github.com/glissade-io/glissade/core/resp"
)

// Server is what a server says of itself in its reply to HELLO. Under RESP2 only
// Protocol is set, and what [Handshake] asks for.
type Server struct {
	// Name is "valkey" or "redis", Version for example "9.1.2".
	Name, Version string
	// Protocol is the version of RESP in use: 2 or 3.
	Protocol int
	// ConnectionID is what CLIENT ID returns.
	ConnectionID int64
	// Mode is "standalone", "sentinel" or "cluster"; Role "master" or "replica". A
	// sentinel has no role.
	Mode, Role string
	// AvailabilityZone is the server's availability-zone setting (since 8.0).
	AvailabilityZone string
}

// learn takes in what the reply to a command of the handshake tells.
func (s *Server) learn(command string, reply resp.Value) {
	switch command {
	case "HELLO":
		s.learnHello(reply)
	case "ROLE":
		s.learnRole(reply)
	case "INFO":
		s.learnZone(reply.Text)
	}
}

func (s *Server) learnHello(reply resp.Value) {
	for i := 0; i+1 < len(reply.Elems); i += 2 {
		key, v := reply.Elems[i].Text, reply.Elems[i+1]
		switch key {
		case "server":
			s.Name = v.Text
		case "version":
			s.Version = v.Text
		case "proto":
			s.Protocol = int(v.Int)
		case "id":
			s.ConnectionID = v.Int
		case "mode":
			s.Mode = v.Text
		case "role":
			s.Role = v.Text
		case "availability_zone":
			s.AvailabilityZone = v.Text
		}
	}
}

// learnRole takes in the reply to ROLE in HELLO's words.
func (s *Server) learnRole(reply resp.Value) {
	if len(reply.Elems) == 0 {
		return
	}
	switch role := reply.Elems[0].Text; role {
	case "slave":
		s.Role = "replica"
	case "sentinel":
		s.Mode = role
	default:
		s.Role = role
	}
}

// learnZone takes the zone out of the reply to INFO SERVER, unless HELLO told it.
func (s *Server) learnZone(info string) {
	if s.AvailabilityZone != "" {
		return
	}
	for line := range strings.Lines(info) {
		if zone, ok := strings.CutPrefix(line, "availability_zone:"); ok {
			s.AvailabilityZone = strings.TrimRight(zone, "\r\n")
		}
	}
}
