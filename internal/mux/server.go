package mux

import (
	"strings"

	"github.com/glissade-io/glissade/internal/page"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

// parseServer fills in what the reply to a command of the handshake says of the server. No
// tree is made of it: what is no server may have sent anything.
func parseServer(s *models.Server, command string, reply []byte) {
	decoder := resp.NewDecoder(reply)
	switch command {
	case "HELLO":
		parseHello(s, &decoder)
	case "ROLE":
		parseRole(s, &decoder)
	case "INFO":
		if info, err := decoder.Next(); err == nil {
			parseZone(s, string(info.Text))
			parseName(s, string(info.Text))
		}
	}
}

// parseHello parses the reply to HELLO: pairs, which are an array under RESP2.
func parseHello(s *models.Server, decoder *resp.Decoder) {
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
		parseHelloField(s, string(key.Text), value)
	}
}

func parseHelloField(s *models.Server, key string, value resp.Token) {
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

// parseRole parses the reply to ROLE, into the words that HELLO has for it.
func parseRole(s *models.Server, decoder *resp.Decoder) {
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

// parseZone parses the zone in the reply to INFO SERVER, unless HELLO had it.
func parseZone(s *models.Server, info string) {
	if s.AvailabilityZone != "" {
		return
	}
	for line := range strings.Lines(info) {
		if zone, ok := strings.CutPrefix(line, "availability_zone:"); ok {
			s.AvailabilityZone = strings.TrimRight(zone, "\r\n")
		}
	}
}

// parseName parses the name in the reply to INFO SERVER, unless HELLO had it. Valkey has
// said it there since 7.2, beside the version of Redis that it is compatible with.
func parseName(s *models.Server, info string) {
	if page.Only || s.Name != "" {
		return
	}
	for line := range strings.Lines(info) {
		switch key, _, _ := strings.Cut(line, ":"); key {
		case "redis_version":
			s.Name = "redis"
		case "valkey_version":
			s.Name = "valkey"
			return
		}
	}
}
