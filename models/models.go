// Package models holds the values that commands take and return where a plain Go
// type does not say enough: a value that may be absent, a member with its score,
// an entry of a stream.
//
// Everything that the server orders is a slice; only what has no order is a map.
package models
