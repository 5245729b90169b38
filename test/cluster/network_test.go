package cluster

import (
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/options"
)

var networkFaults = []fault{
	{name: "the network between the client and a node is cut and heals", onAllVersions: true, test: testNetworkIsCut},
	{name: "the network between the client and a replica that is read is reset", test: testReplicaIsReset},
	{name: "the network between the client and all nodes is reset", test: testAllConnectionsAreReset},
}

func testNetworkIsCut(s *environment) {
	s.proxyAll()
	proxy := s.proxy(s.primary(0))
	l := s.under(plan{touched: []int{0}, impatient: true, tolerates: lostConnection}, func(*load) {
		proxy.Blackhole()
		time.Sleep(outage)
		proxy.Heal()
	})
	expired := 0
	for _, err := range l.impatience {
		if _, is := err.(*failure.TimeoutError); is {
			expired++
		}
	}
	require.NotZero(s, expired)
}

func testReplicaIsReset(s *environment) {
	s.proxyAll()
	proxy := s.proxy(s.replica(0))
	l := s.under(plan{
		readsReplicas: true,
		configure:     func(c *options.ClusterClientConfiguration) { c.ReadFrom = options.PreferReplica },
	}, func(l *load) {
		for range 3 {
			proxy.ResetAll()
			l.awaitProgress()
		}
	})
	require.Zero(s, l.told[uncertain].Load()+l.told[refused].Load())
}

func testAllConnectionsAreReset(s *environment) {
	s.proxyAll()
	s.under(plan{touched: []int{0, 1, 2}, tolerates: lostConnection}, func(l *load) {
		for _, proxy := range s.proxies {
			proxy.ResetAll()
		}
	})
}
