package cluster

import (
	"context"
	"strings"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/internal/slot"
)

var (
	beginTransaction   = resp.AppendCommand(nil, "MULTI")
	executeTransaction = resp.AppendCommand(nil, "EXEC")
	askNodes           = resp.AppendCommand(nil, "CLUSTER", "NODES")
	askProcess         = resp.AppendCommand(nil, "INFO", "server")
)

// answer is what one server says at one instant.
type answer struct {
	reading
	from string // its address
	*ownView
}

// ask has the owner of a slot, or whom the redirection of r points to, execute
// commands and tell its view of the cluster, all of it in one transaction: what the
// view says holds for the moment of the commands.
func (s *scan) ask(ctx context.Context, r Request, commands ...[]byte) (*answer, error) {
	request := append([]byte(nil), beginTransaction...)
	request = append(request, askNodes...)
	for _, command := range commands {
		request = append(request, command...)
	}
	r.Request = mux.Request{
		Name: s.name, Bytes: append(request, executeTransaction...), Replies: len(commands) + 3, Timeout: s.left(),
	}
	r.Idempotent = true
	s.call = mux.Call{}
	if err := s.cluster.retry(ctx, &s.call, &r, 0, (*member).try); err != nil {
		return nil, s.budget.Error(err)
	}
	for i := range s.call.Replies() {
		if line := firstLine(s.call.Frame(i)); line != nil {
			s.answered = r.answered
			return nil, failure.ParseServerError(string(line))
		}
	}
	a := &answer{reading: newReading(s.name, s.call.Frame(s.call.Replies()-1), r.answered), from: r.answered}
	if _, err := a.list("the reply"); err != nil {
		return nil, err
	}
	nodes, err := a.text("the view of the cluster")
	if err != nil {
		return nil, err
	}
	if a.ownView, err = parseOwnView(nodes); err != nil {
		return nil, err
	}
	return a, nil
}

// process reads the identity of the server's process from what INFO says.
func (a *answer) process() (string, error) {
	info, err := a.text("the description of the server")
	if err != nil {
		return "", err
	}
	_, id, _ := strings.Cut(info, "run_id:")
	id, _, _ = strings.Cut(id, "\r\n")
	return id, nil
}

// page begins to read the reply of SCAN and CLUSTERSCAN; the keys come next.
func (a *answer) page() (cursor string, err error) {
	if _, err := a.list("the step"); err != nil {
		return "", err
	}
	return a.text("the cursor")
}

// keys reads a list of keys and keeps those of some slots.
func (a *answer) keys(slots *slotSet) ([]string, error) {
	n, err := a.list("the list of keys")
	if err != nil {
		return nil, err
	}
	keys := make([]string, 0, min(n, 1<<16))
	for range n {
		token, err := a.Next()
		if err != nil {
			return nil, err
		}
		if slots.has(int(slot.Of(token.Text))) {
			keys = append(keys, string(token.Text))
		}
	}
	return keys, nil
}

// left returns the time that is left of the step, or 0 if it has no end.
func (s *scan) left() time.Duration {
	if !s.budget.Started() {
		return 0
	}
	return s.budget.Remaining()
}
