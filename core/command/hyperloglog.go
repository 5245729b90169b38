// HyperLogLogCommands are the commands for HyperLogLogs, which estimate how many different
// elements they were given, in at most 12 KiB however many those are.
// See https://valkey.io/commands/#hyperloglog
//
//glissade:family HyperLogLogs

package command

// PfAdd adds elements to the HyperLogLog at key, which is created if it does not exist,
// also where there are no elements. A HyperLogLog counts different elements without
// keeping them, in 12 KB at most.
//
// Reply: true if the estimated number of elements changed or the key was created.
// Errors: WRONGTYPE if key holds something else.
// Complexity: O(N) for N elements. Since: 2.8.9.
// See https://valkey.io/commands/pfadd/
func PfAdd(a *Args, key string, elements []string) Reply[bool] {
	a.Begin("PFADD")
	a.Key(key)
	for _, element := range elements {
		a.String(element)
	}
	return boolean
}

// PfCount estimates the number of different elements of the HyperLogLogs at keys, all
// taken together.
//
// Reply: the number, with a standard error of 0.81 %; keys that do not exist count as
// empty. Errors: WRONGTYPE if a key holds something else.
// Complexity: O(1) for one key, O(N) for N keys. Since: 2.8.9.
// See https://valkey.io/commands/pfcount/
func PfCount(a *Args, keys []string) Reply[int64] {
	a.Begin("PFCOUNT")
	a.Keys(keys)
	return integer
}

// PfMerge adds what the HyperLogLogs at sourceKeys have counted to the one at
// destination, which is created if it does not exist.
//
// Reply: OK. Errors: WRONGTYPE if a key holds something else.
// Complexity: O(N) for N keys. Since: 2.8.9.
// See https://valkey.io/commands/pfmerge/
func PfMerge(a *Args, destination string, sourceKeys []string) Reply[string] {
	a.Begin("PFMERGE")
	a.Key(destination)
	for _, key := range sourceKeys {
		a.Key(key)
	}
	return ok
}
