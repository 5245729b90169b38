package multiplex

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzConn gives both kinds of ends whatever may arrive: neither panics, holds more than it
// gave credit for, keeps a stream that is over, or has its writer outlive the connection.
func FuzzConn(f *testing.F) {
	open := func(number uint32) []byte { return appendOpen(nil, number, 100, "shop", "10.0.0.1:6379") }
	data := func(number uint32, text string) []byte {
		return append(appendHeader(nil, number, kindData, len(text)), text...)
	}
	f.Add(append(open(1), data(1, "hello")...), true)
	f.Add(append(append(open(2), data(2, "refused")...), appendEnd(nil, 2, kindClose, 1000, "")...), true)
	f.Add(append(append(open(3), open(4)...), appendCredit(nil, 4, 7)...), true)
	f.Add(append(appendCredit(data(1, "an answer"), 1, 9), appendEnd(nil, 0, kindAway, 1001, "drain")...), false)
	f.Add(append(appendEnd(nil, 1, kindClose, 4403, "no"), data(1, "late")...), false)
	f.Fuzz(func(t *testing.T, sent []byte, accepts bool) {
		const credit = 64
		config := Config{
			Write: func([]byte) error { return nil }, Explain: func(int, string) error { return errors.New("closed") }, Credit: credit,
		}
		var c *Conn
		var streams []*Stream
		if accepts {
			config.Accept = func(s *Stream, _, _ string) {
				streams = append(streams, s)
				switch s.number % 3 {
				case 0: // its answer is to come
				case 1:
					c.Take(s)
				case 2:
					s.CloseWith(4429, "too many")
				}
			}
		}
		c = New(config)
		if !accepts {
			for range 3 {
				s, err := c.Open("shop", "")
				require.NoError(t, err)
				streams = append(streams, s)
			}
		}
		err := c.Feed(sent)
		if err != nil {
			var wrong ProtocolError
			require.ErrorAs(t, err, &wrong)
		}
		open := 0
		for _, s := range streams {
			require.LessOrEqual(t, len(s.buffer), credit)
			if s.Err() == nil {
				open++
			}
		}
		require.Equal(t, open, c.Streams())
		c.End(errOver)
		<-c.parked
		for _, s := range streams {
			require.True(t, s.isEnded())
		}
	})
}
