package fakeserver

import (
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/glissade-io/glissade/internal/resp"
)

// PubSub is a server that connections subscribe at, by push messages under RESP3 and by
// arrays under RESP2. What it is not asked to be different in, it does as servers do.
//
//	p := &fakeserver.PubSub{}
//	server := fakeserver.New(t, p.Answer)
//	p.Publish("news", "text")
type PubSub struct {
	// Before, if set, is called with each command before it is answered. It may wait, or
	// end the connection.
	Before func(c *Conn, command []string)
	// Refuse, if set, returns the error that answers a command about a name, without the
	// line break, or nothing.
	Refuse func(command, name string) string

	mu    sync.Mutex
	conns []*subscribed
}

// subscribed is what a connection is subscribed to, by the command.
type subscribed struct {
	conn  *Conn
	resp3 bool
	names map[string]map[string]bool
}

// Answer is the server's [Handler].
func (p *PubSub) Answer(c *Conn, command []string) string {
	if p.Before != nil {
		p.Before(c, command)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.of(c)
	name := command[0]
	switch subscribing := strings.Replace(name, "UNSUB", "SUB", 1); subscribing {
	case "SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE":
		reply := ""
		for _, argument := range command[1:] {
			reply += p.change(s, subscribing, name, argument)
		}
		// It is written with the lock, so that no message overtakes it.
		_, _ = c.Write([]byte(reply)) // It fails for a connection that has ended.
		return ""
	case "HELLO":
		s.resp3 = len(command) > 1 && command[1] == "3"
	case "PING":
		if !s.resp3 && s.count("SUBSCRIBE")+s.count("PSUBSCRIBE")+s.count("SSUBSCRIBE") > 0 {
			return "*2\r\n" + bulks("pong", strings.Join(command[1:], ""))
		}
	}
	return Reply(command)
}

// of returns what a connection has. The lock is held.
func (p *PubSub) of(c *Conn) *subscribed {
	for _, s := range p.conns {
		if s.conn == c {
			return s
		}
	}
	s := &subscribed{conn: c, names: map[string]map[string]bool{"SUBSCRIBE": {}, "PSUBSCRIBE": {}, "SSUBSCRIBE": {}}}
	p.conns = append(p.conns, s)
	return s
}

func (s *subscribed) count(subscribing string) int { return len(s.names[subscribing]) }

// change subscribes a name, or unsubscribes it, and returns the reply. The lock is held.
func (p *PubSub) change(s *subscribed, subscribing, command, name string) string {
	if p.Refuse != nil {
		if refusal := p.Refuse(command, name); refusal != "" {
			return "-" + refusal + "\r\n"
		}
	}
	if command == subscribing {
		s.names[subscribing][name] = true
	} else {
		delete(s.names[subscribing], name)
	}
	return s.header(3) + bulks(strings.ToLower(command), name) + string(resp.AppendInteger(nil, int64(s.count(subscribing))))
}

func (s *subscribed) header(elements int) string {
	header := string(resp.AppendArrayHeader(nil, elements))
	if s.resp3 {
		return ">" + header[1:]
	}
	return header
}

func bulks(texts ...string) string {
	var b []byte
	for _, text := range texts {
		b = resp.AppendBulk(b, text)
	}
	return string(b)
}

// Publish publishes a message, and returns how often it was sent.
func (p *PubSub) Publish(channel, message string) (receivers int) {
	return p.each(func(s *subscribed) (frames []string) {
		if s.names["SUBSCRIBE"][channel] {
			frames = append(frames, s.header(3)+bulks("message", channel, message))
		}
		for pattern := range s.names["PSUBSCRIBE"] {
			if matches, _ := path.Match(pattern, channel); matches { // A malformed one matches nothing.
				frames = append(frames, s.header(4)+bulks("pmessage", pattern, channel, message))
			}
		}
		return frames
	})
}

// PublishSharded publishes a message on a sharded channel.
func (p *PubSub) PublishSharded(channel, message string) (receivers int) {
	return p.each(func(s *subscribed) (frames []string) {
		if s.names["SSUBSCRIBE"][channel] {
			frames = append(frames, s.header(3)+bulks("smessage", channel, message))
		}
		return frames
	})
}

// Drop unsubscribes all from a sharded channel without being asked, as a server does whose
// slot has moved.
func (p *PubSub) Drop(channel string) (dropped int) {
	return p.each(func(s *subscribed) (frames []string) {
		if s.names["SSUBSCRIBE"][channel] {
			delete(s.names["SSUBSCRIBE"], channel)
			frames = append(frames, s.header(3)+bulks("sunsubscribe", channel)+string(resp.AppendInteger(nil, int64(s.count("SSUBSCRIBE")))))
		}
		return frames
	})
}

// each sends frames to each connection, and returns how many.
func (p *PubSub) each(frames func(*subscribed) []string) (sent int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.conns = slices.DeleteFunc(p.conns, func(s *subscribed) bool { return s.conn.ended.Load() })
	for _, s := range p.conns {
		for _, frame := range frames(s) {
			if _, err := s.conn.Write([]byte(frame)); err == nil {
				sent++
			}
		}
	}
	return sent
}

// Subscribers returns how many of the connections that have not ended are subscribed to a
// name by a command.
func (p *PubSub) Subscribers(command, name string) (count int) {
	return p.each(func(s *subscribed) []string {
		if s.names[command][name] {
			return []string{""}
		}
		return nil
	})
}
