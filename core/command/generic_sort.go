package command

import (
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// Sort returns the elements of the list, set or sorted set at key, sorted as numbers,
// the smallest first.
//
// Reply: the elements, none if the key does not exist. Errors: ERR if an element is
// no number, WRONGTYPE if key holds something else.
// Complexity: O(N+M*log(M)) for N elements, M of them returned. Since: 1.0.0.
// See https://valkey.io/commands/sort/
//
//glissade:keys 1:0/1 STORE@-2:0/1: the patterns of BY and GET name no keys of the command, and of several STORE the last counts
func Sort(a *Args, key string) Reply[[]models.Result[string]] {
	a.Begin("SORT")
	a.Key(key)
	return nullableTexts
}

// SortWithOptions returns the elements of the list, set or sorted set at key, or what
// other keys hold for them, sorted as opts say.
//
// Reply: the elements in order; with GetPatterns for each element what every pattern
// names, nil where there is no such key. Errors: ERR if what to sort by is no number
// and IsAlpha is not set, WRONGTYPE if key holds something else.
// Complexity: O(N+M*log(M)) for N elements, M of them returned. Since: 1.0.0.
// See https://valkey.io/commands/sort/
func SortWithOptions(a *Args, key string, opts options.SortOptions) Reply[[]models.Result[string]] {
	a.Begin("SORT")
	a.Key(key)
	a.sortOptions(opts)
	return nullableTexts
}

// SortReadOnly returns the elements of the list, set or sorted set at key, sorted as
// numbers, the smallest first. Replicas can execute it.
//
// Reply: the elements, none if the key does not exist. Errors: ERR if an element is
// no number, WRONGTYPE if key holds something else.
// Complexity: O(N+M*log(M)) for N elements, M of them returned. Since: 7.0.0.
// See https://valkey.io/commands/sort_ro/
//
//glissade:keys 1:0/1: the patterns of BY and GET name no keys of the command
func SortReadOnly(a *Args, key string) Reply[[]models.Result[string]] {
	a.Begin("SORT_RO")
	a.Key(key)
	return nullableTexts
}

// SortReadOnlyWithOptions returns the elements of the list, set or sorted set at key,
// or what other keys hold for them, sorted as opts say. Replicas can execute it.
//
// Reply: the elements in order; with GetPatterns for each element what every pattern
// names, nil where there is no such key. Errors: ERR if what to sort by is no number
// and IsAlpha is not set, WRONGTYPE if key holds something else.
// Complexity: O(N+M*log(M)) for N elements, M of them returned. Since: 7.0.0.
// See https://valkey.io/commands/sort_ro/
func SortReadOnlyWithOptions(a *Args, key string, opts options.SortOptions) Reply[[]models.Result[string]] {
	a.Begin("SORT_RO")
	a.Key(key)
	a.sortOptions(opts)
	return nullableTexts
}

// SortStore stores the elements of the list, set or sorted set at key, sorted as
// numbers, the smallest first, as a list at destination, whatever that held before.
//
// Reply: the number of elements stored; where there are none destination is deleted.
// Errors: ERR if an element is no number, WRONGTYPE if key holds something else.
// Complexity: O(N+M*log(M)) for N elements, M of them stored. Since: 1.0.0.
// See https://valkey.io/commands/sort/
func SortStore(a *Args, key, destination string) Reply[int64] {
	a.Begin("SORT")
	a.Key(key)
	a.Word("STORE")
	a.Key(destination)
	return integer
}

// SortStoreWithOptions stores the elements of the list, set or sorted set at key, or
// what other keys hold for them, sorted as opts say, as a list at destination,
// whatever that held before.
//
// Reply: the number of elements stored, an empty one for each key that does not exist;
// where there are none destination is deleted. Errors: ERR if what to sort by is no
// number and IsAlpha is not set, WRONGTYPE if key holds something else.
// Complexity: O(N+M*log(M)) for N elements, M of them stored. Since: 1.0.0.
// See https://valkey.io/commands/sort/
func SortStoreWithOptions(a *Args, key, destination string, opts options.SortOptions) Reply[int64] {
	a.Begin("SORT")
	a.Key(key)
	a.sortOptions(opts)
	a.Word("STORE")
	a.Key(destination)
	return integer
}

func (a *Args) sortOptions(opts options.SortOptions) {
	a.check(opts.Validate())
	if opts.ByPattern != "" {
		a.Word("BY")
		a.String(opts.ByPattern)
	}
	a.limit(opts.Limit)
	for _, pattern := range opts.GetPatterns {
		a.Word("GET")
		a.String(pattern)
	}
	if opts.OrderBy != "" {
		a.Word(string(opts.OrderBy))
	}
	if opts.IsAlpha {
		a.Word("ALPHA")
	}
}
