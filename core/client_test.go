package core

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/queue"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

func TestAMalformedReplyToEXECIsNoErrorOfTheServer(t *testing.T) {
	for frame, decision := range map[string]string{
		"*1\r\n:1\r\n":            "array at byte 0: an array of 1, where one of 2 replies was expected",
		"*3\r\n:1\r\n:2\r\n_\r\n": "array at byte 0: an array of 3,",
		":2\r\n":                  "integer at byte 0: no array,",
		"+OK\r\n":                 "simple string at byte 0: no array,",
		"%1\r\n:1\r\n:2\r\n":      "map at byte 0: no array,",
	} {
		s := &script{answers: map[string][]string{"EXEC": {frame}}}
		c := s.client(t)
		b := batch.New(true)
		b.Incr("n")
		value := b.Get("k")
		_, err := c.Exec(t.Context(), b, false)
		_, handleErr := value.Result()
		submitted := make(chan error, 1)
		submitter{c}.SubmitBatch(context.Background(), queue.Of(b), options.BatchOptions{}, func(_ [][]byte, err error) { submitted <- err })
		for _, err := range []error{err, handleErr, <-submitted} {
			require.ErrorContains(t, err, decision)
			require.ErrorAs(t, err, new(*resp.ProtocolError))
			require.Equal(t, failure.Answered, failure.DeliveryOf(err))
			var refused *failure.ServerError
			require.NotErrorAs(t, err, &refused)
		}
	}
}

// A server of a cluster serves a client of standalone servers as far as it has the keys;
// where it has not, the error says what to do.
func TestAClientThatMeetsAClusterSaysWhatToUse(t *testing.T) {
	for reply, hints := range map[string]bool{
		"-MOVED 7629 10.0.0.1:6379\r\n": true, "-ASK 7629 10.0.0.1:6379\r\n": true, "-CROSSSLOT Keys in request don't hash to the same slot\r\n": true,
		"-CLUSTERDOWN The cluster is down\r\n": true, "-TRYAGAIN Multiple keys request during rehashing of slot\r\n": true, "-WRONGTYPE no\r\n": false,
	} {
		s := &script{answers: map[string][]string{"GET k": {reply}, "BLPOP k 1": {reply}, "EXEC": {"-EXECABORT no\r\n"}}}
		c := s.client(t)
		refused := failure.ParseServerError(strings.TrimSuffix(reply[1:], "\r\n"))
		check := func(err error) {
			t.Helper()
			var got *failure.ServerError
			require.ErrorAs(t, err, &got)
			require.Equal(t, refused.Code, got.Code)
			require.Equal(t, refused.Message, got.Message)
			require.ErrorIs(t, err, refused)
			require.Equal(t, hints, strings.Contains(err.Error(), "use NewClusterClient"), err)
		}
		_, err := c.Get(t.Context(), "k")
		check(err)
		_, err = c.BLPop(t.Context(), []string{"k"}, time.Second)
		check(err)
		for _, atomic := range []bool{false, true} {
			b := batch.New(atomic)
			value := b.Get("k")
			_, err := c.Exec(t.Context(), b, true)
			check(err)
			_, err = value.Result()
			check(err)
		}
		d, err := c.Dedicated(t.Context())
		require.NoError(t, err)
		_, err = d.Get(t.Context(), "k")
		check(err)
		d.Release()
		_, err = c.Set(t.Context(), "here", "v")
		require.NoError(t, err, "the key is at this server")
	}
}

// Where HELLO has said that the server is part of a cluster, its other refusals hint at
// that too.
func TestAServerWhoseHELLOSaysClusterIsHintedAt(t *testing.T) {
	const refusal = "-ERR SELECT is not allowed in cluster mode\r\n"
	for mode, hints := range map[string]bool{"cluster": true, "standalone": false} {
		connect := func(role string) (*Client, error) {
			s := &script{answers: map[string][]string{
				"HELLO 3":  {"%3\r\n+proto\r\n:3\r\n+mode\r\n+" + mode + "\r\n+role\r\n+" + role + "\r\n"},
				"MOVE k 1": {refusal},
			}}
			return NewClient(t.Context(), s, options.ClientConfiguration{})
		}
		c, err := connect("master")
		require.NoError(t, err)
		t.Cleanup(c.Close)
		_, err = c.Move(t.Context(), "k", 1)
		require.ErrorIs(t, err, &failure.ServerError{Code: "ERR", Message: "SELECT is not allowed in cluster mode"})
		require.Equal(t, hints, strings.Contains(err.Error(), "use NewClusterClient"), err)

		_, err = connect("replica")
		require.ErrorContains(t, err, "the server is a replica")
		require.Equal(t, hints, strings.Contains(err.Error(), "NewClusterClient"), err)
	}
}

func TestTransactions(t *testing.T) {
	const abort = "-EXECABORT Transaction discarded because of previous errors.\r\n"
	for name, test := range map[string]struct {
		answers map[string][]string
		results []any
		err     error
		handle  error
	}{
		"executed": {
			answers: map[string][]string{"EXEC": {"*2\r\n:1\r\n$1\r\nv\r\n"}},
			results: []any{int64(1), models.Present("v")},
		},
		"an error inside": {
			answers: map[string][]string{"EXEC": {"*2\r\n:1\r\n-WRONGTYPE no\r\n"}},
			results: []any{int64(1), &failure.ServerError{Code: "WRONGTYPE", Message: "no"}},
			handle:  &failure.ServerError{Code: "WRONGTYPE"},
		},
		"a watched key had changed": {
			answers: map[string][]string{"EXEC": {"*-1\r\n"}},
			handle:  errNotExecuted,
		},
		"refused when it was queued": {
			answers: map[string][]string{"GET k": {"-ERR no\r\n"}, "EXEC": {abort}},
			err:     &failure.ServerError{Code: "ERR"},
			handle:  &failure.ServerError{Code: "ERR"},
		},
		"EXEC itself refused": {
			answers: map[string][]string{"EXEC": {"-NOAUTH who are you\r\n"}},
			err:     &failure.ServerError{Code: "NOAUTH"},
			handle:  &failure.ServerError{Code: "NOAUTH"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := &script{answers: test.answers}
			c := s.client(t)
			b := batch.New(true)
			b.Incr("n")
			value := b.Get("k")
			results, err := c.Exec(t.Context(), b, false)
			require.Equal(t, []string{"MULTI", "INCR n", "GET k", "EXEC"}, s.Requests())
			require.Equal(t, test.results, results)
			_, handleErr := value.Result()
			if test.err == nil {
				require.NoError(t, err)
			} else {
				require.ErrorIs(t, err, test.err)
			}
			if test.handle == nil {
				require.NoError(t, handleErr)
			} else {
				require.ErrorIs(t, handleErr, test.handle)
			}
			if name == "refused when it was queued" {
				var abort *failure.ExecAbortError
				require.ErrorAs(t, err, &abort)
				require.Len(t, abort.Causes, 1)
			}
		})
	}
}

func TestPipelinesKeepErrorsInTheirPlace(t *testing.T) {
	s := &script{answers: map[string][]string{"GET k": {"-WRONGTYPE no\r\n"}}}
	c := s.client(t)
	b := batch.New(false)
	b.Set("k", "v")
	b.Get("k")
	b.Set("k", "w")
	results, err := c.Exec(t.Context(), b, false)
	require.NoError(t, err)
	require.Equal(t, []any{"OK", &failure.ServerError{Code: "WRONGTYPE", Message: "no"}, "OK"}, results)

	results, err = c.Exec(t.Context(), b, true)
	require.ErrorIs(t, err, &failure.ServerError{Code: "WRONGTYPE"})
	require.Nil(t, results)

	_, err = c.Exec(t.Context(), batch.New(false), false)
	var configuration *failure.ConfigurationError
	require.ErrorAs(t, err, &configuration)
}

func TestScriptsAreSentInFullOnlyWhereTheyAreUnknown(t *testing.T) {
	lua := options.NewScript("return 1")
	sha := "EVALSHA " + lua.Hash() + " 1 k a"
	s := &script{answers: map[string][]string{
		sha: {"-NOSCRIPT No matching script.\r\n", ":1\r\n"}, "EVAL return 1 1 k a": {":1\r\n"},
	}}
	c := s.client(t)
	for range 2 {
		result, err := c.InvokeScriptWithOptions(t.Context(), lua, options.ScriptOptions{Keys: []string{"k"}, Args: []string{"a"}})
		require.NoError(t, err)
		require.Equal(t, int64(1), result)
	}
	require.Equal(t, []string{sha, "EVAL return 1 1 k a", sha}, s.Requests())
}

func TestWhatCannotBeSentReachesNoServer(t *testing.T) {
	s := new(script)
	c := s.client(t)
	var configuration *failure.ConfigurationError
	_, err := c.Del(t.Context(), nil)
	require.ErrorAs(t, err, &configuration)
	_, err = c.BLPop(t.Context(), []string{"k"}, -time.Second)
	require.ErrorAs(t, err, &configuration)
	require.Empty(t, s.Requests())

	_, err = NewClient(t.Context(), s, options.ClientConfiguration{RequestTimeout: -1})
	require.ErrorAs(t, err, &configuration)
}

func TestBlockingCommandsHaveTheServersTimeAndTheirOwn(t *testing.T) {
	for request, want := range map[time.Duration]time.Duration{
		250 * time.Millisecond: 1500 * time.Millisecond, // no less than GLIDE's margin
		3 * time.Second:        4 * time.Second,
	} {
		require.Equal(t, want, blockingTimeout(time.Second, request))
		require.Zero(t, blockingTimeout(0, request), "for ever")
	}
}

func TestSubmit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{answers: map[string][]string{"GET k": {"$1\r\nv\r\n"}, "BLPOP k 1": {"*2\r\n$1\r\nk\r\n$1\r\ne\r\n"}, "EXEC": {"*1\r\n$1\r\nv\r\n"}}}
		c := s.client(t)
		defer c.Close()
		replies := make(chan string, 1)
		completion := func(frame []byte, err error) {
			if err != nil {
				t.Error(err)
			}
			replies <- string(frame)
		}
		var args command.Args
		command.Get(&args, "k")
		submitter{c}.Submit(context.Background(), &args, noOptions, completion)
		require.Equal(t, "$1\r\nv\r\n", <-replies)
		command.BLPop(&args, []string{"k"}, time.Second)
		submitter{c}.Submit(context.Background(), &args, noOptions, completion)
		require.Equal(t, "*2\r\n$1\r\nk\r\n$1\r\ne\r\n", <-replies)

		for _, atomic := range []bool{true, false} {
			b := batch.New(atomic)
			b.Get("k")
			submitter{c}.SubmitBatch(context.Background(), queue.Of(b), options.BatchOptions{}, func(frames [][]byte, err error) {
				if err != nil || len(frames) != 1 {
					t.Errorf("%q, %v", frames, err)
				}
				completion(frames[0], err)
			})
			require.Equal(t, "$1\r\nv\r\n", <-replies)
		}

		outcomes := make(chan error, 1)
		command.Del(&args, nil)
		submitter{c}.Submit(context.Background(), &args, noOptions, func(_ []byte, err error) { outcomes <- err })
		var configuration *failure.ConfigurationError
		require.ErrorAs(t, <-outcomes, &configuration)
		submitter{c}.SubmitBatch(context.Background(), queue.Of(batch.New(true)), options.BatchOptions{}, func(_ [][]byte, err error) { outcomes <- err })
		require.ErrorAs(t, <-outcomes, &configuration)
	})
}
