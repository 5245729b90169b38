// Package sorting sorts short lists with little code. slices.SortFunc is quicker for long
// ones, and costs every page that loads the client some 17 KB for each type that is
// sorted by it; this takes less than one.
package sorting

// By sorts a list in place, by what compare says as for slices.SortFunc. Elements that
// are equal keep their order. It takes memory for half of the list, and time in
// proportion to n log n however the list lies.
func By[T any](list []T, compare func(a, b T) int) {
	if len(list) < 2 {
		return
	}
	middle := len(list) / 2
	left := append([]T(nil), list[:middle]...)
	By(left, compare)
	By(list[middle:], compare)
	i, j := 0, middle
	for k := 0; i < len(left); k++ {
		if j < len(list) && compare(list[j], left[i]) < 0 {
			list[k] = list[j]
			j++
		} else {
			list[k] = left[i]
			i++
		}
	}
}
