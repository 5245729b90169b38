package core

import (
	"cmp"
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/compression"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/page"
	"github.com/glissade-io/glissade/internal/queue"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/internal/retry"
	"github.com/glissade-io/glissade/internal/standalone"
	"github.com/glissade-io/glissade/options"
)

// Exec executes a batch and returns the result of each command, in the order in
// which they were added; the handles that the batch's methods returned hold the
// same results, typed. In the slice they have the types that the client's methods of the
// same name return, in interfaces: what is a string, an int64 or a models.Result[string]
// there is one here; CustomCommand and scripts leave what they return. A command that
// the server refused has its error, a *failure.ServerError, in its place, and one whose
// reply cannot be understood a *command.ShapeError; with raiseOnError the first of them
// is returned as the error of Exec instead.
//
// A transaction that was not executed because a watched key had changed returns nil
// and no error, as in GLIDE.
//
// Errors of the whole batch: *failure.ConfigurationError if the batch is empty or an
// argument cannot be sent; *failure.ExecAbortError if the server refused to execute
// the transaction; and those of a connection. See
// https://valkey.io/topics/transactions/ and https://valkey.io/topics/pipelining/
func (c *Client) Exec(ctx context.Context, b *batch.Batch, raiseOnError bool) ([]any, error) {
	return c.ExecWithOptions(ctx, b, raiseOnError, options.BatchOptions{})
}

// ExecWithOptions is [Client.Exec] with options. A batch goes to the primary. It is
// sent again, within its time, if the connection was lost before it was sent or if
// none of its commands was executed; and if that is unknown where it only reads or
// the options say that it is idempotent. A batch with [batch.ConnectionCommands.Select] is executed
// on a connection of its own, which is closed afterwards, and is not sent again.
func (c *Client) ExecWithOptions(ctx context.Context, b *batch.Batch, raiseOnError bool, o options.BatchOptions) ([]any, error) {
	if b == nil {
		return nil, errNilBatch
	}
	if !page.Only && c.around.handle != nil {
		return c.around.batch(ctx, queue.Of(b), nil, func(ctx context.Context, op *Operation) ([]any, error) {
			return c.exec(ctx, queue.Of(b), raiseOnError, o, &op.trace)
		})
	}
	return c.exec(ctx, queue.Of(b), raiseOnError, o, nil)
}

func (c *Client) exec(ctx context.Context, b *queue.Queue, raiseOnError bool, o options.BatchOptions, trace *retry.Trace) ([]any, error) {
	defer c.cache.wroteBatch(b)
	o, err := c.batchOptions(o)
	if err == nil {
		err = b.Err()
	}
	if err == nil {
		err = c.checkBatch(b, o)
	}
	if err != nil {
		b.FailAll(err)
		return nil, err
	}
	if b.NeedsDedicated() {
		return c.execOnOwn(ctx, b, raiseOnError, o)
	}
	r := newRequest()
	defer r.release()
	request, dedicated := batchRequest(b, c.codec, cmp.Or(o.Timeout, c.timeout), r.encoded[:0])
	r.encoded = request.Bytes
	request.Idempotent, request.Trace = o.Idempotent, trace
	do := c.group.Do
	if dedicated {
		do = c.group.DoDedicated
	}
	if err := do(ctx, &r.call, request); err != nil {
		b.FailAll(err)
		return nil, err
	}
	all, err := results(ctx, b, c.codec, &r.call, c.timeout)
	return refineAll(all, err, raiseOnError, "", c.hintAtCluster)
}

// execOnOwn executes a batch on a connection of its own, which it changes.
func (c *Client) execOnOwn(ctx context.Context, b *queue.Queue, raiseOnError bool, o options.BatchOptions) ([]any, error) {
	d, err := c.Dedicated(ctx)
	if err != nil {
		b.FailAll(err)
		return nil, err
	}
	defer d.Release()
	return d.exec(ctx, b, raiseOnError, o)
}

// checkBatch returns why a batch must not be sent, or nil.
func (c *Client) checkBatch(b *queue.Queue, o options.BatchOptions) error {
	if err := errors.Join(b.ErrDedicated(), o.Validate()); err != nil {
		return err
	}
	if c.readOnly {
		if name := b.FirstWrite(); name != "" {
			return readOnlyError(name)
		}
	}
	return checkCompressed(c.codec, b)
}

// results decodes the replies to a batch. Of a pipeline with a reply that its command
// cannot have, the others may be those of other commands too: they are proven to be in
// order first, within the timeout.
func results(ctx context.Context, b *queue.Queue, codec compression.Codec, call *mux.Call, timeout time.Duration) ([]any, error) {
	if !b.Atomic {
		all, odd := resolve(b, codec, func(i int) ([]byte, error) { return call.Frame(i), call.ReplyErr(i, b.Name(i)) })
		if odd {
			if unproven := call.Prove(ctx, timeout); unproven != nil {
				return nil, failUnproven(b, unproven)
			}
		}
		return all, nil
	}
	replies, err := transactionReplies(call.Replies(), call.Frame)
	switch {
	case err != nil:
		if _, odd := err.(*failure.ConnectionError); odd {
			call.Distrust()
		}
		b.FailAll(err)
		return nil, err
	case replies == nil:
		b.FailAll(errNotExecuted)
		return nil, nil
	}
	all, odd := resolve(b, codec, func(i int) ([]byte, error) { return replies[i], nil })
	if odd {
		call.Distrust()
	}
	return all, nil
}

// failUnproven has all commands of a batch fail, since nobody knows whose replies came.
func failUnproven(b *queue.Queue, unproven error) error {
	err := &failure.ConnectionError{
		Command: "batch", Delivery: failure.MaybeExecuted,
		Reason: "a reply came that its command cannot have, and the others could not be proven to be in order", Cause: unproven,
	}
	b.FailAll(err)
	return err
}

// resolve decodes the reply to each command of a batch, and returns whether one of them
// cannot be its command's.
func resolve(b *queue.Queue, codec compression.Codec, reply func(i int) ([]byte, error)) (results []any, odd bool) {
	results = make([]any, b.Len())
	for i := range results {
		var result any
		frame, err := reply(i)
		if err != nil {
			b.Fail(i, err)
		} else {
			result, err = resolveReply(codec, b, i, frame)
		}
		if err != nil {
			odd = odd || isOfAnotherCommand(err)
			result = err
		}
		results[i] = result
	}
	return results, odd
}

// errNotExecuted is what the handles of a transaction hold that a change of a
// watched key prevented.
var errNotExecuted = &failure.ExecAbortError{Message: "a watched key was changed; nothing was executed"}

// errNilBatch is the error of a batch that is none.
var errNilBatch = nilError("Batch", "make one by batch.NewTransaction or batch.NewPipeline")

const (
	multi = "*1\r\n$5\r\nMULTI\r\n"
	exec  = "*1\r\n$4\r\nEXEC\r\n"
)

// batchRequest is a batch as it is sent, encoded into the memory given, and whether
// it needs a connection of its own.
func batchRequest(b *queue.Queue, codec compression.Codec, timeout time.Duration, encoded []byte) (request standalone.Request, dedicated bool) {
	request = standalone.Request{Command: b, Transaction: b.Atomic}
	if !b.Atomic {
		request.Request = mux.Request{
			Name: "batch", Bytes: appendBatch(codec, b, encoded), Replies: b.Len(), Timeout: batchTimeout(b, timeout),
			Independent: true, Verify: b.Unproven(),
		}
		_, dedicated = b.Blocking()
		return request, dedicated
	}
	encoded = append(encoded, multi...)
	encoded = appendBatch(codec, b, encoded)
	encoded = append(encoded, exec...)
	request.Request = mux.Request{Name: "transaction", Bytes: encoded, Replies: b.Len() + 2, Timeout: timeout, Verify: b.Unproven()}
	return request, false
}

// batchTimeout is how long to wait for the replies to a batch.
func batchTimeout(b *queue.Queue, timeout time.Duration) time.Duration {
	if wait, waits := b.Waiting(); waits {
		return blockingTimeout(wait, timeout)
	}
	return timeout
}

// transactionReplies takes the count replies to MULTI, to each command (QUEUED, or why it
// was refused) and to EXEC, and returns those that EXEC holds; nil if it was not
// executed because of a watched key.
func transactionReplies(count int, reply func(i int) []byte) ([][]byte, error) {
	queued := count - 1
	last := reply(queued)
	decoder := resp.NewDecoder(last)
	token, err := decoder.Next()
	if err != nil {
		return nil, err
	}
	if i := notQueued(queued, reply); i >= 0 {
		return nil, unexpectedReply("MULTI", resp.Type(reply(i)[0]), "reply "+strconv.Itoa(i)+" to a transaction is neither QUEUED nor an error")
	}
	switch {
	case token.Type.IsError():
		refused := failure.ParseServerError(string(token.Text))
		var causes []error
		for i := range queued {
			if cause := mux.ErrorOf(reply(i)); cause != nil {
				causes = append(causes, cause)
			}
		}
		if refused.Code != "EXECABORT" {
			return nil, refused
		}
		return nil, &failure.ExecAbortError{Message: refused.Message, Causes: causes}
	case token.Null:
		return nil, nil
	case token.Type != resp.TypeArray || token.Len != queued-1:
		return nil, unexpectedExec(token, queued-1)
	}
	return split(last[decoder.Offset():], token.Len)
}

// unexpectedExec is the error of a transaction that was answered by something else than
// the replies to its commands.
func unexpectedExec(got resp.Token, commands int) error {
	decision := "no array"
	if got.Type == resp.TypeArray {
		decision = "an array of " + strconv.Itoa(got.Len)
	}
	return unexpectedReply("EXEC", got.Type, decision+", where one of "+strconv.Itoa(commands)+" replies was expected")
}

func unexpectedReply(command string, got resp.Type, message string) error {
	return &failure.ConnectionError{
		Command: command, Delivery: failure.Answered, Reason: "the reply to a transaction cannot be understood",
		Cause: &resp.ProtocolError{Type: got, Message: message},
	}
}

// notQueued returns the first of the replies to MULTI and the commands behind it that a
// server cannot have given there, or -1.
func notQueued(count int, reply func(i int) []byte) int {
	for i := range count {
		frame, want := reply(i), "+QUEUED\r\n"
		if i == 0 {
			want = "+OK\r\n"
		}
		if string(frame) != want && !resp.Type(frame[0]).IsError() {
			return i
		}
	}
	return -1
}

// split takes replies apart that lie back to back.
func split(frames []byte, count int) ([][]byte, error) {
	replies := make([][]byte, 0, count)
	for range count {
		decoder := resp.NewDecoder(frames)
		if err := decoder.Skip(); err != nil {
			return nil, err
		}
		end := decoder.Offset()
		replies = append(replies, frames[:end:end])
		frames = frames[end:]
	}
	return replies, nil
}
