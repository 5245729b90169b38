package glissadetest

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/glissade-io/glissade/internal/glob"
)

// pubsub is who is subscribed to what. The lock is held while messages are written, so that
// they come in the same order everywhere, and none before what confirms its subscription.
type pubsub struct {
	mu    sync.Mutex
	conns map[*conn]*subscribed
}

// subscribed is what one connection is subscribed to.
type subscribed struct{ channels, patterns, sharded map[string]bool }

// forget drops the subscriptions of a connection.
func (p *pubsub) forget(c *conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.conns, c)
}

// of returns what a connection has. The lock is held.
func (p *pubsub) of(c *conn) *subscribed {
	s := p.conns[c]
	if s == nil {
		s = &subscribed{channels: map[string]bool{}, patterns: map[string]bool{}, sharded: map[string]bool{}}
		if p.conns == nil {
			p.conns = map[*conn]*subscribed{}
		}
		p.conns[c] = s
	}
	return s
}

// kind returns the names that a command is about, and how many of them are counted.
func (s *subscribed) kind(name string) (names map[string]bool, count func() int) {
	switch name {
	case "SSUBSCRIBE", "SUNSUBSCRIBE":
		return s.sharded, func() int { return len(s.sharded) }
	case "PSUBSCRIBE", "PUNSUBSCRIBE":
		return s.patterns, func() int { return len(s.channels) + len(s.patterns) }
	default:
		return s.channels, func() int { return len(s.channels) + len(s.patterns) }
	}
}

// subscribe executes commands about subscriptions, and returns whether it was one. A
// scripted server has those that subscribe.
func (s *Server) subscribe(c *conn, name string, command []string) bool {
	switch name {
	case "SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE":
		if len(command) < 2 {
			return false
		}
		s.pubsub.change(c, name, command[1:], true)
		return true
	case "UNSUBSCRIBE", "PUNSUBSCRIBE", "SUNSUBSCRIBE":
		s.pubsub.change(c, name, command[1:], false)
		return true
	case "PING":
		return s.pubsub.ping(c, command)
	}
	if s.engine == nil {
		return false
	}
	var answer func() Reply
	switch {
	case name == "PUBLISH" && len(command) == 3:
		answer = func() Reply { return Integer(int64(s.Publish(command[1], command[2]))) }
	case name == "SPUBLISH" && len(command) == 3:
		answer = func() Reply { return Integer(int64(s.SPublish(command[1], command[2]))) }
	case name == "PUBSUB" && len(command) > 1:
		answer = func() Reply { return s.pubsub.inspect(strings.ToUpper(command[1]), command[2:]) }
	case name == "SPUBLISH":
		c.queue.fail()
		c.reply(Error("ERR wrong number of arguments for 'spublish' command"))
		return true
	default:
		return false
	}
	if c.queue.open {
		c.queue.add(c, command, answer)
	} else {
		c.reply(answer())
	}
	return true
}

// change subscribes a connection to names, or ends its subscriptions, and confirms each.
func (p *pubsub) change(c *conn, name string, wanted []string, subscribe bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	names, count := p.of(c).kind(name)
	confirmation := Text(strings.ToLower(name))
	if len(wanted) == 0 { // all of them
		wanted = slices.Sorted(maps.Keys(names))
		if len(wanted) == 0 {
			c.reply(push(confirmation, Nil(), Integer(int64(count()))))
			return
		}
	}
	for _, of := range wanted {
		if subscribe {
			names[of] = true
		} else {
			delete(names, of)
		}
		c.reply(push(confirmation, Text(of), Integer(int64(count()))))
	}
}

// ping answers PING on a connection that can do nothing else but listen.
func (p *pubsub) ping(c *conn, command []string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.conns[c]
	if s == nil || c.resp3.Load() || len(s.channels)+len(s.patterns)+len(s.sharded) == 0 {
		return false
	}
	c.reply(Texts("pong", strings.Join(command[1:], "")))
	return true
}

// Publish publishes a message, and returns how many subscriptions it was sent to.
func (s *Server) Publish(channel, message string) (receivers int) {
	if s.cluster == nil {
		return s.pubsub.publish(channel, message)
	}
	for _, node := range s.cluster.Nodes {
		receivers += node.pubsub.publish(channel, message)
	}
	return receivers
}

// SPublish publishes a message on a sharded channel, as the same.
func (s *Server) SPublish(channel, message string) (receivers int) {
	p := &s.pubsub
	p.mu.Lock()
	defer p.mu.Unlock()
	for c, of := range p.conns {
		if of.sharded[channel] {
			c.reply(push(Text("smessage"), Text(channel), Text(message)))
			receivers++
		}
	}
	return receivers
}

// dropSlot ends the subscriptions to sharded channels of a slot that has moved.
func (p *pubsub) dropSlot(slot int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c, of := range p.conns {
		for _, channel := range slices.Sorted(maps.Keys(of.sharded)) {
			if SlotOf(channel) == slot {
				delete(of.sharded, channel)
				c.reply(push(Text("sunsubscribe"), Text(channel), Integer(int64(len(of.sharded)))))
			}
		}
	}
}

func (p *pubsub) publish(channel, message string) (receivers int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c, of := range p.conns {
		if of.channels[channel] {
			c.reply(push(Text("message"), Text(channel), Text(message)))
			receivers++
		}
		for _, pattern := range slices.Sorted(maps.Keys(of.patterns)) {
			if glob.Matches(pattern, channel) {
				c.reply(push(Text("pmessage"), Text(pattern), Text(channel), Text(message)))
				receivers++
			}
		}
	}
	return receivers
}

// inspect is the reply to PUBSUB.
func (p *pubsub) inspect(subcommand string, arguments []string) Reply {
	p.mu.Lock()
	defer p.mu.Unlock()
	channels, patterns, sharded := map[string]int{}, map[string]int{}, map[string]int{}
	for _, of := range p.conns {
		for _, kind := range []struct {
			counts map[string]int
			names  map[string]bool
		}{{channels, of.channels}, {patterns, of.patterns}, {sharded, of.sharded}} {
			for name := range kind.names {
				kind.counts[name]++
			}
		}
	}
	switch subcommand {
	case "CHANNELS":
		return matching(channels, arguments)
	case "SHARDCHANNELS":
		return matching(sharded, arguments)
	case "NUMSUB":
		return counted(channels, arguments)
	case "SHARDNUMSUB":
		return counted(sharded, arguments)
	case "NUMPAT":
		return Integer(int64(len(patterns)))
	}
	return Error("ERR unknown subcommand '" + printableName(subcommand) + "'" + missing)
}

func matching(counts map[string]int, pattern []string) Reply {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		if len(pattern) == 0 || glob.Matches(pattern[0], name) {
			names = append(names, name)
		}
	}
	return Texts(names...)
}

func counted(counts map[string]int, names []string) Reply {
	var pairs []Reply
	for _, name := range names {
		pairs = append(pairs, Text(name), Integer(int64(counts[name])))
	}
	return Array(pairs...)
}
