package goredis

import (
	"context"
	"strconv"
	"strings"
	"sync"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/internal/submission"
	"github.com/glissade-io/glissade/options"
)

// scan is SCAN, whose cursors are numbers here and places in a cluster there.
func (c *conn) scan(words []string) {
	if c.own != nil {
		c.executeOne()
		return
	}
	reply, isScan, err := c.backend.scan(c.life, words[1:])
	if !isScan {
		c.executeOne()
		return
	}
	c.promise(c.protocol).fulfill(reply, err)
}

// cursors gives the places of scans numbers. Those of scans that nobody goes on with are
// forgotten when there are many.
type cursors struct {
	mu     sync.Mutex
	last   uint64
	places map[uint64]string
}

// mostCursors is how many scans may be under way.
const mostCursors = 4096

func (c *cursors) number(place string) uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.places == nil {
		c.places = map[uint64]string{}
	}
	c.last++
	c.places[c.last] = place
	delete(c.places, c.last-mostCursors)
	return c.last
}

func (c *cursors) place(number string) (place string, known bool) {
	if number == "0" {
		return "", true
	}
	n, err := strconv.ParseUint(number, 10, 64)
	if err != nil {
		return "", false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	place, known = c.places[n]
	return place, known
}

func (n *nodes) scan(ctx context.Context, args []string) (reply []byte, isScan bool, err error) {
	if len(args) == 0 {
		return nil, false, nil
	}
	place, known := n.cursors.place(args[0])
	if !known {
		return nil, true, &failure.ServerError{Code: "ERR", Message: "invalid cursor, or one of a scan that was given up; begin with 0"}
	}
	o, valid := scanOptions(args[1:])
	if !valid {
		return nil, true, &failure.ServerError{Code: "ERR", Message: "syntax error"}
	}
	next, keys, err := n.Scan(ctx, place, o, options.CallOptions{})
	if err != nil {
		return nil, true, err
	}
	cursor := uint64(0)
	if next != submission.Finished {
		cursor = n.cursors.number(next)
	}
	reply = resp.AppendBulk(resp.AppendArrayHeader(nil, 2), strconv.FormatUint(cursor, 10))
	reply = resp.AppendArrayHeader(reply, len(keys))
	for _, key := range keys {
		reply = resp.AppendBulk(reply, key)
	}
	return reply, true, nil
}

func scanOptions(args []string) (o options.ClusterKeyspaceScanOptions, valid bool) {
	for ; len(args) > 1; args = args[2:] {
		switch strings.ToUpper(args[0]) {
		case "MATCH":
			o.Match = &args[1]
		case "COUNT":
			n, err := strconv.ParseInt(args[1], 10, 64)
			if err != nil {
				return o, false
			}
			o.Count = n
		case "TYPE":
			o.Type = options.ObjectType(strings.ToLower(args[1]))
		default:
			return o, false
		}
	}
	return o, len(args) == 0
}
