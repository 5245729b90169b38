package command_test

import (
	"testing"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/options"
)

// FuzzRepliesOfStreamsNeverPanic covers those whose shape is that of others too.
func FuzzRepliesOfStreamsNeverPanic(f *testing.F) {
	for _, frame := range []string{
		streamInfoFrame, flat(streamInfoFrame), streamFullFrame, flat(streamFullFrame), groupsFrame, flat(groupsFrame), consumersFrame,
		"*4\r\n:1\r\n+1-0\r\n+1-0\r\n*1\r\n*2\r\n+c\r\n+1\r\n", "*4\r\n:0\r\n_\r\n_\r\n_\r\n",
		"*1\r\n*4\r\n+1-0\r\n+c\r\n:9223372036854775807\r\n:2\r\n", "*3\r\n+0-0\r\n*1\r\n+1-0\r\n*0\r\n",
		"*4\r\n:1\r\n+a\r\n+b\r\n*1000000000\r\n", "%1\r\n+groups\r\n*1000000000\r\n%1000000000\r\n",
	} {
		f.Add([]byte(frame))
	}
	all := []func(frame []byte) error{
		decoderOf(command.XInfoStream(new(command.Args), "x")),
		decoderOf(command.XInfoStreamFull(new(command.Args), "x")),
		decoderOf(command.XInfoGroups(new(command.Args), "x")),
		decoderOf(command.XInfoConsumers(new(command.Args), "x", "g")),
		decoderOf(command.XPending(new(command.Args), "x", "g")),
		decoderOf(command.XPendingWithOptions(new(command.Args), "x", "g", options.XPendingOptions{Count: 1})),
		decoderOf(command.XAutoClaimJustID(new(command.Args), "x", "g", "c", 0, "0")),
	}
	f.Fuzz(func(t *testing.T, frame []byte) {
		for _, decode := range all {
			_ = decode(frame) // Any frame may be refused, none may panic.
		}
	})
}

func decoderOf[T any](reply command.Reply[T]) func(frame []byte) error {
	return func(frame []byte) error { _, err := reply.Decode(frame); return err }
}
