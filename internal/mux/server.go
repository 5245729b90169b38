package mux

import (
	"strings"

	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

// learn takes in what the reply to a command of the handshake tells. A tree is not made
// of it: a server that is none may have sent anything.
func learn(s *models.Server, command string, reply []byte) {
	decoder := resp.NewDecoder(reply)
	switch command {
	case "HELLO":
		learnHello(s, &decoder)
	case "ROLE":
		learnRole(s, &decoder)
	case "INFO":
		if info, err := decoder.Next(); err == nil {
			learnZone(s, string(info.Text))
		}
	}
}

// learnHello takes in pairs, which are an array under RESP2.
func learnHello(s *models.Server, decoder *resp.Decoder) {
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
		learnField(s, string(key.Text), value)
	}
}

func learnField(s *models.Server, key string, value resp.Token) {
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
func learnRole(s *models.Server, decoder *resp.Decoder) {
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
func learnZone(s *models.Server, info string) {
	if s.AvailabilityZone != "" {
		return
	}
	for line := range strings.Lines(info) {
		if zone, ok := strings.CutPrefix(line, "availability_zone:"); ok {
			s.AvailabilityZone = strings.TrimRight(zone, "\r\n")
		}
	}
}
