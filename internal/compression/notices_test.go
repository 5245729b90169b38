package compression_test

import (
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// notices are the events of a codec.
type notices struct {
	mu  sync.Mutex
	all []models.ClientEvent
}

func (n *notices) add(e models.ClientEvent) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.all = append(n.all, e)
}

// take returns those that came since, without their errors.
func (n *notices) take() []models.ClientEvent {
	n.mu.Lock()
	defer n.mu.Unlock()
	all := n.all
	n.all = nil
	for i := range all {
		all[i].Err = nil
	}
	return all
}

// random is a value that does not become shorter.
var random = func() string {
	var b strings.Builder
	for state := uint32(1); b.Len() < 200; state = state*1664525 + 1013904223 {
		b.WriteByte(byte(state >> 24))
	}
	return b.String()
}()

// The first value of each reason is told of at once, and the others once in a minute.
func TestManyValuesMakeFewEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var n notices
		c := notifying(t, options.CompressionConfiguration{}, n.add)
		broken := bulk(unhex(t, "000102 00 02 64000000 ff"))
		unread := func() {
			_, err := c.Reply(nil, "GET", []byte(broken))
			require.Error(t, err)
		}
		require.Empty(t, n.take())
		sent(t, c, "SET", "k", "short")
		sent(t, c, "SET", "k", hundred)
		require.Equal(t, bulk(hundred), received(t, c, "GET", bulk(unhex(t, golden["LZ4"]))))
		require.Empty(t, n.take(), "these are as they should be")

		unread()
		require.Equal(t, []models.ClientEvent{{Kind: models.DecompressionFailed, Command: "GET", Reason: "damaged", Values: 1}}, n.take())
		c.AppendCommand(nil, "SET", encoded("SET", "k", random))
		require.Equal(t, []models.ClientEvent{{Kind: models.CompressionSkipped, Command: "SET", Reason: "would not become shorter", Values: 1}}, n.take())
		time.Sleep(time.Minute - 1)
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				for range 100 {
					unread()
				}
			})
		}
		all.Wait()
		require.Empty(t, n.take())
		time.Sleep(time.Nanosecond)
		unread()
		require.Equal(t, []models.ClientEvent{{Kind: models.DecompressionFailed, Command: "GET", Reason: "damaged", Values: 801}}, n.take())
		time.Sleep(time.Hour)
		require.Empty(t, n.take())
	})
}

// Each reason is told of by itself, with the error that the caller gets.
func TestTheReasonsThatEventsHave(t *testing.T) {
	var n notices
	c := notifying(t, options.CompressionConfiguration{MaxDecompressedSize: 1 << 20}, n.add)
	for reason, value := range map[string]string{
		"damaged":                         "000102 00 02 64000000 ff",
		"longer than MaxDecompressedSize": "000102 00 02 ffffff3f 1f610100",
		"version not known":               "000102 01 02 64000000",
		"backend not known":               "000102 00 07 64000000",
	} {
		for _, name := range []string{"MGET", "GETDEL"} {
			reply, err := c.Reply(nil, name, []byte(bulk(unhex(t, value))))
			require.Nil(t, reply)
			var failed *failure.CompressionError
			require.ErrorAs(t, err, &failed)
			require.Equal(t, name, failed.Command)
			if name == "MGET" { // The second is only counted.
				require.Same(t, failed, n.all[0].Err)
				require.Equal(t, []models.ClientEvent{{Kind: models.DecompressionFailed, Command: name, Reason: reason, Values: 1}}, n.take())
			}
			require.Empty(t, n.all)
		}
	}
	for reason, value := range map[string]string{"would not become shorter": random, "already compressed": unhex(t, golden["LZ4"])} {
		sent(t, c, "GETSET", "k", value)
		require.Equal(t, []models.ClientEvent{{Kind: models.CompressionSkipped, Command: "GETSET", Reason: reason, Values: 1}}, n.take())
	}
	require.Equal(t, uint64(8), c.Stats().Failed)
}

func encoded(words ...string) []byte { return resp.AppendCommand(nil, words...) }
