package core

import (
	"bytes"
	"context"
	"unsafe"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// The methods below are for values that programs have, or want, as bytes: a string would
// be made only to be copied once more. Strings are binary-safe everywhere else.

// handedOver is the length in bytes from which a reply is handed over with its memory.
// What is shorter is copied, which costs less than the next request's having to allocate.
const handedOver = 16 << 10

// GetBytes is [StringCommands.Get] for a value as bytes, which are the caller's. A value of
// 16 KiB or more is not copied on its way: the bytes are those that were read.
//
// [RunBytes] does the same for other commands whose reply is a string.
func (c *StringCommands) GetBytes(ctx context.Context, key string) (models.Result[[]byte], error) {
	r := newRequest()
	return runBytes(ctx, c.executor, r, command.Get(&r.args, key).Shape)
}

// MGetBytes is [StringCommands.MGet] for values as bytes, which are the caller's. They lie in
// one allocation: who keeps one of them for long keeps all in memory, and should copy it.
// Where the replies are 16 KiB or more nothing is copied on its way.
func (c *StringCommands) MGetBytes(ctx context.Context, keys []string) ([]models.Result[[]byte], error) {
	r := newRequest()
	defer r.release()
	shape := command.MGet(&r.args, keys).Shape
	r.shape, r.framed = shape, true
	if c.executor == nil {
		return nil, errNoClient
	}
	if err := c.executor.execute(ctx, r); err != nil {
		return nil, err
	}
	frame := r.call.Frame(0)
	if detaches(&r.call, frame) {
		r.call.Detach()
	} else {
		frame = bytes.Clone(frame)
	}
	values, err := bytesOfAll(frame, shape)
	if isOfAnotherCommand(err) {
		r.call.Distrust()
	}
	return values, err
}

// SetBytes is [StringCommands.Set] for a value that is bytes. It keeps nothing of value.
func (c *StringCommands) SetBytes(ctx context.Context, key string, value []byte) (string, error) {
	return c.Set(ctx, key, borrowed(value))
}

// SetBytesWithOptions is [StringCommands.SetWithOptions] for a value that is bytes. It keeps
// nothing of value.
func (c *StringCommands) SetBytesWithOptions(ctx context.Context, key string, value []byte, opts options.SetOptions) (models.Result[string], error) {
	return c.SetWithOptions(ctx, key, borrowed(value), opts)
}

// borrowed returns b as a string, for a command that is encoded, and so copies it, before
// its method returns.
func borrowed(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// RunBytes executes the command that build defines, as [Run] does, and returns its reply,
// which must be a string or nil, as bytes that are the caller's:
//
//	image, err := core.RunBytes(ctx, client, func(a *command.Args) command.Reply[models.Result[string]] {
//		return command.HGet(a, "product:1", "image")
//	})
//
// A value of 16 KiB or more is not copied on its way.
//
// Errors: those of Run; *failure.ConfigurationError, before anything is sent, if the
// command's reply is something else.
func RunBytes[T string | models.Result[string]](ctx context.Context, runner Runner, build func(a *command.Args) command.Reply[T]) (models.Result[[]byte], error) {
	switch {
	case isNil(runner):
		return models.Nil[[]byte](), nilError("runner", "give a client, or its Commands")
	case build == nil:
		return models.Nil[[]byte](), nilError("build", "give a function that defines a command")
	}
	r := newRequest()
	return runBytes(ctx, runner.runner(), r, build(&r.args).Shape)
}

// runBytes executes the command that was built in r, whose reply is of that shape.
func runBytes(ctx context.Context, e executor, r *request, shape command.Shape) (models.Result[[]byte], error) {
	defer r.release()
	absent := models.Nil[[]byte]()
	switch {
	case e == nil:
		return absent, errNoClient
	case shape != command.ShapeText && shape != command.ShapeNullableText:
		return absent, &failure.ConfigurationError{
			Field: "build", Message: "defines a command whose reply is no single string, but of the shape " + failure.Text(shape.String()) + "; use Run",
		}
	}
	r.shape, r.framed = shape, true
	if err := e.execute(ctx, r); err != nil {
		return absent, err
	}
	decoder := resp.NewDecoder(r.call.Frame(0))
	value, err := nextBytes(&decoder, shape)
	switch {
	case isOfAnotherCommand(err):
		r.call.Distrust()
	case err != nil || value.IsNil():
	case detaches(&r.call, value.Value()):
		r.call.Detach()
	default:
		value = models.Present(bytes.Clone(value.Value()))
	}
	return value, err
}

// detaches reports whether the memory of a reply, of which part is wanted, is to be handed
// over: not where much of it would stay allocated for little.
func detaches(call *mux.Call, part []byte) bool {
	return len(part) >= handedOver && len(part) >= cap(call.Frames())/2
}

// bytesOfAll returns the strings of an array, as slices of it.
func bytesOfAll(frame []byte, shape command.Shape) ([]models.Result[[]byte], error) {
	decoder := resp.NewDecoder(frame)
	token, err := decoder.Next()
	if err != nil {
		return nil, err
	}
	if token.Null || token.Type != resp.TypeArray {
		return nil, &command.ShapeError{Shape: shape, Got: token.Type.String()}
	}
	values := make([]models.Result[[]byte], 0, min(token.Len, len(frame)/len("_\r\n")))
	for range token.Len {
		value, err := nextBytes(&decoder, shape)
		if err != nil {
			return nil, err
		}
		values = append(values, value)
	}
	return values, nil
}

// nextBytes returns the next string, as a slice of what it is decoded from, or nil.
func nextBytes(decoder *resp.Decoder, shape command.Shape) (models.Result[[]byte], error) {
	token, err := decoder.Next()
	if err != nil {
		return models.Nil[[]byte](), err
	}
	switch {
	case token.Null && shape != command.ShapeText:
		return models.Nil[[]byte](), nil
	case token.Null:
	case token.Type.IsError():
		return models.Nil[[]byte](), failure.ParseServerError(string(token.Text))
	case token.Type == resp.TypeBulkString, token.Type == resp.TypeSimpleString, token.Type == resp.TypeVerbatimString:
		return models.Present(token.Text[:len(token.Text):len(token.Text)]), nil
	}
	return models.Nil[[]byte](), &command.ShapeError{Shape: shape, Got: token.Type.String()}
}
