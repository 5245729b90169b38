package credentials

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/options"
)

// held is a dedicated connection to the server of the key "held".
type held struct {
	*core.Dedicated
	*environment
	id int64
}

func (e *environment) hold(c client) *held {
	e.Helper()
	var d *core.Dedicated
	var err error
	switch c := c.(type) {
	case *core.Client:
		d, err = c.Dedicated(e.Context())
	case *core.ClusterClient:
		d, err = c.Dedicated(e.Context(), "held")
	}
	require.NoError(e, err)
	e.Cleanup(d.Release)
	id, err := d.ClientID(e.Context())
	require.NoError(e, err)
	return &held{d, e, id}
}

// requireUser checks that the connection is the same, and whose it is.
func (h *held) requireUser(user string) {
	h.Helper()
	name, err := h.ACLWhoAmI(h.Context())
	require.NoError(h, err)
	require.Equal(h, user, name)
	id, err := h.ClientID(h.Context())
	require.NoError(h, err)
	require.Equal(h, h.id, id)
}

// custom executes a command that the connection has no method for.
func (h *held) custom(words ...string) any {
	h.Helper()
	reply, err := h.CustomCommand(h.Context(), words)
	require.NoError(h, err)
	return reply
}

// A dedicated connection in use is the new user's with its next command, but not within a
// transaction, and keeps what it watches.
func TestADedicatedConnectionInUseFollows(t *testing.T) {
	onAll(t, func(e *environment) {
		v := &vault{environment: e}
		v.next("first")
		c := e.connect(nil, core.WithCredentialsProvider(v))
		h := e.hold(c)
		h.requireUser("first")

		require.NoError(h, h.Watch(e.Context(), []string{"held"}))
		before := v.next("second")
		h.requireUser("second")
		e.awaitNobody(before)
		e.command("ACL", "DELUSER", before)
		b := batch.NewTransaction()
		b.Set("held", "1")
		results, err := h.Exec(e.Context(), b, true)
		require.NoError(h, err)
		require.Len(h, results, 1)
		require.NoError(h, h.Watch(e.Context(), []string{"held"}))
		_, err = c.RPush(e.Context(), "{held}list", []string{"x"})
		require.NoError(h, err)
		_, err = c.Incr(e.Context(), "held")
		require.NoError(h, err)
		v.next("third")
		results, err = h.Exec(e.Context(), b, true) // which AUTH goes ahead of
		require.NoError(h, err)
		require.Nil(h, results, "it watches what it did before")
		h.requireUser("third")

		h.custom("MULTI")
		h.custom("GET", "held")
		v.next("fourth")
		require.Equal(h, "QUEUED", h.custom("ACL", "WHOAMI"))
		require.Equal(h, "third", h.custom("EXEC").([]any)[1], "the transaction is the user's who began it")
		h.requireUser("fourth")

		popped := make(chan string)
		go func() {
			result, err := h.BLPop(e.Context(), []string{"{held}blocks"}, 0)
			if err != nil {
				t.Error(err)
			}
			popped <- result.Value().Element
		}()
		require.Eventually(h, func() bool {
			return strings.Contains(strings.Join(e.connections("fourth"), ""), " cmd=blpop ")
		}, patience, tick)
		v.next("fifth")
		_, err = c.RPush(e.Context(), "{held}blocks", []string{"y"})
		require.NoError(h, err)
		require.Equal(h, "y", <-popped)
		h.requireUser("fifth")
		h.Release()
		h = e.hold(c)
		h.requireUser("fifth")
	})
}

// Several share one connection while users come and go: none has an error, or another's reply.
func TestADedicatedConnectionIsSharedWhileUsersChange(t *testing.T) {
	onAll(t, func(e *environment) {
		v := &vault{environment: e}
		v.next("first")
		h := e.hold(e.connect(nil, core.WithCredentialsProvider(v)))
		ctx, cancel := context.WithCancel(e.Context())
		defer cancel()
		var callers sync.WaitGroup
		for i := range 4 {
			callers.Go(func() {
				for n := 0; ctx.Err() == nil; n++ {
					value := strconv.Itoa(i) + ":" + strconv.Itoa(n)
					b := batch.NewTransaction()
					b.Set("{held}"+strconv.Itoa(i), value)
					got := b.Get("{held}" + strconv.Itoa(i))
					_, err := h.Exec(e.Context(), b, true)
					result, _ := got.Result()
					if err != nil || result.Value() != value {
						t.Errorf("%q in place of %q, %v", result.Value(), value, err)
						return
					}
				}
			})
		}
		for i := range 8 {
			before, user := v.next("user"+strconv.Itoa(i)), "user"+strconv.Itoa(i)
			require.Eventually(e, func() bool {
				return strings.Contains(strings.Join(e.connections(user), ""), "id="+strconv.FormatInt(h.id, 10)+" ")
			}, patience, tick)
			e.awaitNobody(before)
			e.command("ACL", "DELUSER", before)
		}
		cancel()
		callers.Wait()
		h.requireUser("user7")
	})
}

// A connection stays as it is where the new user is refused, and where its holder has chosen
// another.
func TestADedicatedConnectionThatStaysAsItIs(t *testing.T) {
	onAll(t, func(e *environment) {
		v := &vault{environment: e}
		v.next("first")
		c := e.connect(nil, core.WithCredentialsProvider(v))
		h, others := e.hold(c), e.hold(c)
		e.allow("another", ">its")
		require.Equal(e, "OK", others.custom("AUTH", "another", "its"))
		e.allow("late", "resetpass", ">another")
		v.mu.Lock()
		v.user = "late"
		clients := v.clients
		v.mu.Unlock()
		for _, changed := range clients {
			changed()
		}
		for range 3 {
			h.requireUser("first")
			others.requireUser("another")
		}
		e.allow("late", ">of late")
		require.Eventually(e, func() bool {
			name, err := h.ACLWhoAmI(e.Context())
			require.NoError(e, err)
			return name == "late"
		}, patience, tick)
		h.requireUser("late")
		others.requireUser("another")
	})
}

// A password that is changed by hand reaches connections in use too.
func TestADedicatedConnectionHasAPasswordThatIsUpdated(t *testing.T) {
	onAll(t, func(e *environment) {
		e.allow("app", "resetpass", ">old", ">new")
		c := e.connect(&options.ServerCredentials{Username: "app", Password: "old"})
		h := e.hold(c)
		commands := func() int {
			var total int
			for _, text := range e.command("INFO", "COMMANDSTATS") {
				_, rest, _ := strings.Cut(text, "cmdstat_auth:calls=")
				calls, _, _ := strings.Cut(rest, ",")
				n, _ := strconv.Atoi(calls)
				total += n
			}
			return total
		}
		_, err := c.UpdateConnectionPassword(e.Context(), "new", true)
		require.NoError(e, err)
		before := commands()
		h.requireUser("app")
		require.Equal(e, before+1, commands(), "it has authenticated, once")
	})
}
