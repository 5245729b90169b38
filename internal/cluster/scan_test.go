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
func (w *scanWorld) fill(slots, keysEach int) (numbers []int, keys []string) {
	for i := range slots {
		number := (i * 997) % len(w.owners)
		numbers = append(numbers, number)
		for k := range keysEach {
			key := "{" + scanTag(number) + "}" + strconv.Itoa(k)
			w.owners[number].put(key)
			keys = append(keys, key)
		}
	}
	return numbers, keys
}

func (w *scanWorld) connect(t *testing.T) *Cluster {
	return connectTo(t, Config{
		Seeds: []string{"s0:1", "s2:1"},
		Node:  node.Config{Dialer: w, Mux: mux.Config{Handshake: mux.Handshake{Protocol: mux.RESP2}}},
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
	for _, ignorant := range []int{0, 1, 6} { // of CLUSTERSCAN: none, one, all
		for seed := range uint64(12) {
			synctest.Test(t, func(t *testing.T) {
				w := newScanWorld(3)
				for i := range ignorant {
					w.servers["s"+strconv.Itoa((i+4)%6)+":1"].ignorant = true
				}
				numbers, keys := w.fill(40, 8)
				random := rand.New(rand.NewPCG(seed, 1))
				c := w.connect(t)
				rate := random.IntN(90)
				w.disturb = func() {
					for random.IntN(100) < rate {
						w.mischief(random, numbers)
					}
				}
				seen, steps := scanAll(t, c, ScanOptions{Timeout: time.Minute})
				requireSeen(t, keys, seen)
				t.Logf("%d ignorant, seed %d, rate %d: %d steps", ignorant, seed, rate, steps)
			})
		}
	}
}

func TestAScanEndsAlthoughSlotsAreOnTheirWayForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newScanWorld(4)
		for _, s := range w.servers {
			s.ignorant = true
		}
		const many = slot.Count/4/leastShare + 20 // more than are worth no pass
		for number := range many {
			from, to := w.owners[number], w.owners[slot.Count-1]
			from.out[number], to.in[number] = to, from
			from.put("{" + scanTag(number) + "}here")
			to.put("{" + scanTag(number) + "}there")
		}
		seen, _ := scanAll(t, w.connect(t), ScanOptions{Timeout: time.Second})
		require.Len(t, seen, 2*many)
	})
}

func TestAScanSeesEachKeyOnceIfNothingHappens(t *testing.T) {
	for _, ignorant := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			w := newScanWorld(3)
			for _, s := range w.servers {
				s.ignorant = ignorant
			}
			_, keys := w.fill(40, 8)
			seen, _ := scanAll(t, w.connect(t), ScanOptions{Timeout: time.Second})
			require.Len(t, seen, len(keys))
			for key, times := range seen {
				require.Equal(t, 1, times, key)
			}
		})
	}
}

func TestAScanDoesNotTrustAServerThatIsCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newScanWorld(3)
		w.fill(3, 3)
		c := w.connect(t)
		w.mu.Lock()
		for _, s := range w.servers {
			s.cutOff = true
		}
		w.mu.Unlock()
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
		w := newScanWorld(3)
		_, keys := w.fill(10, 3)
		c := w.connect(t)
		position, first, err := c.Scan(t.Context(), nil, ScanOptions{})
		require.NoError(t, err)
		w.mu.Lock()
		w.lost = w.owners[100]
		w.lost.restart()
		w.mu.Unlock()
		same, none, err := c.Scan(t.Context(), position, ScanOptions{Timeout: time.Second})
		require.Error(t, err)
		require.Empty(t, none)
		require.Same(t, position, same)
		w.mu.Lock()
		w.lost = nil
		w.mu.Unlock()
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
	w := newScanWorld(1)
	c := w.connect(t)
	c.Close()
	_, _, err := c.Scan(t.Context(), nil, ScanOptions{Timeout: time.Second})
	var closing *failure.ClosingError
	require.ErrorAs(t, err, &closing)
}
