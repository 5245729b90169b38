package cluster

import (
	"flag"
	"fmt"
	"io"
	"net"
	"strconv"
	"sync"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/test/servers"
)

var (
	floodRate = flag.Int("flood-rate", 3000, "how many messages are published a second, of all topics together")
	flooding  = flag.Duration("flooding", time.Second, "for how long they are, under each protocol")
)

// testSubscriptionsInOrder has far more published than people would read: nothing may be
// missing, nothing come twice, and what was published on one channel keeps its order.
func testSubscriptionsInOrder(s *environment) {
	a := s.gather([3]int{1000, 100, 200}, nil)
	defer a.end()
	primaries, _ := s.roles()
	byShard := [shards][]*topic{}
	for _, t := range a.topics {
		byShard[shardOf(t.slot)] = append(byShard[shardOf(t.slot)], t)
	}
	began := time.Now()
	var publishing sync.WaitGroup
	for shard, topics := range byShard {
		publishing.Go(func() {
			if err := flood(primaries[shard], topics, *floodRate/shards, *flooding); err != nil {
				s.Errorf("publishing: %v", err)
			}
		})
	}
	publishing.Wait()
	published := time.Since(began)
	a.awaitAll()
	total := 0
	for _, t := range a.topics {
		require.Zero(s, t.overtaken, t.name)
		require.Zero(s, t.gaps, t.name)
		total += len(t.confirmed)
	}
	stats := a.client.Statistics().PubSub
	require.EqualValues(s, total, stats.Messages)
	require.Zero(s, stats.Dropped)
	s.Logf("%d messages in %v, %.0f a second; all are there %v later", total, published.Round(time.Millisecond),
		float64(total)/published.Seconds(), (time.Since(began) - published).Round(time.Millisecond))
}

// flood publishes on topics in turn, at a node, past the client, as fast as is asked for.
func flood(node *servers.Node, topics []*topic, rate int, duration time.Duration) error {
	conn, err := net.Dial("tcp", node.Addr())
	if err != nil {
		return err
	}
	var replies sync.WaitGroup
	replies.Go(func() { _, _ = io.Copy(io.Discard, conn) })
	defer replies.Wait()
	defer conn.Close()
	var request []byte
	sent := 0
	for began := time.Now(); ; {
		elapsed := min(time.Since(began), duration)
		for due := int(elapsed.Seconds() * float64(rate)); sent < due; sent++ {
			request = topics[sent%len(topics)].appendPublish(request)
		}
		if _, err := conn.Write(request); err != nil {
			return err
		}
		if elapsed == duration {
			break
		}
		request = request[:0]
		time.Sleep(time.Millisecond)
	}
	// When this is answered, so is all before it; the server ends the connection then.
	if _, err := conn.Write([]byte("QUIT\r\n")); err != nil {
		return fmt.Errorf("at the end: %w", err)
	}
	replies.Wait()
	return nil
}

// appendPublish appends the command that publishes the next message, which will be executed.
func (t *topic) appendPublish(request []byte) []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	message := strconv.Itoa(len(t.confirmed))
	t.confirmed, t.received = append(t.confirmed, true), append(t.received, 0)
	command, channel := "PUBLISH", t.name
	switch t.mode {
	case models.Pattern:
		channel += "some"
	case models.Sharded:
		command = "SPUBLISH"
	}
	request = resp.AppendArrayHeader(request, 3)
	return resp.AppendBulk(resp.AppendBulk(resp.AppendBulk(request, command), channel), message)
}
