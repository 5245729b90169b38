package sorting

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestBySortsAsTheStandardLibraryDoes(t *testing.T) {
	type element struct{ key, place int }
	compare := func(a, b element) int { return cmp.Compare(a.key, b.key) }
	for n := range 200 {
		list := make([]element, n)
		for i := range list {
			list[i] = element{rand.IntN(n/2 + 1), i}
		}
		want := slices.Clone(list)
		slices.SortStableFunc(want, compare)
		By(list, compare)
		require.Equal(t, want, list)
	}
}

func TestByTakesNoMoreTimeForListsThatLieBadly(t *testing.T) {
	const n = 1 << 12
	for name, key := range map[string]func(i int) int{
		"sorted": func(i int) int { return i }, "reversed": func(i int) int { return -i }, "equal": func(int) int { return 0 },
	} {
		list := make([]int, n)
		for i := range list {
			list[i] = key(i)
		}
		compared := 0
		By(list, func(a, b int) int {
			compared++
			return cmp.Compare(a, b)
		})
		require.True(t, slices.IsSorted(list), name)
		require.LessOrEqual(t, compared, n*12, name)
	}
}
