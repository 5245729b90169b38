package glissadetest

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// match returns the step that a command is, and counts it; nil if there is none.
func (s *Server) match(command []string) *Step {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, step := range s.steps {
		if (step.times == always || step.came < step.times) && step.matches(command) {
			step.came++
			played := *step
			return &played
		}
	}
	return nil
}

// play does what a step says, of which it has a copy.
func (c *conn) play(step *Step, command []string) {
	if !c.wait(step) {
		return
	}
	switch step.fate {
	case losesCommand:
		c.reset()
	case goesSilent:
		<-c.ended
	case losesReply, cutsReply:
		c.withhold(func() { c.perform(step, command) }, step.cut)
	default:
		c.perform(step, command)
	}
}

// wait waits for as long as the step says, and returns false if the connection has ended
// meanwhile.
func (c *conn) wait(step *Step) bool {
	if step.delay > 0 {
		timer := time.NewTimer(step.delay)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-c.ended:
			return false
		}
	}
	if step.until != nil {
		select {
		case <-step.until:
		case <-c.ended:
			return false
		}
	}
	return true
}

// perform answers or executes the command of a step.
func (c *conn) perform(step *Step, command []string) {
	switch {
	case step.answer != nil:
		c.queue.fail() // It is not queued, so that the transaction cannot be executed.
		c.reply(step.answer(command))
	case c.server.engine == nil && !c.isOwn(command):
		c.reply(OK())
	default:
		c.server.executeOn(c, command, "")
	}
}

// isOwn reports whether a scripted server answers a command by itself.
func (c *conn) isOwn(command []string) bool {
	name := strings.ToUpper(command[0])
	return c.server.answersUnasked(c, name) || strings.HasSuffix(name, "SUBSCRIBE") || c.server.cluster != nil && name == "CLUSTER"
}

// withhold performs something of whose replies the client gets n bytes only, before the
// connection is lost.
func (c *conn) withhold(perform func(), n int) {
	c.writing.Lock()
	c.withheld, c.left = true, n
	c.writing.Unlock()
	perform()
	// What was sent is there before the end is: a reset would throw it away.
	if n > 0 {
		_ = c.Close()
		c.markEnded()
		return
	}
	c.reset()
}

// answersUnasked reports whether a scripted server answers a command that is not expected,
// since clients send it on their own account.
func (s *Server) answersUnasked(c *conn, name string) bool {
	switch name {
	case "PING", "ROLE":
		return true
	case "HELLO", "AUTH", "CLIENT", "SELECT", "READONLY", "INFO":
		return !c.handshaken
	case "ASKING":
		return s.cluster != nil
	}
	return false
}

// scriptedAnswer is what a scripted server answers then.
func (s *Server) scriptedAnswer(c *conn, name string, command []string) Reply {
	switch name {
	case "HELLO":
		if s.setting.noRESP3 {
			return Error("ERR unknown command 'HELLO'")
		}
		c.resp3.Store(len(command) > 1 && command[1] == "3")
		return s.introduction(c)
	case "PING":
		if len(command) > 1 {
			return Text(command[1])
		}
		return Simple("PONG")
	case "ROLE":
		return role()
	case "INFO":
		return s.info(command[1:])
	}
	return OK()
}

// unexpected fails the test because of a command.
func (s *Server) unexpected(c *conn, command []string, sentFrom string) {
	from := ""
	if sentFrom != "" {
		from = ", sent from " + sentFrom
	}
	s.t.Errorf("glissadetest: unexpected command: %s%s%s", quoted(command), from, s.expectations())
	c.reply(Error("ERR glissadetest: the command is not expected"))
}

// expectations says what is still expected.
func (s *Server) expectations() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var expected []string
	for _, step := range s.steps {
		if step.times == always || step.came < step.times {
			expected = append(expected, "\n\t"+quoted(step.words)+" by "+step.where)
		}
	}
	if len(expected) == 0 {
		return "; no further one is expected"
	}
	return "; expected:" + strings.Join(expected, "")
}

// checkSteps fails the test where commands have not come.
func (s *Server) checkSteps() {
	s.mu.Lock()
	steps := slices.Clone(s.steps)
	s.mu.Unlock()
	for _, step := range steps {
		if step.times != always && step.came < step.times {
			s.t.Errorf("glissadetest: %s: the command %s came %d of %d times", step.where, quoted(step.words), step.came, step.times)
		}
	}
}

// shownBytes is how much of a word is shown.
const shownBytes = 100

// quoted shows the words of a command.
func quoted(words []string) string {
	shown := make([]string, len(words))
	for i, word := range words {
		switch {
		case word == Any:
			shown[i] = "Any"
		case word == Rest:
			shown[i] = "Rest"
		case i > 0 && isSecret(words[0]):
			shown[i] = "***"
		case len(word) > shownBytes:
			shown[i] = strconv.Quote(word[:shownBytes]) + "…"
		case word == "" || strings.ContainsFunc(word, func(r rune) bool { return r <= ' ' || r == '"' || r > '~' }):
			shown[i] = strconv.Quote(word)
		default:
			shown[i] = word
		}
	}
	return strings.Join(shown, " ")
}

// isSecret reports whether a command has passwords for arguments.
func isSecret(name string) bool {
	switch strings.ToUpper(name) {
	case "AUTH", "HELLO", "ACL", "MIGRATE", "CONFIG":
		return true
	}
	return false
}
