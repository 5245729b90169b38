package mux

import (
	"strings"

	"github.com/glissade-io/glissade/internal/resp"
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

// learn takes in what the reply to a command of the handshake tells. A tree is not made
// of it: a server that is none may have sent anything.
func (s *Server) learn(command string, reply []byte) {
	decoder := resp.NewDecoder(reply)
	switch command {
	case "HELLO":
		s.learnHello(&decoder)
	case "ROLE":
		s.learnRole(&decoder)
	case "INFO":
		if info, err := decoder.Next(); err == nil {
			s.learnZone(string(info.Text))
		}
	}
}

// learnHello takes in pairs, which are an array under RESP2.
func (s *Server) learnHello(decoder *resp.Decoder) {
	reply, err := decoder.Next()
	pairs := reply.Len
	switch {
	case err != nil:
		return
	case reply.Type == resp.TypeArray:
		pairs /= 2
	case reply.Type != resp.TypeMap:
		return
	}
	for range pairs {
		key, err := decoder.Next()
		if err != nil || isAggregate(key.Type) {
			return
		}
		if isAggregate(decoder.Peek()) {
			if decoder.Skip() != nil {
				return
			}
			continue
		}
		value, err := decoder.Next()
		if err != nil {
			return
		}
		s.learnField(string(key.Text), value)
	}
}

func (s *Server) learnField(key string, value resp.Token) {
	switch key {
	case "server":
		s.Name = string(value.Text)
	case "version":
		s.Version = string(value.Text)
	case "proto":
		s.Protocol = int(value.Int)
	case "id":
		s.ConnectionID = value.Int
	case "mode":
		s.Mode = string(value.Text)
	case "role":
		s.Role = string(value.Text)
	case "availability_zone":
		s.AvailabilityZone = string(value.Text)
	}
}

func isAggregate(typ resp.Type) bool {
	switch typ {
	case resp.TypeArray, resp.TypeMap, resp.TypeSet, resp.TypePush:
		return true
	default:
		return false
	}
}

// learnRole takes in the reply to ROLE in HELLO's words.
func (s *Server) learnRole(decoder *resp.Decoder) {
	reply, err := decoder.Next()
	if err != nil || reply.Type != resp.TypeArray || reply.Len == 0 {
		return
	}
	first, err := decoder.Next()
	if err != nil {
		return
	}
	switch role := string(first.Text); role {
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
