package mux

import (
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/resp"
)

// trackedConn returns a connection with a tracker, to a server that echoes.
func trackedConn(t *testing.T, n *noted, limits resp.Limits) *Conn {
	t.Helper()
	var seen []string
	c, err := connect(t, Config{Tracking: n.tracking("OPTIN"), Limits: limits}, trackingServer("+OK\r\n", &seen))
	require.NoError(t, err)
	return c
}

// behind returns an echo behind others whose replies are kept, and where its details will be.
func behind(word string, preludes ...string) Request {
	request := Request{Name: "ECHO", Prelude: uint16(len(preludes)), KeepPrelude: true, Details: new(Details)}
	for _, each := range append(preludes, word) {
		request.Bytes = append(request.Bytes, ask("ECHO", each).Bytes...)
	}
	return request
}

// submitted is what a completion has seen.
type submitted struct {
	frames, prelude string
	tracker         Tracker
	err             error
}

// submit submits a request that has details.
func submit(c *Conn, request Request) chan submitted {
	outcomes := make(chan submitted, 1)
	c.Submit(request, func(frames []byte, err error) {
		outcomes <- submitted{string(frames), string(request.Details.Prelude), request.Details.Tracker, err}
	})
	return outcomes
}

func bulks(words ...string) string {
	var all []byte
	for _, word := range words {
		all = resp.AppendBulk(all, word)
	}
	return string(all)
}

// Whichever way a reply takes to its completion, the details are there by then.
func TestTheDetailsOfARequestThatIsSubmitted(t *testing.T) {
	var n noted
	large := strings.Repeat("x", 2*detachSize)
	for name, test := range map[string]struct {
		words  []string
		change func(*Request)
	}{
		"one reply":          {[]string{"x"}, nil},
		"a large reply":      {[]string{large}, nil},
		"replies to proof":   {[]string{"x"}, func(r *Request) { r.Verify = true }},
		"several replies":    {[]string{"x", "y"}, func(r *Request) { r.Replies = 2 }},
		"several to proof":   {[]string{"x", "y"}, func(r *Request) { r.Replies, r.Verify = 2, true }},
		"one within a time":  {[]string{"x"}, func(r *Request) { r.Timeout = time.Minute }},
		"nothing kept of it": {[]string{"x"}, func(r *Request) { r.KeepPrelude = false }},
	} {
		t.Run(name, func(t *testing.T) {
			c := trackedConn(t, &n, resp.Limits{})
			preludes := append([]string{"a", large}, test.words[:len(test.words)-1]...)
			request := behind(test.words[len(test.words)-1], preludes...)
			request.Prelude = 2
			if test.change != nil {
				test.change(&request)
			}
			want := submitted{frames: bulks(test.words...), tracker: &n}
			if request.KeepPrelude {
				want.prelude = bulks("a", large)
			}
			for range 2 {
				require.Equal(t, want, <-submit(c, request))
			}
			*request.Details = Details{}
			require.Equal(t, "y", text(t, c, t.Context(), "ECHO", "y"))
			require.Equal(t, Details{}, *request.Details, "what comes later is another's")
		})
	}
}

func TestTheDetailsOverAConnectionWithoutATracker(t *testing.T) {
	c, server := dial(t, Config{}, nil)
	go server.answer(echo)
	require.Equal(t, submitted{frames: bulks("x"), prelude: bulks("a")}, <-submit(c, behind("x", "a")))
}

// Each request has its own prelude, however many are under way, with and without one.
func TestPreludesAreOfTheirRequests(t *testing.T) {
	var n noted
	c := trackedConn(t, &n, resp.Limits{})
	var all sync.WaitGroup
	for caller := range 8 {
		all.Go(func() {
			for i := range 100 {
				word := strconv.Itoa(caller) + "/" + strconv.Itoa(i)
				var preludes []string
				for j := range i % 4 {
					preludes = append(preludes, word+"/"+strconv.Itoa(j))
				}
				if got := <-submit(c, behind(word, preludes...)); got != (submitted{bulks(word), bulks(preludes...), &n, nil}) {
					t.Errorf("%s: got %+v", word, got)
				}
			}
		})
	}
	all.Wait()
}

// What comes for a request that nobody waits for any more is not the next one's.
func TestThePreludeOfACanceledRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, server := dial(t, Config{}, nil)
		defer c.Close()
		request := behind("late", "of the late")
		request.Timeout = time.Second
		got := <-submit(c, request)
		require.ErrorAs(t, got.err, new(*failure.TimeoutError))
		require.Empty(t, got.prelude)
		next := submit(c, behind("next", "of the next"))
		go server.answer(echo)
		require.Equal(t, submitted{frames: bulks("next"), prelude: bulks("of the next")}, <-next)
	})
}

// A reply of a prelude that is beyond a limit has something in its place, so that those
// behind it are read as theirs.
func TestAPreludesReplyBeyondALimit(t *testing.T) {
	var n noted
	c := trackedConn(t, &n, resp.Limits{MaxBulkLength: 10})
	got := <-submit(c, behind("x", "a", strings.Repeat("long", 5), "b"))
	require.NoError(t, got.err)
	require.Equal(t, bulks("x"), got.frames)
	require.Equal(t, bulks("a")+string(placeholderFrame)+bulks("b"), got.prelude)
}

// Of a connection that ends, who submitted is told the tracker: it says that nothing is to
// be believed.
func TestTheDetailsOfARequestWhoseConnectionEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var n noted
		var seen []string
		server := trackingServer("+OK\r\n", &seen)
		c, err := connect(t, Config{Tracking: n.tracking("OPTIN")}, func(words []string) []byte {
			if words[0] == "ECHO" && words[1] != "a" {
				return nil
			}
			return server(words)
		})
		require.NoError(t, err)
		outcomes := submit(c, behind("x", "a"))
		synctest.Wait()
		c.Close()
		got := <-outcomes
		require.Error(t, got.err)
		require.Equal(t, bulks("a"), got.prelude)
		require.True(t, got.tracker == Tracker(&n))
		require.Equal(t, []string{"ended"}, n.take())
	})
}
