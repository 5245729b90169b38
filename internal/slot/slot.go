// Package slot tells which of a cluster's slots a key belongs to.
//
//	number := slot.OfString("{user1000}.following") // that of "user1000"
//
// It is arithmetic alone: which node serves a slot is the concern of package
// internal/cluster. See https://valkey.io/topics/cluster-spec/#key-distribution-model
package slot

import (
	"strings"
	"unsafe"
)

// Count is the number of slots of a cluster: they are numbered from 0 to Count-1.
const Count = 16384

// Of returns the slot of key. If the key has a hash tag, which is what stands between
// its first "{" and the first "}" after that, and is not empty, then the tag alone
// decides, so that keys with the same tag are in the same slot. It allocates nothing.
func Of(key []byte) uint16 {
	// OfString keeps nothing of its argument, so the bytes need no copy.
	return OfString(unsafe.String(unsafe.SliceData(key), len(key)))
}

// OfString is [Of] for a key held as a string.
func OfString(key string) uint16 {
	if open := strings.IndexByte(key, '{'); open >= 0 {
		if length := strings.IndexByte(key[open+1:], '}'); length > 0 {
			key = key[open+1 : open+1+length]
		}
	}
	return checksum(key) % Count
}
