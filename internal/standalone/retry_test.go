package standalone

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/mux"
)

// A lost connection leaves it open whether a command was executed: only one that may
// be executed twice is sent again.
func TestWhatMayHaveBeenExecutedIsNotRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := network{"a": {role: "master"}}
		g := connected(t, config(n, "a"))
		attempt := func(r Request) error {
			n["a"].become(func(s *server) { s.lose, s.echoes = true, 0 })
			time.AfterFunc(300*time.Millisecond, func() { n["a"].become(func(s *server) { s.lose = false }) })
			_, err := do(t, g, r)
			time.Sleep(time.Second)
			return err
		}
		var connection *failure.ConnectionError
		require.ErrorAs(t, attempt(write()), &connection)
		require.Equal(t, failure.MaybeExecuted, connection.Delivery)
		require.Equal(t, 1, n["a"].count())

		idempotent := write()
		idempotent.Idempotent = true
		require.NoError(t, attempt(idempotent))
		require.Greater(t, n["a"].count(), 1)
		require.NoError(t, attempt(read()))
		changing := read()
		changing.Reads, changing.Command = false, readOnly(true)
		require.NoError(t, attempt(changing))
		changing.Command = readOnly(false)
		require.Error(t, attempt(changing))
	})
}

type readOnly bool

func (r readOnly) ReadOnly() bool { return bool(r) }

func TestAServerThatIsNotReadyIsAskedAgain(t *testing.T) {
	for _, refusal := range []string{"LOADING Valkey is loading the dataset in memory", "MASTERDOWN Link with MASTER is down"} {
		synctest.Test(t, func(t *testing.T) {
			n := network{"a": {role: "master"}}
			g := connected(t, config(n, "a"))
			n["a"].become(func(s *server) { s.refusal = refusal })
			began := time.Now()
			var call mux.Call
			require.NoError(t, g.Do(t.Context(), &call, write()))
			require.Equal(t, "-"+refusal+"\r\n", string(call.Frame(0)), "it is what the caller gets in the end")
			require.LessOrEqual(t, time.Since(began), time.Second)
			require.Greater(t, n["a"].count(), 5)

			n["a"].become(func(s *server) { s.once = true })
			reply, err := do(t, g, write())
			require.NoError(t, err)
			require.Equal(t, "master", reply)
		})
	}
}

func TestAnErrorOfTheCommandIsFinal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := network{"a": {role: "master", refusal: "WRONGTYPE no"}}
		g := connected(t, config(n, "a"))
		reply, err := do(t, g, write())
		require.NoError(t, err)
		require.Equal(t, "WRONGTYPE no", reply)
		require.Equal(t, 1, n["a"].count())
	})
}

func TestOnlyWhatWasNotExecutedAtAllIsRepeated(t *testing.T) {
	const (
		readOnly = "-READONLY no\r\n"
		loading  = "-LOADING no\r\n"
		abort    = "-EXECABORT no\r\n"
	)
	for _, test := range []struct {
		frames      string
		transaction bool
		want        verdict
	}{
		{"+OK\r\n", false, final},
		{"", false, final},
		{"-ERR no\r\n", false, final},
		{readOnly, false, demoted},
		{"-UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)\r\n", false, demoted},
		{"-UNBLOCKED client unblocked via CLIENT UNBLOCK\r\n", false, final},
		{loading, false, notReady},
		{readOnly + readOnly, false, demoted},
		{readOnly + "+OK\r\n", false, final},
		{readOnly + loading, false, final},
		{"+OK\r\n" + readOnly, false, final},
		{"-READONLY", false, final},
		{"+OK\r\n" + "+QUEUED\r\n" + readOnly + abort, true, demoted},
		{"+OK\r\n" + loading + abort, true, notReady},
		{"+OK\r\n" + "-ERR no\r\n" + abort, true, final},
		{"+OK\r\n" + "+QUEUED\r\n" + "*1\r\n" + readOnly, true, final},
		{"+OK\r\n" + "+QUEUED\r\n" + readOnly, true, demoted},
		{"+OK\r\n" + "+QUEUED\r\n" + "-EXECABORT Transaction discarded because of: READONLY no\r\n", true, demoted},
	} {
		require.Equal(t, test.want, judgeReplies([]byte(test.frames), &Request{Transaction: test.transaction}), "%q", test.frames)
	}
}

// A reply beyond a limit ends the connection that others share.
func TestWhatHadAReplyThatCouldNotBeTakenIsNotRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := connected(t, config(network{"a": {role: "master"}}, "a"))
		for delivery, want := range map[failure.Delivery]verdict{
			failure.NotSent: lost, failure.MaybeExecuted: lost, failure.Answered: final,
		} {
			r := read()
			require.Equal(t, want, judgeError(&failure.ConnectionError{Delivery: delivery}, g.order[0], &r), "%v", delivery)
		}
	})
}

// Each try to connect takes its time, though no request is under way.
func TestARequestAloneThatIsTriedAgainEndsInItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := network{"a": {role: "master"}}
		g := connected(t, config(n, "a"))
		n["a"].Refuse()
		n["a"].Delay(300 * time.Millisecond)
		began := time.Now()
		err := g.DoDedicated(t.Context(), new(mux.Call), write())
		require.Equal(t, failure.NotSent, failure.DeliveryOf(err), "%v", err)
		require.LessOrEqual(t, time.Since(began), write().Timeout)
	})
}
