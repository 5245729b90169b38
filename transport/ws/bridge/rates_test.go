//go:build !js

package bridge

import (
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// However many addresses there are, few are remembered, and not those that were quiet.
func TestRatesOfManyAddressesAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r rates
		allowed := Config{MaxConnectsPerSecondPerIP: 2}
		busy := func() bool { return r.allow("busy", allowed) == nil }
		require.Equal(t, []bool{true, true, false}, []bool{busy(), busy(), busy()})
		time.Sleep(500 * time.Millisecond)
		require.True(t, busy() && !busy())
		for i := range maxRated - 1 {
			require.Nil(t, r.allow(strconv.Itoa(i), allowed))
		}
		require.Equal(t, maxRated, len(r.byIP))
		require.False(t, busy())
		time.Sleep(time.Second)
		require.Nil(t, r.allow("one more", allowed))
		require.Equal(t, 1, len(r.byIP))
		for i := range maxRated + 10 {
			require.Nil(t, r.allow(strconv.Itoa(i), allowed))
			require.LessOrEqual(t, len(r.byIP), maxRated)
		}
	})
}
