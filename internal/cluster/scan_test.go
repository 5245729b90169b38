package cluster

import (
	"math/rand/v2"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/internal/slot"
)

// fill puts keys into some slots, and returns both.
func (f *fakeScanCluster) fill(slots, keysEach int) (numbers []int, keys []string) {
	for i := range slots {
		number := (i * 997) % len(f.owners)
		numbers = append(numbers, number)
		for k := range keysEach {
			key := "{" + scanTag(number) + "}" + strconv.Itoa(k)
			f.owners[number].put(key)
			keys = append(keys, key)
		}
	}
	return numbers, keys
}

func (f *fakeScanCluster) connect(t *testing.T) *Cluster {
	return connectTo(t, Config{
		Seeds: []string{"s0:1", "s2:1"},
		Node:  node.Config{Dialer: f, Mux: mux.Config{Handshake: mux.Handshake{Protocol: mux.RESP2}}},
	})
}

func scanAll(t *testing.T, c *Cluster, o ScanOptions) (seen map[string]int, steps int) {
	t.Helper()
	seen = map[string]int{}
	var position *ScanPosition
	for ; position == nil || !position.IsFinished(); steps++ {
		next, keys, err := c.Scan(t.Context(), position, o)
		require.NoError(t, err)
		for _, key := range keys {
			seen[key]++
		}
		position = next
		require.Less(t, steps, 20_000, "the scan goes on for ever")
	}
	return seen, steps
}

func requireSeen(t *testing.T, keys []string, seen map[string]int) {
	t.Helper()
	for _, key := range keys {
		require.Positive(t, seen[key], key)
	}
}

// TestAScanSeesAllKeysWhateverHappens has slots moved, servers started again and
// replicas take over before each step, at random.
func TestAScanSeesAllKeysWhateverHappens(t *testing.T) {
	for _, old := range []int{0, 1, 6} { // of CLUSTERSCAN: none, one, all
		for seed := range uint64(12) {
			synctest.Test(t, func(t *testing.T) {
				f := newFakeScanCluster(3)
				for i := range old {
					f.servers["s"+strconv.Itoa((i+4)%6)+":1"].old = true
				}
				numbers, keys := f.fill(40, 8)
				random := rand.New(rand.NewPCG(seed, 1))
				c := f.connect(t)
				rate := random.IntN(90)
				f.disturb = func() {
					for random.IntN(100) < rate {
						f.injectFault(random, numbers)
					}
				}
				seen, steps := scanAll(t, c, ScanOptions{Timeout: time.Minute})
				requireSeen(t, keys, seen)
				t.Logf("%d old, seed %d, rate %d: %d steps", old, seed, rate, steps)
			})
		}
	}
}

func TestAScanEndsAlthoughSlotsAreOnTheirWayForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeScanCluster(4)
		for _, s := range f.servers {
			s.old = true
		}
		const many = slot.Count/4/leastShare + 20 // more than are worth no pass
		for number := range many {
			from, to := f.owners[number], f.owners[slot.Count-1]
			from.out[number], to.in[number] = to, from
			from.put("{" + scanTag(number) + "}here")
			to.put("{" + scanTag(number) + "}there")
		}
		seen, _ := scanAll(t, f.connect(t), ScanOptions{Timeout: time.Second})
		require.Len(t, seen, 2*many)
	})
}

func TestAScanSeesEachKeyOnceIfNothingHappens(t *testing.T) {
	for _, old := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			f := newFakeScanCluster(3)
			for _, s := range f.servers {
				s.old = old
			}
			_, keys := f.fill(40, 8)
			seen, _ := scanAll(t, f.connect(t), ScanOptions{Timeout: time.Second})
			require.Len(t, seen, len(keys))
			for key, times := range seen {
				require.Equal(t, 1, times, key)
			}
		})
	}
}

func TestAScanDoesNotTrustAServerThatIsCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeScanCluster(3)
		f.fill(3, 3)
		c := f.connect(t)
		f.mu.Lock()
		for _, s := range f.servers {
			s.cutOff = true
		}
		f.mu.Unlock()
		began := time.Now()
		_, _, err := c.Scan(t.Context(), nil, ScanOptions{Timeout: time.Second})
		var timeout *failure.TimeoutError
		require.ErrorAs(t, err, &timeout)
		require.ErrorContains(t, err, "s0:1 cannot reach most of the primaries")
		require.LessOrEqual(t, time.Since(began), time.Second)
	})
}

func TestAScanGoesOnFromWhereItFailed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeScanCluster(3)
		_, keys := f.fill(10, 3)
		c := f.connect(t)
		position, first, err := c.Scan(t.Context(), nil, ScanOptions{})
		require.NoError(t, err)
		f.mu.Lock()
		f.lost = f.owners[100]
		f.lost.restart()
		f.mu.Unlock()
		same, none, err := c.Scan(t.Context(), position, ScanOptions{Timeout: time.Second})
		require.Error(t, err)
		require.Empty(t, none)
		require.Same(t, position, same)
		f.mu.Lock()
		f.lost = nil
		f.mu.Unlock()
		seen := map[string]int{}
		for _, key := range first {
			seen[key]++
		}
		for !position.IsFinished() {
			var step []string
			position, step, err = c.Scan(t.Context(), position, ScanOptions{Timeout: time.Minute})
			require.NoError(t, err)
			for _, key := range step {
				seen[key]++
			}
		}
		requireSeen(t, keys, seen)
	})
}

func TestAScanOfAClosedClusterFails(t *testing.T) {
	f := newFakeScanCluster(1)
	c := f.connect(t)
	c.Close()
	_, _, err := c.Scan(t.Context(), nil, ScanOptions{Timeout: time.Second})
	var closing *failure.ClosingError
	require.ErrorAs(t, err, &closing)
}
