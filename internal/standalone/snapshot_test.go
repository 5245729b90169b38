package standalone

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/options"
)

// Reads go where the strategy says, in turn, and elsewhere when nobody is there.
func TestReadsFollowTheStrategy(t *testing.T) {
	type shares map[string]int
	all := network{
		"primary": {role: "master", zone: "az1"}, "near": {role: "slave", zone: "az1"}, "near too": {role: "slave", zone: "az1"},
		"far": {role: "slave", zone: "az2"}, "far too": {role: "slave", zone: "az3"},
	}
	addresses := []string{"far", "primary", "near", "far too", "near too"}
	tests := map[string]struct {
		from options.ReadFrom
		zone string
		down []string
		want shares
	}{
		"primary":             {options.Primary, "", nil, shares{"primary": 12}},
		"prefer replica":      {options.PreferReplica, "", nil, shares{"near": 3, "near too": 3, "far": 3, "far too": 3}},
		"one replica down":    {options.PreferReplica, "", []string{"near"}, shares{"near too": 4, "far": 4, "far too": 4}},
		"all replicas down":   {options.PreferReplica, "", []string{"near", "near too", "far", "far too"}, shares{"primary": 12}},
		"all, one down":       {options.ReadFromAllNodes, "", []string{"near"}, shares{"primary": 3, "near too": 3, "far": 3, "far too": 3}},
		"all but replicas":    {options.ReadFromAllNodes, "", []string{"near", "near too", "far", "far too"}, shares{"primary": 12}},
		"zone":                {options.AZAffinity, "az1", nil, shares{"near": 6, "near too": 6}},
		"zone, one down":      {options.AZAffinity, "az1", []string{"near"}, shares{"near too": 12}},
		"zone without any":    {options.AZAffinity, "az1", []string{"near", "near too"}, shares{"far": 6, "far too": 6}},
		"zone and none":       {options.AZAffinity, "az1", []string{"near", "near too", "far", "far too"}, shares{"primary": 12}},
		"zone, both":          {options.AZAffinityReplicasAndPrimary, "az1", nil, shares{"near": 6, "near too": 6}},
		"zone, its primary":   {options.AZAffinityReplicasAndPrimary, "az1", []string{"near", "near too"}, shares{"primary": 12}},
		"another zone":        {options.AZAffinityReplicasAndPrimary, "az2", []string{"far"}, shares{"near": 4, "near too": 4, "far too": 4}},
		"zone, all of it":     {options.AZAffinityAllNodes, "az1", nil, shares{"primary": 4, "near": 4, "near too": 4}},
		"zone of a replica":   {options.AZAffinityAllNodes, "az2", nil, shares{"far": 12}},
		"zone of none, all":   {options.AZAffinityAllNodes, "az2", []string{"far"}, shares{"primary": 3, "near": 3, "near too": 3, "far too": 3}},
		"zone, primary left":  {options.AZAffinityAllNodes, "az1", []string{"near", "near too"}, shares{"primary": 12}},
		"a zone of no server": {options.AZAffinityReplicasAndPrimary, "az9", []string{"far", "far too", "near", "near too"}, shares{"primary": 12}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := network{}
				for address, s := range all {
					n[address] = &server{role: s.role, zone: s.zone}
				}
				c := config(n, addresses...)
				c.ReadFrom, c.Zone = test.from, test.zone
				g := connected(t, c)
				for _, address := range test.down {
					n[address].Stop()
				}
				time.Sleep(time.Second) // of the bubble's time: the loss is noticed at rest
				got := shares{}
				for range 12 {
					_, err := do(t, g, read())
					require.NoError(t, err)
				}
				for address, s := range n {
					if count := s.count(); count > 0 {
						got[address] = count
					}
				}
				require.Equal(t, test.want, got)
				_, err := do(t, g, write())
				require.NoError(t, err)
			})
		})
	}
}

func TestAReplicaThatIsLostIsReadFromNoMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := network{"a": {role: "master"}, "b": {role: "slave"}, "c": {role: "slave"}}
		c := config(n, "a", "b", "c")
		c.ReadFrom = options.PreferReplica
		g := connected(t, c)
		n["b"].Stop()
		for range 10 {
			_, err := do(t, g, read())
			require.NoError(t, err, "the read is repeated elsewhere")
		}
		n["c"].become(func(s *server) { s.refusal = "MASTERDOWN no"; s.once = true })
		reply, err := do(t, g, read())
		require.NoError(t, err)
		require.Equal(t, "slave", reply)
	})
}

func TestAReplicaCanBeDemanded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := network{"a": {role: "master"}, "b": {role: "slave"}}
		g := connected(t, config(n, "a", "b"))
		r := read()
		r.Replica = true
		reply, err := do(t, g, r)
		require.NoError(t, err)
		require.Equal(t, "slave", reply)
		n["b"].Stop()
		time.Sleep(time.Second)
		_, err = do(t, g, r)
		var timeout *failure.TimeoutError
		require.ErrorAs(t, err, &timeout)
		require.ErrorContains(t, err, "no replica is connected")
	})
}

func TestAReplicaThatThereIsNotIsNotWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := connected(t, config(network{"a": {role: "master"}}, "a"))
		r := read()
		r.Replica = true
		began := time.Now()
		_, err := do(t, g, r)
		require.ErrorAs(t, err, new(*failure.ConnectionError))
		require.Equal(t, failure.NotSent, failure.DeliveryOf(err))
		require.ErrorContains(t, err, "the option Replica")
		outcome := make(chan error, 1)
		g.Submit(r, func(_ []byte, err error) { outcome <- err })
		require.ErrorContains(t, <-outcome, "the option Replica")
		require.Equal(t, began, time.Now())
	})
}

func TestAReadOnlyGroupReadsFromAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := network{"a": {role: "slave"}, "b": {role: "slave"}, "c": stopped("slave")}
		c := config(n, "a", "b", "c")
		c.ReadOnly = true
		g := connected(t, c)
		for range 4 {
			_, err := do(t, g, read())
			require.NoError(t, err)
		}
		require.Equal(t, 2, n["a"].count())
		n["c"].Accept()
		time.Sleep(time.Minute)
		require.Equal(t, 3, len(g.snapshot.Load().replicas))

		single := config(network{"a": {role: "slave"}}, "a")
		single.ReadOnly = true
		_, err := do(t, connected(t, single), read())
		require.NoError(t, err)
	})
}
