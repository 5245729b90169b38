package core

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/options"
)

// probed are the names of requests, in the order in which they came.
func probed(a *fakeserver.Server) string {
	var names []string
	for _, request := range a.Requests() {
		name, rest, _ := strings.Cut(request, " ")
		if strings.HasPrefix(rest, "glissade-") {
			name = "probe"
		}
		names = append(names, name)
	}
	return strings.Join(names, " ")
}

// echoing answers a probe as a server does, and anything else with OK.
func echoing(_ int, request string) string {
	if nonce, ok := strings.CutPrefix(request, "PING "); ok {
		return "$41\r\n" + nonce + "\r\n"
	}
	return ""
}

// A command that nobody knows may be answered more than once, or not at all: what comes
// is proven to be its reply, whichever way it is sent.
func TestUnknownCommandsAreVerified(t *testing.T) {
	custom := func(ctx context.Context, c *Client, words ...string) error {
		_, err := c.CustomCommand(ctx, words)
		return err
	}
	batched := func(atomic bool, words ...string) func(context.Context, *Client) error {
		return func(ctx context.Context, c *Client) error {
			b := batch.New(atomic)
			b.CustomCommand(words)
			_, err := c.Exec(ctx, b, true)
			return err
		}
	}
	for name, test := range map[string]struct {
		do   func(ctx context.Context, c *Client) error
		want string
	}{
		"known":            {func(ctx context.Context, c *Client) error { return custom(ctx, c, "set", "k", "v") }, "set"},
		"unknown":          {func(ctx context.Context, c *Client) error { return custom(ctx, c, "mod.cmd", "k") }, "mod.cmd probe"},
		"in a pipeline":    {batched(false, "mod.cmd"), "mod.cmd probe"},
		"in a transaction": {batched(true, "mod.cmd"), "MULTI mod.cmd EXEC probe"},
		"with options": {func(ctx context.Context, c *Client) error {
			_, err := c.With(options.CallOptions{Idempotent: true}).CustomCommand(ctx, []string{"mod.cmd"})
			return err
		}, "mod.cmd probe"},
		"submitted": {func(_ context.Context, c *Client) error {
			var args command.Args
			command.CustomCommand(&args, []string{"mod.cmd"})
			ended := make(chan error, 1)
			submitter{c}.Submit(context.Background(), &args, noOptions, func(_ []byte, err error) { ended <- err })
			return <-ended
		}, "mod.cmd probe"},
		"dedicated": {func(ctx context.Context, c *Client) error {
			d, err := c.Dedicated(ctx)
			if err != nil {
				return err
			}
			defer d.Release()
			_, err = d.CustomCommand(ctx, []string{"mod.cmd"})
			return err
		}, "mod.cmd probe"},
		"dedicated, between MULTI and EXEC": {func(ctx context.Context, c *Client) error {
			d, err := c.Dedicated(ctx)
			if err != nil {
				return err
			}
			defer d.Release()
			for _, word := range []string{"MULTI", "mod.cmd", "EXEC"} {
				if _, err := d.CustomCommand(ctx, []string{word}); err != nil {
					return err
				}
			}
			return nil
		}, "MULTI mod.cmd EXEC"},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				c, a := acting(t, func(connection int, request string) string {
					if request == "EXEC" {
						return "*1\r\n+OK\r\n"
					}
					if strings.Contains(test.want, "MULTI mod.cmd EXEC") && strings.EqualFold(request, "mod.cmd") {
						return "+QUEUED\r\n"
					}
					return echoing(connection, request)
				})
				require.NoError(t, test.do(t.Context(), c))
				synctest.Wait()
				require.Equal(t, strings.ToLower(test.want), strings.ToLower(probed(a)))
				c.Close()
			})
		})
	}
}

// A reply that its command cannot have is reason to look whether others got theirs.
func TestAReplyOfAnotherTypeHasTheOrderProven(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c, a := acting(t, func(connection int, request string) string {
			if strings.HasPrefix(request, "INCR") {
				return "$5\r\nvalue\r\n"
			}
			return echoing(connection, request)
		})
		_, err := c.Incr(t.Context(), "k")
		var shape *command.ShapeError
		require.ErrorAs(t, err, &shape)
		synctest.Wait()
		require.Equal(t, "INCR probe", probed(a))
		require.Equal(t, 1, len(a.Conns()))
		c.Close()
	})
}

// Of a batch with a reply that its command cannot have, the other replies are handed
// out if they are proven to be in order, and none is if they are not.
func TestABatchWithAReplyOfAnotherType(t *testing.T) {
	for name, surplus := range map[string]string{"in order": "", "out of order": ":5\r\n"} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				arrived, answer := make(chan struct{}), make(chan struct{})
				c, a := acting(t, func(connection int, request string) string {
					switch request {
					case "GET a":
						close(arrived)
						<-answer
						return surplus + "$1\r\na\r\n"
					case "INCR n":
						if surplus == "" {
							return "$3\r\nodd\r\n"
						}
						return ":7\r\n"
					case "GET behind":
						return "$6\r\nbehind\r\n"
					case "GET b":
						synctest.Wait() // until what came before has been looked at
						return "$1\r\nb\r\n"
					}
					return echoing(connection, request)
				})
				b := batch.New(false)
				first, second, third := b.Get("a"), b.Incr("n"), b.Get("b")
				executed, behind := make(chan error, 1), make(chan string, 1)
				go func() {
					_, err := c.Exec(t.Context(), b, false)
					executed <- err
				}()
				<-arrived
				// Another request keeps the surplus from being noticed as such.
				var args command.Args
				command.Get(&args, "behind")
				submitter{c}.Submit(context.Background(), &args, noOptions, func(frame []byte, err error) {
					require.NoError(t, err, "what only reads is repeated on another connection")
					behind <- string(frame)
				})
				close(answer)
				err := <-executed
				require.Equal(t, "$6\r\nbehind\r\n", <-behind)
				if surplus == "" {
					require.NoError(t, err)
					value, err := third.Result()
					require.NoError(t, err)
					require.Equal(t, "b", value.Value())
					_, err = second.Result()
					require.Error(t, err)
					require.Contains(t, probed(a), "probe")
				} else {
					for _, result := range []func() error{
						func() error { _, err := first.Result(); return err }, func() error { _, err := second.Result(); return err },
						func() error { _, err := third.Result(); return err },
					} {
						require.Error(t, result())
					}
				}
				c.Close()
			})
		})
	}
}
