//go:build !shapesonly

package core

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/options"
)

// answered is what a command came to.
type answered struct {
	reply string
	err   error
}

// submitTo submits a command, and returns where its one outcome will be.
func submitTo(t *testing.T, c *Client, o options.CallOptions, build func(*command.Args)) chan answered {
	t.Helper()
	var args command.Args
	build(&args)
	outcomes := make(chan answered, 1)
	submitter{c}.Submit(t.Context(), &args, o, func(frame []byte, err error) {
		select {
		case outcomes <- answered{string(frame), err}:
		default:
			t.Errorf("%s was completed once more: %q, %v", args.Name(), frame, err)
		}
	})
	args.Begin("THE CALLER'S AGAIN")
	return outcomes
}

// reply submits a command, and returns what it came to once nothing more is to be done.
// It is for who is in a bubble.
func reply(t *testing.T, c *Client, o options.CallOptions, build func(*command.Args)) answered {
	t.Helper()
	outcomes := submitTo(t, c, o, build)
	synctest.Wait()
	return <-outcomes
}

func get(key string) func(*command.Args) {
	return func(a *command.Args) { command.Get(a, key) }
}

func mget(keys ...string) func(*command.Args) {
	return func(a *command.Args) { command.MGet(a, keys) }
}

func hget(key, field string) func(*command.Args) {
	return func(a *command.Args) { command.HGet(a, key, field) }
}

func setTo(key, value string) func(*command.Args) {
	return func(a *command.Args) { command.Set(a, key, value) }
}

// trackingClient returns a client with a cache by key for all reads, of a server that
// answers so, and the server. Connection 0 is the shared one.
func trackingClient(t *testing.T, act func(connection int, request string) string) (*Client, *fakeserver.Server) {
	t.Helper()
	server := actor(t, func(connection int, request string) string {
		answer := act(connection, request)
		if answer == "" && strings.HasPrefix(request, "PTTL") {
			return ":-1\r\n"
		}
		return answer
	})
	c, err := NewClient(t.Context(), server, options.ClientConfiguration{
		RequestTimeout: time.Second, Cache: &options.CacheConfiguration{AllReads: true},
	})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	return c, server
}

// fetched is what is sent for a read that the cache has not.
func fetched(key, request string) []string {
	return []string{"CLIENT CACHING YES", "PTTL " + key, "CLIENT CACHING YES", request}
}

func TestSubmittedReadsAreAnsweredFromTheCache(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c, server := trackingClient(t, func(_ int, request string) string {
			switch request {
			case "GET k", "HGET h f":
				return "$1\r\nv\r\n"
			}
			return ""
		})
		defer c.Close()
		sent := func(o options.CallOptions, build func(*command.Args)) []string {
			t.Helper()
			server.Forget()
			require.Equal(t, answered{reply: "$1\r\nv\r\n"}, reply(t, c, o, build))
			return server.Requests()
		}
		var o options.CallOptions
		for request, build := range map[string]func(*command.Args){"GET k": get("k"), "HGET h f": hget("h", "f")} {
			key := strings.Fields(request)[1]
			require.Equal(t, fetched(key, request), sent(o, build))
			require.Empty(t, sent(o, build))
			require.Equal(t, []string{request}, sent(options.CallOptions{Cache: options.BypassCache}, build))
			require.Empty(t, sent(options.CallOptions{CacheTTL: time.Minute}, build))
			time.Sleep(time.Minute)
			require.Equal(t, fetched(key, request), sent(options.CallOptions{CacheTTL: time.Minute}, build))

			server.Forget()
			write := submitTo(t, c, o, setTo(key, "w"))
			read := reply(t, c, o, build)
			require.Equal(t, answered{reply: "+OK\r\n"}, <-write)
			require.Equal(t, answered{reply: "$1\r\nv\r\n"}, read)
			require.Equal(t, slices.Concat([]string{"SET " + key + " w"}, fetched(key, request)), server.Requests(), "it is sent behind the write")
			require.Equal(t, fetched(key, request), sent(o, build), "it was not kept, since the write was not answered")
		}

		// Who waits and who submits read what the other has fetched.
		server.Forget()
		value, err := c.Get(t.Context(), "k")
		require.NoError(t, err)
		require.Equal(t, "v", value.Value())
		require.Empty(t, server.Requests())
		_, err = c.Set(t.Context(), "k", "w")
		require.NoError(t, err)
		_, err = c.Get(t.Context(), "k")
		require.NoError(t, err)
		require.Empty(t, sent(o, get("k")))
	})
}

func TestWhatWasNotPromisedIsNotKeptOfWhatIsSubmitted(t *testing.T) {
	for name, test := range map[string]struct {
		prelude, answer string
		kept            bool
	}{
		"nothing is wrong":        {"", "", true},
		"the key has a time left": {"PTTL k", ":60000\r\n", true},
		"its time is over":        {"PTTL k", ":0\r\n", false},
		"the key was not there":   {"PTTL k", ":-2\r\n", false},
		"PTTL is refused":         {"PTTL k", "-NOPERM no\r\n", false},
		"CLIENT is refused":       {"CLIENT CACHING YES", "-NOPERM no\r\n", false},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				c, server := trackingClient(t, func(_ int, request string) string {
					switch request {
					case "GET k":
						return "$1\r\nv\r\n"
					case test.prelude:
						return test.answer
					}
					return ""
				})
				defer c.Close()
				server.Forget()
				for range 2 {
					require.Equal(t, answered{reply: "$1\r\nv\r\n"}, reply(t, c, options.CallOptions{}, get("k")))
				}
				want := fetched("k", "GET k")
				if !test.kept {
					want = slices.Concat(want, want)
				}
				require.Equal(t, want, server.Requests())
				time.Sleep(time.Minute)
				server.Forget()
				require.Equal(t, answered{reply: "$1\r\nv\r\n"}, reply(t, c, options.CallOptions{}, get("k")))
				if name == "nothing is wrong" {
					require.Empty(t, server.Requests())
				} else {
					require.Equal(t, fetched("k", "GET k"), server.Requests())
				}
			})
		})
	}
}

// A slot that is on its way has the command sent once more as it is, and nothing kept.
func TestASubmittedReadThatIsToAskElsewhere(t *testing.T) {
	bubble(t, func(t *testing.T) {
		asked := 0
		c, server := trackingClient(t, func(_ int, request string) string {
			if request != "GET k" {
				return ""
			}
			if asked++; asked%2 == 1 {
				return "-ASK 7629 127.0.0.1:1\r\n"
			}
			return "$1\r\nv\r\n"
		})
		defer c.Close()
		server.Forget()
		for range 2 {
			require.Equal(t, answered{reply: "$1\r\nv\r\n"}, reply(t, c, options.CallOptions{}, get("k")))
		}
		once := append(fetched("k", "GET k"), "GET k")
		require.Equal(t, slices.Concat(once, once), server.Requests())
	})
}
