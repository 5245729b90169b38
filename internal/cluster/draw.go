package cluster

import (
	"context"
	"math/rand/v2"

	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/resp"
)

var askSize = []byte("*1\r\n$6\r\nDBSIZE\r\n")

// draw executes RANDOMKEY on several servers, each of which tells how many keys it has
// as well, and chooses one of the replies. So every key of the cluster is as likely as
// any other, as far as it is within a server.
func (c *Cluster) draw(ctx context.Context, call *mux.Call, r *Request, replicas bool) error {
	r.Bytes = append(append([]byte(nil), r.Bytes...), askSize...)
	r.Replies = 2
	outcomes, err := c.FanOut(ctx, *r, replicas)
	if err != nil {
		return err
	}
	replies := make([]reply, len(outcomes))
	for i, o := range outcomes {
		replies[i] = reply{address: o.Address, err: o.Err}
		if o.Err == nil {
			replies[i].frame, replies[i].keys = withSize(o.Frame)
		}
	}
	return call.Set(func(dst []byte) ([]byte, error) {
		frame, err := combine(drawn, replies)
		return append(dst, frame...), err
	})
}

// withSize takes the replies to a command and to DBSIZE apart. Where the size is not
// told, as to a user who may not ask for it, it counts as 1.
func withSize(frames []byte) (frame []byte, keys int64) {
	d := resp.NewDecoder(frames)
	if err := d.Skip(); err != nil {
		return frames, 1
	}
	end := d.Offset()
	d = resp.NewDecoder(frames[end:])
	if token, err := d.Next(); err == nil && token.Type == resp.TypeInteger {
		keys = token.Int
	}
	return frames[:end], max(keys, 1)
}

// draw returns one of the replies that are neither null nor an error. If there is none,
// an error decides, since its node may have had something.
func draw(replies []reply) (frame []byte, err error) {
	var total int64
	for _, reply := range replies {
		switch {
		case !reply.succeeded():
			if err == nil {
				err = reply.failed()
			}
		case !isNull(reply.frame):
			total += max(reply.keys, 1)
		}
	}
	if total == 0 {
		if err != nil {
			return nil, err
		}
		return replies[0].frame, nil
	}
	lot := rand.Int64N(total)
	for _, reply := range replies {
		if !reply.succeeded() || isNull(reply.frame) {
			continue
		}
		if lot -= max(reply.keys, 1); lot < 0 {
			return reply.frame, nil
		}
	}
	return frame, nil
}

func isNull(frame []byte) bool {
	d := resp.NewDecoder(frame)
	return d.Peek() == resp.TypeNull
}
