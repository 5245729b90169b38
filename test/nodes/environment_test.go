// Package nodes proves on real servers how a client finds out which servers there are and
// which of them are read from, that it shows renewed certificates, and what it logs of all
// that.
package nodes

import (
	"context"
	"net"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

// patience is how long a test waits for what has to come.
const patience = time.Minute

// environment is where a test takes place. When it ends, no goroutine of its clients is
// left.
type environment struct {
	*testing.T
	version  servers.Version
	protocol options.Protocol
}

// onAllServers runs a test with each version of the servers and under both protocols.
func onAllServers(t *testing.T, test func(s *environment)) {
	for _, version := range servers.Versions() {
		for _, protocol := range []options.Protocol{options.ProtocolRESP2, options.ProtocolRESP3} {
			t.Run(string(version)+"/"+string(protocol), func(t *testing.T) {
				servers.Require(t, version)
				before := goleak.IgnoreCurrent()
				// One waits for each server that was started again.
				restarted := goleak.IgnoreAnyFunction("github.com/glissade-io/glissade/test/servers.(*Server).start.func1")
				t.Cleanup(func() { require.NoError(t, goleak.Find(before, restarted)) })
				test(&environment{t, version, protocol})
			})
		}
	}
}

// replication starts a primary and replicas. Each server is told further arguments.
func (s *environment) replication(replicas int, perServer func(i int) []string) *servers.Replication {
	s.Helper()
	return servers.StartReplication(s.T, s.version, servers.ReplicationOptions{Replicas: replicas, PerServer: perServer})
}

// configuration returns that of a patient client of servers at addresses.
func (s *environment) configuration(addresses ...string) options.ClientConfiguration {
	s.Helper()
	return options.ClientConfiguration{
		Addresses: s.parse(addresses), Protocol: s.protocol, RequestTimeout: patience,
		Advanced: options.AdvancedClientConfiguration{ConnectionTimeout: patience},
	}
}

func (s *environment) parse(addresses []string) []options.NodeAddress {
	s.Helper()
	var parsed []options.NodeAddress
	for _, address := range addresses {
		host, port, err := net.SplitHostPort(address)
		require.NoError(s, err)
		number, err := strconv.Atoi(port)
		require.NoError(s, err)
		parsed = append(parsed, options.NodeAddress{Host: host, Port: number})
	}
	return parsed
}

func addresses(list []*servers.Server) []string {
	var found []string
	for _, server := range list {
		found = append(found, server.Addr())
	}
	return found
}

// connect returns a client that is closed with the test.
func (s *environment) connect(c options.ClientConfiguration, settings ...native.Option) *core.Client {
	s.Helper()
	client, err := native.NewClient(s.Context(), c, settings...)
	require.NoError(s, err)
	s.Cleanup(client.Close)
	return client
}

// command asks a server past the client, and returns the text of the reply.
func (s *environment) command(server *servers.Server, words ...string) string {
	s.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(s.Context()), patience)
	defer cancel()
	reply, err := server.Command(ctx, words...)
	require.NoError(s, err, "%s at %s", words[0], server.Addr())
	return reply.Text
}

// calls returns how often a server has executed a command since CONFIG RESETSTAT.
func (s *environment) calls(server *servers.Server, command string) int {
	s.Helper()
	for line := range strings.Lines(s.command(server, "INFO", "commandstats")) {
		if counts, found := strings.CutPrefix(line, "cmdstat_"+command+":calls="); found {
			count, _, _ := strings.Cut(counts, ",")
			number, err := strconv.Atoi(count)
			require.NoError(s, err)
			return number
		}
	}
	return 0
}

// turns is how often each server has its turn where reads are counted.
const turns = 10

// requireReads checks that reads go to these servers, each in its turn, and to no other of
// all.
func (s *environment) requireReads(client *core.Client, all []*servers.Server, want ...*servers.Server) {
	s.Helper()
	for _, server := range all {
		if server.Alive() {
			s.command(server, "CONFIG", "RESETSTAT")
		}
	}
	for range turns * len(want) {
		_, err := client.Get(s.Context(), "key")
		require.NoError(s, err)
	}
	expected, got := map[string]int{}, map[string]int{}
	for _, server := range want {
		expected[server.Addr()] = turns
	}
	for _, server := range all {
		if server.Alive() {
			if calls := s.calls(server, "get"); calls > 0 {
				got[server.Addr()] = calls
			}
		}
	}
	require.Equal(s, expected, got)
}

// awaitReads waits until reads of the client reach these servers.
func (s *environment) awaitReads(client *core.Client, want ...*servers.Server) {
	s.Helper()
	for _, server := range want {
		s.command(server, "CONFIG", "RESETSTAT")
	}
	require.Eventually(s, func() bool {
		for range turns {
			_, err := client.Get(s.Context(), "key")
			require.NoError(s, err)
		}
		for _, server := range want {
			if s.calls(server, "get") == 0 {
				return false
			}
		}
		return true
	}, patience, 10*time.Millisecond)
}

// repeating calls a function again and again until stop is called, which returns its
// errors and how often it has succeeded.
func repeating(call func() error) (stop func() (succeeded int, failures []error)) {
	var running sync.WaitGroup
	ended := make(chan struct{})
	var succeeded int
	var failures []error
	running.Go(func() {
		for {
			select {
			case <-ended:
				return
			default:
			}
			if err := call(); err != nil {
				failures = append(failures, err)
			} else {
				succeeded++
			}
		}
	})
	return func() (int, []error) {
		close(ended)
		running.Wait()
		return succeeded, failures
	}
}
