//go:build !js

package bridge

import (
	"context"
	"errors"

	"github.com/glissade-io/glissade/internal/cluster"
	"github.com/glissade-io/glissade/internal/resp"
)

// question is what a seed is asked, all in one write. Servers before 7.0 do not know
// CLUSTER SHARDS, and a user may be allowed only one of the two.
const (
	question = "*2\r\n$7\r\nCLUSTER\r\n$6\r\nSHARDS\r\n*2\r\n$7\r\nCLUSTER\r\n$5\r\nSLOTS\r\n"
	// largestAnswer bounds the reply in bytes: a cluster of 1000 nodes takes 200 KB.
	largestAnswer = 16 << 20
)

// ask returns the addresses that a seed announces. Of nodes that have a port for TLS
// and another without, both are among them: which of them a client is told depends on
// how it asks.
func (d *directory) ask(ctx context.Context, seed string) (map[string]bool, error) {
	ctx, cancel := context.WithTimeout(ctx, d.timeout)
	defer cancel()
	opened, err := d.dialer.Dial(ctx, seed)
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	stop := context.AfterFunc(ctx, func() { _ = opened.Close() })
	defer stop()
	if d.login != nil {
		if err := logIn(ctx, opened, *d.login); err != nil {
			return nil, err
		}
	}
	if _, err := opened.Write([]byte(question)); err != nil {
		return nil, err
	}
	answers := resp.NewReader(opened, resp.Limits{MaxReplySize: largestAnswer})
	next := func() ([]byte, error) {
		frame, err := answers.Next()
		if err != nil && ctx.Err() != nil {
			err = errors.Join(ctx.Err(), err)
		}
		return frame, err
	}
	shards, err := next()
	if err != nil {
		return nil, err
	}
	plain, problem := cluster.ParseShards(shards, seed, false)
	secure, _ := cluster.ParseShards(shards, seed, true)
	slots, err := next()
	if err != nil {
		return nil, err
	}
	older, err := cluster.ParseSlots(slots, seed)
	if err != nil && problem != nil {
		return nil, err
	}
	return addressesOf(plain, secure, older), nil
}

// addressesOf returns the addresses of all nodes, in the spelling of normalAddress.
// Whoever configures a server may have it announce anything: what is no host and port
// is left out.
func addressesOf(topologies ...cluster.Topology) map[string]bool {
	found := map[string]bool{}
	for _, topology := range topologies {
		for _, shard := range topology.Shards {
			for _, member := range append(shard.Replicas[:len(shard.Replicas):len(shard.Replicas)], shard.Primary) {
				if address, ok := nodeAddress(member.Address); ok {
					found[address] = true
				}
			}
		}
	}
	return found
}
