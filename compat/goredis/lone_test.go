package goredis

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/internal/submission"
)

// answering is a backend that says in its replies how it was asked.
type answering struct {
	backend
	err      error
	deadline time.Time // of what was run last
}

func (b *answering) run(ctx context.Context, build func(*command.Args) command.Reply[struct{}]) error {
	var args command.Args
	reply := build(&args)
	b.deadline, _ = ctx.Deadline()
	if b.err != nil {
		return b.err
	}
	_, err := reply.Decode([]byte("+run " + args.Name() + "\r\n"))
	return err
}

func (b *answering) submit(_ context.Context, args *command.Args, completion func([]byte, error)) {
	completion([]byte("+submitted "+args.Name()+"\r\n"), nil)
}

func (b *answering) submitEach([]byte, int, submission.Commands) bool { return false }

func write(t *testing.T, c *conn, words ...string) {
	t.Helper()
	_, err := c.Write(resp.AppendCommand(nil, words...))
	require.NoError(t, err)
}

func next(t *testing.T, c *conn) string {
	t.Helper()
	p := make([]byte, 100)
	n, err := c.Read(p)
	require.NoError(t, err)
	return string(p[:n])
}

func TestALoneCommandIsExecutedByWhoReadsItsReply(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &answering{}
		c := newConn(b)
		defer c.Close()
		for range 2 {
			write(t, c, "get", "key")
			require.Equal(t, "+run GET\r\n", next(t, c))
		}
		require.Zero(t, b.deadline)
		deadline := time.Now().Add(time.Second)
		require.NoError(t, c.SetReadDeadline(deadline))
		write(t, c, "incr", "key")
		require.Equal(t, "+run INCR\r\n", next(t, c))
		require.Equal(t, deadline, b.deadline)

		// Another one behind it has it sent, and so has what is no command of the server's.
		write(t, c, "get", "key")
		write(t, c, "incr", "key")
		require.Equal(t, "+submitted GET\r\n+submitted INCR\r\n", next(t, c))
		write(t, c, "get", "key")
		write(t, c, "client", "setname", "x")
		require.Equal(t, "+submitted GET\r\n+OK\r\n", next(t, c))

		_, err := c.Write(resp.AppendCommand(resp.AppendCommand(nil, "get", "key"), "incr", "key"))
		require.NoError(t, err)
		require.Equal(t, "+submitted GET\r\n+submitted INCR\r\n", next(t, c))

		// Who reads already would not see it.
		replies := make(chan string)
		go func() { replies <- next(t, c) }()
		synctest.Wait()
		write(t, c, "get", "key")
		require.Equal(t, "+submitted GET\r\n", <-replies)

		b.err = errors.New("lost")
		write(t, c, "get", "key")
		_, err = c.Read(make([]byte, 1))
		require.Equal(t, b.err, err)
	})
}
