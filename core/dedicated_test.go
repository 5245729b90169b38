package core

import (
	"context"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/options"
)

// bubble is synctest.Test with a pool of requests of its own: their channels belong to
// the bubble.
func bubble(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		requests = sync.Pool{New: requests.New}
		defer func() { requests = sync.Pool{New: requests.New} }()
		f(t)
	})
}

func acquire(t *testing.T, c *Client) *Dedicated {
	t.Helper()
	d, err := c.Dedicated(t.Context())
	require.NoError(t, err)
	return d
}

func TestADedicatedConnectionIsKeptIfItIsAsNew(t *testing.T) {
	by := func(words ...string) func(*testing.T, *Dedicated) {
		return func(t *testing.T, d *Dedicated) {
			for _, command := range words {
				// Whether the server refuses it is part of the test.
				_, err := d.CustomCommand(t.Context(), strings.Split(command, " "))
				require.NotErrorAs(t, err, new(*failure.ConfigurationError), command)
			}
		}
	}
	watch := func(t *testing.T, d *Dedicated) { require.NoError(t, d.Watch(t.Context(), []string{"k"})) }
	answers := map[string]string{
		"EXEC refused": "-ERR EXEC without MULTI\r\n", "EXEC": "*0\r\n", "SET k refused": "-ERR no\r\n",
		"SET queued": "+QUEUED\r\n", "UNWATCH queued": "+QUEUED\r\n",
	}
	for name, test := range map[string]struct {
		use  func(*testing.T, *Dedicated)
		kept bool
	}{
		"nothing":             {func(*testing.T, *Dedicated) {}, true},
		"a command":           {by("SET k v"), true},
		"a refused command":   {by("SET k refused"), true},
		"what asks":           {by("CLIENT ID", "CLIENT INFO"), true},
		"WATCH":               {watch, false},
		"WATCH and UNWATCH":   {func(t *testing.T, d *Dedicated) { watch(t, d); require.NoError(t, d.Unwatch(t.Context())) }, true},
		"WATCH and EXEC":      {by("WATCH k", "MULTI", "SET queued", "EXEC"), true},
		"WATCH and DISCARD":   {by("WATCH k", "MULTI", "DISCARD"), true},
		"MULTI":               {by("MULTI"), false},
		"EXEC refused":        {by("MULTI", "EXEC refused"), false},
		"UNWATCH was queued":  {by("WATCH k", "MULTI", "UNWATCH queued"), false},
		"SELECT":              {func(t *testing.T, d *Dedicated) { _, err := d.Select(t.Context(), 1); require.NoError(t, err) }, false},
		"a name":              {func(t *testing.T, d *Dedicated) { _, err := d.ClientSetName(t.Context(), "x"); require.NoError(t, err) }, false},
		"an unknown property": {by("CLIENT NEWEST on"), false},
		"AUTH":                {by("AUTH secret"), false},
		"READONLY":            {by("READONLY"), false},
		"RESET":               {by("RESET"), false},
		"a name by a batch": {func(t *testing.T, d *Dedicated) {
			b := batch.New(false)
			b.ClientSetName("x")
			_, err := d.Exec(t.Context(), b, true)
			require.NoError(t, err)
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			c, a := acting(t, func(_ int, request string) string { return answers[request] })
			d := acquire(t, c)
			test.use(t, d)
			d.Release()
			d.Release() // does nothing
			acquire(t, c).Release()
			if test.kept {
				require.Equal(t, 2, len(a.Conns()))
			} else {
				require.Equal(t, 3, len(a.Conns()))
			}
		})
	}
}

// Which of two commands came first at the server is not known if they were under way
// at once.
func TestWatchesThatCrossATransactionCountAsPending(t *testing.T) {
	var s connectionState
	watch := s.send("WATCH")
	exec := s.send("EXEC")
	s.receive(watch, []byte("+OK\r\n"))
	s.receive(exec, []byte("*0\r\n"))
	require.False(t, s.asNew())

	s = connectionState{}
	exec = s.send("EXEC")
	watch = s.send("WATCH")
	s.receive(exec, []byte("*0\r\n"))
	s.receive(watch, []byte("+OK\r\n"))
	require.False(t, s.asNew())

	s = connectionState{}
	s.fail(s.send("MULTI"), failure.NotSent)
	require.True(t, s.asNew(), "it never left")
	s.fail(s.send("MULTI"), failure.MaybeExecuted)
	require.False(t, s.asNew())
}

func TestWhatWasReleasedIsOfNoUse(t *testing.T) {
	c, a := acting(t, obedient)
	d := acquire(t, c)
	d.Release()
	var closing *failure.ClosingError
	check := func(err error, name string) {
		t.Helper()
		require.ErrorAs(t, err, &closing)
		require.EqualError(t, err, "the dedicated connection was released ("+name+" not sent)")
	}
	_, err := d.Get(t.Context(), "k")
	check(err, "GET")
	check(d.Watch(t.Context(), []string{"k"}), "WATCH")
	check(d.Unwatch(t.Context()), "UNWATCH")
	_, err = d.Select(t.Context(), 1)
	check(err, "SELECT")
	b := batch.New(true)
	handle := b.Get("k")
	_, err = d.Exec(t.Context(), b, false)
	check(err, "transaction")
	_, err = handle.Result()
	check(err, "transaction")
	require.Empty(t, a.Requests())
}

func TestReleaseEndsWhatIsUnderWay(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c, a := acting(t, func(int, string) string { return silent })
		defer c.Close()
		d := acquire(t, c)
		failed := make(chan error, 1)
		go func() {
			_, err := d.Get(t.Context(), "k")
			failed <- err
		}()
		synctest.Wait()
		d.Release()
		require.EqualError(t, <-failed, "the dedicated connection was released (GET may have been executed)")
		acquire(t, c).Release()
		require.Equal(t, 3, len(a.Conns()), "a reply may come yet")
	})
}

// The server pops nothing for a caller who is gone if the connection is.
func TestABlockingCommandThatIsGivenUpEndsItsConnection(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c, a := acting(t, func(int, string) string { return silent })
		defer c.Close()
		d := acquire(t, c)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := d.BLPop(ctx, []string{"k"}, 0)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		_, err = a.Conns()[1].Write([]byte("x"))
		require.Error(t, err, "the connection is closed")
		_, err = d.Get(t.Context(), "k")
		var connection *failure.ConnectionError
		require.ErrorAs(t, err, &connection)
		require.ErrorContains(t, err, "BLPOP was given up")
		require.Equal(t, failure.NotSent, connection.Delivery)
		d.Release()
	})
}

func TestAConnectionThatEndedWhileItWasIdleIsNotLent(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c, a := acting(t, obedient)
		defer c.Close()
		d := acquire(t, c)
		d.Release()
		a.Conns()[1].Reset()
		d = acquire(t, c)
		_, err := d.Set(t.Context(), "k", "v")
		require.NoError(t, err)
		require.Equal(t, 3, len(a.Conns()))
		a.Conns()[2].Reset()
		for range 2 {
			_, err = d.Set(t.Context(), "k", "v")
			require.ErrorAs(t, err, new(*failure.ConnectionError), "nothing is tried again")
		}
		d.Release()
	})
}

// Whoever gives another answer to PING has answered something before it too often.
func TestAnIdleConnectionThatDoesNotAnswerWithPONGIsNotLent(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c, a := acting(t, func(number int, request string) string {
			if number == 1 && request == "PING" {
				return "+YES\r\n"
			}
			return obedient(number, request)
		})
		defer c.Close()
		acquire(t, c).Release()
		acquire(t, c).Release()
		require.Equal(t, 3, len(a.Conns()), "another one is made")
		acquire(t, c).Release()
		require.Equal(t, 3, len(a.Conns()), "which is as good as new")
	})
}

func TestTypedMethodsAreRefusedBetweenMULTIAndEXEC(t *testing.T) {
	c, a := acting(t, func(_ int, request string) string {
		return map[string]string{"GET k": "+QUEUED\r\n", "EXEC": "*1\r\n$1\r\nv\r\n"}[request]
	})
	d := acquire(t, c)
	defer d.Release()
	for _, step := range []struct {
		command string
		reply   any
	}{{"MULTI", "OK"}, {"GET k", "QUEUED"}, {"EXEC", []any{"v"}}} {
		if step.command == "EXEC" {
			_, err := d.Get(t.Context(), "k")
			require.ErrorAs(t, err, new(*failure.ConfigurationError))
			require.ErrorContains(t, err, "use CustomCommand")
			b := batch.New(true)
			b.Get("k")
			_, err = d.Exec(t.Context(), b, false)
			require.ErrorAs(t, err, new(*failure.ConfigurationError))
		}
		reply, err := d.CustomCommand(t.Context(), strings.Split(step.command, " "))
		require.NoError(t, err)
		require.Equal(t, step.reply, reply)
	}
	require.Equal(t, []string{"MULTI", "GET k", "EXEC"}, a.Requests())
	_, err := d.FlushDB(t.Context())
	require.NoError(t, err, "after EXEC they are not")
}

func TestWhatADedicatedConnectionRefuses(t *testing.T) {
	a := actor(t, obedient)
	c, err := NewClient(t.Context(), a, options.ClientConfiguration{Protocol: options.ProtocolRESP2, ReadOnly: true})
	require.NoError(t, err)
	defer c.Close()
	d := acquire(t, c)
	defer d.Release()
	writes := batch.New(true)
	writes.Set("k", "v")
	_, setErr := d.Set(t.Context(), "k", "v")
	_, execErr := d.Exec(t.Context(), writes, false)
	_, monitorErr := d.CustomCommand(t.Context(), []string{"MONITOR"})
	_, subscribeErr := d.CustomCommand(t.Context(), []string{"SUBSCRIBE", "c"})
	_, emptyErr := d.Exec(t.Context(), batch.New(true), false)
	_, sharedErr := c.CustomCommand(t.Context(), []string{"MULTI"})
	for message, err := range map[string]error{
		"WATCH keys: is empty":       d.Watch(t.Context(), nil),
		"ReadOnly: is set, and SET":  setErr,
		"ReadOnly: is set, and SET ": execErr,
		"MONITOR args[0]":            monitorErr,
		"SUBSCRIBE args[0]":          subscribeErr,
		"Batch: is empty":            emptyErr,
		"MULTI args[0]":              sharedErr,
	} {
		require.ErrorAs(t, err, new(*failure.ConfigurationError), message)
		require.ErrorContains(t, err, message)
	}
	require.Empty(t, a.Requests())
}

func TestClosingTheClientEndsDedicatedConnections(t *testing.T) {
	c, _ := acting(t, obedient)
	d := acquire(t, c)
	c.Close()
	_, err := d.Get(t.Context(), "k")
	require.EqualError(t, err, "the client is closed (GET not sent)")
	d.Release()
	_, err = c.Dedicated(t.Context())
	require.EqualError(t, err, "the client is closed (Dedicated not sent)")
}
