package cluster

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// covering is a topology of one shard with that many slots.
func covering(slots uint16, address string) Topology {
	return Topology{Shards: []Shard{{Primary: Member{address, address}, Slots: []SlotRange{{0, slots - 1}}}}}
}

func TestTheMostFrequentViewWins(t *testing.T) {
	a, b, c := covering(10, "a:1"), covering(20, "b:1"), covering(10, "c:1")
	d, e, f := covering(1, "d:1"), covering(1, "e:1"), covering(1, "f:1")
	for name, test := range map[string]struct {
		views  []Topology
		winner Topology
	}{
		"alone":                              {[]Topology{a}, a},
		"all agree":                          {[]Topology{a, a, a}, a},
		"most":                               {[]Topology{b, a, a}, a},
		"a tie goes to the larger coverage":  {[]Topology{a, b}, b},
		"several at the top":                 {[]Topology{a, b, c, a, b, c}, b},
		"five of five":                       {[]Topology{a, b, c, d, e}, b},
		"frequency goes before the coverage": {[]Topology{b, a, d, a, e, f}, a},
	} {
		slices.Reverse(test.views) // The order of the answers decides nothing.
		for range 2 {
			winner, err := Elect(test.views)
			require.NoError(t, err, name)
			require.Equal(t, test.winner, winner, name)
			slices.Reverse(test.views)
		}
	}
}

func TestATieOfTheSameCoverageIsDecidedWhateverTheOrder(t *testing.T) {
	a, c := covering(10, "a:1"), covering(10, "c:1")
	first, err := Elect([]Topology{a, c})
	require.NoError(t, err)
	second, err := Elect([]Topology{c, a})
	require.NoError(t, err)
	require.Equal(t, first, second)
}

func TestTooLittleAgreementIsRefused(t *testing.T) {
	var views []Topology
	for _, address := range []string{"a", "b", "c", "d", "e", "f"} {
		views = append(views, covering(10, address))
	}
	_, err := Elect(views)
	require.EqualError(t, err, "the nodes of the cluster disagree about its topology: of 6 views no more than 1 are the same")
	_, err = Elect(nil)
	require.EqualError(t, err, "no node told its view of the cluster")
}
