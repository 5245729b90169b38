package servers

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"testing"
	"time"

	"github.com/glissade-io/glissade/internal/resp"
)

// SentinelOptions says how the sentinels of a replication are to be run.
type SentinelOptions struct {
	// Count is how many sentinels there are; 0 means 3.
	Count int
	// Name is what the sentinels call the primary; "" means "primary".
	Name string
	// Quorum is how many sentinels must find the primary down; 0 means a majority.
	Quorum int
	// DownAfter is how long a silent server counts as up; 0 means 1 second. Less makes
	// a busy machine's sentinels find healthy servers down.
	DownAfter time.Duration
	// FailoverTimeout is when a failover is given up, and half the time until the
	// next one may begin; 0 means 2 seconds.
	FailoverTimeout time.Duration
	// Password is demanded by the sentinels of the user "default"; empty means none.
	Password string
}

// Sentinels watch over a Replication and promote a replica when its primary is
// down. They end with the replication. They listen as its servers do, with the
// same certificates if that is by TLS.
type Sentinels struct {
	// Name is what the sentinels call the primary.
	Name string
	// Sentinels are servers like others, but answer sentinels' commands alone.
	Sentinels []*Server
}

// StartSentinels starts sentinels for a replication that the same test started, and
// returns once each of them knows the servers and the other sentinels.
func StartSentinels(t testing.TB, version Version, replication *Replication, options SentinelOptions) *Sentinels {
	t.Helper()
	Require(t, version)
	sentinels, err := LaunchSentinels(t.Context(), version, replication, options)
	if err != nil {
		t.Fatal(err)
	}
	return sentinels
}

// LaunchSentinels starts sentinels outside of a test and returns once each of them
// knows the servers and the other sentinels. The context bounds the start alone.
func LaunchSentinels(ctx context.Context, version Version, replication *Replication, options SentinelOptions) (*Sentinels, error) {
	options = options.orDefault()
	m := member{
		version:   version,
		options:   Options{Password: options.Password, TLS: replication.Primary.member.options.TLS},
		arguments: sentinelArguments(replication, options), rewritten: true, sentinel: true,
	}
	members := make([]member, options.Count)
	for i := range members {
		members[i] = m
	}
	launched, err := replication.group.launch(ctx, members)
	if err != nil {
		return nil, err
	}
	sentinels := &Sentinels{Name: options.Name, Sentinels: launched}
	if err := sentinels.meet(ctx, len(replication.Replicas), pingPeriod(options.DownAfter)); err != nil {
		err = withLogs(err, launched)
		replication.group.remove(launched)
		return nil, err
	}
	return sentinels, nil
}

func (o SentinelOptions) orDefault() SentinelOptions {
	if o.Count == 0 {
		o.Count = 3
	}
	if o.Name == "" {
		o.Name = "primary"
	}
	if o.Quorum == 0 {
		o.Quorum = o.Count/2 + 1
	}
	if o.DownAfter == 0 {
		o.DownAfter = time.Second
	}
	if o.FailoverTimeout == 0 {
		o.FailoverTimeout = 2 * time.Second
	}
	return o
}

func sentinelArguments(replication *Replication, options SentinelOptions) []string {
	primary := replication.Primary
	arguments := []string{
		"--sentinel", "monitor", options.Name, primary.Host(), strconv.Itoa(primary.Port()), strconv.Itoa(options.Quorum),
		"--sentinel", "down-after-milliseconds", options.Name, milliseconds(options.DownAfter),
		"--sentinel", "failover-timeout", options.Name, milliseconds(options.FailoverTimeout),
	}
	if password := primary.member.options.Password; password != "" {
		arguments = append(arguments, "--sentinel", "auth-pass", options.Name, password)
	}
	if options.Password != "" {
		arguments = append(arguments, "--sentinel", "sentinel-pass", options.Password)
	}
	if primary.member.options.TLS != PlainText {
		arguments = append(arguments, "--tls-replication", "yes")
	}
	return arguments
}

func milliseconds(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) }

// pingPeriod returns how often sentinels ping. The first ping is due one period after
// a connection opens and the silence counts from there, so it must be well below
// downAfter. But a replica is promoted only if its INFO, read every second, is no
// older than five periods.
func pingPeriod(downAfter time.Duration) time.Duration {
	return min(max(downAfter*2/5, 250*time.Millisecond), time.Second)
}

// meet waits until each sentinel knows the replicas and the other sentinels.
func (s *Sentinels) meet(ctx context.Context, replicas int, ping time.Duration) error {
	for _, sentinel := range s.Sentinels {
		// Sentinels tell of themselves every 2 seconds and look for replicas every
		// 10, unless told otherwise. A machine that is busy for 2 seconds makes them
		// mistrust their clocks.
		if _, err := sentinel.ask(ctx, "SENTINEL", "DEBUG",
			"ping-period", milliseconds(ping), "publish-period", "100", "info-period", "200", "tilt-trigger", "10000"); err != nil {
			return fmt.Errorf("SENTINEL DEBUG at %s: %w", sentinel.Addr(), err)
		}
	}
	return s.AwaitCalm(ctx, replicas)
}

// AwaitCalm waits until every living sentinel sees the primary, so many replicas and
// the other sentinels, and none is at a failover: one that is takes no part in the next.
func (s *Sentinels) AwaitCalm(ctx context.Context, replicas int) error {
	want := map[string]string{
		"num-slaves": strconv.Itoa(replicas), "num-other-sentinels": strconv.Itoa(len(s.Sentinels) - 1), "flags": "master",
	}
	for _, sentinel := range s.Sentinels {
		if !sentinel.Alive() {
			continue
		}
		if err := await(ctx, sentinel.Addr()+" to know servers and sentinels", func(ctx context.Context) error {
			reply, err := sentinel.ask(ctx, "SENTINEL", "MASTER", s.Name)
			if err != nil {
				return err
			}
			if err := differs(reply.Elems, want); err != nil {
				return err
			}
			if reply, err = sentinel.ask(ctx, "SENTINEL", "REPLICAS", s.Name); err != nil {
				return err
			}
			for _, replica := range reply.Elems {
				if err := differs(replica.Elems, map[string]string{"flags": "slave"}); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// differs tells which of the fields, names and values in turn, is not as wanted.
func differs(fields []resp.Value, want map[string]string) error {
	for i := 0; i+1 < len(fields); i += 2 {
		name, value := fields[i].Text, fields[i+1].Text
		if wanted, known := want[name]; known && value != wanted {
			return fmt.Errorf("%s is %s, not %s", name, value, wanted)
		}
	}
	return nil
}

// PrimaryAddress returns "host:port" of the primary as the first living sentinel
// names it.
func (s *Sentinels) PrimaryAddress(ctx context.Context) (string, error) {
	for _, sentinel := range s.Sentinels {
		if sentinel.Alive() {
			return sentinel.primaryAddress(ctx, s.Name)
		}
	}
	return "", errors.New("no sentinel is alive")
}

// AwaitFailover waits until all living sentinels name the same primary and it is not
// the one at the address from, and returns its address. Without a deadline of the
// context it waits for a minute at most.
func (s *Sentinels) AwaitFailover(ctx context.Context, from string) (string, error) {
	var found string
	err := await(ctx, "a failover from "+from, func(ctx context.Context) error {
		var err error
		if found, err = s.PrimaryAddress(ctx); err != nil {
			return err
		}
		if found == from {
			return fmt.Errorf("%s still is the primary", from)
		}
		for _, sentinel := range s.Sentinels {
			if !sentinel.Alive() {
				continue
			}
			address, err := sentinel.primaryAddress(ctx, s.Name)
			if err != nil {
				return err
			}
			if address != found {
				return fmt.Errorf("the primary is %s to one sentinel and %s to another", found, address)
			}
		}
		return nil
	})
	return found, err
}

func (s *Server) primaryAddress(ctx context.Context, name string) (string, error) {
	reply, err := s.ask(ctx, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", name)
	if err != nil {
		return "", err
	}
	if len(reply.Elems) != 2 {
		return "", fmt.Errorf("the sentinel at %s knows no primary called %q", s.Addr(), name)
	}
	return net.JoinHostPort(reply.Elems[0].Text, reply.Elems[1].Text), nil
}
