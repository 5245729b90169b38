package nodes

import (
	"testing"

	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

func TestReadsGoToAllServersInTurn(t *testing.T) {
	onAllServers(t, func(s *environment) {
		replication := s.replication(2, nil)
		all := replication.Servers()
		c := s.configuration(addresses(all)...)
		c.ReadFrom = options.ReadFromAllNodes
		client := s.connect(c)
		s.requireReads(client, all, all...)
		if _, err := client.Incr(s.Context(), "n"); err != nil {
			t.Error(err) // it goes to the primary, others would refuse it
		}
		replication.Replicas[0].Kill()
		left := []*servers.Server{replication.Primary, replication.Replicas[1]}
		s.awaitReads(client, left...)
		s.requireReads(client, all, left...)
	})
}

func TestReadsGoToAllServersOfTheZone(t *testing.T) {
	onAllServers(t, func(s *environment) {
		if !s.version.AtLeast("8.0") {
			s.Skip("servers have zones since 8.0")
		}
		zones := []string{"az1", "az1", "az2"}
		replication := s.replication(2, func(i int) []string { return []string{"--availability-zone", zones[i]} })
		all := replication.Servers()
		for zone, want := range map[string][]*servers.Server{"az1": all[:2], "az2": all[2:], "az3": all} {
			c := s.configuration(addresses(all)...)
			c.ReadFrom, c.ClientAZ = options.AZAffinityAllNodes, zone
			s.requireReads(s.connect(c), all, want...)
		}
		c := s.configuration(addresses(all)...)
		c.ReadFrom, c.ClientAZ = options.AZAffinityAllNodes, "az2"
		client := s.connect(c)
		replication.Replicas[1].Kill()
		s.awaitReads(client, all[:2]...)
		s.requireReads(client, all, all[:2]...)
	})
}
