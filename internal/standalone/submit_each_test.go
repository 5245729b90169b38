package standalone

import (
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
)

// several are commands that are submitted together.
type several struct {
	requests []Request
	mu       sync.Mutex
	outcomes map[int]string
	errs     map[int]error
}

func (s *several) Request(i int) Request { return s.requests[i] }

func (s *several) Outcome(i int, frame []byte, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, twice := s.outcomes[i]; twice {
		panic(fmt.Sprintf("%d has two outcomes", i))
	}
	s.outcomes[i], s.errs[i] = string(frame), err
}

// submitEach submits requests together, waits for what becomes of them, and returns it.
func submitEach(t *testing.T, g *Group, requests ...Request) *several {
	t.Helper()
	s := &several{requests: requests, outcomes: map[int]string{}, errs: map[int]error{}}
	var encoded []byte
	for _, r := range requests {
		encoded = append(encoded, r.Bytes...)
	}
	require.True(t, g.SubmitEach(encoded, len(requests), time.Second, s))
	synctest.Wait()
	return s
}

// await waits until every command has its outcome.
func (s *several) await(t *testing.T) {
	t.Helper()
	time.Sleep(time.Minute) // of the bubble's time
	s.mu.Lock()
	defer s.mu.Unlock()
	require.Len(t, s.outcomes, len(s.requests))
}

const masterReply = "$6\r\nmaster\r\n"

func TestCommandsAreSubmittedTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := network{"a": {role: "master"}, "b": {role: "slave"}}
		for _, c := range []Config{config(n, "a"), config(n, "a", "b")} {
			g := connected(t, c)
			s := submitEach(t, g, write(), read(), write())
			require.Equal(t, map[int]string{0: masterReply, 1: masterReply, 2: masterReply}, s.outcomes)
		}
		require.Zero(t, n["b"].count())
	})
}

// What a server refuses that is not ready, or no primary any more, is tried again: alone.
func TestOfThoseThatAreSubmittedTogetherARefusedOneIsTriedAgain(t *testing.T) {
	for refusal, again := range map[string]bool{"LOADING not ready": true, "ERR no": false} {
		t.Run(refusal, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := network{"a": {role: "master", refusal: refusal, once: true}}
				s := submitEach(t, connected(t, config(n, "a")), write(), write())
				s.await(t)
				require.Equal(t, masterReply, s.outcomes[1])
				if again {
					require.Equal(t, masterReply, s.outcomes[0])
					require.Equal(t, 3, n["a"].count())
				} else {
					require.Equal(t, "-ERR no\r\n", s.outcomes[0])
				}
			})
		})
	}
}

func TestThoseThatAreSubmittedTogetherFollowThePrimary(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := network{"a": {role: "master"}, "b": {role: "slave"}}
		g := connected(t, config(n, "a", "b"))
		n["a"].become(func(s *server) { s.role = "slave" })
		n["b"].become(func(s *server) { s.role = "master" })
		s := submitEach(t, g, write(), write())
		s.await(t)
		require.Equal(t, map[int]string{0: masterReply, 1: masterReply}, s.outcomes)
	})
}

// When the connection is lost, what only reads is sent again, and what may have been
// executed is not: each has an error with its own name.
func TestOfThoseThatAreSubmittedTogetherReadsSurviveALoss(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := network{"a": {role: "master", lose: true}}
		g := connected(t, config(n, "a"))
		s := submitEach(t, g, write(), read(), write())
		n["a"].become(func(s *server) { s.lose = false })
		s.await(t)
		require.Equal(t, masterReply, s.outcomes[1])
		for _, i := range []int{0, 2} {
			require.Equal(t, failure.MaybeExecuted, failure.DeliveryOf(s.errs[i]))
			require.ErrorContains(t, s.errs[i], "WRITE may have been executed")
		}
	})
}

// What would be malformed again is not asked for again; the others have not been answered.
func TestOfThoseThatAreSubmittedTogetherOnlyOneIsAnsweredByNonsense(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := network{"a": {role: "master", refusal: "ERR x\r\nnonsense", once: true}}
		s := submitEach(t, connected(t, config(n, "a")), write(), write(), write())
		s.await(t)
		require.Equal(t, "-ERR x\r\n", s.outcomes[0])
		require.Equal(t, failure.Answered, failure.DeliveryOf(s.errs[1]))
		require.Equal(t, failure.MaybeExecuted, failure.DeliveryOf(s.errs[2]))
	})
}

func TestTimeoutsOfThoseThatAreSubmittedTogetherAreOfTheWholeTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := network{"a": {role: "master", refusal: "LOADING not ready"}}
		s := submitEach(t, connected(t, config(n, "a")), write())
		began := time.Now()
		s.await(t)
		require.Equal(t, "-LOADING not ready\r\n", s.outcomes[0])
		require.Less(t, time.Since(began), 2*time.Minute)

		n = network{"a": {role: "master"}}
		g := connected(t, config(n, "a"))
		n["a"].Stop()
		time.Sleep(time.Millisecond)
		s = submitEach(t, g, write(), read())
		s.await(t)
		for i, name := range []string{"WRITE", "READ"} {
			var timeout *failure.TimeoutError
			require.ErrorAs(t, s.errs[i], &timeout)
			require.Equal(t, time.Second, timeout.After)
			require.Equal(t, name, timeout.Command)
			require.Equal(t, failure.NotSent, timeout.Delivery)
		}
	})
}

func TestWhereCommandsAreNotSubmittedTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limited := config(network{"a": {role: "master"}}, "a")
		limited.Node.Mux.InFlightLimit = 2
		require.False(t, connected(t, limited).SubmitEach(nil, 3, time.Second, nil), "more than may be in flight")

		n := network{"a": {role: "master"}, "b": {role: "slave"}}
		g := connected(t, config(n, "a", "b"))
		n["a"].Stop()
		time.Sleep(time.Second)
		require.False(t, g.SubmitEach(nil, 3, time.Second, nil), "there is no primary")
	})
}
