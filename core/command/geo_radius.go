package command

import (
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// GeoRadius returns the members of the geospatial index at key that lie within
// circle around position.
//
// Reply: the members in no particular order, none if the key does not exist. Errors:
// WRONGTYPE if key holds no sorted set.
// Complexity: O(N+log M) for N members in the boxes of the grid around the circle, in
// an index of M. Since: 3.2.0.
// See https://valkey.io/commands/georadius/
//
// Deprecated: use GeoSearch with GeoCoordOrigin and GeoCircleShape.
func GeoRadius(a *Args, key string, position models.GeospatialData, circle options.GeoCircleShape) Reply[[]string] {
	a.Begin("GEORADIUS")
	a.Key(key)
	a.position("position", position)
	a.circle(circle)
	return texts
}

// GeoRadiusWithOptions returns the members of the geospatial index at key that lie
// within circle around position, sorted and limited, and with what opts ask for.
//
// Reply: the members with what was asked for, none if the key does not exist. Errors:
// WRONGTYPE if key holds no sorted set.
// Complexity: O(N+log M) for N members in the boxes of the grid around the circle, in
// an index of M. Since: 3.2.0.
// See https://valkey.io/commands/georadius/
//
// Deprecated: use GeoSearchWithFullOptions with GeoCoordOrigin and GeoCircleShape.
func GeoRadiusWithOptions(a *Args, key string, position models.GeospatialData, circle options.GeoCircleShape, opts options.GeoRadiusOptions) Reply[[]models.Location] {
	a.Begin("GEORADIUS")
	a.Key(key)
	a.position("position", position)
	a.circle(circle)
	a.searchInfo(opts.Info)
	a.searchResult(opts.Result)
	return locations
}

// GeoRadiusStore sets destinationKey, whatever it held before, to the members of the
// geospatial index at sourceKey that lie within circle around position, as opts limit
// them. It is deleted if there are none.
//
// Reply: how many members were stored. Errors: WRONGTYPE if sourceKey holds no
// sorted set.
// Complexity: O(N+log M) for N members in the boxes of the grid around the circle, in
// an index of M. Since: 3.2.0.
// See https://valkey.io/commands/georadius/
//
// Deprecated: use GeoSearchStoreWithFullOptions with GeoCoordOrigin and GeoCircleShape.
func GeoRadiusStore(a *Args, destinationKey, sourceKey string, position models.GeospatialData, circle options.GeoCircleShape, opts options.GeoRadiusStoreOptions) Reply[int64] {
	a.Begin("GEORADIUS")
	a.Key(sourceKey)
	a.position("position", position)
	a.circle(circle)
	a.searchResult(opts.Result)
	a.storeRadius(destinationKey, opts.Info)
	return integer
}

// GeoRadiusReadOnly returns the members of the geospatial index at key that lie within
// circle around position. Replicas
// answer it too.
//
// Reply: the members in no particular order, none if the key does not exist. Errors:
// WRONGTYPE if key holds no sorted set.
// Complexity: O(N+log M) for N members in the boxes of the grid around the circle, in
// an index of M. Since: 3.2.10.
// See https://valkey.io/commands/georadius_ro/
//
// Deprecated: use GeoSearch with GeoCoordOrigin and GeoCircleShape.
func GeoRadiusReadOnly(a *Args, key string, position models.GeospatialData, circle options.GeoCircleShape) Reply[[]string] {
	a.Begin("GEORADIUS_RO")
	a.Key(key)
	a.position("position", position)
	a.circle(circle)
	return texts
}

// GeoRadiusReadOnlyWithOptions returns the members of the geospatial index at key that lie
// within circle around position, sorted and limited, and with what opts ask for. Replicas
// answer it too.
//
// Reply: the members with what was asked for, none if the key does not exist. Errors:
// WRONGTYPE if key holds no sorted set.
// Complexity: O(N+log M) for N members in the boxes of the grid around the circle, in
// an index of M. Since: 3.2.10.
// See https://valkey.io/commands/georadius_ro/
//
// Deprecated: use GeoSearchWithFullOptions with GeoCoordOrigin and GeoCircleShape.
func GeoRadiusReadOnlyWithOptions(a *Args, key string, position models.GeospatialData, circle options.GeoCircleShape, opts options.GeoRadiusOptions) Reply[[]models.Location] {
	a.Begin("GEORADIUS_RO")
	a.Key(key)
	a.position("position", position)
	a.circle(circle)
	a.searchInfo(opts.Info)
	a.searchResult(opts.Result)
	return locations
}

// GeoRadiusByMember returns the members of the geospatial index at key that lie within
// circle around member.
//
// Reply: the members in no particular order, none if the key does not exist. Errors:
// ERR if there is no such member, WRONGTYPE if key holds no sorted set.
// Complexity: O(N+log M) for N members in the boxes of the grid around the circle, in
// an index of M. Since: 3.2.0.
// See https://valkey.io/commands/georadiusbymember/
//
// Deprecated: use GeoSearch with GeoMemberOrigin and GeoCircleShape.
func GeoRadiusByMember(a *Args, key, member string, circle options.GeoCircleShape) Reply[[]string] {
	a.Begin("GEORADIUSBYMEMBER")
	a.Key(key)
	a.String(member)
	a.circle(circle)
	return texts
}

// GeoRadiusByMemberWithOptions returns the members of the geospatial index at key that lie
// within circle around member, sorted and limited, and with what opts ask for.
//
// Reply: the members with what was asked for, none if the key does not exist. Errors:
// ERR if there is no such member, WRONGTYPE if key holds no sorted set.
// Complexity: O(N+log M) for N members in the boxes of the grid around the circle, in
// an index of M. Since: 3.2.0.
// See https://valkey.io/commands/georadiusbymember/
//
// Deprecated: use GeoSearchWithFullOptions with GeoMemberOrigin and GeoCircleShape.
func GeoRadiusByMemberWithOptions(a *Args, key, member string, circle options.GeoCircleShape, opts options.GeoRadiusOptions) Reply[[]models.Location] {
	a.Begin("GEORADIUSBYMEMBER")
	a.Key(key)
	a.String(member)
	a.circle(circle)
	a.searchInfo(opts.Info)
	a.searchResult(opts.Result)
	return locations
}

// GeoRadiusByMemberStore sets destinationKey, whatever it held before, to the members of the
// geospatial index at sourceKey that lie within circle around member, as opts limit
// them. It is deleted if there are none.
//
// Reply: how many members were stored. Errors: ERR if there is no such
// member, WRONGTYPE if sourceKey holds no sorted set.
// Complexity: O(N+log M) for N members in the boxes of the grid around the circle, in
// an index of M. Since: 3.2.0.
// See https://valkey.io/commands/georadiusbymember/
//
// Deprecated: use GeoSearchStoreWithFullOptions with GeoMemberOrigin and GeoCircleShape.
func GeoRadiusByMemberStore(a *Args, destinationKey, sourceKey, member string, circle options.GeoCircleShape, opts options.GeoRadiusStoreOptions) Reply[int64] {
	a.Begin("GEORADIUSBYMEMBER")
	a.Key(sourceKey)
	a.String(member)
	a.circle(circle)
	a.searchResult(opts.Result)
	a.storeRadius(destinationKey, opts.Info)
	return integer
}

// GeoRadiusByMemberReadOnly returns the members of the geospatial index at key that lie within
// circle around member. Replicas
// answer it too.
//
// Reply: the members in no particular order, none if the key does not exist. Errors:
// ERR if there is no such member, WRONGTYPE if key holds no sorted set.
// Complexity: O(N+log M) for N members in the boxes of the grid around the circle, in
// an index of M. Since: 3.2.10.
// See https://valkey.io/commands/georadiusbymember_ro/
//
// Deprecated: use GeoSearch with GeoMemberOrigin and GeoCircleShape.
func GeoRadiusByMemberReadOnly(a *Args, key, member string, circle options.GeoCircleShape) Reply[[]string] {
	a.Begin("GEORADIUSBYMEMBER_RO")
	a.Key(key)
	a.String(member)
	a.circle(circle)
	return texts
}

// GeoRadiusByMemberReadOnlyWithOptions returns the members of the geospatial index at key that lie
// within circle around member, sorted and limited, and with what opts ask for. Replicas
// answer it too.
//
// Reply: the members with what was asked for, none if the key does not exist. Errors:
// ERR if there is no such member, WRONGTYPE if key holds no sorted set.
// Complexity: O(N+log M) for N members in the boxes of the grid around the circle, in
// an index of M. Since: 3.2.10.
// See https://valkey.io/commands/georadiusbymember_ro/
//
// Deprecated: use GeoSearchWithFullOptions with GeoMemberOrigin and GeoCircleShape.
func GeoRadiusByMemberReadOnlyWithOptions(a *Args, key, member string, circle options.GeoCircleShape, opts options.GeoRadiusOptions) Reply[[]models.Location] {
	a.Begin("GEORADIUSBYMEMBER_RO")
	a.Key(key)
	a.String(member)
	a.circle(circle)
	a.searchInfo(opts.Info)
	a.searchResult(opts.Result)
	return locations
}

func (a *Args) circle(circle options.GeoCircleShape) {
	a.check(circle.Validate())
	a.Float(circle.Radius)
	a.Word(string(circle.Unit))
}

func (a *Args) storeRadius(destination string, info options.GeoSearchStoreInfoOptions) {
	if info.StoreDist {
		a.Word("STOREDIST")
	} else {
		a.Word("STORE")
	}
	a.Key(destination)
}
