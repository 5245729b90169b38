package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/glissade-io/glissade/test/faultproxy"
	"github.com/glissade-io/glissade/test/servers"
)

// longestFault is how long a fault may last that ends by itself.
const longestFault = time.Second

// chaos does one bad thing after the other.
type chaos struct {
	*environment
	random *rand.Rand
	done   map[string]int // how often each fault came about
	errs   []error        // of faults that could not be brought about
}

func newChaos(e *environment, seed uint64) *chaos {
	return &chaos{environment: e, random: rand.New(rand.NewPCG(seed, 0)), done: map[string]int{}}
}

// faults are what can be done to a client, and how often each is chosen.
var faults = []struct {
	name   string
	weight int
	do     func(t *chaos, ctx context.Context) error
}{
	{"kill -9 and restart the primary", 2, func(t *chaos, ctx context.Context) error { return t.kill(ctx, t.replication.Primary) }},
	{"kill -9 and restart a replica", 2, func(t *chaos, ctx context.Context) error { return t.kill(ctx, t.replica()) }},
	{"stop the primary for a while", 2, func(t *chaos, _ context.Context) error { return t.pause(t.replication.Primary) }},
	{"stop a replica for a while", 1, func(t *chaos, _ context.Context) error { return t.pause(t.replica()) }},
	{"CLIENT KILL on the primary", 3, func(t *chaos, ctx context.Context) error {
		return command(ctx, t.replication.Primary, "CLIENT", "KILL", "TYPE", "normal")
	}},
	{"CLIENT KILL on a replica", 1, func(t *chaos, ctx context.Context) error {
		return command(ctx, t.replica(), "CLIENT", "KILL", "TYPE", "normal")
	}},
	{"CLIENT PAUSE", 2, func(t *chaos, ctx context.Context) error {
		mode := []string{"ALL", "WRITE"}[t.random.IntN(2)]
		return command(ctx, t.replication.Primary, "CLIENT", "PAUSE", fmt.Sprint(t.random.IntN(500)), mode)
	}},
	{"failover by sentinels", 2, (*chaos).failOver},
	{"reset all connections to a server", 3, func(t *chaos, _ context.Context) error {
		t.proxy().ResetAll()
		return nil
	}},
	{"reset in the middle of a reply", 3, func(t *chaos, _ context.Context) error {
		t.proxy().ResetAfter(t.random.IntN(5000))
		return nil
	}},
	{"black hole for a while", 3, func(t *chaos, _ context.Context) error {
		proxy := t.proxy()
		proxy.Blackhole()
		time.Sleep(t.while())
		proxy.Heal()
		return nil
	}},
	{"half-open connections", 1, func(t *chaos, _ context.Context) error {
		t.proxy().HalfOpen()
		return nil
	}},
	{"delay for a while", 2, func(t *chaos, _ context.Context) error {
		proxy := t.proxy()
		proxy.Delay(time.Duration(t.random.IntN(100)) * time.Millisecond)
		time.Sleep(t.while())
		proxy.Heal()
		return nil
	}},
}

// run does so for a time.
func (t *chaos) run(ctx context.Context, duration, interval time.Duration) {
	end := time.Now().Add(duration)
	for time.Now().Before(end) {
		time.Sleep(min(interval, time.Until(end)))
		name, err := t.once(ctx)
		t.done[name]++
		if err != nil {
			t.errs = append(t.errs, fmt.Errorf("%s: %w", name, err))
		}
	}
}

// once brings one fault about and ends it.
func (t *chaos) once(ctx context.Context) (name string, err error) {
	ctx, cancel := context.WithTimeout(ctx, settleTime)
	defer cancel()
	total := 0
	for _, fault := range faults {
		total += fault.weight
	}
	chosen := t.random.IntN(total)
	for _, fault := range faults {
		if chosen -= fault.weight; chosen < 0 {
			return fault.name, fault.do(t, ctx)
		}
	}
	panic("the weights have changed")
}

func (t *chaos) replica() *servers.Server {
	return t.replication.Replicas[t.random.IntN(len(t.replication.Replicas))]
}

// proxy returns that of a server, the primary's half of the time.
func (t *chaos) proxy() *faultproxy.Proxy {
	if t.random.IntN(2) == 0 {
		return t.proxies[t.replication.Primary.Port()]
	}
	return t.proxies[t.replica().Port()]
}

func (t *chaos) while() time.Duration { return time.Duration(t.random.Int64N(int64(longestFault))) }

func (t *chaos) kill(ctx context.Context, server *servers.Server) error {
	server.Kill()
	return server.Restart(ctx)
}

func (t *chaos) pause(server *servers.Server) error {
	if err := server.Pause(); err != nil {
		return err
	}
	time.Sleep(t.while())
	return server.Resume()
}

// failOver has the sentinels replace the primary, once nothing can get lost by it.
func (t *chaos) failOver(ctx context.Context) (err error) {
	old := t.replication.Primary
	for _, replica := range t.replication.Replicas {
		if err := replica.AwaitRole(ctx, servers.RoleReplica); err != nil {
			return err
		}
	}
	if err := command(ctx, old, "CLIENT", "PAUSE", "60000", "WRITE"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, command(ctx, old, "CLIENT", "UNPAUSE")) }()
	if err := t.awaitReplicas(ctx); err != nil {
		return err
	}
	for {
		err := command(ctx, t.sentinels.Sentinels[0], "SENTINEL", "FAILOVER", t.sentinels.Name)
		if err == nil {
			break
		}
		// It refuses until it has seen that the servers are well.
		if sleep(ctx, 100*time.Millisecond) != nil {
			return err
		}
	}
	next, err := t.sentinels.AwaitFailover(ctx, old.Addr())
	if err != nil {
		return err
	}
	// The pause keeps the sentinels from telling the old primary, since it holds back
	// what they publish; it must not end before it is a replica.
	for _, replica := range t.replication.Replicas {
		if replica.Addr() == next {
			if err := t.replication.Follow(ctx, old, replica); err != nil {
				return err
			}
		}
	}
	return t.replication.Refresh(ctx)
}

// awaitReplicas waits until every replica has all that the primary has written.
func (t *chaos) awaitReplicas(ctx context.Context) error {
	for {
		want, err := offset(ctx, t.replication.Primary)
		if err != nil {
			return err
		}
		behind := false
		for _, replica := range t.replication.Replicas {
			got, err := offset(ctx, replica)
			if err != nil {
				return err
			}
			behind = behind || got < want
		}
		if !behind {
			return nil
		}
		if err := sleep(ctx, 10*time.Millisecond); err != nil {
			return err
		}
	}
}

// offset returns how far a server is in the stream of replication.
func offset(ctx context.Context, server *servers.Server) (int64, error) {
	reply, err := server.Command(ctx, "ROLE")
	if err != nil {
		return 0, err
	}
	if reply.Elems[0].Text == "master" {
		return reply.Elems[1].Int, nil
	}
	return reply.Elems[len(reply.Elems)-1].Int, nil
}

func command(ctx context.Context, server *servers.Server, words ...string) error {
	_, err := server.Command(ctx, words...)
	return err
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
