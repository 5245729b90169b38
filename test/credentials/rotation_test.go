package credentials

import (
	"context"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
)

// vault makes users that live for a while, as secret stores do.
type vault struct {
	*environment

	mu      sync.Mutex
	user    string
	clients []func()
}

func (v *vault) Credentials(context.Context) (core.Credentials, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return core.Credentials{Username: v.user, Password: "of " + v.user}, nil
}

func (v *vault) NotifyCredentials(changed func()) (stop func()) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.clients = append(v.clients, changed)
	return func() {}
}

// next makes another user, and returns the one before.
func (v *vault) next(user string) (before string) {
	v.Helper()
	v.allow(user, ">of "+user)
	v.mu.Lock()
	before, v.user = v.user, user
	clients := v.clients
	v.mu.Unlock()
	for _, changed := range clients {
		changed()
	}
	return before
}

// Users come and go while a client works, each gone once nobody is connected as it: no
// command fails, and no message is missing.
func TestUsersComeAndGoUnderLoad(t *testing.T) {
	onAll(t, func(e *environment) {
		v := &vault{environment: e}
		v.next("first")
		c := e.connect(nil, core.WithCredentialsProvider(v))
		l := e.begin(c)
		exact := e.listen(c, c.Subscribe, "numbers", "numbers")
		pattern := e.listen(c, c.PSubscribe, "other*", "others")
		const rotations = 4
		for i := range rotations {
			l.awaitMore()
			before := v.next("user" + strconv.Itoa(i))
			e.awaitNobody(before)
			e.command("ACL", "DELUSER", before)
			l.awaitMore()
			exact.awaitMore()
			pattern.awaitMore()
		}
		for _, listener := range []*listener{exact, pattern} {
			listener.end()
			require.Zero(e, listener.gaps.Load())
		}
		calls := l.end()
		e.Logf("%d calls, %d messages, %d gaps, %d users", calls, exact.received.Load()+pattern.received.Load(),
			exact.gaps.Load()+pattern.gaps.Load(), rotations)
	})
}

// The server knows a password later than the provider does: until then the connections stay
// as they are, and replies stay with their callers, though Valkey 8.1 leaves such a refusal
// unanswered on a connection where others are due.
func TestAUserWhoIsRefusedForAWhile(t *testing.T) {
	onAll(t, func(e *environment) {
		v := &vault{environment: e}
		v.next("first")
		failed := make(chan core.ConnectionEvent, 1024)
		c := e.connect(nil, core.WithCredentialsProvider(v), core.WithConnectionEvents(func(event core.ConnectionEvent) {
			if event.Kind == core.AuthenticationFailed {
				failed <- event
			}
		}))
		l := e.beginShared(c)
		l.awaitMore()
		e.allow("late", "resetpass", ">another")
		v.mu.Lock()
		v.user = "late"
		clients := v.clients
		v.mu.Unlock()
		for range 3 {
			for _, changed := range clients {
				changed()
			}
			event := <-failed
			require.ErrorIs(e, event.Err, &failure.ServerError{Code: "WRONGPASS"})
			l.awaitMore()
		}
		e.allow("late", ">of late")
		e.awaitNobody("first")
		l.awaitMore()
		l.end()
	})
}
